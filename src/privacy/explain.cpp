#include "privacy/explain.h"

#include <simdjson.h>

#include <algorithm>

#include "base/text.h"

namespace telemetry {
namespace {

namespace dom = simdjson::dom;

std::string listed(std::string_view words) {
  std::string out;
  while (!words.empty())
    out += (out.empty() ? "" : ", ") + std::string(take_until(words, '|'));
  return out;
}

// In the order of the enumerations; words, a form and a domain follow.
constexpr std::string_view treatments[] = {
    "a number",
    "one of: ",
    "a number or one of: ",
    "those of: ",
    "",
    "a pseudonym",
    "pseudonyms (node)",
    "pseudonyms (address or host) with their ports",
    "figures",
    "withheld",
    "left out, with its key"};
constexpr std::string_view forms[] = {
    "a version number",    "a build number",       "a date",
    "up to 16 hex digits", "a number, also of kB", "the configured address"};

bool is_pseudonym(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

// A key as the dictionary spells it: the row of `{<pseudonym>}-read` is that of
// `{*}-read`, and of `[7]` that of `[i]`.
std::string as_listed(std::string_view key) {
  if (is_pseudonym(key)) return "*";
  std::string text(key);
  if (text.starts_with('{') && text.size() > 33) text.replace(1, 32, "*");
  const auto open = text.find('[');
  const auto close = text.find(']', open);
  if (close != std::string::npos) text.replace(open + 1, close - open - 1, "i");
  return text;
}

// `place` is `path` as the dictionary spells it.
void collect_leaves(dom::element element, const std::string& path,
                    const std::string& place, std::vector<ReportLeaf>& leaves) {
  const auto visit = [&](dom::element each, std::string_view name,
                         const std::string& spelled) {
    std::string_view text;
    if (each.get(text) == simdjson::SUCCESS)
      leaves.push_back(
          {path_of(path, name), find_row(place, spelled), std::string(text)});
    else
      collect_leaves(each, path_of(path, name), path_of(place, spelled),
                     leaves);
  };
  dom::object object;
  dom::array list;
  if (element.get(object) == simdjson::SUCCESS) {
    for (const auto& [key, value] : object) visit(value, key, as_listed(key));
  } else if (element.get(list) == simdjson::SUCCESS) {
    std::size_t index = 0;
    for (const auto each : list) {
      const auto number = std::to_string(index++);
      visit(each, number, each.is_string() ? number : "#");
    }
  }
}

// What stands behind the pseudonyms in a text: "  <- set gold_accounts".
std::string names_behind(std::string_view text, const Legend& legend) {
  std::string out;
  for (const auto& name : known_names(text, legend))
    out += (out.empty() ? "  <- " : ", ") + printable(name.behind, 400);
  return out;
}

}  // namespace

std::string path_of(std::string_view object, std::string_view key) {
  std::string path(object);
  if (!path.empty()) path += '/';
  return path += key;
}

std::string treatment_text(const Row& row) {
  std::string text(treatments[static_cast<std::size_t>(row.treatment)]);
  if (row.treatment == Treatment::form)
    text += forms[static_cast<std::size_t>(row.form)];
  if (row.treatment == Treatment::pseudonym)
    text += " (" + std::string(domain_name(row.domain)) + ")";
  return text + listed(row.words);
}

std::string explain_fields() {
  std::string out;
  for (const auto name : channel_names) {
    out += "Channel " + std::string(name) + ":\n";
    for (const auto& row : dictionary()) {
      if (channel_name(row.channel) != name) continue;
      out += "  " + path_of(row.object, row.key) + "  [" + treatment_text(row) +
             "]";
      if (row.servers != "-") out += "  servers " + std::string(row.servers);
      if (!row.sentence.empty()) out += "\n      " + std::string(row.sentence);
      out += '\n';
    }
  }
  return out;
}

std::vector<ReportLeaf> leaves_of(std::string_view json) {
  std::vector<ReportLeaf> leaves;
  dom::parser parser;
  dom::element root;
  if (parser.parse(json.data(), json.size()).get(root) == simdjson::SUCCESS)
    collect_leaves(root, "", "", leaves);
  return leaves;
}

std::vector<KnownName> known_names(std::string_view text,
                                   const Legend& legend) {
  std::vector<KnownName> names;
  for (std::size_t at = 0; at + 32 <= text.size();) {
    const auto part = text.substr(at, 32);
    // Most texts are no hex digits, and are not looked up.
    const auto found =
        std::ranges::all_of(part, is_hex) ? legend.find(part) : legend.end();
    if (found == legend.end()) {
      ++at;
      continue;
    }
    names.push_back({at, found->second});
    at += 32;
  }
  return names;
}

std::string explain_report(std::string_view json, const Legend& legend,
                           std::span<const std::string> unknown_keys) {
  const auto leaves = leaves_of(json);
  std::string out;
  for (const auto name : channel_names) {
    out += "Channel " + std::string(name) + ":\n";
    for (const auto& leaf : leaves) {
      if (leaf.row == nullptr || channel_name(leaf.row->channel) != name)
        continue;
      out += leaf.path + " = " + leaf.text + "  [" + treatment_text(*leaf.row) +
             "]" + names_behind(leaf.path, legend) +
             names_behind(leaf.text, legend) + '\n';
    }
  }
  if (!unknown_keys.empty())
    out += "Left out, because the dictionary does not list these keys:\n";
  for (const auto& key : unknown_keys) out += printable(key, 200) + '\n';
  return out;
}

}  // namespace telemetry
