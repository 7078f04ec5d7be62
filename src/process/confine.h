// What each half of a run gives up, enforced by the kernel. Nothing here can be
// undone by the process that called it, and all of it is inherited by fork(2).
//
// The clean half, which is the whole program up to the fork, keeps the network
// and reading: it may write no file, make none, and start no program
// (Landlock), listen on no TCP port (ABI 4), and signal or reach by abstract
// sockets nobody outside (ABI 6).
//
// The raw half keeps its descriptors: the connection to the server, the pipe,
// and what it was told to keep. Beyond that no file can be opened, for reading
// either (Landlock grants nothing), no TCP socket connected or bound (ABI 4);
// and by seccomp, whatever Landlock the kernel has:
//
//   killed at once   a socket, connect, bind, listen, accept; a program, a
//                    process or a thread; ptrace, other processes' memory;
//                    bpf, keyctl, io_uring, userfaultfd; namespaces and mounts.
//                    No line of ours does one of these after the fence is up,
//                    so whoever does is an attacker, who gets no second try;
//                    and SIGSYS tells the clean half what happened.
//   refused (EPERM)  opening for writing, making, renaming, removing files;
//                    sending to an address; executable memory; signals to
//                    others; changes of limits, ids, times. Libraries probe
//                    some of these and live with a no.
//   refused (ENOSYS) openat2 and clone3, whose arguments a filter cannot see:
//                    callers fall back to calls that it can.
//
// It is a deny-list: an allow-list breaks with the next libc (packaging.md 7).
// A new system call of a future kernel is not on it; Landlock is then what
// stands. Neither hides the server's connection: who takes over the raw half
// can still talk to the Aerospike server that it is connected to.
//
// A measure that the kernel, or a filter around us, does not offer is lacking,
// and that is no failure: the others hold, Measures says which.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace telemetry {

struct Measure {
  std::string_view name;  // "no-new-privileges", "landlock-files", ...
  bool in_force = false;
};
using Measures = std::vector<Measure>;

// The names of those that are lacking, ", " between; "" when all are in force:
// for the one debug line, and for --check.
std::string lacking(const Measures& measures);
// "in force: ..., ...; lacking: ...": for --check.
std::string measures_text(const Measures& measures);
bool in_force(const Measures& measures, std::string_view name);

// Before the fork, once the configuration and the key are read and the log is
// open: whatever is opened for writing later fails. Nothing of it hinders name
// resolution, dlopen(3) or TLS.
//
//   no-new-privileges  setuid programs, were they started, gain nothing
//   no-dump            no core file, no ptrace(2) by the same user
//   memory             1 GiB of address space
//   descriptors        64
//   landlock-files     Landlock: files are read-only, no program is started
//   landlock-tcp       Landlock ABI 4: no TCP port is bound
//   landlock-scope     Landlock ABI 6: no signal or abstract socket outwards
Measures confine_clean_half();

// In the raw half, when it has its connection and every file that it needs, and
// before it reads what the server says. What loads its parts on first use
// (OpenSSL's providers and configuration) has been used before. The names are
// the same, landlock-tcp being connect as well, and
//
//   system-calls       seccomp, as above
Measures confine_raw_half();

}  // namespace telemetry
