#include "server/resolve.h"

#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sys/ioctl.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t max_addresses = 16;
constexpr std::size_t if_inet6_limit = std::size_t{1024} * 1024;

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

// The result of getaddrinfo(3); `error` is its status.
std::vector<SocketAddress> look_up(const std::string& host, std::uint16_t port,
                                   int flags, int& error) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  error =
      ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  const AddressList list(error == 0 ? found : nullptr, &::freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const auto* at = list.get(); at && addresses.size() < max_addresses;
       at = at->ai_next) {
    auto& address = addresses.emplace_back();
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
  }
  return addresses;
}

template <class Address>
SocketAddress wrap(const Address& address) {
  SocketAddress wrapped;
  std::memcpy(&wrapped.storage, &address, sizeof address);
  wrapped.size = sizeof address;
  return wrapped;
}

// The addresses of an interface of this host; none when there is none.
std::vector<SocketAddress> of_interface(const std::string& name,
                                        std::uint16_t port) {
  std::vector<SocketAddress> addresses;
  if (name.size() >= IFNAMSIZ) return addresses;

  const Fd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = {};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (fd && ::ioctl(fd.get(), SIOCGIFADDR, &request) == 0) {
    sockaddr_in address = {};
    std::memcpy(&address, &request.ifr_addr, sizeof address);
    address.sin_port = htons(port);
    addresses.push_back(wrap(address));
  }

  const auto text = read_file("/proc/net/if_inet6", if_inet6_limit);
  for (const auto& found : parse_if_inet6(text.value_or(""), name)) {
    if (addresses.size() == max_addresses) break;
    sockaddr_in6 address = {};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    std::memcpy(&address.sin6_addr, found.bytes.data(), found.bytes.size());
    if (IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr))
      address.sin6_scope_id = found.index;
    addresses.push_back(wrap(address));
  }
  return addresses;
}

template <class Number>
std::optional<Number> from_hex(std::string_view text) {
  Number number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

// Takes the next word of a line.
std::string_view take_word(std::string_view& line) {
  line = trim(line);
  return take_until(line, ' ');
}

bool is_everywhere(const std::string& host) {
  return host.empty() || host == "any" || host == "local" ||
         host == "0.0.0.0" || host == "::" || host == "[::]";
}

}  // namespace

std::vector<InterfaceAddress> parse_if_inet6(std::string_view text,
                                             std::string_view interface) {
  std::vector<InterfaceAddress> addresses;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    const auto hex = take_word(line);
    const auto index = from_hex<std::uint32_t>(take_word(line));
    take_word(line);  // length of the prefix
    take_word(line);  // scope
    take_word(line);  // flags
    if (hex.size() != 32 || !index || trim(line) != interface) continue;
    InterfaceAddress address{{}, *index};
    bool valid = true;
    for (std::size_t i = 0; i < address.bytes.size() && valid; ++i) {
      const auto byte = from_hex<std::uint8_t>(hex.substr(2 * i, 2));
      valid = byte.has_value();
      address.bytes[i] = byte.value_or(0);
    }
    if (valid) addresses.push_back(address);
  }
  return addresses;
}

Result<std::vector<SocketAddress>> resolve(const std::string& host,
                                           std::uint16_t port,
                                           std::string_view where) {
  int error = 0;
  if (is_everywhere(host)) {
    auto addresses = look_up("127.0.0.1", port, AI_NUMERICHOST, error);
    for (const auto& v6 : look_up("::1", port, AI_NUMERICHOST, error))
      addresses.push_back(v6);
    return addresses;
  }
  const bool brackets = host.starts_with('[') && host.ends_with(']');
  const auto bare = brackets ? host.substr(1, host.size() - 2) : host;
  auto addresses = look_up(bare, port, AI_NUMERICHOST, error);
  if (addresses.empty()) addresses = of_interface(host, port);
  if (addresses.empty() && ::res_init() == 0) {
    // getaddrinfo(3) knows no deadline: a second and one try a name server.
    _res.retrans = 1;
    _res.retry = 1;
    addresses = look_up(host, port, 0, error);
  }
  if (!addresses.empty()) return addresses;
  if (error == EAI_AGAIN)
    return failure(Exit::temporary, "the name in " + std::string(where) +
                                        " cannot be resolved now");
  return failure(Exit::config, std::string(where) +
                                   " is no address, no interface of this host "
                                   "and no name that resolves");
}

}  // namespace telemetry
