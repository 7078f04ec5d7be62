// process/confine: each thing that a taken-over half might try, tried for real
// in a child that is confined as a run confines it.

#define BOOST_TEST_MODULE confine
#include "process/confine.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "process/halves.h"
#include "support/in_child.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// What a child ended with: its errno (0: what it tried worked), or -signal.
using Body = std::function<int()>;
int error_of(long result) { return result < 0 ? errno : 0; }

struct Attempt {
  const char* name;
  Body body;
};

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

template <class T>
sockaddr* any(T& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

// A TCP connection within this process, as the raw half has one to the server.
struct Connection {
  Fd listener{::socket(AF_INET, SOCK_STREAM, 0)};
  Fd ours{::socket(AF_INET, SOCK_STREAM, 0)};
  Fd theirs;
  Fd unused{::socket(AF_INET, SOCK_STREAM, 0)};
  Fd datagram{::socket(AF_INET, SOCK_DGRAM, 0)};
  sockaddr_in address = loopback(0);

  Connection() {
    socklen_t size = sizeof address;
    BOOST_REQUIRE(::bind(listener.get(), any(address), size) == 0);
    BOOST_REQUIRE(::listen(listener.get(), 4) == 0);
    BOOST_REQUIRE(::getsockname(listener.get(), any(address), &size) == 0);
    BOOST_REQUIRE(::connect(ours.get(), any(address), size) == 0);
    theirs = Fd(::accept(listener.get(), nullptr, nullptr));
    BOOST_REQUIRE(static_cast<bool>(theirs));
  }
};

struct Dir : TemporaryFolder {
  std::string file = put("file", "text");
};

int start_true() {
  char name[] = "/bin/true";
  char* words[] = {name, nullptr};
  ::execve(name, words, nullptr);
  return errno;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

bool in_force(const Measures& measures, std::string_view name) {
  return measures.in_force.contains(name);
}

constexpr std::uint16_t home_port = 8192;

// As a run confines its halves.
Measures as_clean_half() { return confine_clean_half(); }
Measures as_raw_half() {
  confine_clean_half();
  return confine_raw_half();
}
Measures as_sender() {
  confine_clean_half();
  return confine_sender(home_port, "");
}

struct Half {
  const char* name;
  Measures (*confine)();
};
constexpr Half clean_half{"clean half", as_clean_half};
constexpr Half raw_half{"raw half", as_raw_half};
constexpr Half sender{"sender", as_sender};

// What each attempt ends with, in a child that is confined as one of `halves`.
void check_attempts(std::initializer_list<Half> halves,
                    const std::vector<Attempt>& attempts, int expected) {
  for (const auto& half : halves) {
    if (sanitized && half.confine != as_raw_half) continue;
    for (const auto& [name, body] : attempts)
      BOOST_TEST(in_child([&half, &body] {
                   if (!in_force(half.confine(), "system-calls")) return 255;
                   return body();
                 }) == expected,
                 half.name << ": " << name);
  }
}

// What is lacking in a child that is confined so.
std::string lacking_after(Measures (*confine)()) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  in_child([&] {
    const auto text = confine().lacking;
    return error_of(::write(to.get(), text.data(), text.size()));
  });
  to.reset();
  char text[200];
  const auto got = ::read(from.get(), text, sizeof text);
  return {text, static_cast<std::size_t>(std::max(got, ssize_t{0}))};
}

// Landlock's ABI here; 0 where there is none.
long landlock_abi() {
  return std::max(0L, ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1));
}

void put_under_filter(const std::vector<const char*>& names) {
  auto* filter = ::seccomp_init(SCMP_ACT_ALLOW);
  for (const char* name : names)
    ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
                       ::seccomp_syscall_resolve_name(name), 0);
  ::seccomp_load(filter);
  ::seccomp_release(filter);
}

}  // namespace

// --- both halves ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(who_starts_a_program_or_meddles_with_others_is_killed) {
  const pid_t parent = ::getpid();
  check_attempts(
      {clean_half, raw_half, sender},
      {{"execve", [] { return start_true(); }},
       {"execveat",
        [] {
          return error_of(::syscall(SYS_execveat, AT_FDCWD, "/bin/true",
                                    nullptr, nullptr, 0));
        }},
       {"ptrace",
        [parent] {
          return error_of(::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr));
        }},
       {"ptrace me",
        [] { return error_of(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }},
       {"another's memory",
        [parent] {
          char x = 0;
          iovec v{&x, 1};
          return error_of(::process_vm_readv(parent, &v, 1, &v, 1, 0));
        }},
       {"another's memory, released",
        [] { return error_of(::syscall(448, -1, 0)); }},
       {"io_uring",
        [] {
          char p[256] = {};
          return error_of(::syscall(SYS_io_uring_setup, 1, p));
        }},
       {"bpf", [] { return error_of(::syscall(SYS_bpf, 0, nullptr, 0)); }},
       {"keyctl",
        [] { return error_of(::syscall(SYS_keyctl, 0, -3, 0, 0, 0)); }},
       {"userfaultfd", [] { return error_of(::syscall(SYS_userfaultfd, 0)); }},
       {"unshare", [] { return error_of(::unshare(CLONE_NEWUSER)); }},
       {"mount",
        [] { return error_of(::mount("none", "/tmp", "tmpfs", 0, "")); }},
       {"open_tree_attr",
        [] { return error_of(::syscall(467, -1, "", 0, nullptr, 0)); }}},
      -SIGSYS);
}

