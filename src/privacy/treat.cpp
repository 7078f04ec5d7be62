#include "privacy/treat.h"

#include <algorithm>
#include <charconv>

#include "base/address.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr Literal null_word = "null";

bool is_null(std::string_view value) {
  return value == "null" || value == "NULL";
}

// Where "null" means that there is none. A set may be called "null", but not
// where the server lists sets.
bool may_be_unset(const Rule& rule) {
  return rule.domain == Domain::cluster || rule.domain == Domain::bin ||
         rule.path.text() == "sindex-metadata/#/set";
}

// Clear, or withheld.
Leaf or_withheld(std::optional<Clear> clear) {
  return clear ? Leaf(*clear) : Leaf(withheld);
}

Leaf one_word(std::string_view value, Literal words) {
  if (auto clear = Clear::word(value, "true|false|null")) return Leaf(*clear);
  return or_withheld(Clear::word(value, words));
}

}  // namespace

std::optional<NodeId> parse_node_id(std::string_view id) {
  std::uint64_t bits = 0;
  const auto* end = id.data() + id.size();
  const auto [stop, error] = std::from_chars(id.data(), end, bits, 16);
  if (id.empty() || error != std::errc() || stop != end) return std::nullopt;
  NodeId parts;
  parts.port = static_cast<std::uint16_t>(bits >> 48);
  if (parts.port == 0) return std::nullopt;
  static constexpr char digits[] = "0123456789ABCDEF";
  for (int octet = 0; octet < 6; ++octet) {
    const auto byte = static_cast<unsigned char>(bits >> (8 * octet));
    if (octet > 0) parts.mac += ':';
    parts.mac += digits[byte >> 4];
    parts.mac += digits[byte & 15];
  }
  return parts;
}

Leaf Treat::node(std::string_view id) const {
  if (id == "0") return Leaf("0");
  const auto parts = parse_node_id(id);
  if (!parts) return names_.of(Domain::node, to_upper(id));
  Leaf leaf(std::uint64_t{parts->port});
  return leaf.add(":").add(names_.of(Domain::mac, parts->mac));
}

Leaf Treat::nodes(std::string_view list) const {
  Leaf leaf;
  for (const auto id : split(list, ',')) {
    if (id.empty()) continue;
    if (!leaf.empty()) leaf.add(",");
    leaf.add(node(id));
  }
  return leaf;
}

Leaf Treat::address(std::string_view host, std::string_view port) const {
  Leaf leaf(names_.of_address(host));
  if (const auto number = Clear::port(port)) leaf.add(":").add(*number);
  return leaf;
}

Leaf Treat::addresses(std::string_view list) const {
  Leaf leaf;
  while (!list.empty()) {
    const auto item = take_until(list, ';');
    if (item.empty()) continue;
    if (!leaf.empty()) leaf.add(";");
    if (const auto word = Clear::word(item, "any|null")) {
      leaf.add(*word);
      continue;
    }
    const auto [host, port] = split_host_port(item);
    // What has no port after its colon is a name as a whole.
    if (port.empty() || is_port(port))
      leaf.add(address(host, port));
    else
      leaf.add(address(item, {}));
  }
  return leaf;
}

// Whether a name that was seen stands in a text of this grammar. Of a build, a
// name is all of its numbers or none: an address, and not some set's "8".
bool Treat::holds_name(Grammar grammar, std::string_view value) const {
  if (may_look_identifying(grammar))
    return identifiers_.contain(build_numbers(value));
  return !is_closed(grammar) && identifiers_.occur_in(value);
}

Leaf Treat::operator()(const Rule& rule, std::string_view key,
                       std::string_view value) const {
  if (value.empty()) return Leaf();
  switch (rule.treatment) {
    case Treatment::shape:
      if (rule.is_for_any_key() && is_identifying_key(key))
        return is_null(value) ? Leaf(null_word) : Leaf(withheld);
      return or_withheld(Clear::shape(value));
    case Treatment::word:
      return one_word(value, rule.words);
    case Treatment::number_or_word:
      if (auto clear = Clear::shape(value)) return Leaf(*clear);
      return one_word(value, rule.words);
    case Treatment::grammar:
      // The grammar first: it bounds the text that is searched.
      if (const auto clear = Clear::grammar(rule.grammar, value))
        if (!holds_name(rule.grammar, value)) return Leaf(*clear);
      return Leaf(withheld);
    case Treatment::pseudonym:
      if (is_null(value) && may_be_unset(rule)) return Leaf(null_word);
      if (rule.domain == Domain::address || rule.domain == Domain::host)
        return names_.of_address(value);
      return names_.of(rule.domain, value);
    case Treatment::node:
      return is_null(value) ? Leaf(null_word) : node(value);
    case Treatment::nodes:
      return is_null(value) ? Leaf(null_word) : nodes(value);
    case Treatment::addresses:
      return addresses(value);
    case Treatment::histogram:  // made of parts by its reader
    case Treatment::never:
      return is_null(value) ? Leaf(null_word) : Leaf(withheld);
  }
  return Leaf(withheld);
}

}  // namespace telemetry
