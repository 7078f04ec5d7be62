// base/file: what is written is written whole, or there is a reason why not.

#define BOOST_TEST_MODULE file
#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <filesystem>
#include <string>

#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

struct stat status_of(const std::string& path) {
  struct stat status = {};
  BOOST_REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

std::string text_of(const std::string& path) {
  return read_file(path, 100).value();
}

int exit_of(const Result<void>& result) {
  return result ? 0 : static_cast<int>(result.error().exit);
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(a_new_file_has_the_mode_and_nothing_else_is_left) {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(0777);
  const auto result = replace_file(folder / "a", "text", {.mode = 0640});
  ::umask(mask);
  BOOST_REQUIRE(result);
  BOOST_TEST(text_of(folder / "a") == "text");
  BOOST_TEST((status_of(folder / "a").st_mode & 07777) == 0640u);
  BOOST_TEST(folder.files() == 1);
}

// Whoever has the old one open, or linked, does not see what is written.
BOOST_AUTO_TEST_CASE(an_old_file_is_replaced_and_never_written_into) {
  const TemporaryFolder folder;
  folder.put("a", "old");
  fs::create_hard_link(folder / "a", folder / "other");
  BOOST_REQUIRE(::chmod((folder / "a").c_str(), 0644) == 0);
  if (::geteuid() == 0)
    BOOST_REQUIRE(::chown((folder / "a").c_str(), 1234, 5678) == 0);
  BOOST_REQUIRE(replace_file(folder / "a", "new", {.mode = 0600}));
  BOOST_TEST(text_of(folder / "other") == "old");
  BOOST_TEST(text_of(folder / "a") == "new");
  BOOST_TEST((status_of(folder / "a").st_mode & 07777) == 0600u);
  BOOST_TEST(status_of(folder / "a").st_uid == ::geteuid());
}

BOOST_AUTO_TEST_CASE(owner_group_and_mode_are_kept_on_demand) {
  if (::geteuid() != 0) return;  // only root may give files away
  const TemporaryFolder folder;
  folder.put("a", "old");
  BOOST_REQUIRE(::chown((folder / "a").c_str(), 1234, 5678) == 0);
  BOOST_REQUIRE(::chmod((folder / "a").c_str(), 0604) == 0);
  BOOST_REQUIRE(replace_file(folder / "a", "new",
                             {.mode = 0640,
                              .group = 1,
                              .keep_owner_and_group = true,
                              .keep_mode = true}));
  BOOST_TEST(status_of(folder / "a").st_uid == 1234u);
  BOOST_TEST(status_of(folder / "a").st_gid == 5678u);
  BOOST_TEST((status_of(folder / "a").st_mode & 07777) == 0604u);
  BOOST_REQUIRE(replace_file(folder / "b", "new", {.group = 1}));
  BOOST_TEST(status_of(folder / "b").st_gid == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_not_replaced) {
  const TemporaryFolder folder;
  const auto target = folder.put("target", "old");
  fs::create_symlink(target, folder / "link");
  fs::create_directory(folder / "folder");
  BOOST_REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const auto before = folder.files();
  for (const auto* name : {"link", "folder", "fifo", "no/such", "target/x"})
    BOOST_TEST(exit_of(replace_file(folder / name, "new", {})) == 66, name);
  BOOST_TEST(exit_of(replace_file("/dev/null", "new", {})) == 66);
  BOOST_TEST(text_of(target) == "old");
  BOOST_TEST(folder.files() == before);
}
