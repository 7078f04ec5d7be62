// The raw half's filter of system calls (seccomp): what confine.h says of it.
// It is compiled by libseccomp when the program is built.

#pragma once

namespace telemetry {

// Puts this process and its future under the filter. False when it cannot:
// no seccomp in the kernel, or a filter around us that forbids it. Sets
// no_new_privs. Memory that is executable now stays; none becomes so.
bool restrict_system_calls();

}  // namespace telemetry
