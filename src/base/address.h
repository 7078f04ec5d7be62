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

// Whether inet_pton(3) takes the text as it stands: no brackets, no zone.
bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);

// Dot-separated labels of letters, digits, "-" and "_", at most 253 bytes, the
// last not beginning with a digit: 127.1 is an address to some resolvers.
bool is_host_name(std::string_view text);

// 127.x.y.z, ::1 (without brackets) or localhost.
bool is_loopback(std::string_view host);

struct HostPort {
  std::string_view host;  // without brackets
  std::string_view port;  // "" = none
};

// Splits `host`, `host:port`, `[v6]`, `[v6]:port`, `v6` and, as servers print
// mesh seeds, `v6:port`. Text that is none of these is a host as a whole.
HostPort split_host_port(std::string_view text);

}  // namespace telemetry
