// process/deadline and process/descriptors: what holds when all else hangs,
// and what whoever started us has left open.

#define BOOST_TEST_MODULE deadline
#include "process/deadline.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "base/file.h"
#include "process/descriptors.h"
#include "support/in_child.h"

using namespace telemetry;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(a_process_that_hangs_ends_with_a_line_and_status_75) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(in_child([&]() -> int {
               ::dup2(to.get(), 2);
               sigset_t all;
               ::sigfillset(&all);
               ::sigprocmask(SIG_BLOCK, &all, nullptr);
               ::signal(SIGALRM, SIG_IGN);
               end_process_after(200ms);
               for (;;) ::pause();
             }) == 75);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 2s));
  to.reset();
  BOOST_TEST(read_all(from.get(), 1000, "pipe").value() ==
             "aerospike-telemetry: the run's deadline has passed: stopped\n");
}

BOOST_AUTO_TEST_CASE(the_line_does_not_wait_for_a_reader_that_has_stopped) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_NONBLOCK) == 0);
  const Fd from(ends[0]);
  const Fd to(ends[1]);
  while (::write(to.get(), "x", 1) == 1) {
  }
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(in_child([&]() -> int {
               ::fcntl(to.get(), F_SETFL, 0);
               ::dup2(to.get(), 2);
               end_process_after(100ms);
               for (;;) ::pause();
             }) == 75);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 5s));
}

BOOST_AUTO_TEST_CASE(
    a_deadline_that_is_started_ends_the_process_soon_after_it) {
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(in_child([]() -> int {
               const Fd null(::open("/dev/null", O_WRONLY));
               ::dup2(null.get(), 2);
               const auto deadline = start_deadline(300ms);
               if (deadline.left() > 300ms || deadline.left() < 1ms) return 1;
               for (;;) ::pause();
             }) == 75);
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST((took >= 2s));
  BOOST_TEST((took < 8s));
}

BOOST_AUTO_TEST_CASE(a_child_does_not_inherit_it) {
  BOOST_TEST(in_child([] {
               end_process_after(100ms);
               const pid_t pid = ::fork();
               if (pid == 0) {
                 ::usleep(300'000);
                 ::_exit(5);
               }
               // Outlive the alarm: only the child is looked at.
               ::signal(SIGALRM, SIG_IGN);
               int status = 0;
               ::waitpid(pid, &status, 0);
               return WEXITSTATUS(status);
             }) == 5);
}

BOOST_AUTO_TEST_CASE(standard_descriptors_that_were_closed_are_dev_null) {
  BOOST_TEST(in_child([] {
               ::close(0);
               ::close(2);
               if (!open_standard_descriptors()) return 1;
               char x = 0;
               if (::read(0, &x, 1) != 0) return 2;
               return ::write(2, "x", 1) == 1 ? 0 : 3;
             }) == 0);
}

BOOST_AUTO_TEST_CASE(what_was_left_open_is_closed) {
  BOOST_TEST(in_child([] {
               const int low = ::open("/dev/null", O_RDONLY);
               const int high = ::fcntl(low, F_DUPFD, 800);
               close_inherited_descriptors();
               if (::fcntl(low, F_GETFD) >= 0 || ::fcntl(high, F_GETFD) >= 0)
                 return 1;
               return ::fcntl(1, F_GETFD) >= 0 ? 0 : 2;
             }) == 0);
}

BOOST_AUTO_TEST_CASE(a_deadline_within_a_budget_is_the_earlier_one) {
  const auto run_end = Deadline::after(60s);
  BOOST_TEST((run_end.within(5s).left() <= 5s));
  BOOST_TEST((run_end.within(5s).left() > 4s));
  BOOST_CHECK(run_end.within(90s).end() == run_end.end());
  BOOST_TEST(Deadline::after(-1s).left().count() == 0);
}
