// One value, one rule, one leaf: the three treatments.

#pragma once

#include <optional>
#include <string_view>

#include "privacy/dictionary.h"
#include "privacy/identifiers.h"
#include "privacy/pseudonym.h"
#include "report/leaf.h"

namespace telemetry {

// Applies rules to raw values. Holds references: both outlive it.
class Treat {
 public:
  Treat(const Pseudonymizer& names, const Identifiers& identifiers)
      : names_(names), identifiers_(identifiers) {}

  // The leaf for a raw value. `key` is the member's key, which may tell that
  // the value must not leave although the rule is for any key.
  Leaf operator()(const Rule& rule, std::string_view key,
                  std::string_view value) const;

  // `port:pseudonym` of a node id that was made of a port and a MAC address,
  // else the pseudonym of the whole. "0" is no node and stays.
  Leaf node(std::string_view id) const;
  Leaf nodes(std::string_view list) const;
  // Addresses with or without ports, joined by ';'.
  Leaf addresses(std::string_view list) const;
  Leaf address(std::string_view host, std::string_view port) const;

  // Whether one of the names that were seen stands in a key as a word.
  bool is_seen(std::string_view key) const {
    return identifiers_.occur_in(key);
  }

  const Pseudonymizer& names() const { return names_; }

 private:
  bool holds_name(Grammar grammar, std::string_view value) const;

  const Pseudonymizer& names_;
  const Identifiers& identifiers_;
};

// What a node id tells (info-protocol.md 4.1): up to 16 hex digits, of which
// the lower 48 bits are a MAC address, first octet last, and the upper 16 the
// fabric port. Nothing when there is no port in it: then it was configured.
struct NodeId {
  std::uint16_t port = 0;
  std::string mac;  // 02:42:AC:11:00:02
};
std::optional<NodeId> parse_node_id(std::string_view id);

}  // namespace telemetry
