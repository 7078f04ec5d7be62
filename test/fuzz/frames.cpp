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

struct Outcome {
  bool good = true;
  bool complete = false;
  char kind = 0;
  Exit exit = Exit::software;
  std::string text;
  std::vector<std::string> log;

  bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view bytes, std::size_t first, std::size_t step) {
  FrameReader reader(byte_limit);
  Outcome outcome;
  std::size_t part = first;
  while (!bytes.empty() && outcome.good) {
    outcome.good = reader.take(bytes.substr(0, part));
    bytes.remove_prefix(std::min(part, bytes.size()));
    part = step;
    for (const auto& line : reader.take_log()) {
      require(line.level >= Level::debug && line.level <= Level::critical,
              "a level is one of the five");
      require(line.text.size() <= frame_text_limit, "a log line is short");
      for (const char c : line.text)
        require(c >= 0x20 && c < 0x7f, "a log line is printable");
      outcome.log.push_back(line.text);
    }
  }
  require(outcome.log.size() <= frame_log_lines, "log lines are counted");
  // After a breach nothing is looked at.
  if (!outcome.good) return outcome;
  outcome.complete = reader.complete();
  if (!outcome.complete) return outcome;
  outcome.kind = reader.kind();
  outcome.exit = reader.exit();
  outcome.text = reader.take_text();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  const auto bytes = text_of(data + 2, size - 2);
  const auto whole = read(bytes, bytes.size() + 1, 1);
  const auto cut = read(bytes, data[0] + 1U, data[1] + 1U);
  require(whole == cut, "cuts make no difference");
  if (!whole.complete) return 0;
  switch (whole.kind) {
    case 'B':
      require(!whole.text.empty() && whole.text.size() <= byte_limit,
              "a report has bytes, within the limit");
      break;
    case 'E':
      require(whole.exit != Exit::ok && whole.exit != Exit::disabled,
              "an error is an error");
      [[fallthrough]];
    case 'N':
      require(whole.text.size() <= frame_text_limit, "a text is short");
      for (const char c : whole.text)
        require(c >= 0x20 && c < 0x7f, "a text is printable");
      break;
    default:
      require(false, "a kind of frame");
  }
  return 0;
}
