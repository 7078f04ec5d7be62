// What the halves may not ask the kernel for: the tables behind confine.h, as
// read against all system calls of Linux 6.19 on x86-64 and arm64.
//
// What is not in a table is allowed, by family because
//
// - own memory, threads, signals, timers, waiting: they reach this process
//   alone;
// - read, write, locks, recv, sockopts, asynchronous I/O: they need a
//   descriptor, and which there are is sealed (halves.h) or fenced by Landlock;
// - stat, access, readlink, getdents: libraries call them all the time; they
//   tell that a file is there, and nothing in it;
// - uname, sysinfo, getpid, sched_get*, clocks, chance: they tell no secret;
// - landlock_*, setsid: they only take away.

#pragma once

#include <asm/ioctls.h>
#include <asm/sockios.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cstdint>

namespace telemetry {

// Newer calls than the oldest headers know that this is built with. From 424 on
// the numbers are the same on every architecture.
enum Newer : long {
  process_mrelease = 448,
  fchmodat2 = 452,
  statmount = 457,
  listmount = 458,
  lsm_set_self_attr = 460,
  setxattrat = 463,
  getxattrat = 464,
  listxattrat = 465,
  removexattrat = 466,
  open_tree_attr = 467,
  file_getattr = 468,
  file_setattr = 469,
  listns = 470,
};

// An argument that is looked at. Of flags and numbers the kernel takes 32 bits,
// so no more are compared, lest what it cuts off hide the rest; is_not looks at
// all 64, for pointers.
struct Condition {
  enum class Test { none, bits, is_not, above };
  unsigned argument = 0;
  Test test = Test::none;
  std::uint32_t value = 0;
  std::uint32_t mask = 0;
};
constexpr Condition bits(unsigned argument, std::uint32_t mask,
                         std::uint32_t value) {
  return {argument, Condition::Test::bits, value, mask};
}
constexpr Condition is(unsigned argument, std::uint32_t value) {
  return bits(argument, 0xffff'ffff, value);
}
constexpr Condition has(unsigned argument, std::uint32_t mask) {
  return bits(argument, mask, mask);
}
constexpr Condition is_not(unsigned argument, std::uint32_t value) {
  return {argument, Condition::Test::is_not, value};
}
constexpr Condition above(unsigned argument, std::uint32_t value) {
  return {argument, Condition::Test::above, value};
}

struct Looked {
  long call;
  Condition first;
  Condition second = {};  // where there is one, both must hold
};

// --- both halves, from before they part -------------------------------------

inline constexpr long killed_in_both[] = {
    // another program
    SYS_execve, SYS_execveat,
    // other processes
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev,
    SYS_process_madvise, process_mrelease, SYS_pidfd_open, SYS_pidfd_getfd,
    SYS_pidfd_send_signal, SYS_kcmp,
    // ways around a filter, and into the kernel
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_bpf,
    SYS_userfaultfd, SYS_perf_event_open, SYS_keyctl, SYS_add_key,
    SYS_request_key, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_kexec_load, SYS_kexec_file_load, SYS_open_by_handle_at,
    // another view of the system
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
    SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_move_mount,
    SYS_open_tree, open_tree_attr, SYS_mount_setattr, SYS_reboot, SYS_swapon,
    SYS_swapoff};

inline constexpr long refused_in_both[] = {
// files, and what is written on them; arm64 has none of the old forms
#if defined(SYS_open)
    SYS_chmod, SYS_chown, SYS_creat, SYS_futimesat, SYS_lchown, SYS_link,
    SYS_mkdir, SYS_mknod, SYS_rename, SYS_rmdir, SYS_symlink, SYS_unlink,
    SYS_utime, SYS_utimes,
#endif
    SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_linkat, SYS_symlinkat,
    SYS_mkdirat, SYS_mknodat, SYS_fchmod, SYS_fchmodat, fchmodat2, SYS_fchown,
    SYS_fchownat, SYS_truncate, SYS_ftruncate, SYS_fallocate, SYS_utimensat,
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, setxattrat, SYS_removexattr,
    SYS_lremovexattr, SYS_fremovexattr, removexattrat, file_setattr,
    // what is written on files, and where they are, without opening them
    SYS_getxattr, SYS_lgetxattr, getxattrat, SYS_listxattr, SYS_llistxattr,
    listxattrat, file_getattr, SYS_name_to_handle_at, statmount, listmount,
    listns, SYS_fanotify_init, SYS_fanotify_mark, SYS_quotactl, SYS_quotactl_fd,
    SYS_acct, SYS_memfd_create, SYS_memfd_secret,
    // talking to others on this host by what is not a file
    SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_semget, SYS_semop,
    SYS_semtimedop, SYS_semctl, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_mq_open,
    SYS_mq_unlink, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    // how others run
    SYS_setpriority, SYS_ioprio_set, SYS_sched_setparam, SYS_sched_setscheduler,
    SYS_sched_setattr, SYS_sched_setaffinity, SYS_migrate_pages, SYS_move_pages,
    SYS_setpgid,
#if defined(SYS_modify_ldt)
    SYS_modify_ldt, SYS_iopl, SYS_ioperm, SYS_uselib,
#endif
    // who we are and what we may; the machine and its clock
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid,
    SYS_setresgid, SYS_setgroups, SYS_setfsuid, SYS_setfsgid, SYS_capset,
    SYS_personality, lsm_set_self_attr, SYS_syslog, SYS_vhangup,
    SYS_sethostname, SYS_setdomainname, SYS_settimeofday, SYS_clock_settime,
    SYS_clock_adjtime, SYS_adjtimex};

inline constexpr Looked looked_at_in_both[] = {
// opening to write: a bit each for O_WRONLY and O_RDWR, and both at once
#if defined(SYS_open)
    {SYS_open, has(1, O_WRONLY)},
    {SYS_open, has(1, O_RDWR)},
    {SYS_open, has(1, O_CREAT)},
    {SYS_open, has(1, O_TRUNC)},
#endif
    {SYS_openat, has(2, O_WRONLY)},
    {SYS_openat, has(2, O_RDWR)},
    {SYS_openat, has(2, O_CREAT)},
    {SYS_openat, has(2, O_TRUNC)},
    // typing into the terminal, hanging it up, taking it
    {SYS_ioctl, is(1, TIOCSTI)},
    {SYS_ioctl, is(1, TIOCLINUX)},
    {SYS_ioctl, is(1, TIOCSETD)},
    {SYS_ioctl, is(1, TIOCSCTTY)},
    {SYS_ioctl, is(1, TIOCNOTTY)},
    {SYS_ioctl, is(1, TIOCCONS)},
    {SYS_ioctl, is(1, TIOCVHANGUP)},
    // what the keys of a console type: KDSKBENT, KDSKBSENT and their family
    {SYS_ioctl, bits(1, 0xff00, 'K' << 8)},
    // signals to whomever a descriptor names, or the terminal's processes
    {SYS_ioctl, is(1, FIOASYNC)},
    {SYS_ioctl, is(1, FIOSETOWN)},
    {SYS_ioctl, is(1, SIOCSPGRP)},
    {SYS_fcntl, is(1, F_SETOWN)},
    {SYS_fcntl, is(1, F_SETOWN_EX)},
    {SYS_fcntl, is(1, F_SETSIG)},
    {SYS_fcntl, is(1, F_SETLEASE)},
    {SYS_fcntl, is(1, F_NOTIFY)},
    {SYS_fcntl, is(1, F_SETFL), has(2, O_ASYNC)},
};

// Probed by libraries that can do without: they fall back to a call whose
// arguments a filter can see.
inline constexpr long not_there_in_both[] = {SYS_openat2};

// --- either half, when it is on its own --------------------------------------

inline constexpr long killed_alone[] = {
#if defined(SYS_fork)
    SYS_fork, SYS_vfork,
#endif
    SYS_listen, SYS_accept, SYS_accept4};

inline constexpr long refused_alone[] = {SYS_prctl, SYS_setrlimit, SYS_seccomp};

inline constexpr Looked looked_at_alone[] = {
    {SYS_mprotect, has(2, PROT_EXEC)},
    {SYS_pkey_mprotect, has(2, PROT_EXEC)},
    {SYS_prlimit64, is_not(2, 0)},  // a new limit: getrlimit(2) has none
};

inline constexpr long not_there_alone[] = {SYS_clone3};

// --- the raw half -----------------------------------------------------------

inline constexpr long killed_in_raw[] = {SYS_socket, SYS_socketpair,
                                         SYS_connect, SYS_bind, SYS_clone};

inline constexpr long refused_in_raw[] = {
    // messages whose address a filter cannot see
    SYS_sendmsg, SYS_sendmmsg,
// who touches which file
#if defined(SYS_inotify_init)
    SYS_inotify_init,
#endif
    SYS_inotify_init1, SYS_inotify_add_watch};

inline constexpr Looked looked_at_in_raw[] = {
    {SYS_mmap, has(2, PROT_EXEC)},
    {SYS_sendto, is_not(4, 0)},  // an address: send(2) has none
};

// --- the sender: name resolution, TCP and TLS -------------------------------

inline constexpr Looked killed_in_sender[] = {
    {SYS_clone, bits(0, CLONE_THREAD, 0)},  // a process: libcurl has threads
};

inline constexpr Looked looked_at_in_sender[] = {
    // Modules of the name service are mapped from their files.
    {SYS_mmap, has(2, PROT_WRITE | PROT_EXEC)},
    // Local sockets (1), the Internet (2, 10) and netlink (16) alone; up to UDP
    // (17) alone of the protocols: MPTCP, SMC and the like reach a TCP port
    // without Landlock's being asked.
    {SYS_socket, is(0, 3)},
    {SYS_socket, bits(0, ~3U, 4)},  // 4 to 7
    {SYS_socket, bits(0, ~1U, 8)},  // 8 and 9
    {SYS_socket, is(0, 11)},
    {SYS_socket, bits(0, ~3U, 12)},  // 12 to 15
    {SYS_socket, above(0, 16)},
    {SYS_socket, above(2, 17)},
    // So does what connects by sending.
    {SYS_sendto, has(3, MSG_FASTOPEN)},
    {SYS_sendmsg, has(2, MSG_FASTOPEN)},
    {SYS_sendmmsg, has(3, MSG_FASTOPEN)}};

}  // namespace telemetry
