// config/settings_edit: changing a setting changes nothing else, and the file
// is wholly old or wholly new.

#define BOOST_TEST_MODULE settings_edit
#include "config/settings_edit.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "base/file.h"
#include "config/ini_text.h"
#include "support/in_child.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
using namespace std::string_literals;
namespace fs = std::filesystem;

namespace {

using Changes = std::vector<SettingChange>;

std::string edited(const std::string& text, const Changes& changes) {
  const auto result = edit_text(text, changes);
  BOOST_REQUIRE_MESSAGE(result, result.error().message << ": " << text);
  const auto again = edit_text(result->text, changes);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->text == result->text, "the same wish changed the text");
  return result->text;
}

const SettingChange disable = {"main", "disable", "true"};
const Changes disabled = {disable};
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

int exit_of(const Result<std::vector<std::string>>& result) {
  return result ? 0 : static_cast<int>(result.error().exit);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_key_is_changed_where_it_stands) {
  BOOST_TEST(edited("# a\n[main]\nuser = x\ndisable = false\ngroup = y\n",
                    {disable}) ==
             "# a\n[main]\nuser = x\ndisable = true\ngroup = y\n");
}

BOOST_AUTO_TEST_CASE(spacing_separator_case_and_inline_comment_are_kept) {
  BOOST_TEST(
      edited("[main]\n  Disable\t:  no  ; my words ; more\n", {disable}) ==
      "[main]\n  Disable\t:  true  ; my words ; more\n");
  BOOST_TEST(edited("[main]\ndisable=no", {disable}) == "[main]\ndisable=true");
  BOOST_TEST(edited("[main]\ndisable =no \t\n", {disable}) ==
             "[main]\ndisable = true \t\n");
}

BOOST_AUTO_TEST_CASE(an_empty_value_is_filled_and_a_value_emptied) {
  const SettingChange email = {"main", "email", "a@b.c"};
  const SettingChange none = {"main", "email", ""};
  BOOST_TEST(edited("[main]\nemail =\n", {email}) == "[main]\nemail = a@b.c\n");
  BOOST_TEST(edited("[main]\nemail=\r\n", {email}) ==
             "[main]\nemail=a@b.c\r\n");
  BOOST_TEST(edited("[main]\nemail = ; none\n", {email}) ==
             "[main]\nemail = a@b.c ; none\n");
  BOOST_TEST(edited("[main]\nemail = a@b.c\n", {none}) == "[main]\nemail =\n");
  BOOST_TEST(edited("[main]\nemail = a@b.c ; c\n", {none}) ==
             "[main]\nemail = ; c\n");
}

BOOST_AUTO_TEST_CASE(a_commented_default_is_kept_and_the_line_goes_below_it) {
  BOOST_TEST(edited("[main]\n# email = x@y.z\n# more\n\n[privacy]\n",
                    {{"main", "email", "a@b.c"}}) ==
             "[main]\n# email = x@y.z\nemail = a@b.c\n# more\n\n[privacy]\n");
  BOOST_TEST(edited("[main]\n;Email: x", {{"main", "email", "a@b.c"}}) ==
             "[main]\n;Email: x\nemail = a@b.c");
}

BOOST_AUTO_TEST_CASE(a_missing_key_goes_to_the_end_of_its_section) {
  BOOST_TEST(
      edited("[main]\nuser = x\n\n# About logs\n[logging]\n", {disable}) ==
      "[main]\nuser = x\ndisable = true\n\n# About logs\n[logging]\n");
  BOOST_TEST(edited("[main]\n[logging]\n", {disable}) ==
             "[main]\ndisable = true\n[logging]\n");
  BOOST_TEST(edited("[main]\nuser = x\n# end\n\n\n", {disable}) ==
             "[main]\nuser = x\n# end\ndisable = true\n\n\n");
  BOOST_TEST(edited("[main]\nuser = x", {disable}) ==
             "[main]\nuser = x\ndisable = true");
  // email = in another section, or a longer name, is another key.
  BOOST_TEST(edited("[x]\nemail = 1\n[main]\nemails = 2\n",
                    {{"main", "email", "a@b.c"}}) ==
             "[x]\nemail = 1\n[main]\nemails = 2\nemail = a@b.c\n");
}

BOOST_AUTO_TEST_CASE(a_missing_section_goes_to_the_end_of_the_text) {
  BOOST_TEST(edited("", {disable}) == "[main]\ndisable = true\n");
  BOOST_TEST(edited("[asd]\nport = 1\n", {disable}) ==
             "[asd]\nport = 1\n\n[main]\ndisable = true\n");
  BOOST_TEST(edited("[asd]\r\nport = 1\r\n", {disable}) ==
             "[asd]\r\nport = 1\r\n\r\n[main]\r\ndisable = true\r\n");
  BOOST_TEST(edited("[asd]\nport = 1\n\n", {disable}) ==
             "[asd]\nport = 1\n\n[main]\ndisable = true\n");
}

