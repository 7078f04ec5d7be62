// What the raw half does (design.md): open, give up every way out, collect,
// anonymise, audit. It runs in the child of run_raw_half(), and what it returns
// is all that the rest of the program learns.

#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "config/settings.h"
#include "privacy/pseudonym.h"
#include "process/deadline.h"
#include "process/halves.h"

namespace telemetry {

struct RawTask {
  const Settings& settings;
  Deadline deadline;
  std::string replay = {};  // a recording instead of the server; "" = none
  bool full = false;        // whatever the schedule says
  bool greet =
      false;  // let a server that was restarted log that it is reported
  bool must_reach = false;  // no report of a server that is down
};

// The audited bytes of a report: of the server, or that it is down. Empty, with
// a note, for a server that is not of the Community Edition. The names are made
// before the halves part: OpenSSL starts once, and opens its files in time.
Result<RawOutcome> report_bytes(const RawTask& task, const Pseudonymizer& names,
                                const Log& log);

// The report with, beside each leaf, its treatment and what stands behind its
// pseudonyms, as text for the terminal of whoever runs it.
Result<RawOutcome> explained_report(const RawTask& task,
                                    const Pseudonymizer& names, const Log& log);

// The server's raw replies to a full report's commands, as a recording.
Result<RawOutcome> recording_text(const RawTask& task, const Log& log);

// What --check says of the server: "build 8.1.2.0, Community Edition".
Result<RawOutcome> server_text(const RawTask& task, const Log& log);

// What the raw half gives up on this machine: "in force: ...; lacking: ...".
Result<RawOutcome> confinement_text();

}  // namespace telemetry
