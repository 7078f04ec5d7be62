// Where the server listens, from its own configuration file: aerospike.conf, or
// the YAML form of servers from 8.1.1 on. Pure: whoever calls has read the
// file.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/settings.h"

namespace telemetry {

struct ServerAddress {
  // At least one, in the order of the file and as written there: "any", an
  // IPv4 or IPv6 address, an interface name, "localhost" or a host name.
  std::vector<std::string> hosts;
  std::uint16_t port = 0;

  bool operator==(const ServerAddress&) const = default;
};

// Longer files are refused; for read_file().
inline constexpr std::size_t server_conf_limit = 4 * 1024 * 1024;

// Whether server_address() needs the text of settings.server_conf: not if
// [asd] address is set.
bool needs_server_conf(const Settings& settings);

// [asd] address and port (3000 if only the address is set), or what
// parse_server_conf() finds in the text, with [asd] port instead of its port.
Result<ServerAddress> server_address(const Settings& settings,
                                     std::string_view conf_text);

// The addresses and the plain port of network { service { } }; "any" if no
// address is there. `port` stands in for the file's. Fails with config, naming
// `name` and the line, or the settings [asd] address and port where those are
// the remedy: no plain port. No message holds an address.
Result<ServerAddress> parse_server_conf(
    std::string_view text, std::string_view name,
    std::optional<std::uint16_t> port = std::nullopt);

}  // namespace telemetry
