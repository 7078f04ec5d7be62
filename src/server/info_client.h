// A server over TCP: where it is, one connection, and one deadline for
// everything that is done with it. Connecting is apart from asking, so that the
// raw half can give up its right to connect in between.

#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "server/info_protocol.h"

namespace telemetry {

using TimePoint = std::chrono::steady_clock::time_point;

// All replies of a run together: doc/info-protocol.md, Sizes, has what the
// largest server can say.
inline constexpr std::size_t replies_limit = std::size_t{64} * 1024 * 1024;

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

// Connects to the first of the hosts that takes the connection; each is what
// resolve() takes, and none at all is `any`. `where` is where the hosts come
// from, for messages: "[asd] address" or "the server's configuration". With
// `own_only`, an address that this host does not have is not asked: another
// host that has it now would be reported as this one. Fails with temporary when
// nothing takes the connection in time, with config when no address is left,
// and says then whether 127.0.0.1 takes it; else as resolve().
Result<Fd> connect_to_server(std::span<const std::string> hosts,
                             std::uint16_t port, std::string_view where,
                             bool own_only, TimePoint deadline);

class InfoClient : public InfoSource {
 public:
  // `socket` is connected and does not block. Replies beyond `limit` bytes, all
  // together, break the protocol.
  InfoClient(Fd socket, TimePoint deadline, std::size_t limit = replies_limit)
      : socket_(std::move(socket)), deadline_(deadline), budget_(limit) {}

  // Fails with temporary when the deadline passes or the server closes the
  // connection, with protocol when it answers what is no reply, and with what
  // check_whole_reply() finds. After a failure the connection is closed and
  // every further request fails in the same way.
  Result<Replies> ask(std::span<const std::string> commands) override;

 private:
  Result<void> send_all(std::string_view bytes);
  // Appends exactly `size` bytes to `bytes`.
  Result<void> receive(std::string& bytes, std::size_t size);
  Result<Replies> exchange(std::span<const std::string> commands);

  Fd socket_;
  std::optional<Error> failure_;
  TimePoint deadline_;
  std::size_t budget_;
};

}  // namespace telemetry
