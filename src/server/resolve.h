// Turns what stands in a configuration as the server's address - an address, an
// interface, a name, `any` - into socket addresses to try in order.

#pragma once

#include <sys/socket.h>

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

// Whether an interface of this host has the address. True also where the
// interfaces cannot be listed: then nobody knows.
bool is_of_this_host(const SocketAddress& address);

}  // namespace telemetry
