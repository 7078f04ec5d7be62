// What a process holds open, and whether others may look into it.

#pragma once

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

}  // namespace telemetry
