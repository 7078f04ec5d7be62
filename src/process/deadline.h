// The one deadline of a run, on the monotonic clock. Everything that waits gets
// it or an earlier one. What takes none - a name service, a log daemon, a file
// on a network that is gone, a reader of standard output - is ended with the
// process, soon after.

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

  Clock::time_point end() const { return end_; }

 private:
  Clock::time_point end_;
};

// After `time` the process writes one line to standard error and ends with
// Exit::temporary, wherever it is. A child of fork(2) does not inherit it: the
// raw half has its parent for that. Uses SIGALRM.
void end_process_after(std::chrono::milliseconds time);

// The run's deadline, which starts now: after any wanted sleep (--splay),
// before anything that may wait. Two seconds later the process ends, so that
// whoever can give a better message does.
Deadline start_deadline(std::chrono::milliseconds time);

}  // namespace telemetry
