// One run at a time: a lock on the key file, which is there anyway and which
// nobody but root and the service can open, so that nobody else can hold it. No
// lock file is made, and nothing is left behind by a run that dies.

#pragma once

#include <optional>
#include <string>

#include "base/file.h"

namespace telemetry {

// Takes the lock (flock(2) on a descriptor that is open for reading only) and
// holds it as long as the Fd lives. Nothing when another run holds it: then the
// caller says so and ends with Exit::ok. An Fd without a descriptor when there
// is no lock to be had, as the file cannot be opened or the file system has no
// locks: then the worst is two reports at once. Take it after a --splay sleep,
// or a sleeping run keeps the others out. A new key (--new-key) takes the
// lock's file away from the runs that are under way: harmless.
std::optional<Fd> take_run_lock(const std::string& key_file);

}  // namespace telemetry
