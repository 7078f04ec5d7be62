// Prints the documents that are made from the dictionary: a tool of the build,
// no part of the program.
//
//   documents dictionary    doc/DATA-DICTIONARY.md
//   documents schema        doc/payload.schema.json
//   documents rows          a line a row, to compare two releases

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/explain.h"
#include "rule/dictionary.h"

namespace telemetry {
namespace {

constexpr std::string_view introduction = R"(# Data dictionary

This is every value that may leave the host. It is printed from the program's own table
(`src/rule/*.keys`) by `cmake --build --preset dev --target documents`; a test fails where the two
differ. A key that is not here does not leave. Whatever a row says, the value may also be
`withheld`, which stands for a value that is nothing of what the row allows, or `null`.

A place is the keys with `/` between. `*` is a key that is a pseudonym, `#` any element of a list, a
number one element of it, and `[i]` an index such as `[0]`. A number is an integer or a decimal with
optional sign and at most 20 digits, `true`, `false`, or a list of numbers such as `1,8,64`. A
pseudonym is 32 hex digits; the word in brackets is its domain.
)";

constexpr std::string_view channel_texts[] = {
    "What the report is for.",
    "What the server counts, and its members.",
    "The server's settings.",
    "The machine that the server runs on.",
};

std::string place(const Row& row) { return path_of(row.object, row.key); }

// In a table of Markdown a bar would end the cell.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos;
       at += 2)
    text.insert(at, "\\");
  return text;
}

// Words in lines of at most 100 characters.
std::string wrapped(const std::vector<std::string>& words) {
  std::string out;
  std::size_t column = 0;
  for (const auto& word : words) {
    if (column > 0 && column + 1 + word.size() > 100) {
      out += '\n';
      column = 0;
    }
    if (column > 0) out += ' ';
    out += word;
    column += word.size() + (column > 0 ? 1 : 0);
  }
  return out + '\n';
}

std::string dictionary_document() {
  std::string out(introduction);
  for (std::size_t channel = 0; channel < channel_names.size(); ++channel) {
    out += "\n## Channel `" + std::string(channel_names[channel]) + "`\n\n" +
           std::string(channel_texts[channel]) + "\n\n";
    out +=
        "| place | what may leave | servers | meaning |\n|---|---|---|---|\n";
    // What stands in a block, whose keys say it themselves.
    std::map<std::string_view, std::vector<std::string>> numbers;
    std::map<std::string_view, std::vector<std::string>> omitted;
    for (const auto& row : dictionary()) {
      if (row.channel != static_cast<Channel>(channel)) continue;
      const auto key = '`' + std::string(row.key) + '`';
      if (!row.sentence.empty())
        out += "| `" + place(row) + "` | " + cell(treatment_text(row)) + " | " +
               std::string(row.servers == "-" ? "" : row.servers) + " | " +
               std::string(row.sentence) + " |\n";
      else if (row.treatment == Treatment::omit)
        omitted[row.object].push_back(key + ',');
      else
        numbers[row.object].push_back(key + " (" + std::string(row.servers) +
                                      "),");
    }
    for (auto& [object, keys] : numbers) {
      keys.back().back() = '.';
      out += "\nNumbers in `" + std::string(object) +
             "`, whose keys say what they are (servers that have them):\n" +
             wrapped(keys);
    }
    for (auto& [object, keys] : omitted) {
      keys.back().back() = '.';
      out += "\nLeft out of `" + std::string(object) +
             "`, with their keys, and not counted in `unknown-keys`:\n" +
             wrapped(keys);
    }
  }
  return out;
}

constexpr std::string_view hash = "[0-9a-f]{32}";

// What of a regular expression has a meaning of its own.
std::string literal(std::string_view text, char separator = '\0') {
  std::string out;
  for (const char c : text) {
    if (c != separator && std::string_view(".()[]{}*+|").contains(c))
      out += '\\';
    out += c;
  }
  return out;
}

std::string list_of(const std::string& item, std::string_view separator) {
  return "(" + item + ")(" + std::string(separator) + "(" + item + "))*";
}

std::string form_pattern(Form form) {
  switch (form) {
    case Form::version:
      return "[0-9]{1,6}(\\.[0-9]{1,6}){0,2}";
    case Form::build:
      return "[0-9]{1,6}(\\.[0-9]{1,6}){0,3}"
             "(-(start|[0-9]{1,8}|rc[0-9]{1,4}|g[0-9A-Fa-f]{1,40}))*";
    case Form::date:
      return "[A-Z][a-z]{2} ([A-Z][a-z]{2} [ 0-9]?[0-9] [0-9:]{8} [A-Z]{3} "
             "[0-9]{4}|[0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [AP]M "
             "[A-Z]{3})";
    case Form::cluster_key:
      return "[0-9A-Fa-f]{1,16}";
    case Form::amount:
      return "[0-9]{1,20}( kB)?";
    case Form::email:
      return "[!#-\\[\\]-~]+@[!#-\\[\\]-~]+";
  }
  return {};
}

std::string number_pattern() {
  const std::string decimal = "[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?";
  return "true|false|" + list_of(decimal + "(:" + decimal + ")?", ",");
}

