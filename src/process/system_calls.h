// The filters of system calls (seccomp), made from the tables in
// system_calls_table.h. What no line of ours does kills the process, which
// gives an attacker no second try; what libraries probe and live without is
// refused. They add up: a later one takes nothing of an earlier one back.
//
// They are deny-lists: an allow-list breaks with the next libc. A new system
// call of a future kernel is not on them, and Landlock is then what stands.

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
