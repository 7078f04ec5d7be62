// The filters of system calls (seccomp): what confine.h says of them, made from
// the tables in system_calls_table.h. They add up: a later one takes nothing of
// an earlier one back.

#pragma once

namespace telemetry {

enum class Filter {
  both_halves,  // before the halves part: what neither half ever does
  raw_half,     // beyond that, for the raw half: it reaches nobody
  sender,       // beyond that, for the clean half when it talks to home
};

// Puts this process and its future under the filter. False when it cannot: no
// seccomp in the kernel (3.17), a filter around us that forbids it, or another
// architecture than x86-64 and arm64. Needs no_new_privs. Memory that is
// executable now stays.
bool restrict_system_calls(Filter filter);

}  // namespace telemetry
