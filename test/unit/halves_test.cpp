// process/halves: what the clean half makes of a raw half that works, and of
// every way in which one can be broken or taken over.

#define BOOST_TEST_MODULE halves
#include "process/halves.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <new>
#include <stdexcept>

#include "audit/audit.h"
#include "base/file.h"
#include "base/text.h"
#include "process/frames.h"

using namespace telemetry;
using namespace std::chrono_literals;

namespace {

struct Heard {
  Level level;
  std::string line;
};

Result<std::string> run(const RawBody& body,
                        std::chrono::milliseconds limit = 10s,
                        std::vector<Heard>* heard = nullptr,
                        std::size_t bytes = 1 << 20) {
  const Log log(Level::debug, [heard](Level level, std::string_view line) {
    if (heard != nullptr) heard->push_back({level, std::string(line)});
  });
  return run_raw_half(body, log, Deadline::after(limit), bytes);
}

void check_failure(const Result<std::string>& outcome, Exit exit,
                   std::string_view words) {
  BOOST_REQUIRE(!outcome.has_value());
  BOOST_TEST(outcome.error().message == words);
  BOOST_TEST(static_cast<int>(outcome.error().exit) == static_cast<int>(exit));
}

// The pipe is the raw half's only descriptor above 2.
constexpr int pipe_fd_limit = 256;
int find_pipe() {
  for (int fd = 3; fd < pipe_fd_limit; ++fd)
    if (::fcntl(fd, F_GETFD) >= 0) return fd;
  return -1;
}

// What a taken-over raw half does: writes what it likes, by itself.
RawBody writes(std::string bytes) {
  return [bytes = std::move(bytes)](const Log&) -> Result<std::string> {
    const int fd = find_pipe();
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const auto sent = ::write(fd, rest.data(), rest.size());
      if (sent <= 0) ::_exit(3);
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::_exit(0);
  };
}

// Whether this process's writable memory has the text that `masked` hides.
bool in_memory(const std::string& masked, char mask) {
  const auto maps = read_file("/proc/self/maps", 1 << 20).value();
  const Fd memory(::open("/proc/self/mem", O_RDONLY));
  BOOST_REQUIRE(static_cast<bool>(memory));
  for (const auto line : split(maps, '\n')) {
    // As "7f00-7f08 rw-p ...".
    const std::string text(line);
    char* rest = nullptr;
    const auto first = std::strtoul(text.c_str(), &rest, 16);
    if (*rest != '-') continue;
    const auto last = std::strtoul(rest + 1, &rest, 16);
    const std::string_view mode(rest);
    if (mode.size() < 3 || mode[2] != 'w' || last - first > (256UL << 20))
      continue;
    std::string part(last - first, '\0');
    const auto got = ::pread(memory.get(), part.data(), part.size(),
                             static_cast<off_t>(first));
    if (got <= 0) continue;
    part.resize(static_cast<std::size_t>(got));
    const auto found = std::ranges::search(
        part, masked,
        [mask](char a, char b) { return static_cast<char>(a ^ mask) == b; });
    if (!found.empty()) return true;
  }
  return false;
}

bool no_child_left() {
  return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
}

constexpr char broke[] = "the collecting process broke the rules: stopped";
constexpr char nothing[] = "the collecting process ended without a result";

}  // namespace

