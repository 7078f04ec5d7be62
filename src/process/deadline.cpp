#include "process/deadline.h"

#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"

namespace telemetry {
namespace {

using std::chrono::milliseconds;

extern "C" void on_alarm(int) {
  static constexpr char line[] =
      "aerospike-telemetry: the run's deadline has passed: stopped\n";
  // Only async-signal-safe calls, and none that waits for a reader that has
  // stopped. There is nobody to tell that write failed.
  pollfd ready{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 1 &&
      ::write(STDERR_FILENO, line, sizeof line - 1) < 0) {
  }
  ::_exit(static_cast<int>(Exit::temporary));
}

}  // namespace

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

void end_process_after(milliseconds time) {
  struct sigaction action = {};
  action.sa_handler = &on_alarm;
  ::sigaction(SIGALRM, &action, nullptr);
  sigset_t alarm;
  ::sigemptyset(&alarm);
  ::sigaddset(&alarm, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarm, nullptr);  // whoever started us may block
  const auto ms = time.count();
  itimerval timer = {};
  timer.it_value.tv_sec = ms / 1000;
  timer.it_value.tv_usec = ms % 1000 * 1000;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

Deadline start_deadline(milliseconds time) {
  end_process_after(time + std::chrono::seconds(2));
  return Deadline::after(time);
}

}  // namespace telemetry
