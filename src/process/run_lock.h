// One run at a time: a lock on the configuration file, which is there anyway.
// No lock file is made, and nothing is left behind by a run that dies.

#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace telemetry {

// Takes the lock (flock(2) on a descriptor that is open for reading only) and
// holds it as long as the Fd lives, or nothing when another run holds it: then
// the caller says so and ends with Exit::ok. Take it after a --splay sleep, or
// a sleeping run keeps the others out. Fails when the file cannot be opened, as
// read_file() does, and with no_permission where the file system has no locks.
// An edit that replaces the file (--disable) takes the lock's file away from
// the runs that are under way: harmless.
Result<std::optional<Fd>> take_run_lock(const std::string& path);

}  // namespace telemetry
