// Where log lines end up: standard error, syslog, or a file. Each line is one
// write(2), printable ASCII, at most 1,000 bytes, and never waits for a reader:
// a line that cannot be written at once is lost. A log is never a reason to
// fail.

#pragma once

#include <string>
#include <string_view>

#include "base/log.h"

namespace telemetry {

// The log that [logging] logfile names:
//
//   "out"     standard error. (Standard output, which the word meant to the
//             first generation, belongs to --sample here.) Where the journal
//             reads it, each line has its "<N>" priority before it.
//   "syslog"  the daemon behind /dev/log, in the form of syslog(3), facility
//             daemon. A line that it does not take at once is lost, and so is
//             each where /dev/log is a stream and no datagram socket.
//   a path    a file, made with mode 0640 where there is none, appended to, in
//             the form "2026-01-02T03:04:05Z warning: text". A symbolic link in
//             the last place of the path, a directory, a FIFO or a socket is
//             refused. When it cannot be opened, that is said once on standard
//             error, and the lines go there.
//
// Open it after the program has become its user: so the file is that user's,
// and nobody can make root write elsewhere.
Log make_log(const std::string& logfile, Level threshold);

// Standard error alone: until the configuration is read.
Log make_error_log(Level threshold);

// "debug", "info", "warning", "error", "critical".
std::string_view name_of(Level level);

// True when `journal_stream`, the value of $JOURNAL_STREAM, is the device and
// inode of this descriptor: systemd's journal reads it. "" is none.
bool is_journal(int fd, std::string_view journal_stream);

// Seconds since 1970 as "2026-01-02T03:04:05Z".
std::string utc_time(long long seconds);

}  // namespace telemetry