BOOST_AUTO_TEST_CASE(writing_files_is_refused) {
  const Dir dir;
  const auto& file = dir.file;
  const auto fresh = dir / "new";
  const Fd open_file(::open(file.c_str(), O_RDWR));
  std::vector<Attempt> attempts = {
      {"open to write",
       [&] { return error_of(::open(file.c_str(), O_WRONLY)); }},
      {"open to read and write",
       [&] { return error_of(::open(file.c_str(), O_RDWR)); }},
      {"open with both bits",
       [&] { return error_of(::open(file.c_str(), O_ACCMODE)); }},
      {"open to append",
       [&] { return error_of(::open(file.c_str(), O_WRONLY | O_APPEND)); }},
      {"open to make",
       [&] {
         return error_of(::open(fresh.c_str(), O_RDONLY | O_CREAT, 0600));
       }},
      {"open to empty",
       [&] { return error_of(::open(file.c_str(), O_RDONLY | O_TRUNC)); }},
      {"unnamed file",
       [&] {
         return error_of(
             ::open(dir.path().c_str(), O_TMPFILE | O_WRONLY, 0600));
       }},
      {"rename",
       [&] { return error_of(::rename(file.c_str(), fresh.c_str())); }},
      {"unlink", [&] { return error_of(::unlink(file.c_str())); }},
      {"link", [&] { return error_of(::link(file.c_str(), fresh.c_str())); }},
      {"symlink",
       [&] { return error_of(::symlink(file.c_str(), fresh.c_str())); }},
      {"mkdir", [&] { return error_of(::mkdir(fresh.c_str(), 0700)); }},
      {"mkfifo", [&] { return error_of(::mkfifo(fresh.c_str(), 0700)); }},
      {"chmod", [&] { return error_of(::chmod(file.c_str(), 0777)); }},
      {"fchmod", [&] { return error_of(::fchmod(open_file.get(), 0777)); }},
      {"fchmodat2",
       [&] {
         return error_of(::syscall(452, AT_FDCWD, file.c_str(), 0777, 0));
       }},
      {"chown", [&] { return error_of(::chown(file.c_str(), 1, 1)); }},
      {"truncate", [&] { return error_of(::truncate(file.c_str(), 0)); }},
      {"an attribute",
       [&] { return error_of(::setxattr(file.c_str(), "user.a", "b", 1, 0)); }},
      {"an attribute, by the newest call",
       [&] {
         return error_of(
             ::syscall(463, AT_FDCWD, file.c_str(), 0, "user.a", nullptr, 0));
       }},
      {"no attribute",
       [&] { return error_of(::removexattr(file.c_str(), "user.a")); }},
      {"no attribute, by the newest call",
       [&] {
         return error_of(::syscall(466, AT_FDCWD, file.c_str(), 0, "user.a"));
       }},
      {"a flag",
       [&] {
         return error_of(::syscall(469, AT_FDCWD, file.c_str(), nullptr, 0, 0));
       }},
      {"a file in memory", [] { return error_of(::memfd_create("x", 0)); }},
  };
#if defined(SYS_open)
  for (const int access : {O_WRONLY, O_RDWR, O_ACCMODE, O_CREAT, O_TRUNC})
    attempts.push_back({"open, the old call", [&, access] {
                          return error_of(
                              ::syscall(SYS_open, file.c_str(), access));
                        }});
  attempts.push_back(
      {"creat",
       [&] { return error_of(::syscall(SYS_creat, fresh.c_str(), 0600)); }});
#endif
  check_attempts({clean_half, raw_half, sender}, attempts, EPERM);
  BOOST_TEST(fs::file_size(file) == 4u);
  BOOST_TEST(dir.files() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_there_for_others_is_refused) {
  const Dir dir;
  const auto& file = dir.file;
  const pid_t parent = ::getpid();
  const int messages = ::msgget(IPC_PRIVATE, 0600);
  const int semaphores = ::semget(IPC_PRIVATE, 1, 0600);
  const int memory = ::shmget(IPC_PRIVATE, 4096, 0600);
  check_attempts(
      {clean_half, raw_half, sender},
      {{"new message queue",
        [] { return error_of(::msgget(IPC_PRIVATE, 0600)); }},
       {"a message",
        [messages] {
          const struct {
            long type;
            char text[1];
          } m = {1, {'x'}};
          return error_of(::msgsnd(messages, &m, 1, IPC_NOWAIT));
        }},
       {"a message received",
        [messages] {
          struct {
            long type;
            char text[1];
          } m = {};
          return error_of(::msgrcv(messages, &m, 1, 0, IPC_NOWAIT));
        }},
       {"a message queue removed",
        [messages] { return error_of(::msgctl(messages, IPC_RMID, nullptr)); }},
       {"a semaphore",
        [semaphores] {
          sembuf up = {0, 1, 0};
          return error_of(::semop(semaphores, &up, 1));
        }},
       {"a semaphore removed",
        [semaphores] { return error_of(::semctl(semaphores, 0, IPC_RMID)); }},
       {"shared memory", [] { return error_of(::shmget(1, 4096, 0)); }},
       {"shared memory attached",
        [memory] {
          return ::shmat(memory, nullptr, 0) == reinterpret_cast<void*>(-1)
                     ? errno
                     : 0;
        }},
       {"another's priority",
        [parent] {
          return error_of(
              ::setpriority(PRIO_PROCESS, static_cast<id_t>(parent), 1));
        }},
       {"another's scheduling",
        [parent] {
          const sched_param param = {};
          return error_of(::sched_setscheduler(parent, SCHED_BATCH, &param));
        }},
       {"another's processors",
        [parent] {
          cpu_set_t set;
          CPU_ZERO(&set);
          CPU_SET(0, &set);
          return error_of(::sched_setaffinity(parent, sizeof set, &set));
        }},
       {"an attribute read",
        [&] {
          char x = 0;
          return error_of(::getxattr(file.c_str(), "user.a", &x, 1));
        }},
       {"another user", [] { return error_of(::setuid(1)); }},
       {"the clock",
        [] {
          timespec t = {};
          return error_of(::clock_settime(CLOCK_REALTIME, &t));
        }}},
      EPERM);
  ::msgctl(messages, IPC_RMID, nullptr);
  ::semctl(semaphores, 0, IPC_RMID);
  ::shmctl(memory, IPC_RMID, nullptr);
}

// By number, with arguments that the kernel itself answers in another way.
BOOST_AUTO_TEST_CASE(a_call_that_no_half_makes_ends_it_or_is_refused) {
  static constexpr long killed[] = {
      // other processes
      SYS_process_vm_writev, SYS_process_madvise, SYS_pidfd_open,
      SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_kcmp,
      // the kernel
      SYS_io_uring_enter, SYS_io_uring_register, SYS_perf_event_open,
      SYS_add_key, SYS_request_key, SYS_init_module, SYS_finit_module,
      SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load,
      SYS_open_by_handle_at,
      // the view of the system
      SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_fsopen,
      SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_move_mount, SYS_open_tree,
      SYS_mount_setattr, SYS_reboot, SYS_swapon, SYS_swapoff};
  static constexpr long refused[] = {
      // files, and what is written on them
      SYS_ftruncate, SYS_fallocate, SYS_utimensat, SYS_lsetxattr, SYS_fsetxattr,
      SYS_lremovexattr, SYS_fremovexattr, SYS_lgetxattr, 464, SYS_listxattr,
      SYS_llistxattr, 465, 468, SYS_name_to_handle_at, 457, 458, 470,
      SYS_fanotify_init, SYS_fanotify_mark, SYS_quotactl, SYS_quotactl_fd,
      SYS_acct, SYS_memfd_secret,
      // other processes
      SYS_semget, SYS_semtimedop, SYS_shmctl, SYS_mq_open, SYS_mq_unlink,
      SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_ioprio_set,
      SYS_sched_setparam, SYS_sched_setattr, SYS_migrate_pages, SYS_move_pages,
      SYS_setpgid,
      // who we are; the machine
      SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid,
      SYS_setgroups, SYS_setfsuid, SYS_setfsgid, SYS_capset, SYS_personality,
      460, SYS_syslog, SYS_sethostname, SYS_setdomainname, SYS_settimeofday,
      SYS_clock_adjtime, SYS_adjtimex};
  const auto check = [](std::span<const long> calls, int expected) {
    for (const long call : calls) {
      BOOST_TEST_CONTEXT("system call " << call) {
        check_attempts(
            {clean_half, raw_half, sender},
            {{"by number",
              [call] {
                return error_of(::syscall(call, -1L, -1L, -1L, -1L, -1L, -1L));
              }}},
            expected);
      }
    }
  };
  check(killed, -SIGSYS);
  check(refused, EPERM);
}

// Of a process whose controlling terminal is standard input, as of one that
// somebody started by hand.
BOOST_AUTO_TEST_CASE(nothing_is_typed_into_the_terminal) {
  const Fd master(::posix_openpt(O_RDWR | O_NOCTTY));
  BOOST_REQUIRE(::grantpt(master.get()) == 0);
  BOOST_REQUIRE(::unlockpt(master.get()) == 0);
  const std::string name = ::ptsname(master.get());
  const auto call = [](unsigned long request, auto argument) {
    return
        [request, argument] { return error_of(::ioctl(0, request, argument)); };
  };
  static char letter = 'x';
  static int number = 1;
  static int self = 0;
  static kbentry key = {};
  static kbsentry keys = {};
  const std::vector<Attempt> attempts = {
      {"TIOCSTI", call(TIOCSTI, &letter)},
      // The kernel looks at 32 bits.
      {"TIOCSTI with a higher bit",
       [] {
         return error_of(
             ::syscall(SYS_ioctl, 0, 0x1'0000'0000UL | TIOCSTI, &letter));
       }},
      {"TIOCLINUX", call(TIOCLINUX, &letter)},
      {"TIOCSCTTY", call(TIOCSCTTY, 1)},
      {"TIOCNOTTY", call(TIOCNOTTY, 0)},
      {"TIOCSETD", call(TIOCSETD, &number)},
      {"KDSKBENT", call(KDSKBENT, &key)},
      {"KDSKBSENT", call(KDSKBSENT, &keys)},
      {"FIOASYNC", call(FIOASYNC, &number)},
      {"FIOSETOWN", call(0x8901, &self)},
      {"SIOCSPGRP", call(0x8902, &self)},
      {"F_SETOWN", [] { return error_of(::fcntl(0, F_SETOWN, ::getppid())); }},
      {"F_SETOWN_EX",
       [] { return error_of(::fcntl(0, F_SETOWN_EX, nullptr)); }},
      {"F_NOTIFY", [] { return error_of(::fcntl(0, F_NOTIFY, DN_ACCESS)); }},
      {"F_SETLEASE", [] { return error_of(::fcntl(0, F_SETLEASE, F_RDLCK)); }},
      {"F_SETSIG", [] { return error_of(::fcntl(0, F_SETSIG, SIGUSR1)); }},
      {"O_ASYNC", [] { return error_of(::fcntl(0, F_SETFL, O_ASYNC)); }},
  };
  const int result = in_child([&] {
    ::setsid();
    const int terminal = ::open(name.c_str(), O_RDWR);
    if (terminal < 0 || ::dup2(terminal, 0) != 0) return 254;
    for (const auto& half : {clean_half, raw_half, sender}) {
      if (sanitized && half.confine != as_raw_half) continue;
      for (std::size_t i = 0; i < attempts.size(); ++i) {
        const int ended = in_child([&] {
          half.confine();
          return attempts[i].body();
        });
        if (ended != EPERM) return static_cast<int>(i) + 1;
      }
    }
    return 0;
  });
  BOOST_TEST(result == 0,
             "the attempt with this number, from 1, ended "
             "otherwise than refused");
  // What needs no more than a terminal goes on.
  BOOST_TEST(in_child([] {
               as_sender();
               return error_of(::fcntl(0, F_SETFL, O_NONBLOCK));
             }) == 0);
}

BOOST_AUTO_TEST_CASE(who_is_on_his_own_has_no_children_and_signals_nobody) {
  Connection c;
  const pid_t parent = ::getpid();
  std::vector<Attempt> killed = {
      {"fork", [] { return error_of(::fork()); }},
      {"clone",
       [] { return error_of(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }},
      {"posix_spawn",
       [] {
         char name[] = "/bin/true";
         char* words[] = {name, nullptr};
         return ::posix_spawn(nullptr, name, nullptr, nullptr, words, nullptr);
       }},
      {"system", [] { return ::system("true"); }},
      {"listen", [&] { return error_of(::listen(c.unused.get(), 1)); }},
      {"accept",
       [&] { return error_of(::accept(c.listener.get(), nullptr, nullptr)); }},
      {"accept4",
       [&] {
         return error_of(::accept4(c.listener.get(), nullptr, nullptr, 0));
       }},
  };
#if defined(SYS_vfork)
  killed.push_back({"vfork", [] { return error_of(::syscall(SYS_vfork)); }});
#endif
  check_attempts({raw_half, sender}, killed, -SIGSYS);
  check_attempts(
      {raw_half, sender},
      {{"signal the parent",
        [parent] { return error_of(::kill(parent, SIGUSR1)); }},
       {"signal everybody", [] { return error_of(::kill(-1, 0)); }},
       {"signal a thread of the parent",
        [parent] {
          return error_of(::syscall(SYS_tgkill, parent, parent, SIGUSR1));
        }},
       {"memory made executable",
        [] {
          void* m = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          return error_of(::mprotect(m, 4096, PROT_READ | PROT_EXEC));
        }},
       {"memory to write and execute",
        [] {
          return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                     ? errno
                     : 0;
        }},
       {"dumpable again", [] { return error_of(::prctl(PR_SET_DUMPABLE, 1)); }},
       {"another limit",
        [] {
          rlimit r{32, 32};
          return error_of(::setrlimit(RLIMIT_NOFILE, &r));
        }},
       // The low half of its address is zero.
       {"another limit, elsewhere",
        [] {
          void* const place = reinterpret_cast<void*>(0x7'0000'0000);
          void* m =
              ::mmap(place, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
          if (m != place) return EPERM;  // taken: not tried
          *static_cast<rlimit*>(m) = {32, 32};
          return error_of(
              ::syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, m, nullptr));
        }},
       {"another filter",
        [] { return error_of(::syscall(SYS_seccomp, 1, 0, nullptr)); }}},
      EPERM);
}

// --- the raw half -----------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_raw_half_is_killed_when_it_reaches_out) {
  Connection c;
  check_attempts(
      {raw_half},
      {{"socket, TCP",
        [] { return error_of(::socket(AF_INET, SOCK_STREAM, 0)); }},
       {"socket, UDP",
        [] { return error_of(::socket(AF_INET, SOCK_DGRAM, 0)); }},
       {"socket, local",
        [] { return error_of(::socket(AF_UNIX, SOCK_STREAM, 0)); }},
       {"connect",
        [&] {
          return error_of(
              ::connect(c.unused.get(), any(c.address), sizeof c.address));
        }},
       {"connect, the server's socket anew",
        [&] {
          return error_of(
              ::connect(c.ours.get(), any(c.address), sizeof c.address));
        }},
       {"connect, UDP",
        [&] {
          return error_of(
              ::connect(c.datagram.get(), any(c.address), sizeof c.address));
        }},
       {"bind",
        [&] {
          auto free = loopback(0);
          return error_of(::bind(c.unused.get(), any(free), sizeof free));
        }},
       {"socketpair",
        [] {
          int two[2];
          return error_of(::socketpair(AF_UNIX, SOCK_STREAM, 0, two));
        }},
       {"a thread",
        [] {
          std::thread([] {}).join();
          return 0;
        }}},
      -SIGSYS);
}

BOOST_AUTO_TEST_CASE(the_raw_half_is_refused_addresses_and_executable_memory) {
  Connection c;
  auto address = c.address;
  check_attempts({raw_half},
                 {{"send to an address",
                   [&] {
                     return error_of(::sendto(c.datagram.get(), "x", 1, 0,
                                              any(address), sizeof address));
                   }},
                  {"send a message",
                   [&] {
                     msghdr m = {};
                     m.msg_name = &address;
                     m.msg_namelen = sizeof address;
                     return error_of(::sendmsg(c.datagram.get(), &m, 0));
                   }},
                  {"executable memory",
                   [] {
                     return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1,
                                   0) == MAP_FAILED
                                ? errno
                                : 0;
                   }}},
                 EPERM);
}

