// process/schedule_facts, ask_schedule: what starts the runs.

#define BOOST_TEST_MODULE schedule_facts
#include "process/schedule_facts.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <fstream>

#include "process/ask_schedule.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
using namespace std::chrono_literals;

namespace {

// As systemctl 252 prints it, TZ=UTC and LC_ALL=C.
constexpr char waiting[] =
    "NextElapseUSecRealtime=Mon 2026-11-23 05:20:00 UTC\n"
    "TimersCalendar={ OnCalendar=*-*-* *:00/10:00 ; "
    "next_elapse=Mon 2026-11-23 05:20:00 UTC }\n"
    "LoadState=loaded\n"
    "ActiveState=active\n";

struct Folder : TemporaryFolder {
  // Sources with a systemctl of our own that runs this script.
  ScheduleSources sources(const std::string& script) const {
    const auto program = put("systemctl", "#!/bin/sh\n" + script);
    ::chmod(program.c_str(), 0755);
    return {path(), program, *this / "cron", 2000ms};
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_waiting_timer_tells_period_and_next_run) {
  const auto schedule = timer_schedule(waiting);
  BOOST_REQUIRE(schedule);
  BOOST_CHECK(schedule->by == Schedule::By::timer);
  BOOST_TEST(schedule->active);
  BOOST_TEST(schedule->when == "*-*-* *:00/10:00");
  BOOST_TEST((schedule->period == 600s));
  BOOST_TEST((schedule->next == std::chrono::seconds(1795411200)));
}

BOOST_AUTO_TEST_CASE(a_stopped_timer_has_no_next_run) {
  const auto schedule = timer_schedule(
      "NextElapseUSecRealtime=\nTimersCalendar={ OnCalendar=*-*-* *:00:00 ; "
      "next_elapse=n/a }\nLoadState=loaded\nActiveState=inactive\n");
  BOOST_REQUIRE(schedule);
  BOOST_TEST(!schedule->active);
  BOOST_TEST(!schedule->next);
  BOOST_TEST((schedule->period == 3600s));
}

BOOST_AUTO_TEST_CASE(a_timer_that_does_not_exist_is_nothing) {
  BOOST_TEST(!timer_schedule("LoadState=not-found\nActiveState=inactive\n"));
  BOOST_TEST(!timer_schedule("LoadState=masked\nActiveState=inactive\n"));
}

BOOST_AUTO_TEST_CASE(a_monotonic_timer_has_the_period_of_its_span) {
  const auto schedule = timer_schedule(
      "TimersMonotonic={ OnBootUSec=5min ; next_elapse=0 }\n"
      "TimersMonotonic={ OnUnitActiveUSec=11min 40s ; next_elapse=5h }\n"
      "LoadState=loaded\nActiveState=active\n");
  BOOST_REQUIRE(schedule);
  BOOST_TEST((schedule->period == 700s));
}

BOOST_AUTO_TEST_CASE(two_triggers_have_no_period) {
  const auto schedule = timer_schedule(
      std::string(waiting) +
      "TimersCalendar={ OnCalendar=*-*-* *:00/30:00 ; next_elapse=n/a }\n");
  BOOST_REQUIRE(schedule);
  BOOST_TEST(!schedule->period);
}

BOOST_AUTO_TEST_CASE(times_that_are_equally_far_apart_have_a_period) {
  const std::pair<const char*, std::chrono::seconds> good[] = {
      {"*:00/10:00", 600s},    {"*:*:00", 60s},         {"*:00:00", 3600s},
      {"00/2:00:00", 7200s},   {"00:00:00", 86400s},    {"*:05/10:00", 600s},
      {"*:00,30:00", 1800s},   {"03,15:20:07", 43200s}, {"*:*:00/30", 30s},
      {"*:00..59/15:00", 900s}};
  for (const auto& [times, period] : good)
    BOOST_TEST((period_of_times(times) == period), times);
  for (const auto* bad :
       {"*:00,10:00", "*:00/7:00", "00/5:00:00", "", "*", "*:*", "*:*:*:*",
        "24:00:00", "*:60:00", "*:00/0:00", "*:x:00", "*:5..3:00", "*:00/:00",
        "*:,:00", "*:-1:00", "*:00/99999999999:00", "*:00:30.5"})
    BOOST_TEST(!period_of_times(bad), bad);
}

BOOST_AUTO_TEST_CASE(spans_are_read_as_systemd_prints_them) {
  BOOST_TEST((span_of("10min") == 600s));
  BOOST_TEST((span_of("1h 30min") == 5400s));
  BOOST_TEST((span_of("1d") == 86400s));
  for (const auto* bad :
       {"", "min", "5", "5 min", "1ms", "-1s", "x", "99999999999s", "infinity"})
    BOOST_TEST(!span_of(bad), bad);
}

BOOST_AUTO_TEST_CASE(the_packages_cron_line_is_understood) {
  const auto schedule = cron_schedule(
      "# Where systemd is PID 1, aerospike-telemetry.timer does this.\n"
      "SHELL=/bin/sh\nHOME=/\n"
      "*/10 * * * * aerospike-telemetry test -d /run/systemd/system || exec "
      "/usr/bin/aerospike-telemetry --splay\n");
  BOOST_CHECK(schedule.by == Schedule::By::cron);
  BOOST_TEST(schedule.active);
  BOOST_TEST(schedule.when == "*/10 * * * *");
  BOOST_TEST((schedule.period == 600s));
  BOOST_TEST(!schedule.next);
}

BOOST_AUTO_TEST_CASE(other_cron_lines_are_understood_as_far_as_they_go) {
  BOOST_TEST(!cron_schedule("").active);
  BOOST_TEST(!cron_schedule("#*/10 * * * * x aerospike-telemetry\n").active);
  BOOST_TEST(!cron_schedule("MAILTO=aerospike-telemetry\n").active);
  const auto weekly =
      cron_schedule("0\t0 * * 1 x /usr/bin/aerospike-telemetry");
  BOOST_TEST(weekly.active);
  BOOST_TEST(!weekly.period);
  BOOST_TEST(!cron_schedule("@hourly x y z a aerospike-telemetry").active);
}

BOOST_AUTO_TEST_CASE(garbage_is_no_schedule_and_no_crash) {
  const std::string text = waiting;
  for (std::size_t size = 0; size < text.size(); ++size)
    if (const auto schedule = timer_schedule(text.substr(0, size)))
      BOOST_TEST((!schedule->period || *schedule->period >= 1s));
  const auto odd = timer_schedule(
      "TimersCalendar={ OnCalendar=\nNextElapseUSecRealtime=Mon 2026-13-45 "
      "25:61:61 UTC\n\n=\nActiveState\n");
  BOOST_REQUIRE(odd);
  BOOST_TEST(!odd->next);
  BOOST_TEST(!odd->active);
}

BOOST_AUTO_TEST_CASE(where_systemd_runs_its_timer_is_asked_in_utc) {
  const Folder folder;
  const auto sources = folder.sources(
      "test \"$TZ $LC_ALL\" = 'UTC C' || exit 1\n"
      "test \"$1 $2\" = 'show aerospike-telemetry.timer' || exit 1\n"
      "cat <<'EOF'\n" +
      std::string(waiting) + "EOF\n");
  const auto schedule = ask_schedule(sources);
  BOOST_CHECK(schedule.by == Schedule::By::timer);
  BOOST_TEST((schedule.period == 600s));
}

BOOST_AUTO_TEST_CASE(a_systemctl_that_fails_hangs_or_floods_is_unknown) {
  const Folder folder;
  for (const auto* script :
       {"exit 1\n", "sleep 60\n", "exec sleep 60 >&-\n", "exec yes\n",
        "trap '' TERM; while :; do :; done\n"}) {
    auto sources = folder.sources(script);
    sources.limit = 300ms;
    const auto begin = std::chrono::steady_clock::now();
    BOOST_CHECK(ask_schedule(sources).by == Schedule::By::unknown);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s), script);
  }
  auto missing = folder.sources("");
  missing.systemctl = folder / "none";
  BOOST_CHECK(ask_schedule(missing).by == Schedule::By::unknown);
}

BOOST_AUTO_TEST_CASE(without_systemd_the_cron_file_is_read) {
  const Folder folder;
  auto sources = folder.sources("exit 1\n");
  sources.systemd = folder / "none";
  BOOST_CHECK(ask_schedule(sources).by == Schedule::By::unknown);
  std::ofstream(sources.cron) << "*/30 * * * * x aerospike-telemetry\n";
  const auto schedule = ask_schedule(sources);
  BOOST_CHECK(schedule.by == Schedule::By::cron);
  BOOST_TEST((schedule.period == 1800s));
}
