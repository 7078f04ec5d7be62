// Runs commands in turn, round by round, and prints what each run cost: so that
// two commands are compared under the same load of the machine. It is small
// itself, because a child starts with its parent's peak memory.
//
//   rusage ROUNDS COMMAND... -- COMMAND... [-- COMMAND...]
//
// A line a run: number of the command, CPU of it and its children in
// microseconds, peak resident KiB of its largest process, exit status.
//
//   rusage peaks COMMAND...
//
// A line a process, as it ends: peak resident KiB, name. Traced, so not timed.

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

[[noreturn]] void execute(char** command) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || command[0] == nullptr) ::_exit(127);
  ::dup2(null, 0);
  ::dup2(null, 1);
  if (::getenv("RUSAGE_SHOWS_ERRORS") == nullptr) ::dup2(null, 2);
  ::execv(command[0], command);
  ::_exit(127);
}

long microseconds(const timeval& time) {
  return time.tv_sec * 1'000'000 + time.tv_usec;
}

void run(int number, char** command) {
  const pid_t pid = ::fork();
  if (pid == 0) execute(command);
  int status = 0;
  rusage usage = {};
  ::wait4(pid, &status, 0, &usage);
  std::printf("%d %ld %ld %d\n", number,
              microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
              usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128);
}

// A line of /proc/PID/status.
void print_peak(pid_t pid) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/status", static_cast<int>(pid));
  std::FILE* file = std::fopen(path, "re");
  if (file == nullptr) return;
  char line[256];
  char name[64] = "?";
  constexpr char peak_key[] = "VmHWM:";
  long peak = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    std::sscanf(line, "Name: %63s", name);
    if (std::strncmp(line, peak_key, sizeof peak_key - 1) == 0)
      peak = std::strtol(line + sizeof peak_key - 1, nullptr, 10);
  }
  std::fclose(file);
  std::printf("%ld %s\n", peak, name);
}

void trace_peaks(char** command) {
  const pid_t first = ::fork();
  if (first == 0) {
    ::ptrace(PTRACE_TRACEME, 0, 0, 0);
    ::raise(SIGSTOP);
    execute(command);
  }
  int status = 0;
  ::waitpid(first, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, first, 0,
           PTRACE_O_TRACEEXIT | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
               PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  ::ptrace(PTRACE_CONT, first, 0, 0);
  pid_t pid = 0;
  while ((pid = ::waitpid(-1, &status, __WALL)) > 0) {
    if (!WIFSTOPPED(status)) continue;
    if (status >> 16 == PTRACE_EVENT_EXIT) print_peak(pid);
    const int signal = WSTOPSIG(status);
    const bool ours = signal == SIGTRAP || signal == SIGSTOP;
    ::ptrace(PTRACE_CONT, pid, 0, ours ? 0 : signal);
  }
}

}  // namespace

int main(int count, char** values) {
  if (count < 3) return 64;
  if (std::strcmp(values[1], "peaks") == 0) {
    trace_peaks(values + 2);
    return 0;
  }
  for (int i = 3; i < count; ++i)
    if (std::strcmp(values[i], "--") == 0) values[i] = nullptr;
  for (long round = std::strtol(values[1], nullptr, 10); round > 0; --round) {
    int number = 0;
    for (int i = 2; i < count; ++i)
      if (values[i - 1] == nullptr || i == 2) run(number++, values + i);
  }
}
