// process/run_lock: one run at a time, and nothing left behind.

#define BOOST_TEST_MODULE run_lock
#include "process/run_lock.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace telemetry;
namespace fs = std::filesystem;

namespace {

struct File {
  File() {
    char name[] = "/tmp/run_lock_test.XXXXXX";
    const Fd fd(::mkstemp(name));
    BOOST_REQUIRE(static_cast<bool>(fd));
    path = name;
  }
  ~File() { fs::remove(path); }
  std::string path;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_second_run_is_told_so_until_the_first_has_ended) {
  const File file;
  {
    const auto first = take_run_lock(file.path);
    BOOST_REQUIRE(first.has_value());
    BOOST_REQUIRE(first->has_value());
    const auto second = take_run_lock(file.path);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(!second->has_value());
  }
  BOOST_TEST(take_run_lock(file.path)->has_value());
}

BOOST_AUTO_TEST_CASE(a_run_that_is_killed_leaves_no_lock) {
  const File file;
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const auto lock = take_run_lock(file.path);
    if (::write(ends[1], "x", 1) < 0) ::_exit(1);
    for (;;) ::pause();
  }
  char x = 0;
  BOOST_REQUIRE(::read(ends[0], &x, 1) == 1);
  BOOST_TEST(!take_run_lock(file.path)->has_value());
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  BOOST_TEST(take_run_lock(file.path)->has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_may_only_be_read_can_be_locked) {
  const File file;
  fs::permissions(file.path, fs::perms(0444));
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    const auto lock = take_run_lock(file.path);
    ::_exit(lock && *lock ? 0 : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
  BOOST_TEST(fs::file_size(file.path) == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_an_error_that_names_it) {
  const auto lock = take_run_lock("/nonexistent/telemetry.conf");
  BOOST_REQUIRE(!lock.has_value());
  BOOST_CHECK(lock.error().exit == Exit::no_input);
  BOOST_TEST(lock.error().message ==
             "cannot open /nonexistent/telemetry.conf: No such file or "
             "directory");
}
