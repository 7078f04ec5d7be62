#include "privacy/explain.h"

#include <simdjson.h>

#include <algorithm>

#include "base/text.h"
#include "privacy/dictionary.h"
#include "privacy/dictionary_words.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

// "  <- set gold_accounts" for each pseudonym in the text.
std::string behind(std::string_view text, const Legend& legend) {
  std::string out;
  for (std::size_t at = 0; at + 32 <= text.size(); ++at) {
    const auto word = text.substr(at, 32);
    if (!is_pseudonym_form(word)) continue;
    const auto found = legend.find(word);
    if (found != legend.end())
      out += std::string(out.empty() ? "  <- " : ", ") +
             printable(found->second, 400);
    at += 31;
  }
  return out;
}

void explain_node(simdjson::dom::element element, const DictionaryNode* node,
                  const std::string& path, const Legend& legend,
                  std::string& out) {
  simdjson::dom::object object;
  simdjson::dom::array array;
  const auto inner = [&](std::string_view part) {
    return path.empty() ? std::string(part) : path + '/' + std::string(part);
  };
  if (element.get(object) == simdjson::SUCCESS) {
    for (const auto member : object) {
      const auto name = inner(member.key);
      const auto shown = name + behind(member.key, legend);
      const auto* next = node == nullptr ? nullptr : node->member(member.key);
      if (next != nullptr && next->rule() == nullptr &&
          shown.size() > name.size())
        out += shown + "\n";
      explain_node(member.value, next, name, legend, out);
    }
  } else if (element.get(array) == simdjson::SUCCESS) {
    std::size_t index = 0;
    for (const auto each : array) {
      const auto* next = node == nullptr ? nullptr : node->element(index);
      explain_node(each, next, inner(std::to_string(index++)), legend, out);
    }
  } else {
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS) return;
    const auto* rule = node == nullptr ? nullptr : node->rule();
    out += path + " = " + std::string(text) + "  [" +
           (rule == nullptr ? "?" : treatment_text(*rule)) + "]" +
           behind(text, legend) + "\n";
  }
}

}  // namespace

std::string explain_fields() {
  std::string out;
  for (const auto& rule : rules()) {
    out += std::string(rule.path.text()) + "\n    " + treatment_text(rule) +
           "; " + std::string(sent_text(rule.sent));
    if (!rule.generations.text().empty())
      out += "; servers " + std::string(rule.generations.text());
    if (!rule.unit.text().empty())
      out += "; in " + std::string(rule.unit.text());
    out += "\n    " + std::string(rule.sentence.text()) + "\n";
  }
  return out;
}

std::string explain_report(std::string_view json, const Legend& legend) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) return {};
  std::string out;
  explain_node(root, &dictionary(), "", legend, out);
  return out;
}

}  // namespace telemetry
