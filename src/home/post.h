// Sends a payload to home: HTTPS by libcurl, one try. The only code that may
// talk to anything but the local server. It lives in a module of its own that
// is loaded when there are bytes to send (post_module.h).
//
// What it does not do: follow redirects, use the environment's proxies, keep
// cookies, HSTS or alt-svc files, read .netrc, log TLS secrets
// (SSLKEYLOGFILE), try twice, or go on when a certificate does not verify.
// There is no switch for that.
//
// What goes wrong, and what the caller is told:
//
//   temporary (75)    the name does not resolve; no connection, or it breaks or
//                     takes too long, at any point; 408, 429, 5xx; a proxy
//                     that cannot be reached or answers 5xx
//   unavailable (69)  the certificate does not verify (issuer, dates, host); no
//                     TLS version from 1.2 on in common, or a TLS alert; 3xx
//                     and 4xx; a proxy that refuses, or asks for a password
//   protocol (76)     what answers does not speak TLS, or not HTTP; headers of
//                     more than 64 KiB
//   config (78)       home-url is neither https nor http on a loopback address
//                     without a proxy; home-url or proxy is read by libcurl in
//                     another way than Settings read it; cafile cannot be used
//   software (70)     libcurl cannot start, or no memory
//
// A message names the setting (home-url, cafile or proxy), the host that
// home-url names, and a status number: nothing that a peer sent.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "audit/payload.h"
#include "base/error.h"

namespace telemetry {

struct Home {
  std::string url;     // https://host:port/path, as Settings normalises it
  std::string cafile;  // "" = the system's certificates
  std::string proxy;   // "" = none; the environment's proxies are not used
};

struct HomeAnswer {
  int status = 0;    // HTTP status, 2xx
  std::string body;  // of the reply; "" where it is longer than 64 KiB
};

// What is called once, when everything that can be loaded and read beforehand
// is, and before the first name is asked for: it gives up all but TCP to this
// port, home's or the proxy's, and this file of certificates ("" for none), by
// which the peer is verified (process/confine.h).
using Fence =
    std::function<void(std::uint16_t port, const std::string& certificates)>;

// Posts the payload within `limit`, of which at most half may pass until there
// is a connection. The reply is read up to 64 KiB; a longer one is cut there,
// its status counts and nothing of it is given. A reply that breaks off
// is a failure whatever its status said.
Result<HomeAnswer> post(const Payload& payload, const Home& home,
                        std::chrono::milliseconds limit, const Fence& fence);

// Name, TCP, TLS handshake and certificate, without sending a request.
Result<void> probe(const Home& home, std::chrono::milliseconds limit,
                   const Fence& fence);

}  // namespace telemetry
