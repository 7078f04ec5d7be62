#include "process/ask_schedule.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "base/file.h"
#include "process/schedule_facts.h"

namespace telemetry {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t output_limit = 64 * 1024;

milliseconds now() {
  timespec time = {};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::duration_cast<milliseconds>(
      std::chrono::seconds(time.tv_sec) +
      std::chrono::nanoseconds(time.tv_nsec));
}

// What the pipe gives until it ends; nothing when that takes too long or is
// too much.
std::optional<std::string> read_until(int pipe, milliseconds deadline) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto left = (deadline - now()).count();
    if (left <= 0 || text.size() > output_limit) return std::nullopt;
    pollfd ready = {.fd = pipe, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t size = ::read(pipe, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::nullopt;
    if (size == 0) return text;
    text.append(buffer, static_cast<std::size_t>(size));
  }
}

// Standard output of systemctl, if it ends well and in time.
std::optional<std::string> ask_systemctl(const ScheduleSources& sources) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const Fd out(ends[0]);
  Fd in(ends[1]);

  std::string program = sources.systemctl;
  std::string arguments[] = {
      "show", "aerospike-telemetry.timer",
      "--property=LoadState,ActiveState,NextElapseUSecRealtime,"
      "TimersCalendar,TimersMonotonic"};
  char* argv[] = {program.data(), arguments[0].data(), arguments[1].data(),
                  arguments[2].data(), nullptr};
  const char* path = std::getenv("PATH");
  std::string variables[] = {
      std::string("PATH=") +
          (path == nullptr ? "/usr/sbin:/usr/bin:/sbin:/bin" : path),
      "LC_ALL=C", "TZ=UTC", "SYSTEMD_COLORS=0"};
  char* environment[] = {variables[0].data(), variables[1].data(),
                         variables[2].data(), variables[3].data(), nullptr};

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, program.c_str(), &actions, nullptr,
                                   argv, environment);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return std::nullopt;
  in.reset();
  const auto deadline = now() + sources.limit;
  auto text = read_until(out.get(), deadline);
  if (!text) ::kill(child, SIGKILL);
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) break;
    // It may have closed its output and go on all the same.
    if (now() >= deadline) ::kill(child, SIGKILL);
    constexpr timespec pause = {.tv_sec = 0, .tv_nsec = 2'000'000};
    ::nanosleep(&pause, nullptr);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return text;
}

}  // namespace

Schedule ask_schedule(const ScheduleSources& sources) {
  struct stat status = {};
  if (::stat(sources.systemd.c_str(), &status) == 0) {
    const auto shown = ask_systemctl(sources);
    const auto schedule = shown ? timer_schedule(*shown) : std::nullopt;
    return schedule.value_or(Schedule{});
  }
  const auto text = read_file(sources.cron, output_limit);
  return text ? cron_schedule(*text) : Schedule{};
}

}  // namespace telemetry
