// run/status: what --status says, and what starts the runs.

#define BOOST_TEST_MODULE status
#include "run/status.h"

#include <simdjson.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "config/address_forms.h"
#include "support/temporary_folder.h"
#include "version.h"

using namespace telemetry;
using namespace telemetry::test;
namespace fs = std::filesystem;

namespace {

Configuration read(const std::string& text) {
  const ConfigText file{"/t.conf", text};
  const auto result = parse_settings({&file, 1});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

Schedule active_timer() {
  Schedule schedule;
  schedule.by = Schedule::By::timer;
  schedule.load = "loaded";
  schedule.enabled = "enabled";
  schedule.active = "active";
  schedule.next_run = "Mon 2026-11-23 05:20:00 UTC";
  return schedule;
}

StatusFacts facts_of(const std::string& text,
                     const Schedule& schedule = active_timer()) {
  const auto configuration = read(text);
  return {.config = "/t.conf",
          .configuration = configuration,
          .off = configuration.off,
          .server = ServerAddress{{"any", "::1"}, 3000},
          .key_file = configuration.settings.key_file,
          .key_id = "0123456789abcdef0123456789abcdef",
          .schedule = schedule};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_named_without_a_folder_is_no_variable) {
  StatusFacts facts;
  facts.off = Switch{"telemetry.conf:3", "disable = true"};
  BOOST_TEST(status_text(facts).find(
                 "disabled by disable = true (telemetry.conf:3)") !=
             std::string::npos);
  facts.off = Switch{"DO_NOT_TRACK", "DO_NOT_TRACK=1"};
  BOOST_TEST(status_text(facts).find("(in the environment)") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_enabled_host_is_told_where_and_when) {
  BOOST_TEST(
      status_text(facts_of("")) ==
      "reporting      enabled\n"
      "version        " +
          std::string(version) +
          "\n"
          "configuration  /t.conf\n"
          "home           https://telemetry.aerospike.com:8192/telemetry/v1\n"
          "server         any, ::1, port 3000 (from "
          "/etc/aerospike/aerospike.conf)\n"
          "key            /etc/aerospike/telemetry.key, id "
          "0123456789abcdef0123456789abcdef\n"
          "every run      facts\n"
          "daily          facts, usage, settings, host\n"
          "interval       600 s\n"
          "schedule       aerospike-telemetry.timer, loaded, enabled, active; "
          "next run Mon 2026-11-23 05:20:00 UTC\n");
}

BOOST_AUTO_TEST_CASE(daily_are_also_the_channels_of_every_run) {
  const auto text =
      status_text(facts_of("[privacy]\nevery-run = usage\ndaily = host\n"));
  BOOST_TEST(text.contains("every run      facts, usage\n"));
  BOOST_TEST(text.contains("daily          facts, usage, host\n"));
}

BOOST_AUTO_TEST_CASE(the_switch_that_decided_is_in_the_first_line) {
  BOOST_TEST(
      status_text(facts_of("[main]\ndisable = yes\n"))
          .starts_with(
              "reporting      disabled by disable = true (/t.conf:2)\n"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_and_a_password_is_not) {
  auto facts = facts_of(
      "[main]\nproxy = http://me:secret@p:1\nx = y\n[asd]\naddress = ::1\n");
  facts.key_id = failure(Exit::config, "no key");
  facts.server = failure(Exit::config, "no server");
  const auto text = status_text(facts);
  BOOST_TEST(text.contains("by proxy http://p:1\n"));
  BOOST_TEST(!text.contains("secret"));
  BOOST_TEST(!status_json(facts).contains("secret"));
  BOOST_TEST(text.contains("key            not usable: no key\n"));
  BOOST_TEST(text.contains("server         unknown: no server\n"));
  BOOST_TEST(text.contains("warning        /t.conf:3: [main] x: unknown"));
  facts.server = ServerAddress{{"::1"}, 3000};
  BOOST_TEST(status_text(facts).contains("::1, port 3000 (from /t.conf:5)\n"));
  // Disabled, and something else is wrong as well.
  BOOST_TEST(status_text(facts_of("[main]\ndisable = 1\ninterval = x\n"))
                 .contains("warning        /t.conf:3: [main] interval: must"));
}

BOOST_AUTO_TEST_CASE(json_has_the_same_facts) {
  auto facts = facts_of(
      "[main]\ndisable = yes\nproxy = u:p@h:1\n"
      "[privacy]\nevery-run = facts usage\n");
  facts.configuration.warnings = {"a \"quoted\"\nline"};
  const simdjson::padded_string text(status_json(facts));
  simdjson::dom::parser parser;
  const simdjson::dom::element json = parser.parse(text);
  BOOST_TEST(bool(json["enabled"]) == false);
  BOOST_TEST(std::string_view(json["disabled-by"]["where"]) == "/t.conf:2");
  BOOST_TEST(std::string_view(json["disabled-by"]["what"]) == "disable = true");
  BOOST_TEST(std::string_view(json["version"]) == version);
  BOOST_TEST(std::string_view(json["proxy"]) == "http://h:1");
  BOOST_TEST(std::string_view(json["server"]["addresses"].at(1)) == "::1");
  BOOST_TEST(std::uint64_t(json["server"]["port"]) == 3000u);
  BOOST_TEST(std::string_view(json["key"]["id"]).size() == 32u);
  BOOST_TEST(json["every-run"].get_array().size() == 2u);
  BOOST_TEST(std::string_view(json["every-run"].at(1)) == "usage");
  BOOST_TEST(json["daily"].get_array().size() == 4u);
  BOOST_TEST(std::uint64_t(json["interval"]) == 600u);
  BOOST_TEST(std::string_view(json["schedule"]["by"]) == "timer");
  BOOST_TEST(bool(json["schedule"]["active"]));
  BOOST_TEST(std::string_view(json["schedule"]["timer"]) == "loaded");
  BOOST_TEST(std::string_view(json["schedule"]["enabled"]) == "enabled");
  BOOST_TEST(std::string_view(json["schedule"]["next-run"]) ==
             "Mon 2026-11-23 05:20:00 UTC");
  BOOST_TEST(std::string_view(json["warnings"].at(0)) == "a \"quoted\"\nline");
}

BOOST_AUTO_TEST_CASE(json_without_facts_has_problems_and_nulls) {
  auto facts = facts_of("", {});
  facts.config = "/bad\xff";
  facts.key_id = failure(Exit::config, "no key");
  facts.server = failure(Exit::config, "no server");
  const simdjson::padded_string text(status_json(facts));
  simdjson::dom::parser parser;
  const simdjson::dom::element json = parser.parse(text);
  BOOST_TEST(bool(json["enabled"]));
  BOOST_TEST(json["disabled-by"].is_null());
  BOOST_TEST(std::string_view(json["configuration"]) == "/bad?");
  BOOST_TEST(std::string_view(json["server"]["problem"]) == "no server");
  BOOST_TEST(std::string_view(json["key"]["problem"]) == "no key");
  BOOST_TEST(std::string_view(json["schedule"]["by"]) == "unknown");
  BOOST_TEST(!bool(json["schedule"]["active"]));
  BOOST_TEST(std::string_view(json["schedule"]["next-run"]) == "");
  BOOST_TEST(status_text(facts).contains("schedule       unknown"));
}

BOOST_AUTO_TEST_CASE(what_starts_no_run_is_a_warning) {
  auto schedule = active_timer();
  BOOST_TEST(!status_text(facts_of("", schedule)).contains("warning"));
  schedule.problem = "it sleeps";
  const auto facts = facts_of("", schedule);
  BOOST_TEST(status_text(facts).contains(
      "warning        nothing starts the runs: it sleeps\n"));
  BOOST_TEST(status_json(facts).contains(R"("active":false)"));
  schedule = {};
  schedule.by = Schedule::By::cron;
  BOOST_TEST(status_text(facts_of("", schedule))
                 .contains("schedule       /etc/cron.d/aerospike-telemetry\n"));
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_masked_or_disabled_is_a_switch) {
  auto timer = active_timer();
  BOOST_TEST(!refused_timer(default_config, timer));
  timer.active = "inactive";
  // A start by hand, or the next boot, is all that it needs.
  BOOST_TEST(!refused_timer(default_config, timer));
  timer.enabled = "disabled";
  BOOST_REQUIRE(refused_timer(default_config, timer));
  BOOST_TEST(refused_timer(default_config, timer)->what ==
             "aerospike-telemetry.timer disabled");
  // Started by hand for now.
  auto started = timer;
  started.active = "active";
  BOOST_TEST(!refused_timer(default_config, started));
  // Another configuration has another timer, or somebody's own.
  BOOST_TEST(!refused_timer("/t.conf", timer));
  timer = active_timer();
  timer.load = "masked";
  StatusFacts facts;
  facts.off = refused_timer(default_config, timer);
  BOOST_TEST(
      status_text(facts).starts_with("reporting      disabled by "
                                     "aerospike-telemetry.timer masked "
                                     "(systemd)\n"));
}

BOOST_AUTO_TEST_CASE(what_systemctl_says_is_shown_as_it_is) {
  const TemporaryFolder root;
  fs::create_directories(root / "run/systemd/system");
  const auto systemctl = root / "systemctl";
  const auto says = [&](const std::string& script) {
    std::ofstream(systemctl) << "#!/bin/sh\n" + script;
    ::chmod(systemctl.c_str(), 0755);
    return ask_schedule({root.path(), systemctl});
  };
  auto schedule = says(
      "[ \"$1 $2 $TZ $LC_ALL\" = 'show aerospike-telemetry.timer UTC C' ] ||\n"
      "  exit 1\n"
      "echo LoadState=loaded; echo UnitFileState=enabled\n"
      "echo ActiveState=active; echo Other=x\n"
      "printf 'NextElapseUSecRealtime=Mon 2026-11-23\\033 UTC\\n'\n");
  BOOST_CHECK(schedule.by == Schedule::By::timer);
  BOOST_TEST(schedule.load == "loaded");
  BOOST_TEST(schedule.enabled == "enabled");
  BOOST_TEST(schedule.active == "active");
  BOOST_TEST(schedule.next_run == "Mon 2026-11-23? UTC");
  BOOST_TEST(!refused_timer(default_config, schedule));

  BOOST_TEST(schedule.problem == "");

  schedule = says("echo LoadState=masked; echo ActiveState=inactive\n");
  BOOST_TEST(schedule.problem ==
             "aerospike-telemetry.timer is not active (systemctl enable --now "
             "aerospike-telemetry.timer)");
  BOOST_CHECK(schedule.by == Schedule::By::timer);
  BOOST_TEST(refused_timer(default_config, schedule).has_value());
  for (const auto* script : {"echo LoadState=not-found\n", "exit 1\n",
                             "echo nonsense\n", "sleep 60 & exec sleep 60\n"}) {
    const auto begin = std::chrono::steady_clock::now();
    BOOST_CHECK(says(script).by == Schedule::By::unknown);
    BOOST_TEST(
        (std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)),
        script);
  }
  BOOST_CHECK(ask_schedule({root.path(), "/no/such"}).by ==
              Schedule::By::unknown);
}

BOOST_AUTO_TEST_CASE(without_systemd_crons_file_and_cron_are_looked_for) {
  const TemporaryFolder root;
  BOOST_CHECK(ask_schedule({root.path()}).by == Schedule::By::unknown);
  fs::create_directories(root / "etc/cron.d");
  fs::create_directories(root / "run");
  const auto cron = [&](const std::string& text) {
    std::ofstream(root / "etc/cron.d/aerospike-telemetry") << text;
    return ask_schedule({root.path()});
  };
  auto schedule = cron("# */10 * * * * x aerospike-telemetry\nMAILTO=\"\"\n");
  BOOST_CHECK(schedule.by == Schedule::By::cron);
  BOOST_TEST(schedule.problem ==
             "/etc/cron.d/aerospike-telemetry has no line for them");
  const std::string line =
      "*/10 * * * * x exec /usr/bin/aerospike-telemetry --splay\n";
  BOOST_TEST(cron(line).problem.contains("cron does not seem to run"));
  std::ofstream(root / "run/crond.pid") << "1\n";
  schedule = cron(line);
  BOOST_CHECK(schedule.by == Schedule::By::cron);
  BOOST_TEST(schedule.problem == "");
}

BOOST_AUTO_TEST_CASE(a_proxy_is_shown_without_user_and_password) {
  BOOST_TEST(shown_proxy("") == "");
  BOOST_TEST(shown_proxy("p:1") == "p:1");
  BOOST_TEST(shown_proxy("u:a@b@p:1") == "p:1");
  BOOST_TEST(shown_proxy("socks5://u@p:1") == "socks5://p:1");
}

BOOST_AUTO_TEST_CASE(the_page_has_the_facts_and_the_commands_of_this_host) {
  auto page = page_facts(facts_of("[privacy]\ndaily = usage\n"));
  BOOST_TEST(page.off_by == "");
  BOOST_TEST(page.interval == "600 seconds");
  BOOST_TEST(page.every_run == "facts");
  BOOST_TEST(page.daily == "facts, usage");
  BOOST_TEST(page.schedule ==
             "aerospike-telemetry.timer, loaded, enabled, active");
  BOOST_TEST(page.next_run == "Mon 2026-11-23 05:20:00 UTC");
  const std::vector<std::string> commands = {
      "aerospike-telemetry --disable /t.conf",
      "systemctl disable --now aerospike-telemetry.timer",
      "echo DO_NOT_TRACK=1 >>/etc/default/aerospike-telemetry"};
  BOOST_TEST(page.off_commands == commands);

  Schedule cron;
  cron.by = Schedule::By::cron;
  auto facts = facts_of("[main]\ninterval = 90\n", cron);
  facts.config = default_config;
  page = page_facts(facts);
  BOOST_TEST(page.next_run == "within 90 seconds");
  BOOST_TEST(page.off_commands[0] == "aerospike-telemetry --disable");
  BOOST_TEST(page.off_commands[1] == "rm /etc/cron.d/aerospike-telemetry");

  page = page_facts(facts_of(
      "[main]\ndisable = yes\nproxy = http://me:secret@p:1\n", Schedule{}));
  BOOST_TEST(page.off_by == "disable = true (/t.conf:2)");
  BOOST_TEST(page.proxy == "http://p:1");
  BOOST_TEST(page.next_run == "none, while reporting is off");
}
