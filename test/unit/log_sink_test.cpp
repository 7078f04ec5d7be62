// base/log_sink: where lines go, in which form, and what does not stop a run.

#define BOOST_TEST_MODULE log_sink
#include "base/log_sink.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "base/file.h"
#include "base/text.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

// What `body` writes to standard error.
std::string standard_error(const std::function<void()>& body) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  Fd before(::dup(2));
  ::dup2(to.get(), 2);
  to.reset();
  body();
  ::dup2(before.get(), 2);
  return read_all(from.get(), 1 << 20, "pipe").value();
}

std::string text_of(const std::string& path) {
  return read_file(path, 1 << 20).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(out_is_standard_error_and_has_the_programs_name) {
  ::unsetenv("JOURNAL_STREAM");
  const auto text = standard_error([] {
    const auto log = make_log("out", Level::info);
    log.debug("not this");
    log.info("a\nb\x1b[31m\xff");
    log.error(std::string(3000, 'x'));
  });
  const auto lines = split(text, '\n');
  BOOST_REQUIRE(lines.size() == 3u);  // the last is empty
  BOOST_TEST(lines[0] == "aerospike-telemetry: a?b?[31m?");
  BOOST_TEST(lines[1] == "aerospike-telemetry: " + std::string(1000, 'x'));
}

BOOST_AUTO_TEST_CASE(for_the_journal_a_line_has_its_priority) {
  const auto text = standard_error([] {
    struct stat status = {};
    BOOST_REQUIRE(::fstat(2, &status) == 0);
    ::setenv(
        "JOURNAL_STREAM",
        (std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino))
            .c_str(),
        1);
    const auto log = make_error_log(Level::debug);
    log.debug("d");
    log.info("i");
    log.warning("w");
    log.error("e");
    log.write(Level::critical, "c");
  });
  ::unsetenv("JOURNAL_STREAM");
  BOOST_TEST(text == "<7>d\n<6>i\n<4>w\n<3>e\n<2>c\n");
}

BOOST_AUTO_TEST_CASE(another_journal_stream_is_not_ours) {
  for (const char* stream : {"", "0:0", "x", ":", "1", "1:", "-1:-1"}) {
    ::setenv("JOURNAL_STREAM", stream, 1);
    BOOST_TEST(!journal_reads_errors(), stream);
  }
  ::unsetenv("JOURNAL_STREAM");
}

BOOST_AUTO_TEST_CASE(a_file_is_made_for_owner_and_group_and_appended_to) {
  const TemporaryFolder dir;
  const auto before = ::umask(0);
  for (int run = 0; run < 2; ++run)
    make_log(dir / "log", Level::info).warning("li\tne");
  ::umask(before);
  struct stat status = {};
  BOOST_REQUIRE(::stat((dir / "log").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0640u);
  const auto text = text_of(dir / "log");
  const auto lines = split(text, '\n');
  BOOST_REQUIRE(lines.size() == 3u);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(lines[i].size() == 20 + std::string(" warning: li?ne").size());
    BOOST_TEST(lines[i].substr(20) == " warning: li?ne");
    BOOST_TEST(lines[i][10] == 'T');
    BOOST_TEST(lines[i][19] == 'Z');
  }
}

BOOST_AUTO_TEST_CASE(time_is_utc_in_iso_8601) {
  BOOST_TEST(utc_time(0) == "1970-01-01T00:00:00Z");
  BOOST_TEST(utc_time(1795408892) == "2026-11-23T04:41:32Z");
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused_with_one_line_and_not_fatal) {
  const TemporaryFolder dir;
  fs::create_symlink(dir / "target", dir / "link");
  fs::create_directory(dir / "dir");
  BOOST_REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  const Fd reader(::open((dir / "fifo").c_str(), O_RDONLY | O_NONBLOCK));
  const std::pair<std::string, std::string> table[] = {
      {dir / "link", "it is a symbolic link"},
      {dir / "dir", "Is a directory"},
      {dir / "fifo", "it is not a file"},
      {dir / "no/such", "No such file or directory"},
  };
  for (const auto& [path, why] : table) {
    const auto text = standard_error(
        [&path] { make_log(path, Level::info).info("goes on"); });
    std::string expected = "aerospike-telemetry: logfile: cannot append to ";
    expected.append(path).append(": ").append(why);
    expected += "\naerospike-telemetry: goes on\n";
    BOOST_TEST(text == expected);
  }
  BOOST_TEST(!fs::exists(dir / "target"));
}

BOOST_AUTO_TEST_CASE(a_file_of_no_size_is_refused_with_the_drop_in_that_helps) {
  // LimitFSIZE=0 of the unit. In a child: what is lowered stays so.
  const TemporaryFolder dir;
  const auto text = standard_error([&] {
    const auto child = ::fork();
    if (child == 0) {
      const rlimit none = {0, RLIM_INFINITY};
      ::setrlimit(RLIMIT_FSIZE, &none);
      make_log(dir / "log", Level::info).info("goes on");
      ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
  });
  const auto lines = split(text, '\n');
  BOOST_REQUIRE(lines.size() == 3u);
  BOOST_TEST(lines[0].contains("File too large"));
  BOOST_TEST(lines[0].contains("ReadWritePaths=" + dir.path()));
  BOOST_TEST(lines[0].contains("LimitFSIZE=infinity"));
  BOOST_TEST(lines[1] == "aerospike-telemetry: goes on");
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_the_line_and_nothing_else) {
  const auto text = standard_error([] {
    const auto log = make_log("/dev/full", Level::info);
    log.error("lost");
    log.error("lost, too");
  });
  BOOST_TEST(text == "");
}

BOOST_AUTO_TEST_CASE(a_reader_that_has_stopped_does_not_stop_us) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const Fd from(ends[0]);
  Fd to(ends[1]);
  Fd before(::dup(2));
  ::dup2(to.get(), 2);
  to.reset();
  const auto log = make_error_log(Level::info);
  for (int i = 0; i < 70; ++i) log.info(std::string(1000, 'x'));
  ::dup2(before.get(), 2);  // reached: nothing waited for a reader
  ::fcntl(from.get(), F_SETFL, O_NONBLOCK);
  char part[4096];
  std::size_t size = 0;
  for (ssize_t got = 0; (got = ::read(from.get(), part, sizeof part)) > 0;)
    size += static_cast<std::size_t>(got);
  BOOST_TEST(size >= 60'000u);
  BOOST_TEST(size % 1022 == 0u);  // whole lines
}
