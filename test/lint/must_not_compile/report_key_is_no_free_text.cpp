// The report writes keys of known origin, not text.
// error: cannot convert 'std::string'

#include "report/report.h"

using namespace telemetry;

void good_and_bad(Report& report) {
#ifndef BREAK
  report.member("summary", Leaf::withheld());
#else
  report.member(std::string("orion-billing-eu"), Leaf::withheld());
#endif
}
