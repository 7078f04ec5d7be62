#include "process/system_calls.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <span>

namespace telemetry {
namespace {

// By name, as libseccomp knows them: one that this architecture or this
// libseccomp does not have is passed over.
constexpr const char* killed[] = {
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

constexpr const char* refused[] = {
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
constexpr Looked looked[] = {
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

struct Release {
  void
  operator()(void* filter) const {
    ::seccomp_release(filter);
  }
};

// Where the kernel is too old for a rule's form the rule fails, and so does the
// whole: a fence with a hole must not be called a fence.
class Filter {
 public:
  Filter() : filter_(::seccomp_init(SCMP_ACT_ALLOW)) {
    good_ = filter_ != nullptr;
  }

  void
  add(std::uint32_t action, const char* name,
      std::span<const scmp_arg_cmp> condition = {}) {
    const int number = ::seccomp_syscall_resolve_name(name);
    // Negative: not on this architecture, or newer than the library.
    if (!good_ || number < 0) return;
    good_ = ::seccomp_rule_add_array(filter_.get(), action, number,
                                     static_cast<unsigned>(condition.size()),
                                     condition.data()) == 0;
  }

  void
  add(const Looked& row) {
    const scmp_arg_cmp condition{
        row.argument, row.differs ? SCMP_CMP_NE : SCMP_CMP_MASKED_EQ,
        row.differs ? row.value : row.mask, row.differs ? 0 : row.value};
    add(SCMP_ACT_ERRNO(EPERM), row.name, {&condition, 1});
  }

  // No signal to any process but this one.
  void
  add_own_signals_only() {
    const scmp_arg_cmp other{0, SCMP_CMP_NE,
                             static_cast<scmp_datum_t>(::getpid()), 0};
    add(SCMP_ACT_ERRNO(EPERM), "kill", {&other, 1});
    add(SCMP_ACT_ERRNO(EPERM), "tgkill", {&other, 1});
  }

  bool
  load() {
    return good_ &&
           // Calls by another architecture's numbers (x32, i386).
           ::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH,
                              SCMP_ACT_KILL_PROCESS) == 0 &&
           ::seccomp_load(filter_.get()) == 0;
  }

 private:
  std::unique_ptr<void, Release> filter_;
  bool good_ = false;
};

}  // namespace

bool
restrict_system_calls() {
  Filter filter;
  for (const char* name : killed) filter.add(SCMP_ACT_KILL_PROCESS, name);
  for (const char* name : refused) filter.add(SCMP_ACT_ERRNO(EPERM), name);
  for (const char* name : {"openat2", "clone3"})
    filter.add(SCMP_ACT_ERRNO(ENOSYS), name);
  for (const auto& row : looked) filter.add(row);
  filter.add_own_signals_only();
  return filter.load();
}

}  // namespace telemetry