BOOST_AUTO_TEST_CASE(calls_that_a_filter_cannot_look_into_are_not_there) {
  const struct { std::uint64_t flags, mode, resolve; } how = {O_WRONLY, 0, 0};
  BOOST_TEST(in_child([&] {
               as_raw_half();
               return error_of(::syscall(SYS_openat2, AT_FDCWD, "/etc/passwd",
                                         &how, sizeof how));
             }) == ENOSYS);
  BOOST_TEST(in_child([&] {
               as_raw_half();
               return error_of(::syscall(SYS_clone3, nullptr, 0));
             }) == ENOSYS);
}

BOOST_AUTO_TEST_CASE(the_raw_half_opens_no_file_for_reading_either) {
  if (landlock_abi() < 1) {
    BOOST_TEST_MESSAGE("no Landlock here");
    return;
  }
  for (const char* path : {"/etc/passwd", "/", "/proc/self/maps", "/dev/null"})
    BOOST_TEST(in_child([path] {
                 as_raw_half();
                 return error_of(::open(path, O_RDONLY));
               }) == EACCES,
               path);
}

BOOST_AUTO_TEST_CASE(landlock_stands_where_there_is_no_filter) {
  if (landlock_abi() < 4) {
    BOOST_TEST_MESSAGE("no Landlock for TCP here");
    return;
  }
  Connection c;
  const auto confined = [](const Body& body) {
    return in_child([&] {
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      if (restrict_by_landlock(
              {.readable = {}, .ports = std::vector<std::uint16_t>()}) < 4)
        return 255;
      return body();
    });
  };
  BOOST_TEST(confined([&] {
               return error_of(
                   ::connect(c.unused.get(), any(c.address), sizeof c.address));
             }) == EACCES);
  BOOST_TEST(confined([&] {
               auto free = loopback(0);
               return error_of(::bind(c.unused.get(), any(free), sizeof free));
             }) == EACCES);
  BOOST_TEST(confined([] { return start_true(); }) == EACCES);
  if (landlock_abi() >= 6) {
    const pid_t parent = ::getpid();
    BOOST_TEST(confined([parent] { return error_of(::kill(parent, 0)); }) ==
               EPERM);
  }
}

