// process/schedule: full and brief without memory, and a fleet that spreads.

#define BOOST_TEST_MODULE schedule
#include "process/schedule.h"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <random>
#include <vector>

using namespace telemetry;
using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

using Digest = std::array<std::uint8_t, 16>;
using Random = std::mt19937_64;

Digest digest(Random& random) {
  Digest bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 32);
  return bytes;
}

double uniform(Random& random, double from, double to) {
  return std::uniform_real_distribution<double>(from, to)(random);
}

std::int64_t day_number(seconds now, seconds phase) {
  return std::chrono::floor<std::chrono::days>(now + phase).count();
}

// 2026-11-23 00:00:00 UTC.
constexpr double week_start = 1'795'392'000;
constexpr int hosts = 10'000;
constexpr int days = 7;
constexpr double interval = 600;
constexpr int runs = static_cast<int>(days * 86'400 / interval);

// When run number `n` of a host looks at the clock, counted from the week's
// start; `offset` is the host's own, uniform in the interval.
using Timer = std::function<double(Random&, int n, double offset)>;

struct Week {
  int missed = 0;      // host-days without a full report
  double per_day = 0;  // full reports a host and day
  int most_a_day = 0;  // of any host
};

Week simulate(const Timer& timer) {
  Random random(20261123);
  Week week;
  long full = 0;
  for (int host = 0; host < hosts; ++host) {
    const auto bytes = digest(random);
    const auto phase = day_phase(bytes, 600s);
    const double offset = uniform(random, 0, interval);
    // The days that lie whole in the week, by number.
    const auto first =
        day_number(seconds(static_cast<long>(week_start)), phase) + 1;
    std::array<int, days - 1> sent{};
    for (int n = 0; n < runs; ++n) {
      const seconds now(
          static_cast<long>(week_start + timer(random, n, offset)));
      if (!is_full(now, 600s, 1'000'000s, phase)) continue;
      const auto day = day_number(now, phase) - first;
      if (day >= 0 && day < days - 1) ++sent[static_cast<std::size_t>(day)];
    }
    for (const int count : sent) {
      week.missed += count == 0;
      full += count;
      week.most_a_day = std::max(week.most_a_day, count);
    }
  }
  week.per_day = static_cast<double>(full) / hosts / (days - 1);
  BOOST_TEST_MESSAGE("missed " << week.missed << ", full a day " << week.per_day
                               << ", at most " << week.most_a_day);
  return week;
}

void check(const Week& week) {
  BOOST_TEST(week.missed == 0);
  BOOST_TEST(week.per_day >= 1.0);
  BOOST_TEST(week.per_day < 1.05);
  BOOST_TEST(week.most_a_day <= 2);
}

}  // namespace

BOOST_AUTO_TEST_CASE(with_a_fixed_random_delay_no_host_misses_a_day) {
  // OnCalendar=*:0/10, FixedRandomDelay, AccuracySec=1s, a busy host.
  check(simulate([](Random& random, int n, double offset) {
    return n * interval + offset + uniform(random, 0, 2);
  }));
}

BOOST_AUTO_TEST_CASE(with_coarse_timers_no_host_misses_a_day) {
  // Runs up to 20 s late: the slack of this interval.
  check(simulate([](Random& random, int n, double offset) {
    return n * interval + offset + uniform(random, 0, 19);
  }));
}

BOOST_AUTO_TEST_CASE(with_a_new_random_delay_each_time_no_host_misses_a_day) {
  // systemd before 247: two runs are up to 20 minutes apart.
  check(simulate([](Random& random, int n, double) {
    return n * interval + uniform(random, 0, interval - 1);
  }));
}

BOOST_AUTO_TEST_CASE(with_cron_and_splay_no_host_misses_a_day) {
  check(simulate([](Random& random, int n, double) {
    return n * interval +
           std::chrono::duration<double>(splay(random(), 600s)).count() +
           uniform(random, 0, 3);
  }));
}

