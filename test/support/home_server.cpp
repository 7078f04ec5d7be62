// Plays home: takes POSTs over real TLS and keeps each body byte for byte, or
// misbehaves as told. It also plays an HTTP proxy on the way to home. It stops
// on SIGTERM or SIGINT.

#include <openssl/evp.h>

#include <utility>  // first: Boost 1.74 forgets it in awaitable.hpp
//
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "support/arguments.h"
#include "support/event_log.h"
#include "support/fault_table.h"
#include "support/home_faults.h"
#include "support/listening.h"

namespace telemetry::test {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr char usage[] =
    "usage: home_server --received DIR [--cert F --key F | --plain]\n"
    "  [--port 0] [--address 127.0.0.1] [--port-file F] [--log F]\n"
    "  [--fault NAME[=ARG]]\n"
    "       home_server --proxy [--proxy-auth-required | --proxy-refuse]\n"
    "  [--port 0] [--address 127.0.0.1] [--port-file F] [--log F]\n"
    "The port goes to --port-file, or else to standard output. Request N is\n"
    "kept as DIR/N.headers and DIR/N.body, one that broke off as N.partial.\n"
    "The log has one JSON object a line: connection, request (with sha256),\n"
    "error, tunnel. The proxy connects to this machine only. Faults:\n";

constexpr std::uint64_t largest_body = 256u << 20;

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(),
             nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i)
    for (const int shift : {4, 0})
      hex += "0123456789abcdef"[digest[i] >> shift & 15];
  return hex;
}

// Closes so that the peer gets a reset. (The destructor of a socket takes back
// what linger says.)
void reset(tcp::socket& socket) {
  socket.set_option(tcp::socket::linger(true, 0));
  socket.close();
}

tcp::socket& bottom(tcp::socket& socket) { return socket; }
tcp::socket& bottom(TlsStream& stream) { return stream.next_layer(); }

class HomeServer {
 public:
  HomeServer(Behaviour behaviour, std::string received, EventLog log,
             asio::ssl::context* tls)
      : behaviour_(std::move(behaviour)),
        received_(std::move(received)),
        log_(std::move(log)),
        tls_(tls) {}

  awaitable<void> serve(tcp::acceptor& acceptor) {
    for (;;) {
      tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
      log_.write({{"connection", ++connections_}});
      if (behaviour_.start == Behaviour::Start::close) continue;
      asio::co_spawn(acceptor.get_executor(), talk(std::move(socket)),
                     asio::detached);
    }
  }

 private:
  awaitable<void> talk(tcp::socket socket) {
    try {
      if (behaviour_.start == Behaviour::Start::black_hole) {
        co_await wait_for_the_end(socket);
      } else if (!tls_ || behaviour_.plain_text) {
        while (co_await exchange(socket)) {
        }
      } else {
        TlsStream stream(std::move(socket), *tls_);
        co_await stream.async_handshake(TlsStream::server, use_awaitable);
        log_.write(
            {{"tls", std::string(SSL_get_version(stream.native_handle()))}});
        while (co_await exchange(stream)) {
        }
        if (stream.next_layer().is_open())
          co_await stream.async_shutdown(use_awaitable);
      }
    } catch (const boost::system::system_error& error) {
      log_.write({{"error", error.code().message()}});
    }
  }

  // Reads and forgets, so that the peer sees an open connection.
  static awaitable<void> wait_for_the_end(tcp::socket& socket) {
    std::array<char, 4096> nothing{};
    for (;;)
      co_await socket.async_read_some(asio::buffer(nothing), use_awaitable);
  }