BOOST_AUTO_TEST_CASE(line_ends_and_a_bom_are_kept) {
  BOOST_TEST(
      edited("\xef\xbb\xbf[main]\r\ndisable = no\r\nuser =\r\n", {disable}) ==
      "\xef\xbb\xbf[main]\r\ndisable = true\r\nuser =\r\n");
  BOOST_TEST(edited("[main]\r\n", {disable}) == "[main]\r\ndisable = true\r\n");
  BOOST_TEST(edited("[main]\r\nuser = x", {disable}) ==
             "[main]\r\nuser = x\r\ndisable = true");
}

BOOST_AUTO_TEST_CASE(several_changes_are_made_at_once_and_reported) {
  const auto result = edit_text("[main]\ndisable = false\ninterval = 600\n",
                                Changes{disable,
                                        {"main", "email", "a@b.c"},
                                        {"main", "interval", "600"},
                                        {"logging", "logfile", "syslog"},
                                        {"main", "user", ""}});
  BOOST_REQUIRE(result);
  BOOST_TEST(result->text ==
             "[main]\ndisable = true\ninterval = 600\nemail = a@b.c\nuser =\n\n"
             "[logging]\nlogfile = syslog\n");
  const std::vector<std::string> report = {
      "[main] disable: false -> true", "[main] email: (default) -> a@b.c",
      "[main] interval: is 600 already",
      "[logging] logfile: (default) -> syslog",
      "[main] user: (default) -> (empty)"};
  BOOST_TEST(result->report == report, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_is_changed_twice) {
  BOOST_TEST(
      edited("[main]\ndisable = no\n[main]\ndisable = false\n", {disable}) ==
      "[main]\ndisable = true\n[main]\ndisable = true\n");
}

BOOST_AUTO_TEST_CASE(disable_works_in_a_file_that_is_otherwise_broken) {
  for (const auto& broken :
       {"what is this\n"s, "[main\nuser = x\n"s, "a\0b\n"s,
        "user\n[main]\nx\n"s, "[main]\ndisable = perhaps\n"s,
        std::string(500, 'x'), "\xff\xfe[\0m\0"s,
        "[main]\ndisable = "s + std::string(300, 'x')}) {
    const ConfigText file{"f", edited(broken, {disable})};
    const auto result = parse_settings({&file, 1});
    BOOST_REQUIRE(result);
    BOOST_TEST(result->off.has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_line_that_would_become_too_long_is_refused) {
  const std::string text =
      "[main]\nemail = ; " + std::string(ini_line_limit - 10, 'x');
  const auto result = edit_text(
      text, Changes{{"main", "email", std::string(60, 'a') + "@b.c"}});
  BOOST_REQUIRE(!result);
  BOOST_CHECK(result.error().exit == Exit::usage);
  const auto path = "/" + std::string(300, 'x');
  BOOST_TEST(!edit_text("[main]\n", Changes{{"main", "cafile", path}}));
}

BOOST_AUTO_TEST_CASE(random_texts_read_as_wished_and_differ_in_nothing_else) {
  // Lines that a person, or a hostile editor, may have left.
  const std::string pieces[] = {"[main]\n",
                                "[main] ; c\n",
                                "[logging]\r\n",
                                "[privacy]\n",
                                "[odd]\n",
                                "disable = false\n",
                                "disable=yes ; why\r\n",
                                "  disable : off\n",
                                "# disable = true\n",
                                ";email=\n",
                                "email =\n",
                                "email = q@r.s ; x\n",
                                "email=;\n",
                                "interval = 900\n",
                                "# interval = 600\n",
                                "user = =:\n",
                                "\n",
                                "\r\n",
                                "   \n",
                                "# comment\n",
                                "key = ; only\n",
                                "nonsense\n",
                                "[broken\n",
                                "loglevel = info\n",
                                "\tcontinued = x\n",
                                "= x\n",
                                "email\n",
                                "[]\n",
                                "disable = ;true\n",
                                "DISABLE = On\n"};
  const Changes wishes[] = {
      {disable},
      {{"main", "disable", "false"}},
      {{"main", "email", "a@b.c"}, disable},
      {{"main", "email", ""}},
      {{"main", "interval", "1200"}, {"logging", "loglevel", "error"}},
      {{"privacy", "key-file", "/k"}}};
  std::mt19937 chance(1);  // NOLINT: the same texts in every run
  const auto draw = [&](std::size_t below) { return chance() % below; };
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (auto n = draw(12); n > 0; --n) text += pieces[draw(std::size(pieces))];
    if (draw(3) == 0 && !text.empty()) text.pop_back();
    const auto& wish = wishes[draw(std::size(wishes))];
    const auto after = read_ini(edited(text, wish));
    const auto before = read_ini(text);
    BOOST_TEST(after.problems.size() == before.problems.size(), text);
    for (const auto& change : wish)
      for (const auto& entry : after.entries)
        if (entry.section == change.section && entry.key == change.key)
          BOOST_TEST(entry.value == change.value, text);
    // All other lines are still there, in their order.
    std::set<std::size_t> changed;
    for (const auto& entry : before.entries)
      for (const auto& change : wish)
        if (entry.section == change.section && entry.key == change.key &&
            entry.value != change.value)
          changed.insert(entry.line - 1);
    const auto stem = [](std::string_view line) {
      return line.substr(0, line.find_last_not_of("\r\n") + 1);
    };
    const auto result = edited(text, wish);
    const auto was = lines_of(text);
    const auto is = lines_of(result);
    std::size_t next = 0;
    for (std::size_t i = 0; i < was.size(); ++i) {
      if (changed.contains(i)) continue;
      while (next < is.size() && stem(is[next]) != stem(was[i])) ++next;
      BOOST_TEST(next < is.size(), text << "---\n" << result);
      ++next;
    }
    BOOST_TEST(is.size() <= was.size() + wish.size() + 4);
  }
}

BOOST_AUTO_TEST_CASE(notes_say_what_still_decides_otherwise) {
  const ConfigText files[] = {
      {"c", "[main]\ndisable = false\ninterval = 60\n"},
      {"c.d/x.conf", "[main]\ndisable = true\ninterval = 90\n"}};
  const auto now = parse_settings(files);
  const Changes changes = {{"main", "disable", "false"},
                           {"main", "interval", "60"}};
  BOOST_TEST(
      edit_message(changes, "c", {}, now,
                   Switch{"/etc/default/a:1", "DO_NOT_TRACK=1"})
          .contains("restart.\n"
                    "Note: still disabled by the variable DO_NOT_TRACK=1 "
                    "(/etc/default/a:1)\n"
                    "Note: still disabled by c.d/x.conf:2: disable = true\n"
                    "Note: [main] interval is overridden by c.d/x.conf:3\nThe "
                    "timer"));
  // To switch off needs no note where others say so, too.
  BOOST_TEST(!edit_message(disabled, "c", {}, now, {}).contains("Note"));
  const Result<Configuration> broken = failure(Exit::config, "c:1: bad");
  BOOST_TEST(edit_message(changes, "c", {}, broken, {})
                 .contains("Note: still wrong: c:1: bad\n"));
}

BOOST_AUTO_TEST_CASE(the_message_says_what_changed_from_when_and_what_else) {
  const std::vector<std::string> report = {"[main] interval: 600 -> 1800"};
  const auto now = parse_settings({});
  const auto text = edit_message(Changes{{"main", "interval", "1800"}}, "/c",
                                 report, now, {});
  BOOST_TEST(text.starts_with(
      "/c:\n  [main] interval: 600 -> 1800\nIt holds from the next run on; "
      "nothing needs a restart.\n"));
  BOOST_TEST(text.contains("systemctl edit aerospike-telemetry.timer"));
  BOOST_TEST(text.contains("OnCalendar="));
  BOOST_TEST(text.contains("/etc/cron.d/aerospike-telemetry"));
  BOOST_TEST(
      !edit_message(disabled, "/c", report, now, {}).contains("OnCalendar"));
}

BOOST_AUTO_TEST_CASE(a_change_is_made_and_reported) {
  const Folder folder;
  const auto result = edit_file(folder.conf, disabled);
  BOOST_REQUIRE(result);
  BOOST_TEST(result->at(0) == "[main] disable: false -> true");
  BOOST_TEST(folder.text() == new_text);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_as_wished_is_not_written) {
  const Folder folder;
  folder.put("t.conf", new_text);
  const auto before = status_of(folder.conf).st_ino;
  BOOST_TEST(edit_file(folder.conf, disabled)->at(0) ==
             "[main] disable: is true already");
  BOOST_TEST(status_of(folder.conf).st_ino == before);
}

BOOST_AUTO_TEST_CASE(owner_group_and_mode_are_kept) {
  const Folder folder;
  const bool root = ::geteuid() == 0;
  const uid_t owner = root ? 12345 : ::geteuid();
  const gid_t group = root ? 23456 : ::getegid();
  BOOST_REQUIRE(::chown(folder.conf.c_str(), owner, group) == 0);
  BOOST_REQUIRE(::chmod(folder.conf.c_str(), 0600) == 0);
  const auto before = status_of(folder.conf);
  const mode_t mask = ::umask(0777);
  const auto result = edit_file(folder.conf, disabled);
  ::umask(mask);
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  const auto after = status_of(folder.conf);
  BOOST_TEST(after.st_ino != before.st_ino);
  BOOST_TEST(after.st_uid == owner);
  BOOST_TEST(after.st_gid == group);
  BOOST_TEST(after.st_mode == before.st_mode);
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_is_followed_to_its_file) {
  const Folder folder;
  fs::create_directory(folder / "real");
  fs::rename(folder.conf, folder / "real/r.conf");
  fs::create_symlink("real/r.conf", folder.conf);
  BOOST_REQUIRE(edit_file(folder.conf, disabled));
  BOOST_TEST(fs::is_symlink(folder.conf));
  BOOST_TEST(folder.text() == new_text);
  BOOST_TEST(!fs::is_symlink(folder / "real/r.conf"));
}

BOOST_AUTO_TEST_CASE(a_name_without_a_folder_is_in_the_current_one) {
  const Folder folder;
  BOOST_TEST(in_child([&] {
               if (::chdir(folder.path().c_str()) != 0) return 1;
               return exit_of(edit_file("t.conf", disabled));
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
  const auto result = edit_file(folder.conf, disabled);
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
  BOOST_TEST(exit_of(edit_file(folder.conf, disabled)) == 66);
  BOOST_TEST(fs::is_symlink(folder.conf));
  fs::remove(folder.conf);
  fs::create_symlink("t.conf", folder.conf);
  BOOST_TEST(exit_of(edit_file(folder.conf, disabled)) == 66);
  fs::remove(folder.conf);
  fs::create_directory(folder.conf);
  BOOST_TEST(exit_of(edit_file(folder.conf, disabled)) == 66);
  fs::remove(folder.conf);
  BOOST_REQUIRE(::mkfifo(folder.conf.c_str(), 0600) == 0);
  BOOST_TEST(exit_of(edit_file(folder.conf, disabled)) == 66);
  BOOST_TEST(exit_of(edit_file(folder / "no/t.conf", disabled)) == 66);
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
               const auto result = edit_file(folder.conf, disabled);
               return result.error().message.contains("Permission denied")
                          ? exit_of(result)
                          : 1;
             }) == 77);
  // May write into the folder, but cannot give the file to its owner.
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
  BOOST_TEST(in_child([&] {
               if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
               return exit_of(edit_file(folder.conf, disabled));
             }) == 77);
  BOOST_TEST(folder.text() == old_text);
  BOOST_TEST(folder.files() == 1);
}

BOOST_AUTO_TEST_CASE(the_limit_of_file_sizes_is_an_error_and_no_signal) {
  const Folder folder;
  BOOST_TEST(in_child([&] {
               ::signal(SIGXFSZ, SIG_IGN);  // as main() does
               const rlimit limit = {10, 10};
               if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
               return exit_of(edit_file(folder.conf, disabled));
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
    if (exit_of(edit_file(conf, disabled)) != 75 || !same()) return 2;
    if (::mount("none", mounted.c_str(), nullptr, MS_REMOUNT | MS_RDONLY,
                nullptr) != 0)
      return 99;
    if (exit_of(edit_file(conf, disabled)) != 77 || !same()) return 3;
    return 0;
  });
  if (status == 99)
    BOOST_TEST_MESSAGE("skipped: a tmpfs cannot be mounted here");
  else
    BOOST_TEST(status == 0);
}

// A run locks it, and any user can.
BOOST_AUTO_TEST_CASE(an_edit_waits_for_nobody) {
  const Folder folder;
  const Fd file(::open(folder.conf.c_str(), O_RDONLY | O_CLOEXEC));
  const Fd parent(::open(folder.path().c_str(), O_RDONLY | O_CLOEXEC));
  BOOST_REQUIRE(::flock(file.get(), LOCK_EX) == 0);
  BOOST_REQUIRE(::flock(parent.get(), LOCK_EX) == 0);
  BOOST_TEST(exit_of(edit_file(folder.conf, disabled)) == 0);
  BOOST_TEST(folder.text() == new_text);
}

BOOST_AUTO_TEST_CASE(edits_at_the_same_time_leave_a_whole_file) {
  const Folder folder;
  std::vector<pid_t> children;
  for (int child = 0; child < 8; ++child) {
    const pid_t pid = ::fork();
    BOOST_REQUIRE(pid >= 0);
    if (pid == 0) {
      for (int round = 0; round < 20; ++round)
        if (!edit_file(folder.conf,
                       Changes{{"main", "deadline", std::to_string(10 + round)},
                               disable}))
          ::_exit(1);
      ::_exit(0);
    }
    children.push_back(pid);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
  }
  BOOST_TEST(load_settings(folder.conf)->off.has_value());
  BOOST_TEST(folder.text().size() == sizeof new_text - 1 + 14);
  BOOST_TEST(folder.files() == 1);
}
