#include "base/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace telemetry {
namespace {

// inet_pton(3) of a text, which it wants zero-terminated.
bool parse_address(int family, std::string_view text, void* into) {
  std::array<char, INET6_ADDRSTRLEN + 1> buffer = {};
  if (text.size() >= buffer.size() || text.contains('\0')) return false;
  std::ranges::copy(text, buffer.begin());
  return ::inet_pton(family, buffer.data(), into) == 1;
}

}  // namespace

bool is_ipv4(std::string_view text) {
  in_addr address = {};
  return parse_address(AF_INET, text, &address);
}

bool is_ipv6(std::string_view text) {
  in6_addr address = {};
  return parse_address(AF_INET6, text, &address);
}

std::optional<std::string> canonical_address(std::string_view text) {
  if (text.size() > 1 && text.front() == '[' && text.back() == ']')
    text = text.substr(1, text.size() - 2);
  text = cut(text, '%').first;
  std::array<char, INET6_ADDRSTRLEN> printed = {};
  in_addr v4 = {};
  if (parse_address(AF_INET, text, &v4))
    return ::inet_ntop(AF_INET, &v4, printed.data(), printed.size());
  in6_addr v6 = {};
  if (!parse_address(AF_INET6, text, &v6)) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&v6))
    return ::inet_ntop(AF_INET, &v6.s6_addr[12], printed.data(),
                       printed.size());
  return ::inet_ntop(AF_INET6, &v6, printed.data(), printed.size());
}

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto labels = split(text, '.');
  const bool form = std::ranges::all_of(labels, [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && label[0] != '-' &&
           is_alphanumeric(label, "-_");
  });
  return form && !is_digit(labels.back()[0]);
}

bool is_loopback(std::string_view host) {
  return (is_ipv4(host) && host.starts_with("127.")) || host == "::1" ||
         to_lower(host) == "localhost";
}

HostPort split_host_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return {text, {}};
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && rest[0] != ':') return {text, {}};
    return {text.substr(1, close - 1), rest.empty() ? rest : rest.substr(1)};
  }
  const auto last = text.rfind(':');
  if (last == std::string_view::npos) return {text, {}};
  const HostPort parts = {text.substr(0, last), text.substr(last + 1)};
  // A mesh seed's address has all eight groups or a "::" before its port. What
  // can be read both ways is an address.
  const bool is_split =
      text.find(':') == last ||
      (!canonical_address(text) && canonical_address(parts.host));
  return is_split ? parts : HostPort{text, {}};
}

}  // namespace telemetry
