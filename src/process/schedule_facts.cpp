#include "process/schedule_facts.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "base/text.h"

namespace telemetry {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

// The values of an hour, minute or second.
using Values = std::bitset<60>;

// "*", "5", "0/10", "1..5", "*/10" and lists of them, for values below `end`.
std::optional<Values> values_of(std::string_view field, unsigned end) {
  Values values;
  for (const auto item : split(field, ',')) {
    const auto [range, step_text] = cut(item, '/');
    const bool stepped = item.contains('/');
    unsigned first = 0;
    unsigned last = end - 1;
    unsigned step = 1;
    if (range != "*") {
      // cron writes a range as 1-5, systemd as 1..5.
      const auto dash = std::min(range.find('-'), range.find(".."));
      const auto low = to_number(range.substr(0, dash));
      if (!low || *low >= end) return std::nullopt;
      first = static_cast<unsigned>(*low);
      if (dash != std::string_view::npos) {
        const auto high =
            to_number(range.substr(dash + (range[dash] == '-' ? 1 : 2)));
        if (!high || *high < first || *high >= end) return std::nullopt;
        last = static_cast<unsigned>(*high);
      } else if (!stepped) {
        last = first;
      }
    }
    if (stepped) {
      const auto number = to_number(step_text);
      if (!number || *number == 0 || *number >= end) return std::nullopt;
      step = static_cast<unsigned>(*number);
    }
    for (unsigned value = first; value <= last; value += step)
      values.set(value);
  }
  return values;
}

std::optional<seconds> period_of(const Values& hours, const Values& minutes,
                                 const Values& secs) {
  std::vector<int> times;
  for (int hour = 0; hour < 24; ++hour)
    for (int minute = 0; minute < 60; ++minute)
      for (int second = 0; second < 60; ++second)
        if (hours[hour] && minutes[minute] && secs[second])
          times.push_back((hour * 60 + minute) * 60 + second);
  if (times.empty()) return std::nullopt;
  times.push_back(times[0] + 86400);
  const int gap = times[1] - times[0];
  for (std::size_t i = 1; i < times.size(); ++i)
    if (times[i] - times[i - 1] != gap) return std::nullopt;
  return seconds(gap);
}

// "Mon 2026-11-23 05:20:00 UTC" as seconds since 1970.
std::optional<seconds> time_of(std::string_view text) {
  const auto words = split(trim(text), ' ');
  if (words.size() != 4 || words[3] != "UTC") return std::nullopt;
  const auto date = split(words[1], '-');
  const auto clock = split(words[2], ':');
  if (date.size() != 3 || clock.size() != 3) return std::nullopt;
  std::array<unsigned, 6> n = {};
  for (std::size_t i = 0; i < 6; ++i) {
    const auto number = to_number(i < 3 ? date[i] : clock[i - 3]);
    if (!number || *number > 9999) return std::nullopt;
    n[i] = static_cast<unsigned>(*number);
  }
  const std::chrono::year_month_day day(
      std::chrono::year(static_cast<int>(n[0])), std::chrono::month(n[1]),
      std::chrono::day(n[2]));
  if (!day.ok() || n[3] > 23 || n[4] > 59 || n[5] > 60) return std::nullopt;
  return std::chrono::sys_days(day).time_since_epoch() +
         std::chrono::hours(n[3]) + std::chrono::minutes(n[4]) + seconds(n[5]);
}

// The value of "NAME=value" in "{ NAME=value ; next_elapse=... }".
std::string_view value_in_braces(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + name.size());
  return trim(rest.substr(0, rest.find(';')));
}

// "*-*-* *:00/10:00": every day, at these times.
std::optional<seconds> period_of_calendar(std::string_view calendar) {
  constexpr std::string_view every_day = "*-*-* ";
  if (!calendar.starts_with(every_day)) return std::nullopt;
  return period_of_times(calendar.substr(every_day.size()));
}

}  // namespace

std::optional<seconds> period_of_times(std::string_view times) {
  const auto fields = split(times, ':');
  if (fields.size() != 3) return std::nullopt;
  const auto hours = values_of(fields[0], 24);
  const auto minutes = values_of(fields[1], 60);
  const auto secs = values_of(fields[2], 60);
  if (!hours || !minutes || !secs) return std::nullopt;
  return period_of(*hours, *minutes, *secs);
}

std::optional<seconds> span_of(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t seconds;
  };
  static constexpr Unit units[] = {
      {"s", 1},       {"min", 60},   {"h", 3600},     {"d", 86400},
      {"day", 86400}, {"w", 604800}, {"week", 604800}};
  seconds sum{0};
  for (const auto word : split(trim(text), ' ')) {
    const auto digits =
        std::min(word.find_first_not_of("0123456789"), word.size());
    const auto number = to_number(word.substr(0, digits));
    const auto* unit =
        std::ranges::find(units, word.substr(digits), &Unit::name);
    if (!number || *number > 1'000'000 || unit == std::end(units))
      return std::nullopt;
    sum += seconds(static_cast<std::int64_t>(*number) * unit->seconds);
  }
  return sum;
}

std::optional<Schedule> timer_schedule(std::string_view shown) {
  Schedule schedule;
  schedule.by = Schedule::By::timer;
  unsigned triggers = 0;
  while (!shown.empty()) {
    const auto [name, value] = cut(take_until(shown, '\n'), '=');
    if (name == "LoadState" && value != "loaded") return std::nullopt;
    if (name == "ActiveState") schedule.active = value == "active";
    if (name == "NextElapseUSecRealtime") schedule.next = time_of(value);
    const bool calendar = name == "TimersCalendar";
    if (value.empty() || (!calendar && name != "TimersMonotonic")) continue;
    const auto when =
        value_in_braces(value, calendar ? "OnCalendar=" : "OnUnitActiveUSec=");
    if (when.empty()) continue;  // OnBootSec and the like do not repeat
    ++triggers;
    schedule.when = printable(when);
    schedule.period = calendar ? period_of_calendar(when) : span_of(when);
  }
  // Two of them together have a period that neither has.
  if (triggers != 1) schedule.period.reset();
  return schedule;
}

Schedule cron_schedule(std::string_view text) {
  Schedule schedule;
  schedule.by = Schedule::By::cron;
  while (!text.empty()) {
    const auto line = trim(take_until(text, '\n'));
    if (line.starts_with('#') || !line.contains("aerospike-telemetry"))
      continue;
    std::vector<std::string_view> fields;
    auto rest = line;
    while (fields.size() < 5 && !rest.empty()) {
      const auto end = std::min(rest.find_first_of(" \t"), rest.size());
      fields.push_back(rest.substr(0, end));
      rest = trim(rest.substr(end));
    }
    if (fields.size() < 5) continue;
    const auto minutes = values_of(fields[0], 60);
    const auto hours = values_of(fields[1], 24);
    if (!minutes || !hours) continue;
    schedule.active = true;
    for (const auto field : fields)
      schedule.when +=
          (schedule.when.empty() ? "" : " ") + printable(field, 20);
    if (fields[2] == "*" && fields[3] == "*" && fields[4] == "*")
      schedule.period = period_of(*hours, *minutes, Values(1));
    return schedule;
  }
  return schedule;
}

}  // namespace telemetry
