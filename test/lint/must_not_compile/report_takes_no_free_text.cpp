// The report writes leaves, not text.
// error: no matching function for call to 'telemetry::Report::element|cannot convert 'std::string'|invalid initialization

#include "report/report.h"

using namespace telemetry;

void good_and_bad(Report& report) {
#ifndef BREAK
  report.element(Leaf::withheld());
#else
  report.element(std::string("orion-billing-eu"));
#endif
}
