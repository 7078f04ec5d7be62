// config/status, interval_advice: what --status and --set-interval say.

#define BOOST_TEST_MODULE status
#include "config/status.h"

#include <simdjson.h>

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "config/address_forms.h"
#include "config/interval_advice.h"
#include "process/schedule_facts.h"
#include "version.h"

using namespace telemetry;
using namespace std::chrono_literals;

namespace {

Configuration read(const std::string& text) {
  const ConfigText file{"/t.conf", text};
  const auto result = parse_settings({&file, 1});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

StatusFacts facts_of(const std::string& text) {
  const auto configuration = read(text);
  auto facts = status_facts("/t.conf", configuration, configuration.off);
  facts.server = ServerAddress{{"any", "::1"}, 3000};
  facts.key_id = "0123456789abcdef0123456789abcdef";
  facts.schedule.by = Schedule::By::timer;
  facts.schedule.active = true;
  facts.schedule.when = "*-*-* *:00/10:00";
  facts.schedule.period = 600s;
  facts.schedule.next = std::chrono::seconds(1795411200);
  return facts;
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
          "interval       600 s\n"
          "schedule       aerospike-telemetry.timer (*-*-* *:00/10:00), "
          "active; next run 2026-11-23 05:20:00 UTC\n");
}

BOOST_AUTO_TEST_CASE(the_switch_that_decided_is_in_the_first_line) {
  BOOST_TEST(
      status_text(facts_of("[main]\ndisable = yes\n"))
          .starts_with(
              "reporting      disabled by disable = true (/t.conf:2)\n"));
  const auto facts = status_facts("/t.conf", read(""),
                                  Switch{"DO_NOT_TRACK", "DO_NOT_TRACK=1"});
  BOOST_TEST(status_text(facts).starts_with(
      "reporting      disabled by DO_NOT_TRACK=1 (in the environment)\n"));
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
  BOOST_TEST(facts.server_from == "/t.conf:5");
  // Disabled, and something else is wrong as well.
  BOOST_TEST(status_text(facts_of("[main]\ndisable = 1\ninterval = x\n"))
                 .contains("warning        /t.conf:3: [main] interval: must"));
}

BOOST_AUTO_TEST_CASE(json_has_the_same_facts) {
  auto facts = facts_of("[main]\ndisable = yes\nproxy = u:p@h:1\n");
  facts.warnings = {"a \"quoted\"\nline"};
  const simdjson::padded_string text(status_json(facts));
  simdjson::dom::parser parser;
  const simdjson::dom::element json = parser.parse(text);
  BOOST_TEST(bool(json["enabled"]) == false);
  BOOST_TEST(std::string_view(json["disabled-by"]["where"]) == "/t.conf:2");
  BOOST_TEST(std::string_view(json["disabled-by"]["what"]) == "disable = true");
  BOOST_TEST(std::string_view(json["version"]) == version);
  BOOST_TEST(std::string_view(json["proxy"]) == "h:1");
  BOOST_TEST(std::string_view(json["server"]["addresses"].at(1)) == "::1");
  BOOST_TEST(std::uint64_t(json["server"]["port"]) == 3000u);
  BOOST_TEST(std::string_view(json["key"]["id"]).size() == 32u);
  BOOST_TEST(std::uint64_t(json["interval"]) == 600u);
  BOOST_TEST(std::string_view(json["schedule"]["by"]) == "timer");
  BOOST_TEST(bool(json["schedule"]["active"]));
  BOOST_TEST(std::uint64_t(json["schedule"]["period"]) == 600u);
  BOOST_TEST(std::int64_t(json["schedule"]["next-run"]) == 1795411200);
  BOOST_TEST(std::string_view(json["warnings"].at(0)) == "a \"quoted\"\nline");
}

BOOST_AUTO_TEST_CASE(json_without_facts_has_problems_and_nulls) {
  auto facts = status_facts("/bad\xff", read(""), std::nullopt);
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
  BOOST_TEST(json["schedule"]["period"].is_null());
  BOOST_TEST(json["schedule"]["next-run"].is_null());
  BOOST_TEST(status_text(facts).contains("schedule       unknown"));
}

BOOST_AUTO_TEST_CASE(a_schedule_that_differs_from_the_interval_is_a_warning) {
  Schedule schedule{Schedule::By::timer, true, "", 600s, {}};
  BOOST_TEST(schedule_warnings(600s, schedule).empty());
  const auto warnings = schedule_warnings(900s, schedule);
  BOOST_REQUIRE(warnings.size() == 1u);
  BOOST_TEST(warnings[0].starts_with(
      "interval is 900 s, but the timer starts a run every 600 s"));
  schedule.active = false;
  BOOST_TEST(schedule_warnings(600s, schedule)
                 .at(0)
                 .starts_with("nothing starts the runs"));
  schedule.by = Schedule::By::cron;
  BOOST_TEST(schedule_warnings(600s, schedule).at(0).contains("cron.d"));
  BOOST_TEST(schedule_warnings(600s, Schedule{}).empty());
  schedule.active = true;
  schedule.period.reset();
  BOOST_TEST(schedule_warnings(600s, schedule).empty());
}

BOOST_AUTO_TEST_CASE(times_are_written_in_utc) {
  BOOST_TEST(utc_text(0s) == "1970-01-01 00:00:00 UTC");
  BOOST_TEST(utc_text(951782399s) == "2000-02-28 23:59:59 UTC");
  BOOST_TEST(utc_text(951782400s) == "2000-02-29 00:00:00 UTC");
}

BOOST_AUTO_TEST_CASE(advice_agrees_with_the_interval_or_says_that_none_can) {
  const std::pair<std::chrono::seconds, const char*> calendars[] = {
      {60s, "*:0/1"}, {10min, "*:0/10"}, {30min, "*:0/30"}, {1h, "*:00"},
      {2h, "0/2:00"}, {12h, "0/12:00"},  {24h, "00:00"}};
  for (const auto& [interval, calendar] : calendars) {
    BOOST_TEST(calendar_of(interval).value() == calendar);
    // What we say about cron we read back as the same interval.
    const auto line = *cron_fields_of(interval) + " x aerospike-telemetry\n";
    BOOST_TEST((cron_schedule(line).period == interval), calendar);
    const auto advice = interval_advice(interval);
    BOOST_TEST(advice.contains(
        "OnCalendar=\n    OnCalendar=" + std::string(calendar) + "\n"));
    BOOST_TEST(advice.contains("systemctl edit aerospike-telemetry.timer"));
    BOOST_TEST(advice.contains("/etc/cron.d/aerospike-telemetry"));
  }
  for (const auto interval :
       {61s, 90s, 7min + 0s, 25min + 0s, 3601s, 5h + 0s}) {
    BOOST_TEST(!calendar_of(interval));
    BOOST_TEST(!cron_fields_of(interval));
    BOOST_TEST(interval_advice(interval).contains(
        "OnUnitActiveSec=" + std::to_string(interval.count()) + "s\n"));
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_is_shown_without_user_and_password) {
  BOOST_TEST(shown_proxy("") == "");
  BOOST_TEST(shown_proxy("p:1") == "p:1");
  BOOST_TEST(shown_proxy("u:a@b@p:1") == "p:1");
  BOOST_TEST(shown_proxy("socks5://u@p:1") == "socks5://p:1");
}
