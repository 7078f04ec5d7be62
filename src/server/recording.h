// A session with a server as a file, and the other way round. The file is JSON:
//   {"about": {...}, "responses": {"build": "build\t8.1.2.0\n", ...}}
// `responses` maps a command, without its newline, to the whole body that the
// server replied to it; an empty body is a reply without any line.
// test/recordings/README.md says more.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "server/info_protocol.h"

namespace telemetry {

// A recorded session as an InfoSource. The reply to several commands is what
// was recorded for each, in the order asked; a command that was not recorded
// has no reply, as from a server that does not know it.
class Recording : public InfoSource {
 public:
  // Reads at most 128 MiB. Fails as read_file() does, and with data when the
  // file is not of this form; the message names the file.
  static Result<Recording> open(const std::string& path);

  // The same from text in memory; `name` is for messages.
  static Result<Recording> parse(std::string_view json,
                                 const std::string& name);

  Result<Replies> ask(std::span<const std::string> commands) override;

 private:
  Recording() = default;

  std::unordered_map<std::string, std::string> responses_;
};

// Passes everything through to another source and keeps what came back, for
// --record. The other source must outlive it.
class Recorder : public InfoSource {
 public:
  explicit Recorder(InfoSource& source) : source_(source) {}

  Result<Replies> ask(std::span<const std::string> commands) override;

  struct Text {
    std::string json;                // a recording, one command a line
    std::size_t replaced_bytes = 0;  // that were no UTF-8
  };
  // What was recorded so far. JSON holds only UTF-8: each byte of a name that
  // is none becomes U+FFFD and is counted, everything else is kept exactly.
  Text text() const;

 private:
  InfoSource& source_;
  std::map<std::string, std::string> responses_;
};

}  // namespace telemetry
