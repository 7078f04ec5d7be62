// The report writes keys of known origin, not text.
// error: no matching function for call to 'telemetry::Report::key

#include "report/report.h"

using namespace telemetry;

void good_and_bad(Report& report) {
#ifndef BREAK
  report.key(withheld);
#else
  report.key(std::string("orion-billing-eu"));
#endif
}
