// When a run is full and when it is brief: from the clock, the server's uptime
// and this host's pseudo-random 16 bytes, without any memory of earlier runs.
// And how long --splay waits. Pure but for random_number().
//
// A host's day starts at its own phase, so that the full reports of a fleet
// spread over 24 hours. The first run of each such day is full: the one that
// falls into the first `interval` of it. Two things make that hold with real
// timers (test/unit/schedule_test.cpp simulates them):
//
//   - The window is longer than the interval by a slack, so that jitter makes
//     no host miss it; the price is a second full report on one day in thirty.
//   - The phase is a multiple of the interval, so that the window is one cell
//     of a calendar timer (OnCalendar=*:0/10). A timer that draws a new delay
//     each time, or cron with --splay, runs exactly once in each cell, although
//     two runs may be almost two intervals apart.
//
// A host that is off or asleep in its window sends no full report on that day,
// unless its server has restarted, which is reason for one by itself.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace telemetry {

// An HMAC of the machine's id under the site's key: the host's own, the same in
// each run, unknown to everybody else. Never sent.
using HostDigest = std::span<const std::uint8_t, 16>;

// By how much two runs may be further apart than the interval says.
std::chrono::seconds run_slack(std::chrono::seconds interval);

// Where in the 24 hours before UTC midnight this host's day starts: a multiple
// of the interval, at least 0 and less than 86,400. From the digest's first
// eight bytes.
std::chrono::seconds day_phase(HostDigest host, std::chrono::seconds interval);

// Whether a run at `now` (seconds since 1970) is full: the server has been up
// for less than an interval and the slack (it restarted since the last run), or
// the run is the first of its day. `interval` is positive; one of a day and
// more is always full. An uptime that is not known does not count.
bool is_full(std::chrono::seconds now, std::chrono::seconds interval,
             std::optional<std::chrono::seconds> uptime,
             std::chrono::seconds phase);

// How long --splay waits: uniformly random over the interval but its last
// thirtieth (580 s of 600), in which cron and the program may be late and the
// run still lies in its own cell. That the next run's wait may begin before
// this run has ended does no harm, as the lock is taken after the wait; and
// with less than 1/1.04 of the interval, home would have more than 1.15 of the
// mean's arrivals in some second (test/bench/fleet.cpp). Pure.
std::chrono::milliseconds splay(std::uint64_t random,
                                std::chrono::seconds interval);

// getrandom(2), for splay().
std::uint64_t random_number();

}  // namespace telemetry
