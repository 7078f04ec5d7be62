// server/info_client: one connection, one deadline, and peers that misbehave.

#define BOOST_TEST_MODULE info_client
#include "server/info_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <functional>
#include <new>

using namespace telemetry;
using namespace std::chrono_literals;

namespace {

struct Allocations {
  // The largest piece of memory that was asked for since it was set to 0.
  static inline std::size_t largest = 0;
};

}  // namespace

// Not inlined: g++ would take free(3) for a mismatch where it sees both.
[[gnu::noinline]] void* operator new(std::size_t size) {
  Allocations::largest = std::max(Allocations::largest, size);
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

const std::vector<std::string> build = {"build"};

TimePoint in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

// A header that claims `size`, and a body.
std::string frame(std::uint64_t size, const std::string& body) {
  std::string text("\x02\x01\0\0\0\0\0\0", 8);
  for (std::size_t i = 8; i-- > 2; size >>= 8)
    text[i] = static_cast<char>(size & 0xff);
  return text + body;
}

std::string frame(const std::string& body) { return frame(body.size(), body); }

// Both ends of a connection; ours does not block.
struct Pair {
  Pair() {
    std::array<int, 2> ends = {};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    ours = Fd(ends[0]);
    theirs = Fd(ends[1]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  }
  Fd ours;
  Fd theirs;
};

void put(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// A server that has written `bytes` before it is asked; with `close`, it has
// also closed its end.
Result<Replies> asked_of(const std::string& bytes, bool close,
                         std::chrono::milliseconds time = 2s,
                         std::size_t limit = replies_limit) {
  Pair pair;
  put(pair.theirs.get(), bytes);
  if (close) ::shutdown(pair.theirs.get(), SHUT_WR);
  InfoClient client(std::move(pair.ours), in(time), limit);
  return client.ask(build);
}

// A child process that plays the server on its end.
class Child {
 public:
  Child(Pair& pair, const std::function<void(int)>& play) : pid_(::fork()) {
    BOOST_REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      pair.ours.reset();
      play(pair.theirs.get());
      ::_exit(0);
    }
    pair.theirs.reset();
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t pid_;
};

// A socket that listens on a free port of 127.0.0.1, or has left it again.
std::pair<Fd, std::uint16_t> listener(bool keep) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  BOOST_REQUIRE(::bind(fd.get(), generic, size) == 0);
  BOOST_REQUIRE(::listen(fd.get(), 8) == 0);
  BOOST_REQUIRE(::getsockname(fd.get(), generic, &size) == 0);
  if (!keep) fd.reset();
  return {std::move(fd), ntohs(address.sin_port)};
}

std::string shown(const SocketAddress& address) {
  std::array<char, 64> text = {};
  if (address.storage.ss_family == AF_INET)
    ::inet_ntop(
        AF_INET,
        &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr,
        text.data(), text.size());
  else
    ::inet_ntop(
        AF_INET6,
        &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr,
        text.data(), text.size());
  return text.data();
}

std::string resolved(const std::string& host) {
  std::string text;
  const auto addresses = resolve(host, 3000, "[asd] address");
  if (!addresses) return "failure";
  for (const auto& address : *addresses) text += shown(address) + " ";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_reply_is_read_and_its_values_are_found) {
  Pair pair;
  put(pair.theirs.get(), frame("build\t8.1.2.0\nnode\tBB9\n"));
  InfoClient client(std::move(pair.ours), in(2s));
  const std::vector<std::string> commands = {"build", "node"};
  const auto replies = client.ask(commands).value();
  BOOST_TEST(replies.value(0).value() == "8.1.2.0");
  BOOST_TEST(replies.value(1).value() == "BB9");

  std::array<char, 64> request = {};
  const auto got = ::read(pair.theirs.get(), request.data(), request.size());
  BOOST_TEST(std::string(request.data(), static_cast<std::size_t>(got)) ==
             frame("build\nnode\n"));
}

BOOST_AUTO_TEST_CASE(several_requests_go_over_one_connection) {
  Pair pair;
  put(pair.theirs.get(), frame("build\t1.2\n") + frame("build\t3.4\n"));
  InfoClient client(std::move(pair.ours), in(2s));
  BOOST_TEST(client.ask(build).value().value(0).value() == "1.2");
  BOOST_TEST(client.ask(build).value().value(0).value() == "3.4");
}

BOOST_AUTO_TEST_CASE(an_empty_reply_is_a_reply_without_values) {
  const auto replies = asked_of(frame(""), false).value();
  BOOST_TEST(!replies.value(0).has_value());
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_is_given_up_at_the_deadline) {
  const auto begin = std::chrono::steady_clock::now();
  const auto replies = asked_of("", false, 100ms);
  BOOST_TEST((replies.error().exit == Exit::temporary));
  BOOST_TEST(replies.error().late);
  const auto took = std::chrono::steady_clock::now() - begin;
  BOOST_TEST((took >= 100ms));
  BOOST_TEST((took < 2s));
}

BOOST_AUTO_TEST_CASE(a_deadline_that_has_passed_is_no_time_at_all) {
  const auto replies = asked_of("", false, -1s);
  BOOST_TEST((replies.error().exit == Exit::temporary));
}

BOOST_AUTO_TEST_CASE(a_server_that_trickles_is_given_up_at_the_deadline) {
  Pair pair;
  const Child child(pair, [](int fd) {
    for (const char c : frame("build\t8.1\n")) {
      put(fd, std::string(1, c));
      ::usleep(100'000);
    }
  });
  InfoClient client(std::move(pair.ours), in(300ms));
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST((client.ask(build).error().exit == Exit::temporary));
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 1s));
}

BOOST_AUTO_TEST_CASE(a_server_that_trickles_in_time_is_understood) {
  Pair pair;
  const Child child(pair, [](int fd) {
    for (const char c : frame("build\t8.1\n")) {
      put(fd, std::string(1, c));
      ::usleep(1000);
    }
    ::pause();
  });
  InfoClient client(std::move(pair.ours), in(10s));
  BOOST_TEST(client.ask(build).value().value(0).value() == "8.1");
}

BOOST_AUTO_TEST_CASE(
    a_connection_that_is_closed_early_is_a_server_that_is_gone) {
  for (const auto& bytes : {std::string(), frame("").substr(0, 5), frame(1, ""),
                            frame(10, "build")}) {
    const auto replies = asked_of(bytes, true);
    BOOST_REQUIRE(!replies.has_value());
    BOOST_TEST((replies.error().exit == Exit::temporary));
    BOOST_TEST(!replies.error().late);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_gone_does_not_kill_by_a_signal) {
  Pair pair;
  pair.theirs.reset();
  InfoClient client(std::move(pair.ours), in(2s));
  BOOST_TEST((client.ask(build).error().exit == Exit::temporary));
}

BOOST_AUTO_TEST_CASE(what_is_no_info_frame_breaks_the_protocol) {
  for (const auto* bytes : {"HTTP/1.1 400 Bad Request\r\n\r\n",
                            "\x15\x03\x01\x00\x02\x02\x46\x00\x00"})
    BOOST_TEST((asked_of(std::string(bytes, 9), false).error().exit ==
                Exit::protocol));
}

BOOST_AUTO_TEST_CASE(a_claim_beyond_the_limit_is_refused_at_once) {
  for (const std::uint64_t size :
       {std::uint64_t{65} << 20, (std::uint64_t{1} << 48) - 1}) {
    const auto replies = asked_of(frame(size, "build\t8.1\n"), false);
    BOOST_TEST((replies.error().exit == Exit::protocol));
  }
}

BOOST_AUTO_TEST_CASE(the_limit_counts_all_replies_together) {
  Pair pair;
  const std::string body = "build\t8.1.2.0\n";
  put(pair.theirs.get(), frame(body) + frame(body) + frame(body));
  InfoClient client(std::move(pair.ours), in(2s), 2 * body.size());
  BOOST_TEST(client.ask(build).has_value());
  BOOST_TEST(client.ask(build).has_value());
  BOOST_TEST((client.ask(build).error().exit == Exit::protocol));
}

BOOST_AUTO_TEST_CASE(memory_is_taken_for_what_arrives_not_for_what_is_claimed) {
  Allocations::largest = 0;
  const auto replies = asked_of(frame(60u << 20, "build\t8.1\n"), true);
  BOOST_TEST(!replies.has_value());
  BOOST_TEST(Allocations::largest < std::size_t{256} * 1024);
}

BOOST_AUTO_TEST_CASE(a_reply_of_many_megabytes_is_read_whole) {
  Pair pair;
  const std::size_t size = std::size_t{20} << 20;
  const Child child(pair, [](int fd) {
    put(fd, frame("sets\t" + std::string(size, 'x') + "\n"));
    ::pause();
  });
  InfoClient client(std::move(pair.ours), in(20s));
  const std::vector<std::string> sets = {"sets"};
  const auto replies = client.ask(sets).value();
  BOOST_TEST(replies.value(0)->size() == size);
  BOOST_TEST(replies.value(0)->find_first_not_of('x') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_longer_than_the_socket_holds_is_sent_whole) {
  Pair pair;
  const std::vector<std::string> many(20'000, std::string(100, 'c'));
  const Child child(pair, [](int fd) {
    std::array<char, 4096> bytes = {};
    std::size_t left = 8 + 20'000 * 101;
    while (left > 0) {
      const auto got = ::read(fd, bytes.data(), bytes.size());
      if (got <= 0) return;
      left -= static_cast<std::size_t>(got);
    }
    put(fd, frame(std::string(100, 'c') + "\tyes\n"));
    ::pause();
  });
  InfoClient client(std::move(pair.ours), in(20s));
  BOOST_TEST(client.ask(many).value().value(0).value() == "yes");
}

BOOST_AUTO_TEST_CASE(a_whole_reply_error_is_a_failure) {
  BOOST_TEST(
      (asked_of(frame("ERROR:80:not authenticated\n"), false).error().exit ==
       Exit::no_permission));
  BOOST_TEST((asked_of(frame("ERROR:9:timeout\n"), false).error().exit ==
              Exit::temporary));
}

BOOST_AUTO_TEST_CASE(after_a_failure_nothing_more_is_read) {
  for (const auto& [reply, late] :
       {std::pair("ERROR:9:timeout\n", true),
        std::pair("ERROR:80:not authenticated\n", false)}) {
    Pair pair;
    put(pair.theirs.get(), frame(reply) + frame("build\t8.1\n"));
    InfoClient client(std::move(pair.ours), in(2s));
    const auto first = client.ask(build);
    BOOST_REQUIRE(!first.has_value());
    BOOST_TEST(first.error().late == late);
    const auto second = client.ask(build);
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST((second.error().exit == first.error().exit));
    BOOST_TEST(second.error().message == first.error().message);
    BOOST_TEST(second.error().late == late);
  }
}

BOOST_AUTO_TEST_CASE(connecting_finds_the_address_that_listens) {
  const auto [socket, port] = listener(true);
  // Nothing listens on the first: the second is tried.
  const std::vector<std::string> hosts = {"127.0.0.9", "127.0.0.1"};
  const auto fd = connect_to_server(hosts, port, "x", false, in(5s));
  BOOST_REQUIRE_MESSAGE(fd.has_value(), (fd ? "" : fd.error().message));
  BOOST_TEST((::fcntl(fd->get(), F_GETFL) & O_NONBLOCK) != 0);
  BOOST_TEST((::fcntl(fd->get(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(a_server_bound_to_any_address_is_found_on_loopback) {
  const auto [socket, port] = listener(true);
  for (const auto* host : {"any", "0.0.0.0", "::", "", "local", "lo"}) {
    const std::vector<std::string> hosts = {host};
    BOOST_TEST(connect_to_server(hosts, port, "x", false, in(5s)).has_value(),
               host);
  }
  BOOST_TEST(connect_to_server({}, port, "x", false, in(5s)).has_value());
}

BOOST_AUTO_TEST_CASE(a_refused_connection_names_the_setting_and_no_address) {
  const auto [socket, port] = listener(false);
  const std::vector<std::string> hosts = {"127.0.0.1"};
  const auto fd =
      connect_to_server(hosts, port, "[asd] address", false, in(5s));
  BOOST_TEST((fd.error().exit == Exit::temporary));
  BOOST_TEST(fd.error().message.find("[asd] address") != std::string::npos);
  BOOST_TEST(fd.error().message.find("127.0.0.1") == std::string::npos);
  BOOST_TEST(fd.error().message.find(std::to_string(port)) ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(addresses_resolve_to_themselves) {
  BOOST_TEST(resolved("10.1.2.3") == "10.1.2.3 ");
  BOOST_TEST(resolved("2001:db8::1") == "2001:db8::1 ");
  BOOST_TEST(resolved("[2001:db8::1]") == "2001:db8::1 ");
  BOOST_TEST(resolved("any") == "127.0.0.1 ::1 ");
}

BOOST_AUTO_TEST_CASE(an_interface_resolves_to_its_address) {
  BOOST_TEST(resolved("lo").starts_with("127.0.0.1 "));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_an_error_of_the_configuration) {
  const auto addresses = resolve("no-such-host.invalid.", 1, "[asd] address");
  BOOST_REQUIRE(!addresses.has_value());
  // Without any name server there is nobody to say that it does not exist.
  BOOST_TEST((addresses.error().exit == Exit::config ||
              addresses.error().exit == Exit::temporary));
  BOOST_TEST(addresses.error().message.find("[asd] address") !=
             std::string::npos);
  BOOST_TEST(addresses.error().message.find("no-such-host") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_address_that_this_host_has_not_is_not_asked) {
  // TEST-NET-1: nobody has it.
  const std::vector<std::string> foreign = {"192.0.2.9"};
  const auto fd = connect_to_server(foreign, 3000, "the server's configuration",
                                    true, in(5s));
  BOOST_REQUIRE(!fd.has_value());
  BOOST_TEST((fd.error().exit == Exit::config));
  BOOST_TEST(fd.error().message.starts_with("the server's configuration "));
  BOOST_TEST(!fd.error().message.contains("192.0.2.9"));
}

BOOST_AUTO_TEST_CASE(where_the_address_has_left_the_host_loopback_is_tried) {
  const std::vector<std::string> left = {"192.0.2.9"};
  const std::string says = ", but 127.0.0.1 answers at its port";
  const auto error_of = [&](std::uint16_t port) {
    return connect_to_server(left, port, "x", true, in(5s)).error();
  };
  auto [socket, port] = listener(true);
  BOOST_TEST((error_of(port).exit == Exit::config));
  BOOST_TEST(error_of(port).message.contains(says));
  socket.reset();
  BOOST_TEST(!error_of(port).message.contains(says));
}

BOOST_AUTO_TEST_CASE(of_several_addresses_those_of_this_host_are_asked) {
  const auto [socket, port] = listener(true);
  const std::vector<std::string> hosts = {"192.0.2.9", "127.0.0.1"};
  // One that swallows packets would take half of the time.
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(connect_to_server(hosts, port, "x", true, in(20s)).has_value());
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
  BOOST_TEST(connect_to_server({}, port, "x", true, in(5s)).has_value());
}

BOOST_AUTO_TEST_CASE(a_host_has_its_loopback_and_its_interfaces_addresses) {
  const auto is_own = [](const std::string& host) {
    const auto addresses = resolve(host, 3000, "x").value();
    return is_of_this_host(addresses.front());
  };
  for (const auto* host : {"127.0.0.1", "127.3.2.1", "lo", "any"})
    BOOST_TEST(is_own(host), host);
  for (const auto* host : {"192.0.2.9", "2001:db8::9", "[2001:db8::9]"})
    BOOST_TEST(!is_own(host), host);
}
