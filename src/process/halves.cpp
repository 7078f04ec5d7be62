#include "process/halves.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <optional>

#include "base/file.h"
#include "process/descriptors.h"

namespace telemetry {
namespace {

// --- in the raw half --------------------------------------------------------

void send(int fd, std::string_view bytes) {
  // Nobody reads any more: there is nothing left to do here.
  if (!write_all(fd, bytes)) ::_exit(1);
}

Log pipe_log(int fd) {
  const auto lines = std::make_shared<std::size_t>(0);
  // The parent's Log knows the threshold.
  return {Level::debug, [fd, lines](Level level, std::string_view line) {
            if (++*lines > frame_log_lines) return;
            send(fd, *lines < frame_log_lines
                         ? frame_of(level, line)
                         : frame_of(Level::warning,
                                    "more lines were dropped here"));
          }};
}

Result<std::string> run_body(const RawBody& body, const Log& log) {
  try {
    return body(log);
  } catch (const std::bad_alloc&) {
    return failure(Exit::software, "not enough memory to make the report");
  } catch (...) {
    // what() may quote what the server sent.
    return failure(Exit::software,
                   "a bug: unexpected exception while making "
                   "the report");
  }
}

[[noreturn]] void be_raw_half(const RawBody& body, int fd, std::size_t limit,
                              pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before that took hold
  // Without a terminal there is nobody's shell to type into. (The parent stays:
  // Ctrl-C is to end a run.)
  ::setsid();
  undumpable();
  auto outcome = seal_descriptors(fd)
                     ? run_body(body, pipe_log(fd))
                     : failure(Exit::software, "cannot open /dev/null");
  if (outcome && outcome->size() > limit)
    outcome = failure(Exit::data, "the report is longer than " +
                                      std::to_string(limit) +
                                      " bytes: nothing is sent");
  if (!outcome) {
    send(fd, frame_of(outcome.error()));
  } else {
    send(fd, frame_header('B', outcome->size()));
    send(fd, *outcome);
  }
  ::_exit(0);
}

// --- in the clean half ------------------------------------------------------

// A child that is killed, and reaped, at the latest when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    // A process that the kernel cannot end at once (stuck in a file system) is
    // left to init.
    wait(Deadline::after(std::chrono::seconds(1)));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Its wait status, or nothing when it has not ended by then.
  std::optional<int> wait(const Deadline& deadline) {
    for (;;) {
      int status = 0;
      const auto pid = ::waitpid(pid_, &status, WNOHANG);
      if (pid == pid_ || (pid < 0 && errno != EINTR)) {
        pid_ = -1;
        return pid < 0 ? -1 : status;
      }
      if (deadline.left().count() == 0) return std::nullopt;
      ::poll(nullptr, 0, 1);
    }
  }

 private:
  pid_t pid_;
};

Error unusable(const std::string& what) {
  return {Exit::software, "the collecting process " + what};
}

Error late() {
  return {Exit::temporary,
          "collecting took longer than the run's deadline: stopped"};
}

// Reads until the child closes its end.
Result<void> read_frames(int fd, FrameReader& frames,
                         const Deadline& deadline) {
  std::array<char, 16'384> part;
  for (;;) {
    pollfd ready{fd, POLLIN, 0};
    const int count =
        ::poll(&ready, 1, static_cast<int>(deadline.left().count()));
    // A child that never stops to write must not keep us past the deadline.
    if (count == 0 || deadline.left().count() == 0)
      return std::unexpected(late());
    const auto got = count < 0 ? -1 : ::read(fd, part.data(), part.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return std::unexpected(unusable("cannot be heard"));
    if (got == 0) return {};
    if (!frames.take({part.data(), static_cast<std::size_t>(got)}))
      return std::unexpected(unusable("broke the rules: stopped"));
  }
}

}  // namespace

Result<std::string> run_raw_half(const RawBody& body, const Log& log,
                                 Deadline deadline, std::size_t limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return failure(Exit::temporary,
                   std::string("cannot make a pipe: ") + std::strerror(errno));
  const Fd from(ends[0]);
  Fd to(ends[1]);
  // Where whoever started us ignores it, children leave no status behind.
  ::signal(SIGCHLD, SIG_DFL);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0)
    return failure(Exit::temporary,
                   std::string("cannot start the collecting process: ") +
                       std::strerror(errno));
  if (pid == 0) be_raw_half(body, to.get(), limit, parent);
  to.reset();
  Child child(pid);
  FrameReader frames(limit, log);
  TRY(read_frames(from.get(), frames, deadline));
  const auto status = child.wait(deadline);
  if (status && WIFSIGNALED(*status))
    return std::unexpected(
        unusable(std::string("was killed: ") + ::strsignal(WTERMSIG(*status))));
  if (!frames.outcome() || (status && *status != 0))
    return std::unexpected(unusable("ended without a result"));
  if (!status) return std::unexpected(late());
  return *std::move(frames.outcome());
}

}  // namespace telemetry
