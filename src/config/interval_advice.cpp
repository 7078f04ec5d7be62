#include "config/interval_advice.h"

namespace telemetry {
namespace {

using namespace std::chrono_literals;

std::string number(std::int64_t count) { return std::to_string(count); }

// Minutes that divide an hour, or 0.
std::int64_t minutes_of(std::chrono::seconds interval) {
  return interval >= 1min && interval < 1h && 1h % interval == 0s &&
                 interval % 1min == 0s
             ? interval / 1min
             : 0;
}

// Hours that divide a day, or 0.
std::int64_t hours_of(std::chrono::seconds interval) {
  return interval >= 1h && interval <= 24h && 24h % interval == 0s &&
                 interval % 1h == 0s
             ? interval / 1h
             : 0;
}

}  // namespace

std::optional<std::string> calendar_of(std::chrono::seconds interval) {
  if (const auto minutes = minutes_of(interval))
    return "*:0/" + number(minutes);
  const auto hours = hours_of(interval);
  if (hours == 0) return std::nullopt;
  if (hours == 1) return "*:00";
  return hours == 24 ? "00:00" : "0/" + number(hours) + ":00";
}

std::optional<std::string> cron_fields_of(std::chrono::seconds interval) {
  if (const auto minutes = minutes_of(interval))
    return (minutes == 1 ? "*" : "*/" + number(minutes)) + " * * * *";
  const auto hours = hours_of(interval);
  if (hours == 0) return std::nullopt;
  if (hours == 1) return "0 * * * *";
  return hours == 24 ? "0 0 * * *" : "0 */" + number(hours) + " * * *";
}

std::string interval_advice(std::chrono::seconds interval) {
  const auto calendar = calendar_of(interval);
  const auto fields = cron_fields_of(interval);
  std::string text =
      "The timer or cron starts the runs; this does not change them.\n"
      "With systemd, write this by: systemctl edit "
      "aerospike-telemetry.timer\n"
      "    [Timer]\n"
      "    OnCalendar=\n";
  const auto span = number(interval.count()) + "s\n";
  if (calendar)
    text += "    OnCalendar=" + *calendar +
            "\n"
            "    RandomizedDelaySec=" +
            span;
  else
    text +=
        "    OnBootSec=" + span + "    OnUnitActiveSec=" + span +
        "(No calendar keeps this interval, which divides neither an hour nor "
        "a day into\nwhole minutes. Such a timer starts anew with each boot.)"
        "\n";
  if (fields)
    return text +
           "With cron, the line in /etc/cron.d/aerospike-telemetry begins:\n"
           "    " +
           *fields + "\n";
  return text + "Cron cannot keep this interval.\n";
}

}  // namespace telemetry
