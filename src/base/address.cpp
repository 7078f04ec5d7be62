#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace telemetry {

std::optional<std::string> canonical_address(std::string_view text) {
  if (text.size() > 1 && text.front() == '[' && text.back() == ']')
    text = text.substr(1, text.size() - 2);
  text = cut(text, '%').first;
  // inet_pton wants a zero-terminated string.
  std::array<char, INET6_ADDRSTRLEN + 1> buffer = {};
  if (text.size() >= buffer.size() || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  std::ranges::copy(text, buffer.begin());

  std::array<char, INET6_ADDRSTRLEN> printed = {};
  in_addr v4 = {};
  if (::inet_pton(AF_INET, buffer.data(), &v4) == 1)
    return ::inet_ntop(AF_INET, &v4, printed.data(), printed.size());
  in6_addr v6 = {};
  if (::inet_pton(AF_INET6, buffer.data(), &v6) != 1) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&v6))
    return ::inet_ntop(AF_INET, &v6.s6_addr[12], printed.data(),
                       printed.size());
  return ::inet_ntop(AF_INET6, &v6, printed.data(), printed.size());
}

HostPort split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return {text, {}};
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest[0] != ':') return {text, {}};
    return {text.substr(1, close - 1), rest.empty() ? rest : rest.substr(1)};
  }
  const auto colons = std::ranges::count(text, ':');
  if (colons == 0) return {text, {}};
  const auto last = text.rfind(':');
  const HostPort parts = {text.substr(0, last), text.substr(last + 1)};
  if (colons == 1) return parts;
  // A mesh seed's address has all eight groups or a "::" before its port. What
  // can be read both ways is an address.
  if (canonical_address(text)) return {text, {}};
  if (canonical_address(parts.host)) return parts;
  return {text, {}};
}

}  // namespace telemetry
