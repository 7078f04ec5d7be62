// Where the server of this host listens: the settings [asd] address and port,
// or the server's own configuration file, which is aerospike.conf in its
// classic form or, for servers from 8.1.1 on, in YAML.

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

// [asd] address and port (3000 if only the address is set), or what
// parse_server_conf() finds in the file that [asd] config-file names, which is
// opened for nothing else. Fails as that and read_file() do; the message names
// the settings that help.
Result<ServerAddress> find_server(const Settings& settings);

// The addresses and the plain port of network { service { } }; "any" if no
// address is there. `port` stands in for the file's. Aliases of YAML are not
// followed: one that matters here is an error. Fails with config, naming `name`
// and the line, or the settings [asd] address and port where those are the
// remedy: no plain port. No message holds an address. Pure.
Result<ServerAddress> parse_server_conf(
    std::string_view text, const std::string& name,
    std::optional<std::uint16_t> port = std::nullopt);

}  // namespace telemetry
