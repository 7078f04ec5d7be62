// config/options: the command line.

#define BOOST_TEST_MODULE options
#include "config/options.h"

#include <boost/test/unit_test.hpp>

using namespace telemetry;

namespace {

Result<Options> parse(std::initializer_list<const char*> arguments) {
  return parse_options({arguments.begin(), arguments.size()});
}

Options options_of(std::initializer_list<const char*> arguments) {
  const auto result = parse(arguments);
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

std::string refusal(std::initializer_list<const char*> arguments) {
  const auto result = parse(arguments);
  BOOST_REQUIRE(!result);
  BOOST_TEST(static_cast<int>(result.error().exit) == 64);
  BOOST_TEST(!result.error().message.contains('\n'));
  return result.error().message;
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_arguments_it_runs_on_the_default_config) {
  BOOST_CHECK(options_of({}) == Options{});
  BOOST_TEST(Options{}.config == "/etc/aerospike/telemetry.conf");
}

BOOST_AUTO_TEST_CASE(config_may_stand_before_between_and_after_options) {
  for (const auto& options :
       {options_of({"c.conf", "--status", "--json"}),
        options_of({"--status", "c.conf", "--json"}),
        options_of({"--status", "--json", "c.conf"}),
        options_of({"--status", "--json", "--", "c.conf"})}) {
    BOOST_TEST(options.config == "c.conf");
    BOOST_CHECK(options.action == Action::status);
    BOOST_TEST(options.json);
  }
}

BOOST_AUTO_TEST_CASE(after_two_dashes_everything_is_a_name) {
  BOOST_TEST(options_of({"--", "--status"}).config == "--status");
  refusal({"--", "a", "b"});
}

BOOST_AUTO_TEST_CASE(each_action_has_its_option) {
  const std::pair<const char*, Action> cases[] = {
      {"--sample", Action::sample},   {"--dry-run", Action::sample},
      {"--explain", Action::explain}, {"--status", Action::status},
      {"--check", Action::check},     {"--new-key", Action::new_key},
      {"--disable", Action::edit},    {"--enable", Action::edit},
      {"--version", Action::version}, {"--help", Action::help}};
  for (const auto& [name, action] : cases)
    BOOST_CHECK(options_of({name}).action == action);
}

BOOST_AUTO_TEST_CASE(values_follow_or_are_joined_by_an_equals_sign) {
  for (const auto& options :
       {options_of({"--record", "r.json"}), options_of({"--record=r.json"})}) {
    BOOST_CHECK(options.action == Action::record);
    BOOST_TEST(options.file == "r.json");
  }
  BOOST_TEST(options_of({"--record=a=b"}).file == "a=b");
  // A value may look like an option.
  BOOST_TEST(options_of({"--record", "--full"}).file == "--full");
}

BOOST_AUTO_TEST_CASE(several_settings_are_changed_at_once_and_in_order) {
  const auto options =
      options_of({"--set-email", "a@b.c", "x.conf", "--set-interval=900",
                  "--disable", "--set-cafile="});
  BOOST_CHECK(options.action == Action::edit);
  BOOST_TEST(options.config == "x.conf");
  const std::vector<SettingChange> wish = {{"main", "email", "a@b.c"},
                                           {"main", "interval", "900"},
                                           {"main", "disable", "true"},
                                           {"main", "cafile", ""}};
  BOOST_CHECK(options.changes == wish);
  BOOST_TEST(options_of({"--enable"}).changes.at(0).value == "false");
  BOOST_TEST(options_of({"--set-logfile", "out"}).changes.at(0).section ==
             "logging");
}

BOOST_AUTO_TEST_CASE(each_setting_has_its_option) {
  for (const auto& row : setting_rows()) {
    if (row.key == "disable") continue;
    const auto name = "--set-" + std::string(row.key);
    const char* value = row.key == "address"    ? "::1"
                        : row.key == "port"     ? "3100"
                        : row.key == "loglevel" ? "info"
                        : row.key == "logfile"  ? "syslog"
                        : row.key == "home-url" ? "https://h"
                        : row.key == "proxy"    ? "p:1"
                        : row.key == "email"    ? "a@b.c"
                        : row.key == "interval" || row.key == "deadline" ? "60"
                        : row.is_path                                    ? "/f"
                                      : "facts";
    const auto changes = options_of({name.c_str(), value}).changes;
    BOOST_REQUIRE(changes.size() == 1u);
    BOOST_TEST(changes[0].section == row.section);
    BOOST_TEST(changes[0].key == row.key);
    BOOST_TEST(changes[0].value == value);
  }
}

BOOST_AUTO_TEST_CASE(letters_stand_for_four_options) {
  BOOST_CHECK(options_of({"-h"}).action == Action::help);
  BOOST_CHECK(options_of({"-V"}).action == Action::version);
  BOOST_TEST(options_of({"-v"}).verbose);
  BOOST_TEST(options_of({"-q", "--status"}).quiet);
  refusal({"-vq"});
  refusal({"-x"});
  refusal({"-vx"});
}

BOOST_AUTO_TEST_CASE(bad_values_are_usage_errors_that_name_the_option) {
  const std::pair<const char*, const char*> cases[] = {
      {"--set-email", "a b"},
      {"--set-email", "a@b\n[main]"},
      {"--set-interval", "5"},
      {"--set-interval", "x"},
      {"--set-cafile", "relative"},
      {"--set-cafile", "/a ;b"},
      {"--set-home-url", "http://x"},
      {"--set-home-url", ""},
      {"--set-loglevel", "loud"},
      {"--set-logfile", "here"},
      {"--set-proxy", "p"},
      {"--set-user", "a b"},
      {"--set-group", ";"}};
  for (const auto& [name, value] : cases)
    BOOST_TEST(refusal({name, value}).starts_with(std::string(name) + " must"));
}

BOOST_AUTO_TEST_CASE(new_key_takes_a_file_or_none) {
  BOOST_TEST(options_of({"--new-key"}).file == "");
  BOOST_TEST(options_of({"--new-key", "/k"}).file == "/k");
  BOOST_TEST(options_of({"--new-key=/k", "c"}).file == "/k");
  BOOST_TEST(options_of({"c", "--new-key"}).config == "c");
  BOOST_TEST(options_of({"--new-key", "--quiet"}).file == "");
  refusal({"--new-key="});
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_together_is_refused) {
  const std::initializer_list<const char*> cases[] = {
      {"--sample", "--status"},
      {"--disable", "--enable"},
      {"--disable", "--status"},
      {"--new-key", "--disable"},
      {"--check", "--sample"},
      {"--record=x", "--replay=y"},
      {"--record=x", "--sample"},
      {"--page=x", "--sample"},
      {"--page=x", "--explain"},
      {"--sample", "--against=x"},
      {"--against=x"},
      {"--json"},
      {"--json", "--sample"},
      {"--splay", "--sample"},
      {"--full", "--status"},
      {"--full", "--brief", "--sample"},
      {"--brief"},
      {"--brief", "--status"},
      {"--full", "--disable"},
      {"--replay=x", "--status"},
      {"--verbose", "--quiet"},
      {"--set-user=a", "--set-user=a"},
      {"--record=a", "--record=a"},
      {"--replay=a", "--replay=b"},
      {"a.conf", "b.conf"},
      {"--sample=1"},
      {"--record"},
      {"--record="},
      {"--replay="},
      {"--set-email"},
      {"--nonsense"},
      {"--set"},
      {"--set-disable=perhaps"},
      {"-s"},
      {"---"},
      {"--=x"},
      {""},
  };
  for (const auto& arguments : cases) BOOST_TEST(refusal(arguments) != "");
}

BOOST_AUTO_TEST_CASE(what_goes_together_is_accepted) {
  BOOST_TEST(options_of({"--sample", "--dry-run", "--full"}).full);
  BOOST_TEST(options_of({"--brief", "--sample"}).brief);
  BOOST_CHECK(options_of({"--explain", "--sample", "--brief"}).action ==
              Action::explain_sample);
  BOOST_CHECK(options_of({"--sample", "--explain"}).action ==
              Action::explain_sample);
  BOOST_TEST(options_of({"--sample", "--replay", "r"}).replay == "r");
  const auto page =
      options_of({"--page", "-", "--against=a.json", "--replay=r.json"});
  BOOST_CHECK(page.action == Action::page);
  BOOST_TEST(page.file == "-");
  BOOST_TEST(page.against == "a.json");
  BOOST_TEST(page.replay == "r.json");
  BOOST_TEST(options_of({"--splay", "--quiet", "--quiet"}).splay);
  BOOST_TEST(options_of({"--disable", "--disable"}).changes.size() == 1u);
  BOOST_TEST(options_of({"--check", "--verbose"}).verbose);
}

BOOST_AUTO_TEST_CASE(help_and_version_win_over_what_follows) {
  BOOST_CHECK(options_of({"--help", "--nonsense"}).action == Action::help);
  BOOST_CHECK(options_of({"--quiet", "--version", "--sample"}).action ==
              Action::version);
}

BOOST_AUTO_TEST_CASE(the_old_daemons_words_name_the_timer) {
  for (const auto* word :
       {"start", "stop", "status", "restart", "try-restart"}) {
    const auto wish =
        "systemctl " + std::string(word) + " aerospike-telemetry.timer";
    BOOST_TEST(refusal({"/etc/aerospike/telemetry.conf", word}).contains(wish));
    BOOST_TEST(refusal({word}).contains(wish));
  }
  BOOST_TEST(refusal({"c.conf", "--fgdaemon"})
                 .contains("systemctl start aerospike-telemetry.timer"));
  BOOST_TEST(options_of({"./start"}).config == "./start");
}

BOOST_AUTO_TEST_CASE(no_error_repeats_unprintable_bytes) {
  BOOST_TEST(refusal({"--\x1b[31m\xff"}) ==
             "unknown option --?[31m? (see --help)");
  const std::string huge(3000, 'x');
  BOOST_TEST(refusal({("--" + huge).c_str()}).size() < 200u);
}
