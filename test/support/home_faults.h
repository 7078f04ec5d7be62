// The ways in which home may misbehave: one table.

#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace telemetry::test {

// What home does with a request; the defaults are a good home.
struct Behaviour {
  enum class Start { serve, refuse, black_hole, close };

  Start start = Start::serve;
  bool old_tls = false;         // offers TLS 1.0 and 1.1 only
  bool plain_text = false;      // speaks HTTP where TLS is expected
  bool reset_mid_body = false;  // resets when half of the body is there
  bool close_unanswered = false;
  bool stay_open = false;  // whatever the client says
  unsigned status = 200;
  std::string location;  // header of a redirect
  std::string body = R"({"message":"Thank you."})";
  std::string content_type = "application/json";
  std::string raw;       // sent in place of an HTTP reply
  bool endless = false;  // the body never ends
  std::chrono::milliseconds per_byte{0};
};

struct HomeFault {
  std::string_view name;
  std::string_view what;
  void (*apply)(Behaviour&, const std::string& argument);
};

std::span<const HomeFault> home_faults();

}  // namespace telemetry::test
