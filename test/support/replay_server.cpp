// Plays a recorded Aerospike server on a real socket, or a broken one. It
// speaks the info protocol, counts what it is asked and what a real server of
// that build would write to its log, and stops on SIGTERM or SIGINT.

#include <utility>  // first: Boost 1.74 forgets it in awaitable.hpp
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <iostream>

#include "support/arguments.h"
#include "support/event_log.h"
#include "support/fault_table.h"
#include "support/listening.h"
#include "support/replay_faults.h"
#include "support/server_model.h"

namespace telemetry::test {

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

constexpr char usage[] =
    "usage: replay_server --recording FILE [--port 0] [--address 127.0.0.1]\n"
    "  [--port-file F] [--log F] [--fault NAME[=ARG]] [--fault-from N]\n"
    "  [--max-connections N] [--uptime SECONDS]\n"
    "The port goes to --port-file, or else to standard output. The log has "
    "one\n"
    "JSON object a line: connection, request, server-log, and summary at the\n"
    "end. A fault holds from reply N on (1). Past --max-connections open "
    "ones,\n"
    "a connection is closed at once. Faults:\n";

constexpr std::uint64_t largest_request = 128u << 20;

class Server {
 public:
  Server(ServerModel model, EventLog log, const Fault* fault,
         std::string argument, std::uint64_t fault_from,
         std::uint64_t max_connections)
      : model_(std::move(model)),
        log_(std::move(log)),
        fault_(fault),
        argument_(std::move(argument)),
        fault_from_(fault_from),
        max_connections_(max_connections) {
    if (fault_ && fault_->server) fault_->server(model_, argument_);
  }

  awaitable<void> serve(tcp::acceptor& acceptor) {
    for (;;) {
      tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
      log_.write({{"connection", ++connections_}});
      if (open_ >= max_connections_ || is("close-at-accept")) continue;
      asio::co_spawn(acceptor.get_executor(), talk(std::move(socket)),
                     asio::detached);
    }
  }

  void summarise() {
    log_.write({{"summary", "total"},
                {"connections", connections_},
                {"round-trips", round_trips_},
                {"bytes-in", bytes_in_},
                {"bytes-out", bytes_out_},
                {"deprecated-requests", deprecated_},
                {"server-log-lines", log_lines_}});
  }

 private:
  bool is(std::string_view name) const {
    return fault_ && fault_->name == name;
  }

  void server_log(const std::string& line) {
    ++log_lines_;
    log_.write({{"server-log", line}});
  }

  awaitable<void> talk(tcp::socket socket) {
    ++open_;
    try {
      while (co_await exchange(socket)) {
      }
    } catch (const boost::system::system_error& error) {
      if (error.code() != asio::error::eof)
        log_.write({{"connection-error", error.code().message()}});
    }
    --open_;
  }

  // One request, one reply; whether the connection stays open.
  awaitable<bool> exchange(tcp::socket& socket) {
    std::array<unsigned char, 8> header{};
    co_await asio::async_read(socket, asio::buffer(header), use_awaitable);
    std::uint64_t size = 0;
    for (std::size_t i = 2; i < header.size(); ++i)
      size = size << 8 | header[i];
    if (header[0] != 2 || header[1] != 1 || size > largest_request) {
      server_log("WARNING bad frame");
      co_return false;
    }
    std::string request(size, '\0');
    co_await asio::async_read(socket, asio::buffer(request), use_awaitable);

    Answer answer = model_.answer(request);
    const bool faulty = fault_ && ++replies_ >= fault_from_;
    if (faulty && fault_->answer) fault_->answer(answer, argument_);
    Delivery delivery{.bytes = frame_of(answer.body())};
    if (faulty && fault_->frame) fault_->frame(delivery, argument_);

    ++round_trips_;
    bytes_in_ += header.size() + size;
    bytes_out_ += delivery.bytes.size();
    deprecated_ += answer.deprecated;
    log_.write({{"request", round_trips_},
                {"connection", connections_},
                {"commands", answer.commands},
                {"bytes-in", header.size() + size},
                {"bytes-out", std::uint64_t{delivery.bytes.size()}},
                {"deprecated", answer.deprecated}});
    for (const auto& line : answer.server_log) server_log(line);
    co_return co_await deliver(socket, delivery);
  }

  awaitable<bool> deliver(tcp::socket& socket, const Delivery& delivery) {
    try {
      if (delivery.per_byte.count() == 0) {
        co_await asio::async_write(socket, asio::buffer(delivery.bytes),
                                   use_awaitable);
      } else {
        asio::steady_timer timer(socket.get_executor());
        for (const char& byte : delivery.bytes) {
          co_await asio::async_write(socket, asio::buffer(&byte, 1),
                                     use_awaitable);
          timer.expires_after(delivery.per_byte);
          co_await timer.async_wait(use_awaitable);
        }
      }
    } catch (const boost::system::system_error&) {
      // A real server complains about a peer that goes before it has its reply.
      server_log("INFO error sending to client");
      co_return false;
    }
    if (delivery.after == Delivery::After::reset) {
      // Closed here: the destructor of a socket takes back what linger says.
      socket.set_option(tcp::socket::linger(true, 0));
      socket.close();
    }
    co_return delivery.after == Delivery::After::keep_open;
  }

  ServerModel model_;
  EventLog log_;
  const Fault* fault_;
  std::string argument_;
  std::uint64_t fault_from_;
  std::uint64_t max_connections_;
  std::uint64_t connections_ = 0;
  std::uint64_t open_ = 0;
  std::uint64_t replies_ = 0;
  std::uint64_t round_trips_ = 0;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::uint64_t deprecated_ = 0;
  std::uint64_t log_lines_ = 0;
};

int run(const Arguments& arguments) {
  const std::string wish = arguments.get("--fault");
  const auto equals = wish.find('=');
  const Fault* fault = find_fault(replay_faults(), wish.substr(0, equals));
  if (!wish.empty() && !fault)
    throw std::invalid_argument("unknown fault " + wish);

  asio::io_context io;
  ServerModel model(arguments.need("--recording"));
  if (arguments.has("--uptime")) model.set_uptime(arguments.get("--uptime"));
  Server server(std::move(model), EventLog(arguments.get("--log")), fault,
                equals == std::string::npos ? "" : wish.substr(equals + 1),
                std::stoull(arguments.get("--fault-from", "1")),
                std::stoull(arguments.get("--max-connections", "15000")));
  tcp::acceptor acceptor = take_port(
      io, arguments.get("--address", "127.0.0.1"),
      static_cast<std::uint16_t>(std::stoul(arguments.get("--port", "0"))),
      !fault || fault->name != "refuse");
  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](auto, int) { io.stop(); });
  tell_port(acceptor, arguments.get("--port-file"));
  if (!fault || fault->name != "refuse")
    asio::co_spawn(io, server.serve(acceptor), asio::detached);
  io.run();
  server.summarise();
  return 0;
}

}  // namespace

}  // namespace telemetry::test

int main(int argc, char** argv) {
  using namespace telemetry::test;
  try {
    return run(
        Arguments(argc, argv,
                  {"--recording", "--port", "--address", "--port-file", "--log",
                   "--fault", "--fault-from", "--max-connections", "--uptime"},
                  {}));
  } catch (const std::exception& error) {
    std::cerr << "replay_server: " << error.what() << '\n'
              << usage << describe_faults(replay_faults());
    return 64;
  }
}
