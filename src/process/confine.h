// What the two halves of a run give up, enforced by the kernel. Nothing here
// can be undone by the process that called it, and all of it is inherited by
// fork(2). There are three fences, and each stands inside the first:
//
//   both halves   before they part: files are read-only, no program is
//                 started, other processes and the terminal are out of reach
//   raw half      when it has its connection: no file, no socket, no process
//   sender        the clean half before it talks to home: TCP to home's or the
//                 proxy's port and to name servers, and the few files that
//                 name resolution and TLS need
//
// Landlock decides which files are opened and which TCP ports are connected to.
// Seccomp (system_calls.h) decides which system calls there are, whatever
// Landlock the kernel has.
//
// What stays open: the raw half can talk to the Aerospike server that it is
// connected to; the sender can talk to home's port on any host, to UDP ports,
// and to local sockets that are files, by which name services are asked. If
// home's or the proxy's port is the server's, too, no rule tells them apart.
//
// A measure that the kernel, or a filter around us, does not offer is lacking,
// and that is no failure. SECURITY.md says what holds then.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace telemetry {

// The names of the measures, ", " between: for the one debug line and --check.
struct Measures {
  std::string in_force;  // "no-new-privileges, landlock-files, ..."
  std::string lacking;   // "" when all are in force

  // "in force: ..., ...; lacking: ...".
  std::string text() const;
};

// Before the fork, once the configuration and the key are read and the log is
// open: whatever is opened for writing later fails. Nothing of it hinders name
// resolution, dlopen(3) or TLS. (Where the clean half writes a file for the
// operator, --record and --page, the raw half has this fence by itself.)
//
//   no-new-privileges  setuid programs, were they started, gain nothing
//   no-dump            no core file, no ptrace(2) by the same user
//   memory             1 GiB of address space
//   descriptors        64
//   landlock-files     Landlock: files are read-only, no program is started
//   landlock-tcp       Landlock ABI 4: no TCP port is bound
//   landlock-scope     Landlock ABI 6: no signal or abstract socket outwards
//   system-calls       seccomp: the first tables of system_calls_table.h
Measures confine_clean_half();

// In the raw half of a clean half that is confined, when it has its connection
// and every file that it needs, and before it reads what the server says. What
// loads its parts on first use (OpenSSL's providers and configuration) has been
// used before. The names are the same; landlock-files is that no file is opened
// at all, landlock-tcp that nobody is connected to.
Measures confine_raw_half();

// In the confined clean half, when everything is loaded that talks to home and
// what can be read beforehand is read, and before the first name is asked for.
// `port` is home's or the proxy's; `certificates` is a file that TLS reads, ""
// for none. Of the measures, landlock-files is that only that file and those
// of name services and the system's certificates are opened, landlock-tcp that
// only this port and 53 are connected to. (A build with AddressSanitizer,
// whose leak check starts and traces processes, has system-calls in the raw
// half alone.)
Measures confine_sender(std::uint16_t port, const std::string& certificates);

// What may still be done. Beyond that no file is opened, made or executed, no
// TCP port bound, and nobody outside reached by a signal or an abstract socket.
struct Reach {
  // Files and folders, with all below them, that may be read. Symbolic links
  // are followed now; what is not there is passed over.
  std::vector<std::string> readable;
  // TCP ports that may be connected to, at any address; nothing: all.
  std::optional<std::vector<std::uint16_t>> ports;
};

// Landlock alone: puts this process under the rule, beside those that it is
// under already, and gives the ABI by which the kernel enforces it, 0 if it
// does not: files from 1 on, TCP from 4 on, signals and abstract sockets from 6
// on. Needs no_new_privs, or CAP_SYS_ADMIN.
long restrict_by_landlock(const Reach& reach);

}  // namespace telemetry
