// Only the audit makes a payload.
// error: Payload::Payload\(.*is private

#include "audit/payload.h"

using namespace telemetry;

void good_and_bad(Payload&& payload) {
#ifndef BREAK
  const Payload mine(std::move(payload));
#else
  (void)payload;
  const Payload mine(std::string("{}"));
#endif
}
