// The last gate before the network. It reads the finished bytes again, believes
// nothing of them, and walks them along the dictionary: each key is listed at
// its place and in a channel that may be sent, each value is in the form that
// is listed for it. It shares the dictionary's rows with the code that wrote
// the bytes and nothing else: what a number, a word, a pseudonym or a build is,
// it says itself (audit.cpp). Pure.

#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "audit/payload.h"
#include "rule/channel.h"

namespace telemetry {

// A longer report is refused. The largest Community Edition server needs 3.2
// MiB (doc/payload.md, The audit).
inline constexpr std::size_t report_limit = std::size_t{8} * 1024 * 1024;

// The bytes as a payload, or one sentence that names the place of the first
// value that may not leave, never the value. `channels` are those that may be
// sent, `email` is the address that the administrator configured to be sent, ""
// if there is none.
std::expected<Payload, std::string> audit(std::string bytes, Channels channels,
                                          std::string_view email);

// Does what is done once in a process: reads the dictionary, and lets simdjson
// look at the processor. Before the halves part, so that both have it.
void prepare_audit();

}  // namespace telemetry