  // One request, one reply; whether the connection stays open.
  template <class Stream>
  awaitable<bool> exchange(Stream& stream) {
    boost::beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    parser.body_limit(largest_body);
    boost::system::error_code error;
    co_await http::async_read_header(
        stream, buffer, parser, asio::redirect_error(use_awaitable, error));
    if (error == http::error::end_of_stream ||
        error == asio::ssl::error::stream_truncated)
      co_return false;
    if (error == http::error::bad_version || error == http::error::bad_method ||
        error == http::error::bad_target) {
      // What an HTTP port says to a TLS client.
      const std::string answer =
          "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
      co_await asio::async_write(stream, asio::buffer(answer), use_awaitable);
      throw boost::system::system_error(error);
    }
    if (error) throw boost::system::system_error(error);

    const std::string number = std::to_string(++requests_);
    std::ostringstream header;
    header << parser.get().base();
    store(number + ".headers", header.str());
    if (parser.get()[http::field::expect] == "100-continue") {
      const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await asio::async_write(stream, asio::buffer(go_on), use_awaitable);
    }
    const auto length = parser.content_length().value_or(0);
    while (!parser.is_done()) {
      if (behaviour_.reset_mid_body &&
          parser.get().body().size() >= length / 2) {
        store(number + ".partial", parser.get().body());
        reset(bottom(stream));
        co_return false;
      }
      co_await http::async_read_some(
          stream, buffer, parser, asio::redirect_error(use_awaitable, error));
      if (error) {
        store(number + ".partial", parser.get().body());
        throw boost::system::system_error(error);
      }
    }
    const auto& request = parser.get();
    store(number + ".body", request.body());
    log_.write({{"request", requests_},
                {"method", std::string(request.method_string())},
                {"target", std::string(request.target())},
                {"bytes", std::uint64_t{request.body().size()}},
                {"sha256", sha256(request.body())},
                {"status", std::uint64_t{behaviour_.status}}});
    if (behaviour_.close_unanswered) co_return false;
    const bool open = behaviour_.stay_open || request.keep_alive();
    co_await reply(stream, open);
    co_return open&& behaviour_.raw.empty();
  }

  template <class Stream>
  awaitable<void> reply(Stream& stream, bool keep_open) {
    std::string text = behaviour_.raw;
    if (text.empty()) {
      http::response<http::string_body> answer;
      answer.result(behaviour_.status);
      answer.version(11);
      answer.keep_alive(keep_open);
      answer.set(http::field::server, "home_server");
      if (!behaviour_.location.empty())
        answer.set(http::field::location, behaviour_.location);
      answer.body() = behaviour_.body;
      if (!behaviour_.body.empty())
        answer.set(http::field::content_type, behaviour_.content_type);
      if (behaviour_.endless) {
        answer.keep_alive(false);
      } else if (behaviour_.status != 204) {
        answer.content_length(behaviour_.body.size());
      }
      std::ostringstream whole;
      whole << answer.base() << answer.body();
      text = whole.str();
    }
    if (behaviour_.per_byte.count() == 0) {
      co_await asio::async_write(stream, asio::buffer(text), use_awaitable);
    } else {
      asio::steady_timer timer(stream.get_executor());
      for (const char& byte : text) {
        co_await asio::async_write(stream, asio::buffer(&byte, 1),
                                   use_awaitable);
        timer.expires_after(behaviour_.per_byte);
        co_await timer.async_wait(use_awaitable);
      }
    }
    while (behaviour_.endless)
      co_await asio::async_write(stream, asio::buffer(text), use_awaitable);
  }

