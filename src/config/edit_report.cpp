#include "config/edit_report.h"

#include "base/text.h"
#include "config/settings_table.h"

namespace telemetry {

std::vector<std::string> remarks_on_changes(
    std::span<const SettingChange> changes, const std::string& config,
    const Result<Configuration>& now,
    const std::optional<Switch>& environment) {
  std::vector<std::string> remarks;
  const auto error = now ? now->problem : std::optional(now.error());
  if (error) remarks.push_back("still wrong: " + error->message);
  for (const auto& change : changes) {
    const auto label = "[" + change.section + "] " + change.key;
    const bool enabled =
        change.key == "disable" && to_boolean(change.value) == false;
    if (enabled && environment)
      remarks.push_back("still disabled by the variable " + environment->what);
    if (!now) continue;
    if (const auto& off = now->off; enabled && off)
      remarks.push_back("still disabled by " + off->where + ": " + off->what);
    const auto place = now->places.find(label);
    if (change.key != "disable" && place != now->places.end() &&
        !place->second.starts_with(config + ":"))
      remarks.push_back(label + " is overridden by " + place->second);
  }
  return remarks;
}

std::string edit_message(const std::string& config,
                         std::span<const SettingChange> changes,
                         std::span<const std::string> report,
                         std::span<const std::string> remarks) {
  std::string text = config + ":\n";
  for (const auto& line : report) text += "  " + line + "\n";
  text += "It holds from the next run on; nothing needs a restart.\n";
  for (const auto& remark : remarks) text += "Note: " + remark + "\n";
  for (const auto& change : changes)
    if (change.key == "interval")
      text +=
          "The timer or cron starts the runs, and must agree: systemctl edit "
          "aerospike-telemetry.timer\n(OnCalendar= and RandomizedDelaySec=), "
          "or the line in /etc/cron.d/aerospike-telemetry.\n";
  return text;
}

}  // namespace telemetry
