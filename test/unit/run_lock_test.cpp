// process/descriptors: one run at a time, and nothing left behind.

#define BOOST_TEST_MODULE run_lock
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "process/descriptors.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

struct Folder : TemporaryFolder {
  std::string file = put("key", "");
};

bool is_held(const std::optional<Fd>& lock) { return lock && *lock; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_second_run_is_told_so_until_the_first_has_ended) {
  const Folder folder;
  {
    const auto first = take_run_lock(folder.file);
    BOOST_REQUIRE(is_held(first));
    BOOST_TEST(!take_run_lock(folder.file).has_value());
  }
  BOOST_TEST(is_held(take_run_lock(folder.file)));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_killed_leaves_no_lock) {
  const Folder folder;
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const auto lock = take_run_lock(folder.file);
    const char has_it = is_held(lock) ? 'y' : 'n';
    if (::write(ends[1], &has_it, 1) < 0) ::_exit(1);
    for (;;) ::pause();
  }
  char has_it = 0;
  BOOST_REQUIRE(::read(ends[0], &has_it, 1) == 1);
  BOOST_TEST(has_it == 'y');
  BOOST_TEST(!take_run_lock(folder.file).has_value());
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  BOOST_TEST(is_held(take_run_lock(folder.file)));
}

BOOST_AUTO_TEST_CASE(a_file_that_may_only_be_read_can_be_locked) {
  const Folder folder;
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  BOOST_REQUIRE(::chmod(folder.file.c_str(), 0444) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    const auto lock = take_run_lock(folder.file);
    ::_exit(is_held(lock) ? 0 : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
  BOOST_TEST(fs::file_size(folder.file) == 0u);
}

BOOST_AUTO_TEST_CASE(
    who_may_not_open_the_file_cannot_keep_others_from_running) {
  if (::geteuid() != 0) return;
  const Folder folder;
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  BOOST_REQUIRE(::chmod(folder.file.c_str(), 0640) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(1);
    const auto lock = take_run_lock(folder.file);
    // It may run, and holds nothing.
    ::_exit(lock && !*lock ? 0 : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(without_a_file_there_is_no_lock_and_the_run_goes_on) {
  const auto lock = take_run_lock("/nonexistent/telemetry.key");
  BOOST_REQUIRE(lock.has_value());
  BOOST_TEST(!*lock);
}
