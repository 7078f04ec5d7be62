// No leaf of a report is made of free text.
// error: no matching function for call to 'telemetry::Leaf::Leaf

#include "rule/leaf.h"

using namespace telemetry;

void good_and_bad(std::string_view text) {
#ifndef BREAK
  const Leaf leaf(Leaf::withheld());
  (void)leaf, (void)text;
#else
  const Leaf leaf(text);
#endif
}
