// config/switches: a no is a no, in the environment and in /etc/default.

#define BOOST_TEST_MODULE switches
#include "config/switches.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <map>

#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

constexpr std::span<const std::string> no_files;

const char* nothing(const char*) { return nullptr; }

std::optional<Switch> with(const std::string& variable, const char* value) {
  return switched_off(
      [&](const char* name) { return variable == name ? value : nullptr; },
      no_files);
}

constexpr char neither[] =
    "is neither a yes nor a no; it is taken as a wish to send nothing";

}  // namespace

BOOST_AUTO_TEST_CASE(a_known_no_switches_off_without_a_word) {
  for (const auto* no :
       {"FALSE", "false", "0", "No", "off", "disabled", "disable", "none", "n",
        "f", "\"false\"", "'off'", " no ", "never"}) {
    const auto off = with("AEROSPIKE_TELEMETRY", no);
    BOOST_REQUIRE_MESSAGE(off, no);
    BOOST_TEST(off->remark == "");
    BOOST_CHECK(off->exit == Exit::ok);
  }
  for (const auto* no : {"1", "true", "YES", " on ", "\"1\""}) {
    const auto off = with("DO_NOT_TRACK", no);
    BOOST_REQUIRE_MESSAGE(off, no);
    BOOST_TEST(off->remark == "");
  }
  BOOST_TEST(with("DO_NOT_TRACK", "1")->what == "DO_NOT_TRACK=1");
  BOOST_TEST(with("AEROSPIKE_TELEMETRY", "FALSE")->where ==
             "AEROSPIKE_TELEMETRY");
}

BOOST_AUTO_TEST_CASE(a_known_yes_does_not_switch_off) {
  for (const auto* yes :
       {"", " ", "TRUE", "1", "yes", "On", "enabled", "\"true\"", "''"})
    BOOST_TEST(!with("AEROSPIKE_TELEMETRY", yes), yes);
  for (const auto* yes : {"", "0", "false", "FALSE", " ", "\"0\""})
    BOOST_TEST(!with("DO_NOT_TRACK", yes), yes);
  BOOST_TEST(!switched_off(nothing, no_files));
}

