// A payload is one buffer: what was audited is what is posted.
// error: use of deleted function 'telemetry::Payload

#include "audit/payload.h"

using namespace telemetry;

void good_and_bad(Payload& payload) {
#ifndef BREAK
  const Payload mine(std::move(payload));
#else
  const Payload mine(payload);
#endif
}
