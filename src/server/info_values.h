// The shapes of values in the info protocol: errors, lists of `key=value`, the
// build, endpoints, peers. Pure; every input may be garbage. What these
// functions return are views of the text they were given.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace telemetry {

// Whether a value is an error text of any server generation in place of data.
// `failed_best_practices=...`, with which statistics begin since 5.7, is none.
bool is_error(std::string_view value);

// The value of the first item with this key in `key=value;key=value`.
std::optional<std::string_view> find_item(std::string_view text,
                                          std::string_view key);

// A number that a port can have, or nothing.
std::optional<std::uint16_t> to_port(std::string_view text);

// The version of a server, as numbers that can be compared.
struct Build {
  std::array<std::uint32_t, 4> part = {};

  auto operator<=>(const Build&) const = default;
};

// The leading dotted numbers, at least two, at most four: `6.4.0.0-rc4`,
// `8.1.2.0-start-12-gabc`. Nothing for anything else.
std::optional<Build> parse_build(std::string_view text);

// Where a server can be reached. The host is an IPv4 or IPv6 address without
// brackets, or a DNS name.
struct Endpoint {
  std::string_view host;
  std::uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
};

// What split_host_port() splits; without a default port also a bare IPv6
// address up to its last colon. Nothing when the host is no address and no
// name, or has no port and there is no default.
std::optional<Endpoint> parse_endpoint(
    std::string_view text, std::optional<std::uint16_t> default_port = {});

// Own or peers' endpoints with ports, joined by ';' or ','. White space is an
// empty list (3.5.3 .. 3.9.1 answer a single space). Nothing for garbage.
std::optional<std::vector<Endpoint>> parse_endpoints(std::string_view text);

// The endpoints in peers-* and alumni-*: `GEN,PORT,[[NODE,TLS,[HOST,..]],..]`;
// PORT, the default one, may be empty. A node that has left has none. Nothing
// for garbage.
std::optional<std::vector<Endpoint>> parse_peers(std::string_view text);

}  // namespace telemetry
