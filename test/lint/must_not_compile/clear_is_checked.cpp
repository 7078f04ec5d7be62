// Text is clear only after its row of the dictionary was asked.
// error: Clear::Clear\(.*is private

#include "rule/leaf.h"

using namespace telemetry;

void good_and_bad(const Row& row, std::string_view text) {
#ifndef BREAK
  (void)may_leave(row, text);
#else
  (void)row;
  const Clear clear{std::string(text)};
#endif
}
