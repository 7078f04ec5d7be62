// What the raw half does: open, give up every way out, collect, anonymise,
// audit. It runs in the child of run_raw_half(), and what it returns is all
// that the rest of the program learns.

#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "config/settings.h"
#include "page/page.h"
#include "privacy/pseudonym.h"
#include "process/deadline.h"
#include "process/halves.h"

namespace telemetry {

// Which channels a report has.
enum class Extent {
  scheduled,  // as the clock and the server's uptime say
  brief,      // those of every run
  full,       // and those of the daily report
};

struct RawTask {
  const Settings& settings;
  Deadline deadline;
  std::string replay = {};  // a recording instead of the server; "" = none
  Extent extent = Extent::scheduled;
  bool sends = false;  // it is a run; else somebody asked to see something
};

// The audited bytes of a report: of the server, or that it is down or slow.
// Empty for a server that is not of the Community Edition, which is logged. The
// names are made before the halves part: OpenSSL starts once, and opens its
// files in time.
Result<std::string> report_bytes(const RawTask& task,
                                 const Pseudonymizer& names, const Log& log);

// The report with, beside each value, what may leave of it and what stands
// behind its pseudonyms, as text for the terminal of whoever runs it.
Result<std::string> explained_report(const RawTask& task,
                                     const Pseudonymizer& names,
                                     const Log& log);

// The report as a page for the operator's browser. `other` is a file to compare
// with; fails with data if its text is neither a recording nor a report.
Result<std::string> page_text(const RawTask& task, const Pseudonymizer& names,
                              const PageFacts& facts,
                              std::optional<OtherReport> other, const Log& log);

// The server's raw replies to a full report's commands, as a recording.
Result<std::string> recording_text(const RawTask& task, const Log& log);

// What --check says of the server: "build 8.1.2.0, Community Edition".
Result<std::string> server_text(const RawTask& task, const Log& log);

}  // namespace telemetry
