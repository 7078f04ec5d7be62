#include "server/info_client.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace telemetry {
namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

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

// Waits until the socket is ready for `events` or has failed, which the next
// call on it tells. False when the deadline has passed.
bool wait_for(int socket, short events, TimePoint deadline) {
  for (;;) {
    const auto left = ceil<milliseconds>(deadline - steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd poll = {socket, events, 0};
    const auto most = milliseconds(60'000);
    const int ready =
        ::poll(&poll, 1, static_cast<int>(std::min(left, most).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

// A connected socket, or the error number.
std::expected<Fd, int> connect_to(const SocketAddress& address,
                                  TimePoint deadline) {
  Fd socket(::socket(address.storage.ss_family,
                     SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return std::unexpected(errno);
  const auto* const generic =
      reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(socket.get(), generic, address.size) == 0) return socket;
  // After EINTR the connection goes on being made, too.
  if (errno != EINPROGRESS && errno != EINTR) return std::unexpected(errno);
  if (!wait_for(socket.get(), POLLOUT, deadline))
    return std::unexpected(ETIMEDOUT);
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    return std::unexpected(errno);
  if (error != 0) return std::unexpected(error);
  return socket;
}

bool is_retry(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

std::unexpected<Error> no_answer() {
  return std::unexpected(
      Error{Exit::temporary, "the server does not answer in time", true});
}

std::unexpected<Error> closed(std::string_view when) {
  return failure(Exit::temporary,
                 "the server closed the connection " + std::string(when));
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

Result<Fd> connect_to_server(std::span<const std::string> hosts,
                             std::uint16_t port, std::string_view where,
                             bool own_only, TimePoint deadline) {
  const std::string any = "any";
  std::vector<SocketAddress> addresses;
  std::optional<Error> unresolved;
  for (const auto& host : hosts.empty() ? std::span(&any, 1) : hosts) {
    auto found = resolve(host, port, where);
    if (found)
      addresses.insert(addresses.end(), found->begin(), found->end());
    else if (!unresolved)
      unresolved = std::move(found.error());
  }
  if (addresses.empty() && unresolved)
    return std::unexpected(std::move(*unresolved));

  if (own_only)
    std::erase_if(addresses, [](const SocketAddress& address) {
      return !is_of_this_host(address);
    });
  if (addresses.empty()) {
    const std::string loopback[] = {"127.0.0.1"};
    const bool answers =
        connect_to_server(loopback, port, where, false, deadline).has_value();
    return failure(Exit::config,
                   std::string(where) +
                       " is not of this host (any more), so it is not asked" +
                       (answers ? ", but 127.0.0.1 answers at its port" : "") +
                       "; set [asd] address and port");
  }

  int error = ETIMEDOUT;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // One that swallows packets must leave time for the next.
    const auto now = steady_clock::now();
    const auto share = (deadline - now) / (addresses.size() - i);
    auto socket = connect_to(addresses[i], now + share);
    if (socket) return std::move(*socket);
    error = socket.error();
  }
  return failure(Exit::temporary, "cannot connect to the server at " +
                                      std::string(where) + ": " +
                                      std::strerror(error));
}

Result<void> InfoClient::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (!is_retry(errno)) return closed("while it was asked");
    if (!wait_for(socket_.get(), POLLOUT, deadline_)) return no_answer();
  }
  return {};
}

Result<void> InfoClient::receive(std::string& bytes, std::size_t size) {
  constexpr std::size_t least = std::size_t{64} * 1024;
  const auto end = bytes.size() + size;
  while (bytes.size() < end) {
    // What the header claims is believed only as it arrives.
    if (bytes.size() == bytes.capacity() ||
        bytes.capacity() < std::min(end, least))
      bytes.reserve(std::min(end, std::max(least, 2 * bytes.size())));
    const auto room = std::min(bytes.capacity(), end);
    ssize_t got = 0;
    const auto have = bytes.size();
    bytes.resize_and_overwrite(room, [&](char* data, std::size_t) {
      got = ::recv(socket_.get(), data + have, room - have, 0);
      return have + static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    });
    if (got > 0) continue;
    if (got == 0 || !is_retry(errno))
      return closed("before its reply was complete");
    if (!wait_for(socket_.get(), POLLIN, deadline_)) return no_answer();
  }
  return {};
}

Result<Replies> InfoClient::exchange(std::span<const std::string> commands) {
  TRY_ASSIGN(const auto request, encode_info_request(commands));
  TRY(send_all(request));
  std::string header;
  TRY(receive(header, info_header_size));
  TRY_ASSIGN(const auto size, decode_info_header(header, budget_));
  budget_ -= size;
  std::string body;
  TRY(receive(body, size));
  Replies replies({commands.begin(), commands.end()}, std::move(body));
  TRY(check_whole_reply(replies));
  return replies;
}

Result<Replies> InfoClient::ask(std::span<const std::string> commands) {
  if (failure_) return std::unexpected(*failure_);
  auto replies = exchange(commands);
  if (!replies) {
    // What still arrives would be taken for the next reply.
    socket_.reset();
    failure_ = replies.error();
  }
  return replies;
}

}  // namespace telemetry
