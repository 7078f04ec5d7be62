// The one deadline of a run, on the monotonic clock. Everything that waits gets
// it or an earlier one; nothing waits without.

#pragma once

#include <chrono>

namespace telemetry {

// What home may take of the run's deadline ([main] deadline, 60 s); the server
// may take half of it.
inline constexpr std::chrono::seconds home_budget{30};

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(Clock::time_point end) : end_(end) {}

  // The deadline that is `time` from now.
  static Deadline after(std::chrono::milliseconds time);

  // The earlier of this one and `budget` from now.
  Deadline within(std::chrono::milliseconds budget) const;

  // What is left, rounded up to a millisecond; 0 when it has passed.
  std::chrono::milliseconds left() const;

  // The same as poll(2) takes it.
  int poll_timeout() const;

  Clock::time_point end() const { return end_; }

 private:
  Clock::time_point end_;
};

}  // namespace telemetry
