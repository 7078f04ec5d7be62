// Network addresses as text.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace telemetry {

// The address as inet_ntop(3) prints it, from any spelling that inet_pton(3)
// takes; a zone ("%eth0") and brackets are left out. An IPv4 address mapped
// into IPv6 is given as IPv4. Nothing when it is no address.
std::optional<std::string> canonical_address(std::string_view text);

struct HostPort {
  std::string_view host;  // without brackets
  std::string_view port;  // "" = none
};

// Splits `host`, `host:port`, `[v6]`, `[v6]:port`, `v6` and, as servers print
// mesh seeds, `v6:port`. Text that is none of these is a host as a whole.
HostPort split_host_port(std::string_view text);

}  // namespace telemetry
