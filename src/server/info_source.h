// The seam between the collector and a server: one method. Behind it stands a
// TCP connection (info_client) or a file (recording).

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace telemetry {

// The raw text of one reply frame and, for each command that was sent, the
// value that the server gave. Raw: it never leaves the raw half.
class Replies {
 public:
  Replies() = default;
  // `body` is the frame's body; `commands` the request, in the order sent.
  // Values are found as info_protocol.h says.
  Replies(std::vector<std::string> commands, std::string body);
  Replies(Replies&&) = default;
  Replies& operator=(Replies&&) = default;
  Replies(const Replies&) = delete;
  Replies& operator=(const Replies&) = delete;
  ~Replies() = default;

  // The value for the command at `index`: nothing when the server gave no line
  // for it, "" when it gave an empty value. Errors are values here. Lives as
  // long as this object, also after a move.
  std::optional<std::string_view> value(std::size_t index) const;

  // Whether a line for one of the commands came again: then some value holds a
  // line break and forged text, and which lines are the server's own cannot be
  // told. Asked alone, a command's value is certain.
  bool are_ambiguous() const { return ambiguous_; }

  const std::vector<std::string>& commands() const { return commands_; }
  const std::string& body() const { return *body_; }

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool present = false;
  };

  std::vector<std::string> commands_;
  // On the heap, so that views outlive a move of a short body.
  std::unique_ptr<const std::string> body_;
  std::vector<Span> spans_;
  bool ambiguous_ = false;
};

class InfoSource {
 public:
  InfoSource() = default;
  InfoSource(const InfoSource&) = delete;
  InfoSource& operator=(const InfoSource&) = delete;
  virtual ~InfoSource() = default;

  // Sends all commands in one request and reads the one reply. A command is
  // written without its newline and holds none. Fails when the server cannot
  // be reached or breaks the protocol, and with the server's own words for a
  // reply as a whole ("not authenticated", "timeout").
  virtual Result<Replies> ask(std::span<const std::string> commands) = 0;
};

}  // namespace telemetry
