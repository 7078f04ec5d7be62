// The schedule belongs to the timer or to cron: what --set-interval prints so
// that a person can make them agree. Pure.

#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace telemetry {

// systemd's OnCalendar= for runs that are so far apart, if there is one: whole
// minutes that divide an hour, or whole hours that divide a day.
std::optional<std::string> calendar_of(std::chrono::seconds interval);

// The five fields of a crontab(5) for it, under the same condition.
std::optional<std::string> cron_fields_of(std::chrono::seconds interval);

// Lines that say how the timer, and cron's file, are made to agree.
std::string interval_advice(std::chrono::seconds interval);

}  // namespace telemetry
