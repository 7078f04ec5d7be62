// What starts the runs on this machine, read from what systemctl prints and
// from cron's file. Pure; ask_schedule.h does the asking.

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "config/status.h"

namespace telemetry {

// From the output of `systemctl show` with ActiveState, NextElapseUSecRealtime,
// TimersCalendar and TimersMonotonic, in UTC and the C locale. Nothing when the
// unit does not exist (LoadState).
std::optional<Schedule> timer_schedule(std::string_view shown);

// From a file of /etc/cron.d; not active if no line starts us.
Schedule cron_schedule(std::string_view text);

// How far apart the times are that systemd.time(7) calls HH:MM:SS, such as
// "*:00/10:00", each a list of "*", N, N/STEP or N..M; or nothing when they are
// not equally far apart around the day.
std::optional<std::chrono::seconds> period_of_times(std::string_view times);

// "1h 30min", as systemd prints a span.
std::optional<std::chrono::seconds> span_of(std::string_view text);

}  // namespace telemetry
