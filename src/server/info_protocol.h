// The frames of the info protocol, and how the body of a reply is told apart
// into the values of the commands that were asked. Pure: no I/O.
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
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "server/info_source.h"

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

// The failure that the server answered in place of all values: a first line
// `ERROR:...` that belongs to no command. no_permission when it asks for
// authentication, protocol for the rest.
std::optional<Error> whole_reply_error(const Replies& replies);

}  // namespace telemetry
