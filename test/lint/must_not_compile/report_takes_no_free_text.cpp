// The report writes leaves, not text.
// error: no matching function for call to 'telemetry::Report::value

#include "report/report.h"

using namespace telemetry;

void good_and_bad(Report& report) {
#ifndef BREAK
  report.value(withheld);
#else
  report.value(std::string("orion-billing-eu"));
#endif
}
