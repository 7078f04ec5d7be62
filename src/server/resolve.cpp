#include "server/resolve.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <cstring>
#include <memory>

namespace telemetry {
namespace {

constexpr std::size_t max_addresses = 16;

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

using Interfaces = std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)>;

// The interfaces of this host with their addresses; none if it does not tell.
Interfaces own_interfaces() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) list = nullptr;
  return {list, &::freeifaddrs};
}

// An address without port and scope, to compare; "" of another family.
std::string_view bytes_of(const sockaddr* address) {
  const auto view = [](const auto& bytes) {
    return std::string_view(reinterpret_cast<const char*>(&bytes),
                            sizeof bytes);
  };
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET)
    return view(reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
  if (address->sa_family == AF_INET6)
    return view(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
  return {};
}

// The addresses of an interface of this host; none when there is none.
std::vector<SocketAddress> of_interface(const std::string& name,
                                        std::uint16_t port) {
  std::vector<SocketAddress> addresses;
  const auto interfaces = own_interfaces();
  for (const auto* at = interfaces.get(); at != nullptr; at = at->ifa_next) {
    if (name != at->ifa_name || bytes_of(at->ifa_addr).empty() ||
        addresses.size() == max_addresses)
      continue;
    const bool v4 = at->ifa_addr->sa_family == AF_INET;
    auto& address = addresses.emplace_back();
    address.size = v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    std::memcpy(&address.storage, at->ifa_addr, address.size);
    // The port is at the same place in both.
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
  }
  return addresses;
}

bool is_everywhere(const std::string& host) {
  return host.empty() || host == "any" || host == "local" ||
         host == "0.0.0.0" || host == "::" || host == "[::]";
}

}  // namespace

bool is_of_this_host(const SocketAddress& address) {
  const auto* wanted = reinterpret_cast<const sockaddr*>(&address.storage);
  const auto bytes = bytes_of(wanted);
  // All of 127.0.0.0/8 is, whatever the interface has.
  if (wanted->sa_family == AF_INET && bytes.starts_with('\x7f')) return true;
  const auto interfaces = own_interfaces();
  for (const auto* at = interfaces.get(); at != nullptr; at = at->ifa_next)
    if (bytes_of(at->ifa_addr) == bytes) return true;
  return interfaces == nullptr;
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