BOOST_AUTO_TEST_CASE(the_raw_half_still_does_its_work) {
  Connection c;
  int pipe_ends[2];
  BOOST_REQUIRE(::pipe(pipe_ends) == 0);
  const Fd in(pipe_ends[0]);
  const Fd out(pipe_ends[1]);
  BOOST_REQUIRE(::send(c.theirs.get(), "reply", 5, 0) == 5);
  const auto work = [&] {
    as_raw_half();
    char text[16];
    pollfd ready{c.ours.get(), POLLIN, 0};
    if (::poll(&ready, 1, 1000) != 1) return 1;
    if (::recv(c.ours.get(), text, sizeof text, 0) != 5) return 2;
    if (::send(c.ours.get(), "ask", 3, MSG_NOSIGNAL) != 3) return 3;
    if (::write(c.ours.get(), "ask", 3) != 3) return 4;
    timespec now = {};
    if (::clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 5;
    if (::getrandom(text, sizeof text, 0) != sizeof text) return 6;
    const std::string large(64 << 20, 'x');
    std::string grown;
    for (int i = 0; i < 1000; ++i) grown += large.substr(0, 1000);
    if (grown.size() != 1'000'000) return 7;
    try {
      throw 8;
    } catch (int thrown) {
      if (thrown != 8) return thrown;
    }
    if (::write(out.get(), "done", 4) != 4) return 9;
    ::close(c.ours.get());
    return 0;
  };
  BOOST_TEST(in_child(work) == 0);
  char text[8] = {};
  BOOST_TEST(::read(in.get(), text, sizeof text) == 4);
  BOOST_TEST(in_child([] {
               ::signal(SIGABRT, SIG_DFL);  // Boost.Test has a handler
               as_raw_half();
               ::abort();
               return 0;
             }) == -SIGABRT);
}

BOOST_AUTO_TEST_CASE(a_taken_over_raw_half_sends_nothing) {
  Connection c;
  const auto outcome = run_raw_half(
      [&](const Log&) -> Result<std::string> {
        as_raw_half();
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (fd >= 0) (void)::connect(fd, any(c.address), sizeof c.address);
        return "10.0.0.7";
      },
      Log(Level::debug, {}), Deadline::after(10s), 1000);
  BOOST_REQUIRE(!outcome.has_value());
  BOOST_CHECK(outcome.error().exit == Exit::software);
  BOOST_TEST(outcome.error().message ==
             "the collecting process was killed: Bad system call");
}

BOOST_AUTO_TEST_CASE(limits_hold_and_cannot_be_raised) {
  if (sanitized) return;
  BOOST_TEST(in_child([] {
               as_raw_half();
               rlimit r = {};
               ::getrlimit(RLIMIT_CORE, &r);
               if (r.rlim_max != 0) return 1;
               ::getrlimit(RLIMIT_AS, &r);
               if (r.rlim_max != rlim_t{1} << 30) return 2;
               ::getrlimit(RLIMIT_NOFILE, &r);
               if (r.rlim_max != 64) return 3;
               try {
                 std::string(2UL << 30, 'x');
                 return 4;
               } catch (const std::bad_alloc&) {
               }
               return 0;
             }) == 0);
}

// --- the clean half ---------------------------------------------------------

bool finds_localhost() {
  addrinfo* found = nullptr;
  if (::getaddrinfo("localhost", "1", nullptr, &found) != 0) return false;
  ::freeaddrinfo(found);
  return true;
}

// Where nothing is confined; in a child, so that no module of the name service
// is loaded here. A minimal system has no /etc/hosts.
bool has_localhost() {
  return in_child([] { return finds_localhost() ? 0 : 1; }) == 0;
}

BOOST_AUTO_TEST_CASE(the_clean_half_reads_reaches_out_and_loads_modules) {
  const bool has = has_localhost();
  Connection c;
  const Dir dir;
  const auto log_path = dir / "log";
  const Fd log(::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0640));
  BOOST_TEST(in_child([&] {
               confine_clean_half();
               const Fd file(::open("/etc/passwd", O_RDONLY));
               if (!file) return 1;
               const Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
               if (::connect(fd.get(), any(c.address), sizeof c.address) != 0)
                 return 2;
               if (finds_localhost() != has) return 3;
               if (::dlopen("libcurl.so.4", RTLD_NOW) == nullptr) return 4;
               if (::write(log.get(), "line\n", 5) != 5) return 5;
               if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return 6;
               const pid_t pid = ::fork();
               if (pid == 0) {
                 confine_raw_half();
                 for (;;) ::pause();
               }
               // The scope of Landlock leaves our own child within reach.
               if (::kill(pid, SIGKILL) != 0) return 7;
               int status = 0;
               ::waitpid(pid, &status, 0);
               return WIFSIGNALED(status) ? 0 : 8;
             }) == 0);
  BOOST_TEST(fs::file_size(log_path) == 5u);
}

