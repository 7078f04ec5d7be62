// Tries, in the agent's place and under its unit, what the unit forbids and
// what the agent needs. One line for each that is not as it should be; the exit
// status is their number. Outside of the unit most of it must fail to be
// refused, and that is how the test knows that the probe can tell.

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>

namespace {

int wrong = 0;

void refused(bool was_refused, const std::string& what) {
  if (!was_refused) {
    std::printf("allowed: %s\n", what.c_str());
    ++wrong;
  }
}

void allowed(bool was_allowed, const std::string& what) {
  if (!was_allowed) {
    std::printf("refused: %s\n", what.c_str());
    ++wrong;
  }
}

bool can_open(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  close(fd);
  if (flags & O_CREAT) unlink(path.c_str());
  return true;
}

bool can_execute(const char* program) {
  const pid_t child = fork();
  if (child == 0) {
    execl(program, program, nullptr);
    _exit(111);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child &&
         WIFEXITED(status) && WEXITSTATUS(status) != 111;
}

bool can_make_socket(int family, int type) {
  const int fd = socket(family, type | SOCK_CLOEXEC, 0);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

std::string status_line(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  return "";
}

void nothing_to_write() {
  for (const char* directory :
       {"/", "/etc", "/etc/aerospike", "/tmp", "/var/tmp", "/dev/shm", "/run",
        "/run/lock", "/var/log", "/var/lib", "/home", "/root", "/usr/lib"})
    refused(!can_open(std::string(directory) + "/probe", O_WRONLY | O_CREAT),
            std::string("a file in ") + directory);
  refused(!can_open("/etc/aerospike/telemetry.conf", O_WRONLY),
          "writing to the configuration");
  refused(!can_open("/proc/sys/kernel/hostname", O_WRONLY), "a kernel tunable");
}

void nothing_to_see() {
  for (const char* path : {"/home/person/notes", "/root/notes", "/srv/notes",
                           "/opt/aerospike/data/notes", "/etc/shadow"})
    refused(!can_open(path, O_RDONLY), std::string("reading ") + path);
  refused(!can_open("/proc/1/status", O_RDONLY), "other users' processes");
  refused(!can_open("/dev/kmsg", O_RDONLY), "the kernel's log");
}

void nothing_to_start() {
  for (const char* program : {"/bin/true", "/bin/sh", "/usr/bin/id"})
    refused(!can_execute(program), std::string("starting ") + program);
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  refused(page == MAP_FAILED, "memory to write and execute");
}

void no_privilege() {
  refused(geteuid() != 0, "being root");
  for (const char* set : {"CapEff", "CapPrm", "CapBnd", "CapAmb"})
    refused(status_line(set) == "0000000000000000",
            std::string("capabilities ") + set);
  refused(status_line("NoNewPrivs") == "1", "new privileges");
  refused(setuid(0) != 0, "setuid");
  refused(unshare(CLONE_NEWUSER) != 0, "a user namespace");
  refused(unshare(CLONE_NEWNS) != 0, "a mount namespace");
  refused(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0, "ptrace");
  for (const int family : {AF_NETLINK, AF_PACKET, AF_VSOCK})
    refused(!can_make_socket(family, SOCK_DGRAM),
            "a socket of family " + std::to_string(family));
}

void what_the_agent_needs() {
  allowed(can_make_socket(AF_INET, SOCK_STREAM), "AF_INET");
  allowed(can_make_socket(AF_UNIX, SOCK_DGRAM), "AF_UNIX");
  allowed(can_make_socket(AF_INET6, SOCK_STREAM) || errno == EAFNOSUPPORT,
          "AF_INET6");
  for (const char* path :
       {"/etc/aerospike/telemetry.conf", "/etc/aerospike/telemetry.key",
        "/proc/meminfo", "/proc/cpuinfo", "/etc/os-release"})
    allowed(can_open(path, O_RDONLY), std::string("reading ") + path);
  // Its own confinement: systemd 252 counts neither among @system-service.
  const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);
  allowed(abi > 0 || errno == ENOSYS || errno == EOPNOTSUPP, "Landlock");
  const unsigned action = SECCOMP_RET_ERRNO;
  allowed(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0,
          "seccomp");
}

}  // namespace

int main() {
  nothing_to_write();
  nothing_to_see();
  nothing_to_start();
  no_privilege();
  what_the_agent_needs();
  std::printf("%d things are not as they should be\n", wrong);
  return wrong > 255 ? 255 : wrong;
}
