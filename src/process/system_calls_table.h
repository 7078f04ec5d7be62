// What the raw half may not ask the kernel for: the table behind confine.h. It
// is data of the build (filter_compiler.cpp), which puts it into the program as
// the filter that the kernel takes.

#pragma once

#include <fcntl.h>
#include <sys/mman.h>

#include <cstdint>

namespace telemetry {

// By name, as libseccomp knows them: one that this architecture or this
// libseccomp does not have is passed over.
inline constexpr const char* killed[] = {
    // reaching out
    "socket", "connect", "bind", "listen", "accept", "accept4", "socketpair",
    // another program or process
    "execve", "execveat", "fork", "vfork", "clone",
    // other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "kcmp",
    // ways around a filter, and into the kernel
    "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf",
    "userfaultfd", "perf_event_open", "keyctl", "add_key", "request_key",
    "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "open_by_handle_at",
    // another view of the system
    "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns",
    "fsopen", "fsconfig", "fsmount", "fspick", "move_mount", "open_tree",
    "mount_setattr", "reboot", "swapon", "swapoff"};

inline constexpr const char* refused[] = {
    // messages whose address a filter cannot see
    "sendmsg", "sendmmsg",
    // files
    "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
    "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "mknod",
    "mknodat", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown",
    "lchown", "fchownat", "truncate", "ftruncate", "fallocate", "utime",
    "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr",
    "setxattrat", "removexattr", "lremovexattr", "fremovexattr",
    "removexattrat", "memfd_create", "memfd_secret", "name_to_handle_at",
    "fanotify_init", "acct", "quotactl", "quotactl_fd",
    // talking to others on this host
    "mq_open", "mq_unlink", "msgget", "semget", "shmget", "shmat", "tkill",
    "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    // who we are and what we may; the clock
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
    "setgroups", "setfsuid", "setfsgid", "capset", "personality", "prctl",
    "setrlimit", "seccomp", "iopl", "ioperm", "syslog", "vhangup",
    "sethostname", "setdomainname", "settimeofday", "clock_settime",
    "clock_adjtime", "adjtimex"};

// With an argument that is looked at: refused when (argument & mask) == value,
// or for `differs`, when it is not the value.
struct Looked {
  const char* name;
  unsigned argument;
  bool differs;
  std::uint64_t mask;
  std::uint64_t value;
};
inline constexpr Looked looked[] = {
    {"open", 1, false, O_ACCMODE, O_WRONLY},
    {"open", 1, false, O_ACCMODE, O_RDWR},
    {"open", 1, false, O_ACCMODE, O_ACCMODE},
    {"open", 1, false, O_CREAT, O_CREAT},
    {"open", 1, false, O_TRUNC, O_TRUNC},
    {"openat", 2, false, O_ACCMODE, O_WRONLY},
    {"openat", 2, false, O_ACCMODE, O_RDWR},
    {"openat", 2, false, O_ACCMODE, O_ACCMODE},
    {"openat", 2, false, O_CREAT, O_CREAT},
    {"openat", 2, false, O_TRUNC, O_TRUNC},
    {"mmap", 2, false, PROT_EXEC, PROT_EXEC},
    {"mprotect", 2, false, PROT_EXEC, PROT_EXEC},
    {"pkey_mprotect", 2, false, PROT_EXEC, PROT_EXEC},
    {"sendto", 4, true, 0, 0},           // an address: send(2) has none
    {"prlimit64", 2, true, 0, 0},        // a new limit: getrlimit(2) has none
    {"fcntl", 1, false, ~0U, F_SETOWN},  // whom a descriptor signals
    {"fcntl", 1, false, ~0U, F_SETOWN_EX},
};

// Probed by libraries that can do without: they fall back to calls whose
// arguments a filter can see.
inline constexpr const char* not_there[] = {"openat2", "clone3"};

// Refused unless the first argument is this process. Its number is known only
// when it runs: until then this stands for it, more than any process can have.
inline constexpr const char* to_itself_only[] = {"kill", "tgkill"};
inline constexpr std::uint32_t own_number = 0x6f776e23;

}  // namespace telemetry
