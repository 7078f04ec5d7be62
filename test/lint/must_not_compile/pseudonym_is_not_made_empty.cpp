// Nobody else fills a pseudonym either.
// error: Pseudonym::Pseudonym\(\).*is private

#include "rule/leaf.h"

using namespace telemetry;

void good_and_bad(const Pseudonym& other) {
#ifndef BREAK
  const Pseudonym mine = other;
#else
  (void)other;
  const Pseudonym mine;
#endif
}