BOOST_AUTO_TEST_CASE(landlock_lets_the_clean_half_write_and_start_nothing) {
  if (landlock_abi() < 1) {
    BOOST_TEST_MESSAGE("no Landlock here");
    return;
  }
  const Dir dir;
  const auto& file = dir.file;
  const Attempt attempts[] = {
      {"open to write",
       [&] { return error_of(::open(file.c_str(), O_WRONLY)); }},
      {"shared memory",
       [] {
         return error_of(
             ::open("/dev/shm/confine_test", O_RDWR | O_CREAT, 0600));
       }},
      {"mkdir", [&] { return error_of(::mkdir((dir / "new").c_str(), 0700)); }},
      {"unlink", [&] { return error_of(::unlink(file.c_str())); }},
      {"execve", [] { return start_true(); }},
  };
  for (const auto& [name, body] : attempts)
    BOOST_TEST(in_child([&body] {
                 ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                 restrict_by_landlock({.readable = {"/"}, .ports = {}});
                 return body();
               }) == EACCES,
               name);
  BOOST_TEST(fs::exists(file));
}

BOOST_AUTO_TEST_CASE(within_a_confined_clean_half_the_raw_half_is_sealed_too) {
  // What Landlock refuses must not leave 0, 1 or 2 free for the connection.
  const auto run_both = [] {
    confine_clean_half();
    const auto outcome = run_raw_half(
        [](const Log&) -> Result<std::string> {
          for (int fd = 0; fd <= (sanitized ? 1 : 2); ++fd) {
            char target[16] = {};
            const auto link = "/proc/self/fd/" + std::to_string(fd);
            if (::readlink(link.c_str(), target, sizeof target) < 0 ||
                std::string_view(target) != "/dev/null")
              return failure(Exit::protocol, "not /dev/null");
            if (::write(fd, "x", 1) >= 0 || errno != EBADF)
              return failure(Exit::protocol, "writable");
          }
          confine_raw_half();
          return "{}";
        },
        Log(Level::debug, {}), Deadline::after(10s), 1000);
    return outcome ? 0 : static_cast<int>(outcome.error().exit);
  };
  BOOST_TEST(in_child(run_both) == 0);
}

