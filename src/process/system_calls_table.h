// What the halves may not ask the kernel for: the tables behind confine.h, as
// read against all system calls of Linux 6.19 on x86-64 and arm64.
//
// What is not in a table is allowed, by family because
//
//   own memory, own threads, own signals, own timers, own limits (to read),
//   futexes, waiting and polling, mseal, map_shadow_stack, memory policies,
//   rseq, membarrier: they reach this process alone
//   read, write, splice, sendfile, copy_file_range, locks, fsync, asynchronous
//   I/O (io_submit), recv, sockopts: they need a descriptor, and which there
//   are is sealed (halves.h) or fenced by Landlock
//   stat, access, readlink, statfs, chdir, getdents: libraries call them all
//   the time; they tell that a file is there, and nothing in it
//   uname, sysinfo, getpid and its like, getpriority, sched_get*: they tell of
//   the system, and of this process, what is no secret
//   landlock_*, setsid: they only take away
//   clocks and chance, to read
//   calls that no kernel has had since 5.0 (_sysctl, nfsservctl, ...)

#pragma once

#include <asm/ioctls.h>
#include <asm/sockios.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cstdint>
#include <string_view>

namespace telemetry {

// Calls go by the name that libseccomp knows. A name that it knows but that
// this architecture lacks (open, fork and chmod on arm64) is passed over.

// Newer calls than the oldest library knows. From 424 on the numbers are the
// same on every architecture.
struct Newer {
  std::string_view name;
  int number;
};
inline constexpr Newer newer[] = {
    {"mount_setattr", 442},  {"quotactl_fd", 443},
    {"memfd_secret", 447},   {"process_mrelease", 448},
    {"fchmodat2", 452},      {"statmount", 457},
    {"listmount", 458},      {"lsm_set_self_attr", 460},
    {"setxattrat", 463},     {"getxattrat", 464},
    {"listxattrat", 465},    {"removexattrat", 466},
    {"open_tree_attr", 467}, {"file_getattr", 468},
    {"file_setattr", 469},   {"listns", 470}};

// An argument that is looked at. The kernel takes 32 bits of most, so no more
// are compared, lest what it cuts off hide the rest.
struct Condition {
  enum class Test { none, bits, is_not, above };
  unsigned argument = 0;
  Test test = Test::none;
  std::uint64_t value = 0;
  std::uint64_t mask = 0;
};
constexpr Condition bits(unsigned argument, std::uint64_t mask,
                         std::uint64_t value) {
  return {argument, Condition::Test::bits, value, mask};
}
constexpr Condition is(unsigned argument, std::uint64_t value) {
  return bits(argument, 0xffff'ffff, value);
}
constexpr Condition has(unsigned argument, std::uint64_t mask) {
  return bits(argument, mask, mask);
}
constexpr Condition is_not(unsigned argument, std::uint64_t value) {
  return {argument, Condition::Test::is_not, value};
}
constexpr Condition above(unsigned argument, std::uint64_t value) {
  return {argument, Condition::Test::above, value};
}

struct Looked {
  const char* name;
  Condition first;
  Condition second = {};  // where there is one, both must hold
};

// --- both halves, from before they part -------------------------------------

inline constexpr const char* killed_in_both[] = {
    // another program
    "execve", "execveat",
    // other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "process_mrelease", "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    "kcmp",
    // ways around a filter, and into the kernel
    "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf",
    "userfaultfd", "perf_event_open", "keyctl", "add_key", "request_key",
    "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "open_by_handle_at",
    // another view of the system
    "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "fsopen",
    "fsconfig", "fsmount", "fspick", "move_mount", "open_tree",
    "open_tree_attr", "mount_setattr", "reboot", "swapon", "swapoff"};

inline constexpr const char* refused_in_both[] = {
    // files, and what is written on them
    "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
    "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "mknod",
    "mknodat", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown",
    "lchown", "fchownat", "truncate", "ftruncate", "fallocate", "utime",
    "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr",
    "setxattrat", "removexattr", "lremovexattr", "fremovexattr",
    "removexattrat", "file_setattr",
    // what is written on files, and where they are, without opening them
    "getxattr", "lgetxattr", "getxattrat", "listxattr", "llistxattr",
    "listxattrat", "file_getattr", "name_to_handle_at", "statmount",
    "listmount", "listns", "fanotify_init", "fanotify_mark", "quotactl",
    "quotactl_fd", "acct", "uselib", "memfd_create", "memfd_secret",
    // talking to others on this host by what is not a file
    "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop",
    "semctl", "shmget", "shmat", "shmctl", "mq_open", "mq_unlink", "tkill",
    "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    // how others run
    "setpriority", "ioprio_set", "sched_setparam", "sched_setscheduler",
    "sched_setattr", "sched_setaffinity", "migrate_pages", "move_pages",
    "setpgid",
    // who we are and what we may; the machine and its clock
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
    "setgroups", "setfsuid", "setfsgid", "capset", "personality",
    "lsm_set_self_attr", "modify_ldt", "iopl", "ioperm", "syslog", "vhangup",
    "sethostname", "setdomainname", "settimeofday", "clock_settime",
    "clock_adjtime", "adjtimex"};

inline constexpr Looked looked_at_in_both[] = {
    {"open", bits(1, O_ACCMODE, O_WRONLY)},
    {"open", bits(1, O_ACCMODE, O_RDWR)},
    {"open", bits(1, O_ACCMODE, O_ACCMODE)},
    {"open", has(1, O_CREAT)},
    {"open", has(1, O_TRUNC)},
    {"openat", bits(2, O_ACCMODE, O_WRONLY)},
    {"openat", bits(2, O_ACCMODE, O_RDWR)},
    {"openat", bits(2, O_ACCMODE, O_ACCMODE)},
    {"openat", has(2, O_CREAT)},
    {"openat", has(2, O_TRUNC)},
    // typing into the terminal, hanging it up, taking it
    {"ioctl", is(1, TIOCSTI)},
    {"ioctl", is(1, TIOCLINUX)},
    {"ioctl", is(1, TIOCSETD)},
    {"ioctl", is(1, TIOCSCTTY)},
    {"ioctl", is(1, TIOCNOTTY)},
    {"ioctl", is(1, TIOCCONS)},
    {"ioctl", is(1, TIOCVHANGUP)},
    // signals to whomever a descriptor names, or the terminal's processes
    {"ioctl", is(1, FIOASYNC)},
    {"ioctl", is(1, FIOSETOWN)},
    {"ioctl", is(1, SIOCSPGRP)},
    {"fcntl", is(1, F_SETOWN)},
    {"fcntl", is(1, F_SETOWN_EX)},
    {"fcntl", is(1, F_SETSIG)},
    {"fcntl", is(1, F_SETLEASE)},
    {"fcntl", is(1, F_NOTIFY)},
    {"fcntl", is(1, F_SETFL), has(2, O_ASYNC)},
};

// Probed by libraries that can do without: they fall back to a call whose
// arguments a filter can see.
inline constexpr const char* not_there_in_both[] = {"openat2"};

// --- either half, when it is on its own --------------------------------------

inline constexpr const char* killed_alone[] = {"fork", "vfork", "listen",
                                               "accept", "accept4"};

inline constexpr const char* refused_alone[] = {"prctl", "setrlimit",
                                                "seccomp"};

inline constexpr Looked looked_at_alone[] = {
    {"mprotect", has(2, PROT_EXEC)},
    {"pkey_mprotect", has(2, PROT_EXEC)},
    {"prlimit64", is_not(2, 0)},  // a new limit: getrlimit(2) has none
};

inline constexpr const char* not_there_alone[] = {"clone3"};

// Refused unless the first argument is this process.
inline constexpr const char* to_itself_alone[] = {"kill", "tgkill"};

// --- the raw half -----------------------------------------------------------

inline constexpr const char* killed_in_raw[] = {"socket", "socketpair",
                                                "connect", "bind", "clone"};

inline constexpr const char* refused_in_raw[] = {
    // messages whose address a filter cannot see
    "sendmsg", "sendmmsg",
    // who touches which file
    "inotify_init", "inotify_init1", "inotify_add_watch"};

inline constexpr Looked looked_at_in_raw[] = {
    {"mmap", has(2, PROT_EXEC)},
    {"sendto", is_not(4, 0)},  // an address: send(2) has none
};

// --- the sender: name resolution, TCP and TLS -------------------------------

inline constexpr Looked killed_in_sender[] = {
    {"clone", bits(0, CLONE_THREAD, 0)},  // a process: libcurl has threads
};

inline constexpr Looked looked_at_in_sender[] = {
    // Modules of the name service are mapped from their files.
    {"mmap", has(2, PROT_WRITE | PROT_EXEC)},
    // Local sockets (1), the Internet (2, 10) and netlink (16) alone; up to UDP
    // (17) alone of the protocols: MPTCP, SMC and the like reach a TCP port
    // without Landlock's being asked.
    {"socket", is(0, 3)},
    {"socket", bits(0, ~3U, 4)},  // 4 to 7
    {"socket", bits(0, ~1U, 8)},  // 8 and 9
    {"socket", is(0, 11)},
    {"socket", bits(0, ~3U, 12)},  // 12 to 15
    {"socket", above(0, 16)},
    {"socket", above(2, 17)},
    // So does what connects by sending.
    {"sendto", has(3, MSG_FASTOPEN)},
    {"sendmsg", has(2, MSG_FASTOPEN)},
    {"sendmmsg", has(3, MSG_FASTOPEN)}};

}  // namespace telemetry
