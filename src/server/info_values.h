// The shapes of values in the info protocol: errors, lists of `key=value`,
// endpoints, peers. Pure; every input may be garbage. What
// these functions return are views of the text they were given.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace telemetry {

// Whether a value is an error text of any server generation in place of data.
// `failed_best_practices=...`, with which statistics begin since 5.7, is none.
bool is_error(std::string_view value);

struct KeyValue {
  std::string_view key;
  std::string_view value;  // "" when there is no '='
  bool has_value = false;
};

// Walks `key=value` items; splits at the first '=' only, because values hold
// more of them, and skips empty items. Allocates nothing.
class ItemCursor {
 public:
  explicit ItemCursor(std::string_view text, char separator = ';')
      : rest_(text), separator_(separator) {}

  // The next item; nothing at the end.
  std::optional<KeyValue> next();

 private:
  std::string_view rest_;
  char separator_;
};

// The value of the first item with this key.
std::optional<std::string_view> find_item(std::string_view text,
                                          std::string_view key,
                                          char separator = ';');

// Where a server can be reached. The host is an IPv4 or IPv6 address without
// brackets, or a DNS name.
struct Endpoint {
  std::string_view host;
  std::uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
};

// `host`, `host:port`, `[v6]`, `[v6]:port`; a bare IPv6 address is taken whole
// with a default port, and up to its last colon without one. Nothing when it is
// of none of these forms, or has no port and there is no default.
std::optional<Endpoint> parse_endpoint(
    std::string_view text, std::optional<std::uint16_t> default_port = {});

// Own or peers' endpoints with ports, joined by ';' or ','. White space is an
// empty list (3.5.3 .. 3.9.1 answer a single space). Nothing for garbage.
std::optional<std::vector<Endpoint>> parse_endpoints(std::string_view text);

struct Peer {
  std::string_view node;
  std::string_view tls_name;
  std::vector<Endpoint> endpoints;  // empty: a node that has left
};

// peers-* and alumni-*: `GEN,PORT,[[NODE,TLS,[HOST,..]],..]`; PORT, the default
// one, may be empty. Nothing for garbage.
std::optional<std::vector<Peer>> parse_peers(std::string_view text);

}  // namespace telemetry
