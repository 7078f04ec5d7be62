// The info protocol: its frames, how the body of a reply is told apart into the
// values of the commands that were asked, and what asks them. Pure: no I/O.
//
// A frame is eight bytes - version 2, type 1, the size of the body in 48 bits,
// big-endian - and the body. A request's body is commands, each ended by a
// newline. A reply's body is lines `command TAB value`; nothing in it is
// escaped, and the names in it are chosen by users: they may hold tabs,
// newlines and whole lines that look like replies.
//
// So a line opens the value of command j only if it is command j, or command j
// and a TAB, and j was sent after every command that has been matched already
// (servers answer in the order sent, and old ones skip what they do not know).
// Every other line, with the newline before it, belongs to the value that is
// open; lines before the first match belong to none. Hence a forged line can
// claim only commands that were sent later than the one whose value holds it:
// whoever makes a request puts values with users' names last. A command that
// was sent twice has a value at its first place only.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace telemetry {

inline constexpr std::size_t info_header_size = 8;

// The frame that asks `commands`. Fails with software when there is none (an
// empty request means something else), or one is empty or holds a newline, a
// carriage return or a NUL.
Result<std::string> encode_info_request(std::span<const std::string> commands);

// The size of the body that follows `header`, at most `limit`. Fails with
// protocol when the header is short, of another version or type, or tells a
// larger body.
Result<std::uint64_t> decode_info_header(std::string_view header,
                                         std::uint64_t limit);

// The raw text of one reply frame and, for each command that was sent, the
// value that the server gave. Raw: it never leaves the raw half.
class Replies {
 public:
  // `body` is the frame's body; `commands` the request, in the order sent.
  Replies(std::vector<std::string> commands, std::string body);

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
  std::vector<std::string> commands_;
  // On the heap, so that views outlive a move of a short body.
  std::unique_ptr<const std::string> body_;
  std::vector<std::optional<std::string_view>> values_;
  bool ambiguous_ = false;
};

// Fails if the server answered a failure in place of all values: a first line
// `ERROR:...` that belongs to no command. With no_permission when it asks for
// authentication, with temporary when it had no time, with protocol for the
// rest.
Result<void> check_whole_reply(const Replies& replies);

// The seam between the collector and a server. Behind it stands a TCP
// connection (info_client) or a file (recording).
class InfoSource {
 public:
  virtual ~InfoSource() = default;

  // Sends all commands in one request and reads the one reply. A command is
  // written without its newline and holds none. Fails when the server cannot
  // be reached or breaks the protocol, and with the server's own words for a
  // reply as a whole ("not authenticated", "timeout").
  virtual Result<Replies> ask(std::span<const std::string> commands) = 0;
};

}  // namespace telemetry