BOOST_AUTO_TEST_CASE(the_bytes_of_the_raw_half_arrive_whole) {
  const std::string bytes(900'000, 'x');
  const auto outcome = run([&](const Log&) { return bytes; });
  BOOST_REQUIRE(outcome.has_value());
  BOOST_CHECK(*outcome == bytes);
  BOOST_TEST(no_child_left());
}

BOOST_AUTO_TEST_CASE(nothing_to_report_is_no_error) {
  const auto outcome = run([](const Log&) { return ""; });
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST(*outcome == "");
}

BOOST_AUTO_TEST_CASE(an_error_of_the_raw_half_is_the_error_of_the_run) {
  check_failure(run([](const Log&) -> Result<std::string> {
                  return failure(Exit::data, "refused:\nleaf a.b");
                }),
                Exit::data, "refused:?leaf a.b");
  BOOST_TEST(no_child_left());
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_raw_half_does_not_tell_what_it_says) {
  check_failure(run([](const Log&) -> Result<std::string> {
                  throw std::runtime_error("10.0.0.7");
                }),
                Exit::software,
                "a bug: unexpected exception while making the report");
  check_failure(
      run([](const Log&) -> Result<std::string> { throw std::bad_alloc(); }),
      Exit::software, "not enough memory to make the report");
}

BOOST_AUTO_TEST_CASE(log_lines_of_the_raw_half_arrive_bounded_and_printable) {
  std::vector<Heard> heard;
  const auto outcome = run(
      [](const Log& log) {
        log.info("one\nline");
        log.warning(std::string(5000, 'x'));
        for (int i = 0; i < 3000; ++i) log.debug("more");
        return "{}";
      },
      10s, &heard);
  BOOST_REQUIRE(outcome.has_value());
  BOOST_REQUIRE(heard.size() == frame_log_lines);
  BOOST_TEST(heard[0].line == "one?line");
  BOOST_CHECK(heard[0].level == Level::info);
  BOOST_TEST(heard[1].line == std::string(frame_text_limit, 'x'));
  BOOST_TEST(heard.back().line == "more lines were dropped here");
  BOOST_CHECK(heard.back().level == Level::warning);
}

BOOST_AUTO_TEST_CASE(garbage_in_the_pipe_stops_the_run) {
  check_failure(run(writes("Segmentation fault, probably\n")), Exit::software,
                broke);
  check_failure(run(writes(frame_header('B', 2) + "{}" + "{}")), Exit::software,
                broke);
  std::string lines;
  for (int i = 0; i < 1001; ++i) lines += frame_header('L', 2) + "\1x";
  check_failure(run(writes(lines)), Exit::software, broke);
  BOOST_TEST(no_child_left());
}

BOOST_AUTO_TEST_CASE(too_much_in_the_pipe_stops_the_run) {
  check_failure(run([](const Log&) { return std::string((1 << 20) + 1, 'x'); }),
                Exit::data,
                "the report is longer than 1048576 bytes: nothing is sent");
  check_failure(run(writes(frame_header('B', (1 << 20) + 1))), Exit::software,
                broke);
  const auto fits = run([](const Log&) { return std::string(1 << 20, 'x'); });
  BOOST_TEST(fits.has_value());
}

BOOST_AUTO_TEST_CASE(
    a_raw_half_that_gives_nothing_or_half_a_frame_is_an_error) {
  check_failure(run(writes("")), Exit::software, nothing);
  check_failure(run(writes(frame_header('B', 9) + "{}")), Exit::software,
                nothing);
  check_failure(run([](const Log&) -> Result<std::string> { ::_exit(0); }),
                Exit::software, nothing);
}

BOOST_AUTO_TEST_CASE(
    a_raw_half_that_dies_is_an_error_even_after_its_last_frame) {
  check_failure(run([](const Log&) -> Result<std::string> {
                  ::raise(SIGKILL);
                  return "{}";
                }),
                Exit::software, "the collecting process was killed: Killed");
  check_failure(run([](const Log&) -> Result<std::string> {
                  const auto frame = frame_header('B', 2) + "{}";
                  if (::write(find_pipe(), frame.data(), frame.size()) < 0)
                    ::_exit(3);
                  ::signal(SIGSYS, SIG_DFL);
                  ::raise(SIGSYS);
                  return "{}";
                }),
                Exit::software,
                "the collecting process was killed: Bad system call");
  BOOST_TEST(no_child_left());
}

BOOST_AUTO_TEST_CASE(a_late_raw_half_is_killed_at_the_deadline) {
  const RawBody late[] = {
      // says nothing
      [](const Log&) -> Result<std::string> {
        for (;;) ::pause();
      },
      // never stops to talk
      [](const Log& log) -> Result<std::string> {
        for (;;) {
          log.debug("still here");
          ::usleep(10'000);
        }
      },
      // closes its pipe and lives on
      [](const Log&) -> Result<std::string> {
        const auto frame = frame_header('B', 2) + "{}";
        const int fd = find_pipe();
        if (::write(fd, frame.data(), frame.size()) < 0) ::_exit(3);
        ::close(fd);
        for (;;) ::pause();
      },
  };
  for (const auto& body : late) {
    const auto start = std::chrono::steady_clock::now();
    check_failure(run(body, 200ms), Exit::temporary,
                  "collecting took longer than the run's deadline: stopped");
    BOOST_TEST((std::chrono::steady_clock::now() - start < 2s));
    BOOST_TEST(no_child_left());
  }
}

BOOST_AUTO_TEST_CASE(the_raw_half_has_no_descriptor_but_its_pipe) {
  const Fd secret(::open("/etc/passwd", O_RDONLY));
  const Fd high(::fcntl(secret.get(), F_DUPFD, 900));
  BOOST_REQUIRE(static_cast<bool>(high));
  const auto outcome = run(
      [&](const Log&) {
        std::string open;
        for (int fd = 0; fd < 2000; ++fd)
          if (::fcntl(fd, F_GETFD) >= 0) open += std::to_string(fd) + " ";
        std::string std_is;
        for (int fd = 0; fd < 2; ++fd) {
          char target[64] = {};
          const auto link = "/proc/self/fd/" + std::to_string(fd);
          if (::readlink(link.c_str(), target, sizeof target - 1) > 0)
            std_is += target;
        }
        return open + std_is;
      },
      10s);
  BOOST_REQUIRE(outcome.has_value());
  // Of those from 3 on, one: the pipe.
  const auto& open = *outcome;
  BOOST_TEST(open.starts_with("0 1 2 "));
  BOOST_TEST(open.find(" " + std::to_string(secret.get()) + " ") ==
             std::string::npos);
  BOOST_TEST(open.find(" 900 ") == std::string::npos);
  BOOST_TEST(std::ranges::count(open, ' ') == 4);
  BOOST_TEST(open.ends_with("/dev/null/dev/null"));
}

BOOST_AUTO_TEST_CASE(the_raw_half_dies_with_its_parent) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t middle = ::fork();
  if (middle == 0) {
    const Log log(Level::debug, [&](Level, std::string_view line) {
      if (!write_all(to.get(), line)) ::_exit(3);
    });
    (void)run_raw_half(
        [](const Log& raw_log) -> Result<std::string> {
          // So that nothing but SIGKILL ends it.
          sigset_t all;
          ::sigfillset(&all);
          ::sigprocmask(SIG_BLOCK, &all, nullptr);
          raw_log.info(std::to_string(::getpid()));
          for (;;) ::pause();
        },
        log, Deadline::after(60s), 1);
    ::_exit(0);
  }
  to.reset();
  char text[16] = {};
  BOOST_REQUIRE(::read(from.get(), text, sizeof text - 1) > 0);
  const Fd raw_half(static_cast<int>(
      ::syscall(SYS_pidfd_open, static_cast<pid_t>(std::atoi(text)), 0)));
  BOOST_REQUIRE(raw_half.get() >= 0);
  pollfd ended{raw_half.get(), POLLIN, 0};
  BOOST_TEST(::poll(&ended, 1, 0) == 0);
  ::kill(middle, SIGKILL);
  ::waitpid(middle, nullptr, 0);
  BOOST_TEST(::poll(&ended, 1, 10'000) == 1);
}

BOOST_AUTO_TEST_CASE(the_raw_half_has_left_the_terminal) {
  const Fd master(::posix_openpt(O_RDWR | O_NOCTTY));
  BOOST_REQUIRE(::grantpt(master.get()) == 0);
  BOOST_REQUIRE(::unlockpt(master.get()) == 0);
  const std::string name = ::ptsname(master.get());
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setsid();
    // A session without a terminal gets the first that it opens.
    const Fd terminal(::open(name.c_str(), O_RDWR));
    if (!Fd(::open("/dev/tty", O_RDWR))) ::_exit(1);
    const auto outcome = run([](const Log&) {
      const Fd again(::open("/dev/tty", O_RDWR));
      return again ? "has it" : "has it not";
    });
    ::_exit(outcome && *outcome == "has it not" ? 0 : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(a_report_is_limited_and_what_a_person_asked_for_less_so) {
  BOOST_TEST(report_limit == 8'388'608u);
  BOOST_TEST(shown_limit > report_limit);
}

#if !defined(__SANITIZE_ADDRESS__)
BOOST_AUTO_TEST_CASE(the_raw_half_cannot_be_dumped) {
  const auto outcome =
      run([](const Log&) { return std::to_string(::prctl(PR_GET_DUMPABLE)); });
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST(*outcome == "0");
}
#endif

BOOST_AUTO_TEST_CASE(a_starter_that_ignores_sigchld_does_not_disturb) {
  ::signal(SIGCHLD, SIG_IGN);
  const auto outcome = run([](const Log&) { return "{}"; });
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST(*outcome == "{}");
}

BOOST_AUTO_TEST_CASE(what_the_raw_half_reads_is_nowhere_in_the_clean_half) {
  // A value that only the child has read; the parent learns it masked, so that
  // this search cannot find itself.
  constexpr char mask = '\x40';
  const std::string known = "needle-" + std::to_string(::getpid()) + "-in-here";
  const auto outcome = run([](const Log&) {
    auto secret = read_file("/proc/sys/kernel/random/uuid", 100).value();
    for (char& c : secret) c = static_cast<char>(c ^ mask);
    return secret;
  });
  BOOST_REQUIRE(outcome.has_value());
  BOOST_REQUIRE(outcome->size() == 37u);
  std::string masked_known = known;
  for (char& c : masked_known) c = static_cast<char>(c ^ mask);
  BOOST_TEST(in_memory(masked_known, mask));  // the search does find things
  BOOST_TEST(!in_memory(*outcome, mask));
}
