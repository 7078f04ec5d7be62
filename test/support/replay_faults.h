// The ways in which a replayed server may misbehave: one table.

#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "support/server_model.h"

namespace telemetry::test {

// How one reply goes over the wire.
struct Delivery {
  enum class After { keep_open, close, reset };

  std::string bytes;                      // header and body
  std::chrono::milliseconds per_byte{0};  // 0: all at once
  After after = After::keep_open;
};

// What a fault may change. Each function is null where it changes nothing.
struct Fault {
  std::string_view name;
  std::string_view what;  // happens, for --help
  // Before it serves.
  void (*server)(ServerModel&, const std::string& argument);
  // The lines of an answer.
  void (*answer)(Answer&, const std::string& argument);
  // The frame, made of the answer's lines.
  void (*frame)(Delivery&, const std::string& argument);
};

// A frame as the server sends it.
std::string frame_of(std::string_view body);

std::span<const Fault> replay_faults();

}  // namespace telemetry::test
