// Sends a payload to home: HTTPS by libcurl, one try. The only code that may
// talk to anything but the local server. It lives in a module of its own that
// is loaded when there are bytes to send (post_module.h).

#pragma once

#include <chrono>
#include <string>

#include "base/error.h"
#include "privacy/payload.h"

namespace telemetry {

struct Home {
  std::string url;     // https://host:port/path, as Settings normalises it
  std::string cafile;  // "" = the system's certificates
  std::string proxy;   // "" = none; the environment's proxies are not used
};

struct HomeAnswer {
  int status = 0;       // HTTP status, 2xx
  std::string message;  // the reply's "message", printable; often ""
};

// Posts the payload within `limit`. Fails with temporary when home cannot be
// reached or asks to come back (429, 5xx), with unavailable when its
// certificate does not verify or it refuses (3xx, 4xx), with protocol when it
// answers no HTTP. The message names the setting home-url, never a value that
// home sent other than the status number.
Result<HomeAnswer> post(const Payload& payload, const Home& home,
                        std::chrono::milliseconds limit);

// Name, TCP, TLS handshake and certificate, without sending a request.
Result<void> probe(const Home& home, std::chrono::milliseconds limit);

}  // namespace telemetry
