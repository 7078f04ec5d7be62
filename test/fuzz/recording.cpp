// A recording that somebody hands us: read or refused in one line; and what
// --record writes of any replies reads the same.

#include "server/recording.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

// Answers everything with one and the same text.
class Parrot : public InfoSource {
 public:
  explicit Parrot(std::string_view text) : text_(text) {}

  Result<Replies> ask(std::span<const std::string> commands) override {
    std::string body;
    for (const auto& command : commands)
      body += command + "\t" + std::string(text_) + "\n";
    return Replies({commands.begin(), commands.end()}, body);
  }

 private:
  std::string_view text_;
};

void check_recorder(std::string_view text) {
  Parrot parrot(text);
  Recorder recorder(parrot);
  const std::vector<std::string> commands = {"build", "namespaces", "sets"};
  const auto original = recorder.ask(commands);
  require(original.has_value(), "the parrot answers");
  const auto recorded = recorder.text();
  require(is_utf8(recorded.json), "a recording is UTF-8");
  auto again = Recording::parse(recorded.json, "f");
  require(again.has_value(), "what was recorded is a recording");
  const auto replayed = again->ask(commands);
  require(replayed.has_value(), "and answers");
  if (recorded.replaced_bytes > 0) return;
  for (std::size_t i = 0; i < commands.size(); ++i)
    require(replayed->value(i) == original->value(i), "as the server did");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  auto recording = Recording::parse(text, "f");
  if (recording) {
    const std::vector<std::string> commands = {"build", "namespaces",
                                               "statistics"};
    const auto replies = recording->ask(commands);
    // What was recorded may be an error in place of all values.
    if (!replies) require_one_line(replies.error().message);
  } else {
    require(recording.error().exit == Exit::data, "it is the data");
    require_one_line(recording.error().message);
  }
  check_recorder(text);
  return 0;
}