BOOST_AUTO_TEST_CASE(what_is_neither_is_a_no_and_is_said) {
  for (const auto* word : {"x", "disabeld", "2", "nope", "\"", "\xff\n"}) {
    const auto off = with("AEROSPIKE_TELEMETRY", word);
    BOOST_REQUIRE_MESSAGE(off, word);
    BOOST_TEST(off->remark.ends_with(neither));
    BOOST_TEST(!off->remark.contains('\n'));
    BOOST_TEST(!off->what.contains('\n'));
    BOOST_CHECK(off->exit == Exit::ok);
  }
  for (const auto* word : {"no", "off", "x"}) {
    const auto off = with("DO_NOT_TRACK", word);
    BOOST_REQUIRE_MESSAGE(off, word);
    BOOST_TEST(off->remark.ends_with(neither), word);
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_the_defaults_is_read_as_a_shell_does) {
  for (const auto* text : {"DO_NOT_TRACK=1",
                           "# x\n\n  DO_NOT_TRACK=1\r\n",
                           "export DO_NOT_TRACK=1",
                           "export\tDO_NOT_TRACK='1'",
                           "DO_NOT_TRACK=\"1\" # for me",
                           "DO_NOT_TRACK=1;export DO_NOT_TRACK",
                           "DO_NOT_TRACK = 1",
                           "AEROSPIKE_TELEMETRY=\"false\"",
                           "AEROSPIKE_TELEMETRY=disabled # never",
                           "DO_NOT_TRACK=1\nDO_NOT_TRACK=0",
                           "A=b\nDO_NOT_TRACK=0\nAEROSPIKE_TELEMETRY=no\n",
                           "DO_NOT_TRACK=\"1",
                           "AEROSPIKE_TELEMETRY=$NO",
                           "\xef\xbb\xbf\x44O_NOT_TRACK=1",
                           "export A=b DO_NOT_TRACK=1",
                           "declare -x DO_NOT_TRACK=1",
                           "A=b; DO_NOT_TRACK=1",
                           "DO_NOT_TRACK=0;AEROSPIKE_TELEMETRY=no",
                           "A=b#c DO_NOT_TRACK=1",
                           "export \"DO_NOT_TRACK=1\"",
                           "export 'AEROSPIKE_TELEMETRY=FALSE'",
                           "A='b #1'; DO_NOT_TRACK=1",
                           "DO_NOT_TRACK=\" # no\"",
                           "A=1&&DO_NOT_TRACK=1&&B=2",
                           "(DO_NOT_TRACK=1)"})
    BOOST_TEST(switched_off_by(text, "f").has_value(), text);
  for (const auto* text : {"",
                           "# DO_NOT_TRACK=1",
                           "; DO_NOT_TRACK=1",
                           "DO_NOT_TRACK",
                           "=1",
                           "DO_NOT_TRACK=",
                           "DO_NOT_TRACK=\"\"",
                           "DO_NOT_TRACK=0 1",
                           "MY_DO_NOT_TRACK=1",
                           "DO_NOT_TRACK_=1",
                           "exportDO_NOT_TRACK=1",
                           "X=\"\nAEROSPIKE_TELEMETRY=true",
                           "do_not_track=1",
                           "'",
                           "export",
                           "A=b # DO_NOT_TRACK=1",
                           "DO_NOT_TRACK=0 # DO_NOT_TRACK=1",
                           "A=MY_DO_NOT_TRACK=1",
                           "export \"AEROSPIKE_TELEMETRY=true\"",
                           "export 'DO_NOT_TRACK=0'",
                           "A='b' # DO_NOT_TRACK=1"})
    BOOST_TEST(!switched_off_by(text, "f").has_value(), text);
  BOOST_TEST(switched_off_by("\n\nDO_NOT_TRACK=1", "f")->where == "f:3");
}

BOOST_AUTO_TEST_CASE(defaults_that_are_no_text_may_say_no) {
  using namespace std::string_literals;
  for (const auto& text :
       {"\xff\xfe\x44\0O\0"s, "D\0O\0_\0N\0"s, "A=b\n\0DO_NOT_TRACK=1"s}) {
    const auto off = switched_off_by(text, "f");
    BOOST_REQUIRE(off);
    BOOST_CHECK(off->exit == Exit::config);
    BOOST_TEST(off->remark.starts_with("f is no text in UTF-8"));
  }
}

BOOST_AUTO_TEST_CASE(the_files_count_however_the_program_is_started) {
  const TemporaryFolder folder;
  const std::string files[] = {folder / "default", folder / "sysconfig"};
  BOOST_TEST(!switched_off(nothing, files));
  folder.put("sysconfig", "AEROSPIKE_TELEMETRY=FALSE\n");
  BOOST_TEST(switched_off(nothing, files)->where == files[1] + ":1");
  folder.put("default", "DO_NOT_TRACK=1\n");
  BOOST_TEST(switched_off(nothing, files)->where == files[0] + ":1");
  // A yes in one place does not overrule a no in another.
  const auto yes = [](const char* name) {
    return std::string_view(name) == "AEROSPIKE_TELEMETRY" ? "true" : "0";
  };
  BOOST_TEST(switched_off(yes, files).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_may_say_no) {
  const TemporaryFolder folder;
  const std::string file[] = {folder / "default"};
  std::filesystem::create_directory(file[0]);
  const auto off = switched_off(nothing, file);
  BOOST_REQUIRE(off);
  BOOST_CHECK(off->exit == Exit::no_input);
  BOOST_TEST(off->where == file[0]);
  BOOST_TEST(off->remark.contains(file[0]));
  std::filesystem::remove(file[0]);
  std::filesystem::create_symlink("/nonexistent/default", file[0]);
  BOOST_CHECK(switched_off(nothing, file)->exit == Exit::no_input);
  std::filesystem::remove(file[0]);
  folder.put("default", std::string(65 * 1024, '#'));
  BOOST_CHECK(switched_off(nothing, file)->exit == Exit::config);
  if (::geteuid() != 0) return;  // only root can become someone else
  folder.put("default", "");
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  BOOST_REQUIRE(::chmod(file[0].c_str(), 0600) == 0);
  BOOST_REQUIRE(::seteuid(65534) == 0);
  const auto unread = switched_off(nothing, file);
  BOOST_REQUIRE(::seteuid(0) == 0);
  BOOST_REQUIRE(unread);
  BOOST_CHECK(unread->exit == Exit::no_permission);
}
