// What both test servers do before they serve: take a free port, say which one
// it is, and stop on a signal.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

namespace telemetry::test {

// A socket bound to `address` and `port` (0: any free one). With `listen`
// false nobody can connect, and nobody else can take the port.
inline boost::asio::ip::tcp::acceptor take_port(boost::asio::io_context& io,
                                                const std::string& address,
                                                std::uint16_t port,
                                                bool listen) {
  using boost::asio::ip::tcp;
  const tcp::endpoint where(boost::asio::ip::make_address(address), port);
  tcp::acceptor acceptor(io);
  acceptor.open(where.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  acceptor.bind(where);
  if (listen) acceptor.listen();
  return acceptor;
}

// Writes the port to `file`, whole or not at all, so that a test may wait for
// the file; without a file it goes to standard output.
inline void tell_port(const boost::asio::ip::tcp::acceptor& acceptor,
                      const std::string& file) {
  const auto port = acceptor.local_endpoint().port();
  if (file.empty()) {
    std::cout << port << std::endl;
    return;
  }
  const std::string draft = file + ".new";
  std::ofstream(draft) << port << '\n';
  std::rename(draft.c_str(), file.c_str());
}

}  // namespace telemetry::test
