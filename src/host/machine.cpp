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

std::optional<std::string> own_address(int family) {
  const bool v4 = family == AF_INET;
  sockaddr_in to4 = {};
  to4.sin_family = AF_INET;
  to4.sin_port = htons(discard_port);
  sockaddr_in6 to6 = {};
  to6.sin6_family = AF_INET6;
  to6.sin6_port = htons(discard_port);
  ::inet_pton(AF_INET, outside_v4, &to4.sin_addr);
  ::inet_pton(AF_INET6, outside_v6, &to6.sin6_addr);
  const auto* const to = v4 ? reinterpret_cast<const sockaddr*>(&to4)
                            : reinterpret_cast<const sockaddr*>(&to6);
  const Fd fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), to, v4 ? sizeof to4 : sizeof to6) != 0)
    return std::nullopt;

  // to4 and to6 become what the kernel chose as our end.
  auto* const own = v4 ? reinterpret_cast<sockaddr*>(&to4)
                       : reinterpret_cast<sockaddr*>(&to6);
  socklen_t size = v4 ? sizeof to4 : sizeof to6;
  if (::getsockname(fd.get(), own, &size) != 0) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> text = {};
  const void* const bytes = v4 ? static_cast<const void*>(&to4.sin_addr)
                               : static_cast<const void*>(&to6.sin6_addr);
  if (!::inet_ntop(family, bytes, text.data(), text.size()))
    return std::nullopt;
  return text.data();
}

}  // namespace

std::string outward_address() {
  if (auto address = own_address(AF_INET)) return *std::move(address);
  return own_address(AF_INET6).value_or("127.0.0.1");
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