std::string leaf_pattern(const Row& row) {
  const auto number = number_pattern();
  const std::string name(hash);
  const auto words = literal(row.words, '|');
  switch (row.treatment) {
    case Treatment::number:
      return number;
    case Treatment::word:
      return words;
    case Treatment::number_or_word:
      return number + '|' + words;
    case Treatment::words:
      return '(' + list_of(words, "[; ]") + ")?";
    case Treatment::form:
      return form_pattern(row.form);
    case Treatment::pseudonym:
      return name;
    case Treatment::nodes:
      return '(' + list_of(name, ",") + ")?";
    case Treatment::addresses:
      return '(' + list_of("any|null|" + name + "(:[0-9]{1,5})?", ";") + ")?";
    case Treatment::histogram:
      return "(\\{" + name + "\\}-)?" + literal(row.key) +
             ":[0-9:.,;>a-zA-Z/+-]*";
    case Treatment::never:
    case Treatment::omit:
      break;
  }
  return "withheld";
}

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void put(Writer& writer, const std::string& text) {
  writer.String(text.data(), static_cast<unsigned>(text.size()));
}

void put(Writer& writer, const char* key, const std::string& text) {
  writer.Key(key);
  put(writer, text);
}

// A key as a pattern, "" for one that is as it is spelled.
std::string key_pattern(std::string_view key) {
  std::string pattern = literal(key);
  bool marked = false;
  const auto replace = [&](std::string_view mark, std::string_view with) {
    const auto at = pattern.find(mark);
    if (at == std::string::npos) return;
    pattern.replace(at, mark.size(), with);
    marked = true;
  };
  replace("\\*", hash);
  replace("\\[i\\]", "\\[[0-9]{1,4}\\]");
  return marked ? '^' + pattern + '$' : std::string();
}

void put_value(Writer& writer, const std::string& object);

void put_leaf(Writer& writer, const Row& row) {
  writer.StartObject();
  if (row.treatment == Treatment::number) {
    put(writer, "$ref", "#/$defs/number");
  } else {
    put(writer, "type", "string");
    put(writer, "pattern", "^(" + leaf_pattern(row) + "|withheld|null)$");
  }
  if (!row.sentence.empty())
    put(writer, "description", std::string(row.sentence));
  writer.EndObject();
}

// The names of what is directly inside an object: of values and of objects.
std::set<std::string> names_in(const std::string& object) {
  std::set<std::string> names;
  const auto front = object.empty() ? "" : object + '/';
  for (const auto& row : dictionary()) {
    const auto whole = place(row);
    if (whole.starts_with(front) && row.treatment != Treatment::omit)
      names.insert(whole.substr(front.size(),
                                whole.find('/', front.size()) - front.size()));
  }
  return names;
}

void put_member(Writer& writer, const std::string& object,
                const std::string& name) {
  if (const auto* row = find_row(object, name))
    put_leaf(writer, *row);
  else
    put_value(writer, path_of(object, name));
}

void put_list(Writer& writer, const std::string& list,
              const std::set<std::string>& names) {
  put(writer, "type", "array");
  if (names.contains("#")) {
    writer.Key("items");
    return put_member(writer, list, "#");
  }
  writer.Key("prefixItems");
  writer.StartArray();
  for (const auto& name : names) put_member(writer, list, name);
  writer.EndArray();
  writer.Key("items");
  writer.Bool(false);
}

// An object, whose keys are all known, or a list.
void put_value(Writer& writer, const std::string& object) {
  const auto names = names_in(object);
  writer.StartObject();
  if (names.contains("#") || names.contains("0")) {
    put_list(writer, object, names);
    writer.EndObject();
    return;
  }
  put(writer, "type", "object");
  for (const bool patterns : {false, true}) {
    writer.Key(patterns ? "patternProperties" : "properties");
    writer.StartObject();
    for (const auto& name : names) {
      const auto pattern = key_pattern(name);
      if (pattern.empty() == patterns) continue;
      put(writer, patterns ? pattern : name);
      put_member(writer, object, name);
    }
    writer.EndObject();
  }
  writer.Key("additionalProperties");
  writer.Bool(false);
  writer.EndObject();
}

std::string schema_document() {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.SetIndent(' ', 1);
  writer.StartObject();
  put(writer, "$schema", "https://json-schema.org/draft/2020-12/schema");
  put(writer, "title", "A report of aerospike-telemetry");
  writer.Key("$defs");
  writer.StartObject();
  writer.Key("number");
  writer.StartObject();
  put(writer, "type", "string");
  put(writer, "pattern", "^(" + number_pattern() + "|withheld|null)$");
  writer.EndObject();
  writer.EndObject();
  writer.Key("allOf");
  writer.StartArray();
  put_value(writer, "");
  writer.EndArray();
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

std::string rows_document() {
  std::string out;
  for (const auto& row : dictionary())
    out += place(row) + '\t' + std::string(channel_name(row.channel)) + '\t' +
           treatment_text(row) + '\n';
  return out;
}

}  // namespace
}  // namespace telemetry

int main(int count, char** values) {
  const std::string_view wanted = count == 2 ? values[1] : "";
  std::string text;
  if (wanted == "dictionary") text = telemetry::dictionary_document();
  if (wanted == "schema") text = telemetry::schema_document();
  if (wanted == "rows") text = telemetry::rows_document();
  if (text.empty()) return 64;
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0
                                                                         : 74;
}
