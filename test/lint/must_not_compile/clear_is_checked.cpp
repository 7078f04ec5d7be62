// Text is clear only after its shape was looked at.
// error: Clear::Clear\(.*is private

#include "report/leaf.h"

using namespace telemetry;

void good_and_bad(std::string_view text) {
#ifndef BREAK
  (void)Clear::shape(text);
#else
  const Clear clear(text);
#endif
}