  void store(const std::string& name, std::string_view bytes) const {
    std::ofstream out(received_ + "/" + name, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  Behaviour behaviour_;
  std::string received_;
  EventLog log_;
  asio::ssl::context* tls_;  // null: plain HTTP
  std::uint64_t connections_ = 0;
  std::uint64_t requests_ = 0;
};

class ProxyServer {
 public:
  ProxyServer(http::status answer, EventLog log)
      : answer_(answer), log_(std::move(log)) {}

  awaitable<void> serve(tcp::acceptor& acceptor) {
    for (;;) {
      tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
      asio::co_spawn(acceptor.get_executor(), tunnel(std::move(socket)),
                     asio::detached);
    }
  }

 private:
  awaitable<void> tunnel(tcp::socket client) {
    try {
      boost::beast::flat_buffer buffer;
      http::request_parser<http::empty_body> parser;
      co_await http::async_read_header(client, buffer, parser, use_awaitable);
      const auto& request = parser.get();
      const std::string target(request.target());
      const bool connect = request.method() == http::verb::connect;
      const auto colon = target.rfind(':');
      const http::status status = connect && colon != std::string::npos
                                      ? answer_
                                      : http::status::not_implemented;
      log_.write(
          {{"tunnel", target}, {"status", static_cast<std::uint64_t>(status)}});
      http::response<http::empty_body> answer(status, 11);
      if (status == http::status::proxy_authentication_required)
        answer.set(http::field::proxy_authenticate, "Basic realm=\"proxy\"");
      if (status != http::status::ok) {
        answer.content_length(0);
        answer.keep_alive(false);
        co_await http::async_write(client, answer, use_awaitable);
        co_return;
      }
      tcp::socket home(client.get_executor());
      tcp::resolver resolver(client.get_executor());
      const auto places = co_await resolver.async_resolve(
          target.substr(0, colon), target.substr(colon + 1), use_awaitable);
      for (const auto& place : places)
        if (!place.endpoint().address().is_loopback())
          throw boost::system::system_error(asio::error::access_denied);
      co_await asio::async_connect(home, places, use_awaitable);
      co_await http::async_write(client, answer, use_awaitable);
      auto shared_client = std::make_shared<tcp::socket>(std::move(client));
      auto shared_home = std::make_shared<tcp::socket>(std::move(home));
      asio::co_spawn(shared_home->get_executor(),
                     pump(shared_home, shared_client), asio::detached);
      co_await pump(shared_client, shared_home);
    } catch (const boost::system::system_error& error) {
      log_.write({{"error", error.code().message()}});
    }
  }

  static awaitable<void> pump(std::shared_ptr<tcp::socket> from,
                              std::shared_ptr<tcp::socket> to) {
    std::array<char, 16384> bytes{};
    boost::system::error_code error;
    for (;;) {
      const std::size_t size = co_await from->async_read_some(
          asio::buffer(bytes), asio::redirect_error(use_awaitable, error));
      if (error) break;
      co_await asio::async_write(*to, asio::buffer(bytes.data(), size),
                                 asio::redirect_error(use_awaitable, error));
      if (error) break;
    }
    (void)to->shutdown(tcp::socket::shutdown_send, error);
  }

  http::status answer_;
  EventLog log_;
};

asio::ssl::context tls_context(const Arguments& arguments, bool old_tls) {
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.use_certificate_chain_file(arguments.need("--cert"));
  tls.use_private_key_file(arguments.need("--key"), asio::ssl::context::pem);
  if (old_tls) {
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(tls.native_handle(), TLS1_1_VERSION);
    // Without it OpenSSL 3 does not offer the SHA-1 signatures of TLS 1.1.
    SSL_CTX_set_cipher_list(tls.native_handle(), "DEFAULT@SECLEVEL=0");
  }
  return tls;
}

int run(const Arguments& arguments) {
  Behaviour behaviour;
  const std::string wish = arguments.get("--fault");
  if (!wish.empty()) {
    const auto equals = wish.find('=');
    const HomeFault* fault = find_fault(home_faults(), wish.substr(0, equals));
    if (!fault) throw std::invalid_argument("unknown fault " + wish);
    fault->apply(behaviour,
                 equals == std::string::npos ? "" : wish.substr(equals + 1));
  }
  const bool proxy = arguments.has("--proxy");
  const bool refuse = behaviour.start == Behaviour::Start::refuse;

  asio::io_context io;
  tcp::acceptor acceptor = take_port(
      io, arguments.get("--address", "127.0.0.1"),
      static_cast<std::uint16_t>(std::stoul(arguments.get("--port", "0"))),
      !refuse);
  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](auto, int) { io.stop(); });

  std::optional<asio::ssl::context> tls;
  if (!proxy && !arguments.has("--plain"))
    tls = tls_context(arguments, behaviour.old_tls);
  HomeServer home(behaviour, proxy ? "" : arguments.need("--received"),
                  EventLog(proxy ? "" : arguments.get("--log")),
                  tls ? &*tls : nullptr);
  ProxyServer between(arguments.has("--proxy-auth-required")
                          ? http::status::proxy_authentication_required
                      : arguments.has("--proxy-refuse")
                          ? http::status::forbidden
                          : http::status::ok,
                      EventLog(proxy ? arguments.get("--log") : ""));
  if (proxy) {
    asio::co_spawn(io, between.serve(acceptor), asio::detached);
  } else if (!refuse) {
    asio::co_spawn(io, home.serve(acceptor), asio::detached);
  }
  tell_port(acceptor, arguments.get("--port-file"));
  io.run();
  return 0;
}

}  // namespace

}  // namespace telemetry::test

int main(int argc, char** argv) {
  using namespace telemetry::test;
  try {
    return run(Arguments(
        argc, argv,
        {"--cert", "--key", "--port", "--address", "--port-file", "--received",
         "--log", "--fault"},
        {"--plain", "--proxy", "--proxy-auth-required", "--proxy-refuse"}));
  } catch (const std::exception& error) {
    std::cerr << "home_server: " << error.what() << '\n'
              << usage << describe_faults(home_faults());
    return 64;
  }
}
