// The frames between the two halves (halves.h): pure, no descriptor.
//
// A frame is one byte of kind, four bytes of length (little endian), and that
// many bytes:
//
//   'L'  a log line: one byte of level (0 debug .. 4 critical), text
//   'B'  the bytes of the report; none: a log line has said why  last frame
//   'E'  one byte of exit status, the error's message            last frame
//
// What breaks the rules is an unknown kind, a number out of its range, a length
// over its limit, more than 1,000 log lines, or a byte after the last frame.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/log.h"

namespace telemetry {

inline constexpr std::size_t frame_text_limit = 1000;
inline constexpr std::size_t frame_log_lines = 1000;

// The five bytes before `size` bytes of a frame of this kind.
std::string frame_header(char kind, std::size_t size);

// The whole frame of a log line or an error.
std::string frame_of(Level level, std::string_view line);
std::string frame_of(const Error& error);

// Takes the pipe's bytes as they come. Log lines go to `log`, which outlives
// it, printable and cut at 1,000 bytes.
class FrameReader {
 public:
  FrameReader(std::size_t byte_limit, const Log& log)
      : byte_limit_(byte_limit), log_(log) {}

  // False when the bytes break the rules: then nothing of them counts.
  bool take(std::string_view bytes);

  // What the last frame says; nothing before it is complete.
  std::optional<Result<std::string>>& outcome() { return outcome_; }

 private:
  bool read_frame(char kind);

  std::size_t byte_limit_;
  const Log& log_;
  std::string header_;
  std::string text_;
  std::size_t lines_ = 0;
  std::optional<Result<std::string>> outcome_;
};

}  // namespace telemetry
