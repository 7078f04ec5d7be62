// The frames between the two halves (halves.h): pure, no descriptor.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/log.h"

namespace telemetry {

inline constexpr std::size_t frame_text_limit = 1000;
inline constexpr std::size_t frame_log_lines = 1000;

// The five bytes before `size` bytes of a frame of this kind.
std::string frame_header(char kind, std::size_t size);

struct FrameLog {
  Level level;
  std::string text;
};

// Takes the pipe's bytes as they come and gives frames back.
class FrameReader {
 public:
  explicit FrameReader(std::size_t byte_limit) : byte_limit_(byte_limit) {}

  // False when the bytes break the rules: whatever follows is not looked at.
  bool take(std::string_view bytes);

  // Log lines since the last call.
  std::vector<FrameLog> take_log();

  // True when a last frame is complete.
  bool complete() const { return last_ != 0; }

  // The last frame's kind ('B', 'N', 'E'), its text without the status byte,
  // and the error's status. Only when complete.
  char kind() const { return last_; }
  std::string take_text() { return std::move(text_); }
  Exit exit() const { return exit_; }

 private:
  bool start();
  bool finish();

  std::size_t byte_limit_;
  std::string header_;
  std::string text_;
  std::size_t expected_ = 0;
  std::size_t lines_ = 0;
  std::vector<FrameLog> log_;
  Exit exit_ = Exit::software;
  char last_ = 0;
};

}  // namespace telemetry
