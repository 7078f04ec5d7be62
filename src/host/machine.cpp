#include "host/machine.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

// Addresses of documentation (RFC 5737, RFC 3849): they take the default route
// and are nobody's.
constexpr const char* outside_v4 = "192.0.2.1";
constexpr const char* outside_v6 = "2001:db8::1";
constexpr std::uint16_t discard_port = 9;

// The members are those of a socket address of this family.
template <class Address, class Bytes>
std::optional<std::string> own_address(sa_family_t family,
                                       in_port_t Address::*port,
                                       Bytes Address::*bytes,
                                       const char* outside) {
  Address end = {};
  auto* const generic = reinterpret_cast<sockaddr*>(&end);
  generic->sa_family = family;
  end.*port = htons(discard_port);
  ::inet_pton(family, outside, &(end.*bytes));
  socklen_t size = sizeof end;
  const Fd fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  std::array<char, INET6_ADDRSTRLEN> text = {};
  // The other end becomes what the kernel chose as our end.
  if (!fd || ::connect(fd.get(), generic, size) != 0 ||
      ::getsockname(fd.get(), generic, &size) != 0 ||
      !::inet_ntop(family, &(end.*bytes), text.data(), text.size()))
    return std::nullopt;
  return text.data();
}

}  // namespace

std::string outward_address() {
  if (auto v4 = own_address(AF_INET, &sockaddr_in::sin_port,
                            &sockaddr_in::sin_addr, outside_v4))
    return *std::move(v4);
  return own_address(AF_INET6, &sockaddr_in6::sin6_port,
                     &sockaddr_in6::sin6_addr, outside_v6)
      .value_or("127.0.0.1");
}

std::optional<std::string> parse_machine_id(std::string_view text) {
  const auto id = trim(text);
  if (id.size() != 32 || !std::ranges::all_of(id, is_hex)) return std::nullopt;
  return to_lower(id);
}

std::optional<std::string> read_machine_id(const std::string& root) {
  for (const auto* path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
    const auto text = read_file(root + path, 4096);
    if (auto id = parse_machine_id(text.value_or(""))) return id;
  }
  return std::nullopt;
}

}  // namespace telemetry
