// Ends the process when its deadline has passed and it still waits for
// something that takes no deadline of its own: a name service, a log daemon, a
// file on a network that is gone, a reader of standard output.

#pragma once

#include <chrono>

#include "process/deadline.h"

namespace telemetry {

// After `time` the process writes one line to standard error and ends with
// Exit::temporary, wherever it is. A child of fork(2) does not inherit it: the
// raw half has its parent for that. Uses SIGALRM.
void end_process_after(std::chrono::milliseconds time);

// The run's deadline, which starts now: after any wanted sleep (--splay),
// before anything that may wait. Two seconds later the process ends, so that
// whoever can give a better message does.
Deadline start_deadline(std::chrono::milliseconds time);

}  // namespace telemetry
