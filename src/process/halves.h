// The two halves of a run. The child, the raw half, sees the server's and the
// host's identifiers, and hands out through one pipe either the audited bytes
// or one error. The parent, the clean half, trusts nothing that comes out of
// it.
//
// The pipe carries frames (frames.h). The child then closes it and ends with
// status 0. A frame that breaks the rules, or another end, is the end of the
// run: the child is killed and reaped, one Error is made, nothing is sent.

#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "process/deadline.h"
#include "process/frames.h"

namespace telemetry {

// What runs in the raw half, and gives what it hands out: "" if there is
// nothing to report, and a log line has said why. Its Log goes through the
// pipe, so the raw half needs no descriptor of a log. It may throw: that is an
// error like another.
using RawBody = std::function<Result<std::string>(const Log&)>;

// What a person asked to see, explanations and recordings, may be longer than a
// report.
inline constexpr std::size_t shown_limit = 128 << 20;

// Runs `body` in a child of fork(2) and gives what it gave, which has at most
// `limit` bytes. Log lines of the child go to `log` as they come, printable,
// cut at 1,000 bytes. Call it before this process has read anything from the
// server, and with SIGPIPE ignored.
//
// Of the child: it dies with its parent (PR_SET_PDEATHSIG), also when that is
// ended from the terminal, which itself it has left (setsid); it has no
// descriptor but the pipe, and /dev/null as 0, 1 and 2; it cannot be dumped or
// attached to. What it may do beyond that is for `body` to give up
// (confine.h).
//
// Fails with the child's own error; with temporary when the child cannot be
// started or is late; with software when it breaks the rules above or dies.
Result<std::string> run_raw_half(const RawBody& body, const Log& log,
                                 Deadline deadline, std::size_t limit);

}  // namespace telemetry
