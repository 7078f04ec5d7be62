// Where log lines end up: standard error, syslog, or a file. Each line is
// printable ASCII, at most 1,000 bytes, and never waits for a reader: a line
// that cannot be written at once is lost. A log is never a reason to fail.

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
//   "syslog"  syslog(3), facility daemon.
//   a path    a file, made with mode 0640 where there is none, appended to, in
//             the form "2026-01-02T03:04:05Z warning: text". A symbolic link in
//             the last place of the path, a directory, a FIFO or a socket is
//             refused.
//
// Where the daemon of syslog cannot be reached, or the file not be written to,
// that is said once on standard error, and the lines go there.
//
// Open it after the program has become its user: so the file is that user's,
// and nobody can make root write elsewhere.
Log make_log(const std::string& logfile, Level threshold);

// Standard error alone: until the configuration is read.
Log make_error_log(Level threshold);

// syslog alone, or a log that writes nothing where there is none: for what
// needs a person, when nobody reads standard error.
Log make_syslog(Level threshold);

// Whether systemd's journal reads standard error, whose device and inode are
// then in $JOURNAL_STREAM.
bool journal_reads_errors();

// Seconds since 1970 as "2026-01-02T03:04:05Z".
std::string utc_time(long long seconds);

}  // namespace telemetry
