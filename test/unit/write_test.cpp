// base/write: all of it, or a reason why not.

#define BOOST_TEST_MODULE write
#include "base/write.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <string>

#include "base/handle.h"

using namespace telemetry;

BOOST_AUTO_TEST_CASE(more_than_a_pipe_holds_is_written_whole_despite_signals) {
  const std::string text(1'000'000, 'x');
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t writer = ::fork();
  if (writer == 0) {
    struct sigaction action = {};
    action.sa_handler = [](int) {};  // without SA_RESTART: EINTR
    ::sigaction(SIGALRM, &action, nullptr);
    const itimerval often{{0, 1000}, {0, 1000}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
    ::_exit(write_all(to.get(), text) ? 0 : 1);
  }
  to.reset();
  std::size_t size = 0;
  std::array<char, 4096> part;
  for (ssize_t got = 0;
       (got = ::read(from.get(), part.data(), part.size())) > 0;) {
    size += static_cast<std::size_t>(got);
    ::usleep(100);
  }
  int status = -1;
  ::waitpid(writer, &status, 0);
  BOOST_TEST(status == 0);
  BOOST_TEST(size == text.size());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_has_a_reason) {
  const Fd full(::open("/dev/full", O_WRONLY));
  BOOST_TEST(!write_all(full.get(), "x"));
  BOOST_TEST(errno == ENOSPC);
  BOOST_TEST(!write_all(-1, "x"));
  BOOST_TEST(errno == EBADF);
  BOOST_TEST(write_all(-1, ""));
}
