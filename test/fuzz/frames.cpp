// The pipe between the halves, as a raw half that was taken over writes it:
// the same frames however the bytes are cut, and nothing beyond the limits.
//
// Input: two bytes that say how to cut, then the pipe's bytes.

#include "process/frames.h"

#include <string>
#include <vector>

#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

constexpr std::size_t byte_limit = 300;

struct Heard {
  bool good = true;
  bool complete = false;
  Exit exit = Exit::ok;
  std::string text;  // the error's
  std::string bytes;
  std::vector<std::string> log;

  bool operator==(const Heard&) const = default;
};

void require_printable(std::string_view text) {
  require(text.size() <= frame_text_limit, "a text is short");
  for (const char c : text)
    require(c >= 0x20 && c < 0x7f, "a text is printable");
}

Heard read(std::string_view bytes, std::size_t first, std::size_t step) {
  Heard heard;
  const Log log(Level::debug, [&heard](Level level, std::string_view line) {
    require(level <= Level::critical, "a level is one of the five");
    require_printable(line);
    heard.log.emplace_back(line);
  });
  FrameReader reader(byte_limit, log);
  std::size_t part = first;
  while (!bytes.empty() && heard.good) {
    heard.good = reader.take(bytes.substr(0, part));
    bytes.remove_prefix(std::min(part, bytes.size()));
    part = step;
  }
  require(heard.log.size() <= frame_log_lines, "log lines are counted");
  // After a breach nothing is looked at.
  if (!heard.good || !reader.outcome()) return heard;
  heard.complete = true;
  const auto& outcome = *reader.outcome();
  if (outcome) {
    heard.bytes = *outcome;
  } else {
    heard.exit = outcome.error().exit;
    heard.text = outcome.error().message;
    require(heard.exit != Exit::ok && heard.exit != Exit::disabled,
            "an error is an error");
  }
  return heard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  const auto bytes = text_of(data + 2, size - 2);
  const auto whole = read(bytes, bytes.size() + 1, 1);
  const auto cut = read(bytes, data[0] + 1U, data[1] + 1U);
  require(whole == cut, "cuts make no difference");
  require(whole.bytes.size() <= byte_limit, "a report is within the limit");
  require_printable(whole.text);
  return 0;
}
