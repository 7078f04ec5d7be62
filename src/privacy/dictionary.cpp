// The tree over the table; the table itself is in dictionary_table.cpp.

#include "privacy/dictionary.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"
#include "base/text_table.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

DictionaryNode::Keys kind_of(std::string_view part) {
  if (part == "<key>") return DictionaryNode::Keys::server;
  if (part == "<meminfo>") return DictionaryNode::Keys::meminfo;
  return DictionaryNode::Keys::pseudonyms;
}

// The last three characters, as one number.
constexpr std::uint64_t tail_of(std::string_view text) {
  return bytes_at<3>(text.data() + text.size() - 3);
}

// Where a tail stands in a small table: most keys' is not there, or alone.
constexpr std::size_t place_of(std::uint64_t tail) {
  return tail * 0x9e3779b97f4a7c15 >> 54;
}

constexpr std::size_t place_of_ending(std::string_view ending) {
  return place_of(tail_of(ending));
}

// How keys end that tell an address, a name, a path or a user: sorted by the
// places of their tails, of three characters at least.
constexpr auto endings = [] {
  auto all = std::to_array<std::string_view>({
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
  std::ranges::sort(all, {}, place_of_ending);
  return all;
}();

// The first ending of each place, and the first of the next.
constexpr auto first_endings = [] {
  std::array<std::uint8_t, 1025> firsts = {};
  for (const auto ending : endings) ++firsts[place_of_ending(ending) + 1];
  for (std::size_t place = 1; place != firsts.size(); ++place)
    firsts[place] += firsts[place - 1];
  return firsts;
}();

}  // namespace

void DictionaryNode::insert(std::string_view path, const Rule& rule) {
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

void DictionaryNode::index() {
  // Most keys that are looked for are not there: most places are free.
  if (!members_.empty()) places_.resize(std::bit_ceil(8 * members_.size()));
  for (std::size_t n = 0; n < members_.size(); ++n) {
    put_number(places_, members_[n].first, static_cast<std::uint16_t>(n + 1));
    members_[n].second->index();
  }
  if (other_) other_->index();
}

const DictionaryNode* DictionaryNode::literal(std::string_view key) const {
  if (members_.empty()) return nullptr;
  const auto find = [this](std::string_view name) {
    return find_number(places_, name,
                       [this](std::size_t n) { return members_[n - 1].first; });
  };
  if (key.size() > longest_key) return nullptr;  // an index without an end
  auto n = find(key);
  if (n == 0 && key.contains('[')) n = find(without_indexes(key));
  return n == 0 ? nullptr : members_[n - 1u].second.get();
}

const DictionaryNode* DictionaryNode::member(std::string_view key) const {
  if (const auto* node = literal(key)) return node;
  return list_ ? nullptr : other_.get();
}

const DictionaryNode* DictionaryNode::element(std::size_t index) const {
  if (!list_) return nullptr;
  if (other_) return other_.get();
  return literal("#" + std::to_string(index));
}

const DictionaryNode& dictionary() {
  // Kept to the end of the process, which need not take it down.
  static const auto& root = *[] {
    auto node = std::make_unique<DictionaryNode>();
    for (const auto& rule : rules()) node->insert(rule.path.text(), rule);
    node->index();
    return node.release();
  }();
  return root;
}

std::string without_indexes(std::string_view key) {
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

bool is_identifying_key(std::string_view key) {
  // An index in the end does not hide what the key is.
  const auto plain = key.ends_with(']') ? key.substr(0, key.rfind('[')) : key;
  if (plain == "dev" || plain == "file" || plain == "name") return true;
  if (plain.size() < 3) return false;
  const auto place = place_of(tail_of(plain));
  for (auto n = first_endings[place]; n < first_endings[place + 1]; ++n)
    if (plain.ends_with(endings[n])) return true;
  return false;
}

}  // namespace telemetry
