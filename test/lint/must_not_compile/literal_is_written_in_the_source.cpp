// A literal is not made at run time.
// error: no matching function for call to 'telemetry::Literal

#include "report/leaf.h"

using namespace telemetry;

void good_and_bad() {
#ifndef BREAK
  const Literal word("withheld");
  (void)word;
#else
  const std::string text = "withheld";
  const Literal word(text);
#endif
}