BOOST_AUTO_TEST_CASE(a_window_without_slack_would_miss_days) {
  // Why there is a slack: the rule without it, on the timer with least jitter.
  Random random(1);
  int missed = 0;
  for (int host = 0; host < hosts; ++host) {
    const double phase = uniform(random, 0, 86'400);
    const double offset = uniform(random, 0, interval);
    int sent = 0;
    for (int n = 0; n < 3 * 144; ++n) {
      const double now = n * interval + offset + uniform(random, 0, 1) + phase;
      // The host's second day, and its first interval.
      sent += now >= 2 * 86'400 && now < 2 * 86'400 + interval;
    }
    missed += sent == 0;
  }
  BOOST_TEST_MESSAGE("missed " << missed << " of " << hosts);
  BOOST_TEST(missed > 0);
}

BOOST_AUTO_TEST_CASE(full_reports_of_a_fleet_spread_over_the_day) {
  Random random(7);
  std::array<int, 24> hours{};
  constexpr int fleet = 240'000;
  for (int host = 0; host < fleet; ++host) {
    const auto phase = day_phase(digest(random), 600s);
    BOOST_REQUIRE(phase >= 0s);
    BOOST_REQUIRE(phase < 86'400s);
    ++hours.at(static_cast<std::size_t>(phase / 1h));
  }
  constexpr double share = fleet / 24.0;
  for (const int count : hours) {
    BOOST_TEST(count > share * 0.95);
    BOOST_TEST(count < share * 1.05);
  }
}

BOOST_AUTO_TEST_CASE(splay_spreads_over_the_interval_but_its_last_thirtieth) {
  Random random(9);
  std::array<int, 58> tens{};
  constexpr int fleet = 580'000;
  for (int host = 0; host < fleet; ++host) {
    const auto wait = splay(random(), 600s);
    BOOST_REQUIRE(wait >= 0ms);
    BOOST_REQUIRE(wait < 580s);
    ++tens.at(static_cast<std::size_t>(wait / 10s));
  }
  for (const int count : tens) {
    BOOST_TEST(count > 9'500);
    BOOST_TEST(count < 10'500);
  }
}

BOOST_AUTO_TEST_CASE(each_splay_is_another) {
  BOOST_TEST((splay(0, 600s) == 0ms));
  BOOST_TEST((splay(580'077, 600s) == 77ms));
  BOOST_TEST((splay(~std::uint64_t{0}, 1s) < 1s));
  BOOST_TEST(random_number() != random_number());
}

BOOST_AUTO_TEST_CASE(the_phase_is_the_hosts_own) {
  Digest host{};
  BOOST_TEST((day_phase(host, 600s) == 0s));
  host[7] = 2;
  BOOST_TEST((day_phase(host, 600s) == 1200s));
  BOOST_TEST((day_phase(host, 86'400s) == 0s));
  BOOST_TEST((day_phase(host, 200'000s) == 0s));
}

BOOST_AUTO_TEST_CASE(a_server_that_restarted_since_the_last_run_is_full) {
  const seconds noon = 1'795'392'000s + 12h;
  BOOST_TEST(is_full(noon, 600s, 0s, 0s));
  BOOST_TEST(is_full(noon, 600s, 619s, 0s));
  BOOST_TEST(!is_full(noon, 600s, 620s, 0s));
  BOOST_TEST(!is_full(noon, 600s, std::nullopt, 0s));
}

BOOST_AUTO_TEST_CASE(the_first_run_of_the_hosts_day_is_full) {
  const seconds midnight(1'795'392'000);
  for (const auto phase : {0s, 600s, 43'200s, 85'800s}) {
    const auto start = midnight - phase;
    BOOST_TEST(!is_full(start - 1s, 600s, 1h, phase));
    BOOST_TEST(is_full(start, 600s, 1h, phase));
    BOOST_TEST(is_full(start + 619s, 600s, 1h, phase));
    BOOST_TEST(!is_full(start + 620s, 600s, 1h, phase));
  }
}

BOOST_AUTO_TEST_CASE(odd_clocks_and_intervals_have_an_answer) {
  BOOST_TEST(is_full(0s, 600s, 1h, 0s));
  BOOST_TEST(!is_full(-1s, 600s, 1h, 0s));
  BOOST_TEST(is_full(-86'400s, 600s, 1h, 0s));
  BOOST_TEST(is_full(43'200s, 86'400s, 100h, 0s));
  BOOST_TEST(is_full(43'200s, 200'000s, 1000h, 0s));
  BOOST_TEST((run_slack(600s) == 20s));
  BOOST_TEST((run_slack(1s) == 1s));
  BOOST_TEST((run_slack(86'400s) == 60s));
  // An interval that does not divide the day.
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    const auto phase = day_phase(digest(random), 7000s);
    BOOST_TEST(phase < 86'400s);
    BOOST_TEST(phase.count() % 7000 == 0);
  }
}