// --- the sender -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_sender_opens_only_what_names_and_certificates_need) {
  if (landlock_abi() < 1) {
    BOOST_TEST_MESSAGE("no Landlock here");
    return;
  }
  const Dir dir;
  const auto& file = dir.file;
  const auto opened = [&](const std::string& certificates,
                          const std::string& path) {
    return in_child([&] {
      confine_clean_half();
      confine_sender(home_port, certificates);
      return error_of(::open(path.c_str(), O_RDONLY));
    });
  };
  BOOST_TEST(opened("", file) == EACCES);
  BOOST_TEST(opened(file, file) == 0);
  for (const char* path :
       {"/etc/passwd", "/etc/machine-id", "/etc/shadow", "/proc/self/maps",
        "/proc/1/cmdline", "/etc", "/", "/etc/ssl/private", "/dev/tty"})
    if (fs::exists(path)) BOOST_TEST(opened(file, path) == EACCES, path);
  for (const char* path : {"/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs",
                           "/etc/nsswitch.conf", "/etc/ld.so.cache"})
    if (fs::exists(path)) BOOST_TEST(opened(file, path) == 0, path);
}

BOOST_AUTO_TEST_CASE(the_sender_connects_to_home_and_to_name_servers_alone) {
  if (landlock_abi() < 4) {
    BOOST_TEST_MESSAGE("no Landlock for TCP here");
    return;
  }
  Connection server;
  Connection home;
  const std::uint16_t port = ntohs(home.address.sin_port);
  const auto connected = [&](sockaddr_in to) {
    return in_child([&] {
      confine_clean_half();
      confine_sender(port, "");
      const Fd fd(::socket(AF_INET, SOCK_STREAM, 0));
      return error_of(::connect(fd.get(), any(to), sizeof to));
    });
  };
  BOOST_TEST(connected(home.address) == 0);
  BOOST_TEST(connected(server.address) == EACCES);
  const int names = connected(loopback(53));
  BOOST_TEST((names == 0 || names == ECONNREFUSED));
}

