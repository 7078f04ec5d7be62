#include "process/deadline.h"

#include <algorithm>
#include <limits>

namespace telemetry {

using std::chrono::milliseconds;

Deadline Deadline::after(milliseconds time) {
  return Deadline(Clock::now() + time);
}

Deadline Deadline::within(milliseconds budget) const {
  return Deadline(std::min(end_, Clock::now() + budget));
}

milliseconds Deadline::left() const {
  const auto left = std::chrono::ceil<milliseconds>(end_ - Clock::now());
  return std::max(left, milliseconds(0));
}

int Deadline::poll_timeout() const {
  constexpr auto most = std::numeric_limits<int>::max();
  return static_cast<int>(std::min<milliseconds::rep>(left().count(), most));
}

}  // namespace telemetry
