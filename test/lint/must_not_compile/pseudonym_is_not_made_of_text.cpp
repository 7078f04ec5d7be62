// Only a Pseudonymizer, which has the key, makes a pseudonym.
// error: no matching function for call to 'telemetry::Pseudonym

#include "rule/leaf.h"

using namespace telemetry;

void good_and_bad(const Pseudonym& other) {
#ifndef BREAK
  const Pseudonym mine(other);
#else
  (void)other;
  const Pseudonym mine("0123456789abcdef0123456789abcdef");
#endif
}
