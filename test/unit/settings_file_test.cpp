// config/settings_file: a configuration file is wholly old or wholly new.

#define BOOST_TEST_MODULE settings_file
#include "config/settings_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/settings_load.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

using Changes = std::vector<SettingChange>;

const Changes disable = {{"main", "disable", "true"}};
constexpr char old_text[] = "# mine\n[main]\ndisable = false\nuser = x\n";
constexpr char new_text[] = "# mine\n[main]\ndisable = true\nuser = x\n";

struct Folder : TemporaryFolder {
  std::string text() const {
    std::ifstream in(conf, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }

  std::string conf = put("t.conf", old_text);
};

struct stat status_of(const std::string& path) {
  struct stat status = {};
  BOOST_REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

// Runs in a child process and says how that ended: the exit status, or 128 and
// the signal.
template <class Body>
int in_child(Body&& body) {
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int exit_of(const Result<std::vector<std::string>>& result) {
  return result ? 0 : static_cast<int>(result.error().exit);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_change_is_made_and_reported) {
  const Folder folder;
  const auto result = edit_file(folder.conf, disable);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->at(0) == "[main] disable: false -> true");
  BOOST_TEST(folder.text() == new_text);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_as_wished_is_not_written) {
  const Folder folder;
  folder.put("t.conf", new_text);
  const auto before = status_of(folder.conf).st_ino;
  BOOST_TEST(edit_file(folder.conf, disable)->at(0) ==
             "[main] disable: is true already");
  BOOST_TEST(status_of(folder.conf).st_ino == before);
}

BOOST_AUTO_TEST_CASE(owner_group_mode_and_attributes_are_kept) {
  const Folder folder;
  const bool root = ::geteuid() == 0;
  const uid_t owner = root ? 12345 : ::geteuid();
  const gid_t group = root ? 23456 : ::getegid();
  BOOST_REQUIRE(::chown(folder.conf.c_str(), owner, group) == 0);
  BOOST_REQUIRE(::chmod(folder.conf.c_str(), 0600) == 0);
  const bool has_user_attributes =
      ::setxattr(folder.conf.c_str(), "user.mine", "a\0b", 3, 0) == 0;
  // An ACL: user 77 may read. version 2; entries tag, permissions, id.
  const unsigned char acl[] = {2,  0, 0, 0,                       //
                               1,  0, 6, 0, 255, 255, 255, 255,   // owner
                               2,  0, 4, 0, 77,  0,   0,   0,     // user 77
                               4,  0, 0, 0, 255, 255, 255, 255,   // group
                               16, 0, 4, 0, 255, 255, 255, 255,   // mask
                               32, 0, 0, 0, 255, 255, 255, 255};  // others
  const bool has_acl =
      ::setxattr(folder.conf.c_str(), "system.posix_acl_access", acl,
                 sizeof acl, 0) == 0;
  BOOST_TEST_MESSAGE("user attributes " << has_user_attributes << ", ACL "
                                        << has_acl);
  const auto before = status_of(folder.conf);
  const mode_t mask = ::umask(0777);
  const auto result = edit_file(folder.conf, disable);
  ::umask(mask);
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  const auto after = status_of(folder.conf);
  BOOST_TEST(after.st_ino != before.st_ino);
  BOOST_TEST(after.st_uid == owner);
  BOOST_TEST(after.st_gid == group);
  BOOST_TEST(after.st_mode == before.st_mode);
  char value[100];
  if (has_user_attributes) {
    BOOST_TEST(::getxattr(folder.conf.c_str(), "user.mine", value, 100) == 3);
    BOOST_TEST(std::string(value, 3) == std::string("a\0b", 3));
  }
  if (has_acl) {
    BOOST_TEST(::getxattr(folder.conf.c_str(), "system.posix_acl_access", value,
                          100) == static_cast<ssize_t>(sizeof acl));
    BOOST_TEST(
        std::equal(acl, acl + sizeof acl, value, [](unsigned char a, char b) {
          return a == static_cast<unsigned char>(b);
        }));
  }
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_is_followed_to_its_file) {
  const Folder folder;
  fs::create_directory(folder / "real");
  fs::rename(folder.conf, folder / "real/r.conf");
  fs::create_symlink("real/r.conf", folder.conf);
  BOOST_REQUIRE(edit_file(folder.conf, disable));
  BOOST_TEST(fs::is_symlink(folder.conf));
  BOOST_TEST(folder.text() == new_text);
  BOOST_TEST(!fs::is_symlink(folder / "real/r.conf"));
}

BOOST_AUTO_TEST_CASE(a_name_without_a_folder_is_in_the_current_one) {
  const Folder folder;
  BOOST_TEST(in_child([&] {
               if (::chdir(folder.path().c_str()) != 0) return 1;
               return exit_of(edit_file("t.conf", disable));
             }) == 0);
  BOOST_TEST(folder.text() == new_text);
}

BOOST_AUTO_TEST_CASE(
    a_missing_file_is_created_to_disable_and_for_nothing_else) {
  const Folder folder;
  fs::remove(folder.conf);
  for (const auto& changes :
       {Changes{{"main", "disable", "false"}}, Changes{{"main", "user", "x"}}})
    BOOST_TEST(exit_of(edit_file(folder.conf, changes)) == 66);
  BOOST_TEST(folder.files() == 0);
  const mode_t mask = ::umask(0777);
  const auto result = edit_file(folder.conf, disable);
  ::umask(mask);
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(folder.text() == "[main]\ndisable = true\n");
  BOOST_TEST((status_of(folder.conf).st_mode & 07777) == 0644);
  BOOST_TEST(load_settings(folder.conf)->off.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
  const Folder folder;
  fs::remove(folder.conf);
  fs::create_symlink("nowhere", folder.conf);
  BOOST_TEST(exit_of(edit_file(folder.conf, disable)) == 66);
  BOOST_TEST(fs::is_symlink(folder.conf));
  fs::remove(folder.conf);
  fs::create_symlink("t.conf", folder.conf);
  BOOST_TEST(exit_of(edit_file(folder.conf, disable)) == 66);
  fs::remove(folder.conf);
  fs::create_directory(folder.conf);
  BOOST_TEST(exit_of(edit_file(folder.conf, disable)) == 66);
  fs::remove(folder.conf);
  BOOST_REQUIRE(::mkfifo(folder.conf.c_str(), 0600) == 0);
  BOOST_TEST(exit_of(edit_file(folder.conf, disable)) == 66);
  BOOST_TEST(exit_of(edit_file(folder / "no/t.conf", disable)) == 66);
}

BOOST_AUTO_TEST_CASE(without_permission_nothing_changes) {
  if (::geteuid() != 0) {
    BOOST_TEST_MESSAGE("skipped: only root can become someone else");
    return;
  }
  const Folder folder;
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  BOOST_TEST(in_child([&] {
               if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
               const auto result = edit_file(folder.conf, disable);
               return result.error().message.contains("Permission denied")
                          ? exit_of(result)
                          : 1;
             }) == 77);
  // May write into the folder, but cannot give the file to its owner.
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
  BOOST_TEST(in_child([&] {
               if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
               return exit_of(edit_file(folder.conf, disable));
             }) == 77);
  BOOST_TEST(folder.text() == old_text);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(the_limit_of_file_sizes_is_an_error_and_no_signal) {
  const Folder folder;
  BOOST_TEST(in_child([&] {
               const rlimit limit = {10, 10};
               if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
               return exit_of(edit_file(folder.conf, disable));
             }) == 75);
  BOOST_TEST(folder.text() == old_text);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(
    a_full_or_read_only_file_system_leaves_the_old_file_whole) {
  const Folder folder;
  const auto mounted = folder / "small";
  fs::create_directory(mounted);
  const int status = in_child([&] {
    // A mount namespace of its own: nothing is left behind.
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", mounted.c_str(), "tmpfs", 0, "size=8k") != 0)
      return 99;
    const auto conf = mounted + "/t.conf";
    std::ofstream(conf) << old_text;
    std::ofstream(mounted + "/rest") << std::string(8192, 'x');
    const auto same = [&] {
      std::ifstream in(conf);
      std::stringstream out;
      out << in.rdbuf();
      return out.str() == old_text &&
             std::distance(fs::directory_iterator(mounted),
                           fs::directory_iterator()) == 2;
    };
    if (exit_of(edit_file(conf, disable)) != 75 || !same()) return 2;
    if (::mount("none", mounted.c_str(), nullptr, MS_REMOUNT | MS_RDONLY,
                nullptr) != 0)
      return 99;
    if (exit_of(edit_file(conf, disable)) != 77 || !same()) return 3;
    return 0;
  });
  if (status == 99)
    BOOST_TEST_MESSAGE("skipped: a tmpfs cannot be mounted here");
  else
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(each_call_that_fails_leaves_the_file_whole_and_no_other) {
  // How many calls a good edit makes.
  int calls = 0;
  {
    const Folder folder;
    ::setxattr(folder.conf.c_str(), "user.mine", "a", 1, 0);
    BOOST_REQUIRE(edit_file(folder.conf, disable, [&](std::string_view) {
      ++calls;
      return 0;
    }));
  }
  BOOST_TEST(calls >= 10);
  for (const int error : {EIO, ENOSPC, EACCES, EROFS}) {
    for (int failing = 0; failing < calls; ++failing) {
      const Folder folder;
      ::setxattr(folder.conf.c_str(), "user.mine", "a", 1, 0);
      int call = 0;
      std::string name;
      const auto result =
          edit_file(folder.conf, disable, [&](std::string_view called) {
            if (call++ != failing) return 0;
            name = called;
            return error;
          });
      BOOST_TEST_CONTEXT(name << " fails") {
        // Reading the new file's own attribute first is only a short cut.
        BOOST_TEST((!result || name == "fgetxattr"));
        if (!result) {
          BOOST_TEST(!result.error().message.contains('\n'));
          BOOST_TEST(result.error().message.contains(folder.conf));
        }
        BOOST_TEST(folder.text() ==
                   (result || name == "fsync folder" ? new_text : old_text));
        BOOST_TEST(folder.files() == 1);
        BOOST_REQUIRE(edit_file(folder.conf, disable));
        BOOST_TEST(folder.text() == new_text);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_crash_at_any_call_leaves_the_file_whole_and_edits_work) {
  int last = 0;
  for (int crash = 0;; ++crash) {
    const Folder folder;
    const int status = in_child([&] {
      int call = 0;
      const auto result =
          edit_file(folder.conf, disable, [&](std::string_view) {
            if (call++ == crash) ::_exit(42);
            return 0;
          });
      return exit_of(result);
    });
    const auto text = folder.text();
    BOOST_TEST((text == old_text || text == new_text));
    BOOST_TEST(load_settings(folder.conf).has_value());
    BOOST_TEST(folder.files() <= 2);
    BOOST_REQUIRE(edit_file(folder.conf, Changes{{"main", "interval", "900"},
                                                 {"main", "disable", "true"}}));
    BOOST_TEST(folder.files() == 1);
    BOOST_TEST(folder.text() == std::string(new_text) + "interval = 900\n");
    last = crash;
    if (status == 0) break;
    BOOST_REQUIRE(status == 42);
  }
  BOOST_TEST(last >= 10);
}

BOOST_AUTO_TEST_CASE(a_write_that_takes_a_part_is_gone_on_with) {
  const Folder folder;
  folder.put("t.conf", "[main]\n# " + std::string(900'000, 'x') + "\n");
  int interrupted = 0;
  BOOST_REQUIRE(edit_file(folder.conf, disable, [&](std::string_view call) {
    return call == "write" && interrupted++ < 3 ? EINTR : 0;
  }));
  BOOST_TEST(interrupted >= 4);
  BOOST_TEST(folder.text() ==
             "[main]\n# " + std::string(900'000, 'x') + "\ndisable = true\n");
}

BOOST_AUTO_TEST_CASE(concurrent_edits_all_come_true) {
  const Folder folder;
  const Changes wishes[] = {
      {{"main", "disable", "true"}},     {{"main", "user", "u"}},
      {{"main", "group", "g"}},          {{"main", "email", "a@b.c"}},
      {{"main", "interval", "1800"}},    {{"main", "cafile", "/ca"}},
      {{"logging", "loglevel", "info"}}, {{"main", "proxy", "p:1"}}};
  std::vector<pid_t> children;
  for (const auto& wish : wishes) {
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      for (int round = 0; round < 5; ++round) {
        auto changes = wish;
        changes.push_back(
            {"main", "deadline", std::to_string(10 + ::getpid() % 90)});
        if (!edit_file(folder.conf, changes)) ::_exit(1);
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
  }
  const auto settings = load_settings(folder.conf)->settings;
  BOOST_TEST(settings.disable);
  BOOST_TEST(settings.user == "u");
  BOOST_TEST(settings.group == "g");
  BOOST_TEST(settings.email == "a@b.c");
  BOOST_TEST(settings.interval.count() == 1800);
  BOOST_TEST(settings.cafile == "/ca");
  BOOST_CHECK(settings.loglevel == Level::info);
  BOOST_TEST(settings.proxy == "p:1");
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(an_edit_does_not_wait_for_a_run_that_locks_the_file) {
  const Folder folder;
  const int run = ::open(folder.conf.c_str(), O_RDONLY | O_CLOEXEC);
  BOOST_REQUIRE(::flock(run, LOCK_EX) == 0);
  BOOST_TEST(exit_of(edit_file(folder.conf, disable)) == 0);
  ::close(run);
}
