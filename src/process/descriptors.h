// What a process holds open, the run's lock among it, and whether others may
// look into it.

#pragma once

#include <optional>
#include <string>

#include "base/file.h"

namespace telemetry {

// A build with AddressSanitizer, which takes terabytes of address space, writes
// to standard error, and starts processes that trace ours.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

// 0, 1 and 2 are open, on /dev/null where they were closed: the first thing in
// main, lest a file of ours become somebody's standard output. False when
// /dev/null cannot be opened.
bool open_standard_descriptors();

// Closes every descriptor from 3 on: what whoever started us has left open.
void close_inherited_descriptors();

// 0, 1 and 2, which are open, become /dev/null, open for reading: nothing can
// be written to them. Everything else is closed but `keep`. False when
// /dev/null cannot be opened: then 0, 1 and 2 are as they were. (A build with
// AddressSanitizer leaves 2 as it is.)
bool seal_descriptors(int keep);

// No core file and no ptrace(2) by this user's other processes
// (PR_SET_DUMPABLE 0, RLIMIT_CORE 0). True when both hold. In a build with
// AddressSanitizer, whose leak check attaches to its own process, it does
// nothing and gives false.
bool undumpable();

// One run at a time: a lock on the key file, which is there anyway and which
// nobody but root and the service can open, so that nobody else can hold it. No
// lock file is made, and nothing is left behind by a run that dies.
//
// Takes the lock (flock(2) on a descriptor that is open for reading only) and
// holds it as long as the Fd lives. Nothing when another run holds it: then the
// caller says so and ends with Exit::ok. An Fd without a descriptor when there
// is no lock to be had, as the file cannot be opened or the file system has no
// locks: then the worst is two reports at once. Take it after a --splay sleep,
// or a sleeping run keeps the others out. A new key (--new-key) takes the
// lock's file away from the runs that are under way: harmless.
std::optional<Fd> take_run_lock(const std::string& key_file);

}  // namespace telemetry