BOOST_AUTO_TEST_CASE(the_sender_has_no_way_around_the_ports) {
  Connection c;
  auto address = c.address;
  const auto socket = [](int family, int type, int protocol) {
    return [=] { return error_of(::socket(family, type, protocol)); };
  };
  check_attempts(
      {sender},
      {{"MPTCP", socket(AF_INET, SOCK_STREAM, 262)},
       {"MPTCP over IPv6", socket(AF_INET6, SOCK_STREAM, 262)},
       {"SCTP", socket(AF_INET, SOCK_STREAM, 132)},
       {"raw", socket(AF_INET, SOCK_RAW, 255)},
       {"every other family",
        [] {
          for (int family = 3; family < 60; ++family)
            if (family != AF_INET6 && family != AF_NETLINK &&
                (::socket(family, SOCK_DGRAM, 0) >= 0 || errno != EPERM))
              return family;
          return EPERM;
        }},
       {"the family with a higher bit",
        [] {
          return error_of(
              ::syscall(SYS_socket, 0x1'0000'0000UL | AF_PACKET, SOCK_RAW, 0));
        }},
       {"connect by sending",
        [&] {
          return error_of(::sendto(c.unused.get(), "x", 1, MSG_FASTOPEN,
                                   any(address), sizeof address));
        }},
       {"connect by a message",
        [&] {
          msghdr m = {};
          m.msg_name = &address;
          m.msg_namelen = sizeof address;
          return error_of(::sendmsg(c.unused.get(), &m, MSG_FASTOPEN));
        }},
       {"connect by messages",
        [&] {
          mmsghdr m = {};
          m.msg_hdr.msg_name = &address;
          m.msg_hdr.msg_namelen = sizeof address;
          return error_of(::sendmmsg(c.unused.get(), &m, 1, MSG_FASTOPEN));
        }}},
      EPERM);
}

