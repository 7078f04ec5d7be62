// The documents that are printed from the dictionary.

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "privacy/dictionary.h"
#include "privacy/dictionary_words.h"
#include "privacy/explain.h"
#include "report/summary.h"

namespace telemetry {
namespace {

using Json = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void put(Json& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put_key(Json& json, std::string_view text) {
  json.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void member(Json& json, std::string_view key, std::string_view text) {
  put_key(json, key);
  put(json, text);
}

// A key with "[i]" in it as a regular expression.
std::string key_pattern(std::string_view key) {
  std::string out = "^";
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key.substr(i).starts_with("[i]")) {
      out += "\\[[0-9]+\\]";
      i += 2;
    } else {
      if (key[i] == '.') out += '\\';
      out += key[i];
    }
  }
  return out + "$";
}

// The keys of an object that may have others than those it names.
std::string other_pattern(const DictionaryNode& node) {
  std::string named;
  for (const auto& member : node.members()) {
    const auto pattern = key_pattern(member.first);
    named += pattern.substr(1, pattern.size() - 2) + "|";
  }
  switch (node.other_keys()) {
    case DictionaryNode::Keys::pseudonyms:
      return "^(" + named + "[0-9a-f]{32})$";
    case DictionaryNode::Keys::meminfo:
      return "^(" + named + "[A-Za-z][A-Za-z0-9()_]*)$";
    default:
      return "^(" + named + "(\\{[0-9a-f]{32}\\}-)?[a-z][a-z0-9_.\\[\\]-]*)$";
  }
}

void schema_of(Json& json, const DictionaryNode& node) {
  json.StartObject();
  if (const auto* rule = node.rule()) {
    member(json, "type", "string");
    member(json, "description", rule->sentence.text());
    member(json, "pattern", leaf_pattern(*rule));
  } else if (node.element(0) != nullptr) {
    member(json, "type", "array");
    if (node.other() != nullptr) {
      put_key(json, "items");
      schema_of(json, *node.other());
    } else {
      put_key(json, "prefixItems");
      json.StartArray();
      for (const auto& each : node.members()) schema_of(json, *each.second);
      json.EndArray();
      put_key(json, "items");
      json.Bool(false);
    }
  } else {
    member(json, "type", "object");
    put_key(json, "properties");
    json.StartObject();
    for (const auto& [key, inner] : node.members()) {
      if (key.find("[i]") != std::string_view::npos) continue;
      put_key(json, key);
      schema_of(json, *inner);
    }
    json.EndObject();
    put_key(json, "patternProperties");
    json.StartObject();
    for (const auto& [key, inner] : node.members()) {
      if (key.find("[i]") == std::string_view::npos) continue;
      put_key(json, key_pattern(key));
      schema_of(json, *inner);
    }
    json.EndObject();
    // Keys that are not named above are of one kind and mean one thing.
    put_key(json, "additionalProperties");
    if (node.other() == nullptr) {
      json.Bool(false);
    } else {
      schema_of(json, *node.other());
      put_key(json, "propertyNames");
      json.StartObject();
      member(json, "pattern", other_pattern(node));
      json.EndObject();
    }
  }
  json.EndObject();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '_' || c == '*' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

std::string build_text(const Build& build) {
  return std::to_string(build.part[0]) + '.' + std::to_string(build.part[1]);
}

// The builds on which a statistic feeds a number of the summary.
std::string builds_text(const Feed& feed) {
  const bool from_start = feed.from == Build{};
  const bool to_end = feed.until.part[0] > 1000;
  if (from_start && to_end) return "all";
  if (from_start) return "before " + build_text(feed.until);
  if (to_end) return build_text(feed.from) + "+";
  return build_text(feed.from) + " to before " + build_text(feed.until);
}

}  // namespace

std::string dictionary_document() {
  std::string out =
      "# Data dictionary\n\n"
      "Every field that may leave this host; nothing else can. Printed by\n"
      "`aerospike-telemetry --print dictionary` from the table that drives "
      "the\n"
      "anonymiser and the audit (src/privacy/dictionary_table.cpp); a test\n"
      "compares this file with it.\n\n"
      "`#` is an element of a list; `<namespace>`, `<index>` stand for the\n"
      "pseudonym of that name as a key, `<key>` for any key that the server\n"
      "gives. Every value is a JSON string. In the place of a value that is\n"
      "not sent stands `withheld`; `null` means that it is not set.\n\n"
      "| field | treatment | sent | servers | unit | what it is |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& rule : rules()) {
    const auto cell = [&](std::string_view text) {
      out += escaped(text) + " | ";
    };
    out += "| ";
    cell(rule.path.text());
    cell(treatment_text(rule));
    cell(sent_text(rule.sent));
    cell(rule.generations.text());
    cell(rule.unit.text());
    out += escaped(rule.sentence.text()) + " |\n";
  }
  out +=
      "\n## What feeds summary/operations\n\n"
      "Each number is the sum of the statistics that the server has, over all\n"
      "namespaces where they are counted by namespace, since the server\n"
      "started.\n\n"
      "| number | statistic | of | servers |\n|---|---|---|---|\n";
  for (const auto& feed : feeds()) {
    out += "| " + std::string(operation_name(feed.operation).text()) + " | " +
           escaped(feed.statistic) + " | " +
           (feed.per_namespace ? "each namespace" : "the node") + " | " +
           builds_text(feed) + " |\n";
  }
  return out;
}

std::string payload_schema() {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.SetIndent(' ', 1);
  json.StartObject();
  member(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
  member(json, "title", "A report of aerospike-telemetry");
  put_key(json, "$ref");
  put(json, "#/$defs/report");
  put_key(json, "$defs");
  json.StartObject();
  put_key(json, "report");
  schema_of(json, dictionary());
  json.EndObject();
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace telemetry
