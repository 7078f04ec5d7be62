// Turns what stands in a configuration as the server's address - an address, an
// interface, a name, `any` - into socket addresses to try in order. It needs no
// AF_NETLINK, which the hardened unit does not grant.

#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace telemetry {

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

// `any`, `local`, 0.0.0.0, :: and "" are 127.0.0.1, then ::1. Otherwise `host`
// is taken as an address (IPv6 also in brackets), else as an interface of this
// host, else as a name for getaddrinfo(3), which gets a second a name server.
// `where` names the setting for the message: config when `host` is none of
// these, temporary when the name servers do not answer.
Result<std::vector<SocketAddress>> resolve(const std::string& host,
                                           std::uint16_t port,
                                           std::string_view where);

// An IPv6 address of an interface, and the index that scopes it.
struct InterfaceAddress {
  std::array<std::uint8_t, 16> bytes = {};
  std::uint32_t index = 0;

  bool operator==(const InterfaceAddress&) const = default;
};

// The addresses that /proc/net/if_inet6, whose text is given, lists for an
// interface. Lines of another form are skipped. Pure.
std::vector<InterfaceAddress> parse_if_inet6(std::string_view text,
                                             std::string_view interface);

}  // namespace telemetry