BOOST_AUTO_TEST_CASE(the_sender_still_resolves_names_and_has_threads) {
  const bool has = has_localhost();
  BOOST_TEST(in_child([has] {
               as_sender();
               for (const int family : {AF_UNIX, AF_INET, AF_INET6})
                 if (!Fd(::socket(family, SOCK_DGRAM, 0)) && family != AF_INET6)
                   return 1;
               if (!Fd(::socket(AF_NETLINK, SOCK_RAW, 0))) return 2;
               int two[2];
               if (::socketpair(AF_UNIX, SOCK_STREAM, 0, two) != 0) return 3;
               bool found = !has;
               std::thread([&] { found = finds_localhost(); }).join();
               if (found != has) return 4;
               // As the C library loads a module of its name service.
               return ::dlopen("libnss_compat.so.2", RTLD_NOW) != nullptr ||
                              !fs::exists(
                                  "/usr/lib/x86_64-linux-gnu/"
                                  "libnss_compat.so.2")
                          ? 0
                          : 5;
             }) == 0);
}

// --- what is in force -------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_is_lacking_is_named) {
  BOOST_TEST((Measures{"a", "b, c"}.text() == "in force: a; lacking: b, c"));
  BOOST_TEST((Measures{"a, b", ""}.text() == "in force: a, b"));
  std::string expected;
  const auto add = [&](const char* name) {
    expected += (expected.empty() ? "" : ", ") + std::string(name);
  };
  if (sanitized) {
    add("no-dump");
    add("memory");
  }
  if (landlock_abi() < 1) add("landlock-files");
  if (landlock_abi() < 4) add("landlock-tcp");
  if (landlock_abi() < 6) add("landlock-scope");
  BOOST_TEST(lacking_after(&as_raw_half) == expected);
  if (sanitized) add("system-calls");
  BOOST_TEST(lacking_after(&as_clean_half) == expected);
  BOOST_TEST(lacking_after(&as_sender) == expected);
}

BOOST_AUTO_TEST_CASE(within_a_filter_that_refuses_landlock_the_rest_holds) {
  // systemd 252's @system-service, with SystemCallErrorNumber=EPERM.
  BOOST_TEST(in_child([] {
               put_under_filter({"landlock_create_ruleset", "landlock_add_rule",
                                 "landlock_restrict_self"});
               const auto measures = as_raw_half();
               if (in_force(measures, "landlock-files")) return 1;
               if (!in_force(measures, "system-calls")) return 2;
               if (!in_force(measures, "no-new-privileges")) return 3;
               return error_of(::socket(AF_INET, SOCK_STREAM, 0));
             }) == -SIGSYS);
}

BOOST_AUTO_TEST_CASE(within_a_filter_that_refuses_filters_landlock_holds) {
  BOOST_TEST(in_child([] {
               // After this prctl sets no filter either.
               put_under_filter({"seccomp", "prctl"});
               const auto measures = as_raw_half();
               if (in_force(measures, "system-calls")) return 1;
               if (landlock_abi() < 1) return EACCES;
               if (!in_force(measures, "landlock-files")) return 2;
               return error_of(::open("/etc/passwd", O_RDONLY));
             }) == EACCES);
}
