// The tree over the table; the table itself is in dictionary_table.cpp.

#include "privacy/dictionary.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

DictionaryNode::Keys
kind_of(std::string_view part) {
  if (part == "<key>") return DictionaryNode::Keys::server;
  if (part == "<meminfo>") return DictionaryNode::Keys::meminfo;
  return DictionaryNode::Keys::pseudonyms;
}

}  // namespace

void
DictionaryNode::insert(std::string_view path, const Rule& rule) {
  if (path.empty()) {
    rule_ = &rule;
    return;
  }
  auto rest = path;
  const auto part = take_until(rest, '/');
  if (part == "#" || part.starts_with('<')) {
    if (!other_) other_ = std::make_unique<DictionaryNode>();
    list_ = part == "#";
    if (!list_) other_keys_ = kind_of(part);
    other_->insert(rest, rule);
    return;
  }
  if (part.starts_with('#')) list_ = true;
  auto at = std::ranges::lower_bound(members_, part, {},
                                     [](const auto& m) { return m.first; });
  if (at == members_.end() || at->first != part)
    at = members_.emplace(at, part, std::make_unique<DictionaryNode>());
  at->second->insert(rest, rule);
}

const DictionaryNode*
DictionaryNode::literal(std::string_view key) const {
  const auto find = [this](std::string_view name) -> const DictionaryNode* {
    const auto at = std::ranges::lower_bound(
        members_, name, {}, [](const auto& m) { return m.first; });
    return at != members_.end() && at->first == name ? at->second.get()
                                                     : nullptr;
  };
  if (key.find('[') == std::string_view::npos) return find(key);
  return find(without_indexes(key));
}

const DictionaryNode*
DictionaryNode::member(std::string_view key) const {
  if (const auto* node = literal(key)) return node;
  return list_ ? nullptr : other_.get();
}

const DictionaryNode*
DictionaryNode::element(std::size_t index) const {
  if (!list_) return nullptr;
  if (other_) return other_.get();
  return literal("#" + std::to_string(index));
}

const DictionaryNode&
dictionary() {
  static const auto root = [] {
    auto node = std::make_unique<DictionaryNode>();
    for (const auto& rule : rules()) node->insert(rule.path.text(), rule);
    return node;
  }();
  return *root;
}

std::string
without_indexes(std::string_view key) {
  std::string out;
  while (!key.empty()) {
    const auto open = key.find('[');
    out += key.substr(0, open);
    if (open == std::string_view::npos) break;
    key.remove_prefix(open + 1);
    const auto inside = take_until(key, ']');
    const bool number = std::ranges::all_of(inside, is_digit);
    out += '[';
    out += number && !inside.empty() ? "i" : inside;
    out += ']';
  }
  return out;
}

bool
is_identifying_key(std::string_view key) {
  static constexpr auto endings = std::to_array<std::string_view>({
      "address",    "addresses",   "address-port", "-name",  ".name",
      "-file",      "_file",       "-path",        "_path",  "-url",
      "-user",      "-role",       "-dn",          "server", "-pattern",
      "-interface", "-directory",  "-namespace",   "mount",  "_principal",
      "_nodes",     "dcs",         ".device",      ".file",  ".shadow",
      "-client",    "-context",    "-blacklist",   "-ca",    "-group",
      "-op",        "-password",   "-secret",      "-token", "-suite",
      "-host",      "-datacenter", "-ipmap",       "-bins",  "-sets",
      "namespaces", ".protocols",  "_blacklist",   "_suite",
  });
  // An index in the end does not hide what the key is.
  const auto plain = key.ends_with(']') ? key.substr(0, key.rfind('[')) : key;
  if (plain.empty()) return false;
  // The last character alone tells most endings from most keys.
  const char last = plain.back();
  return std::ranges::any_of(endings,
                             [&](auto ending) {
                               return ending.back() == last &&
                                      plain.ends_with(ending);
                             }) ||
         plain == "dev" || plain == "file" || plain == "name";
}

}  // namespace telemetry
