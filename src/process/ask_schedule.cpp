#include "process/ask_schedule.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t output_limit = 64 * 1024;

struct ClosePipe {
  void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

// What systemctl prints of the timer, "NAME=value" each line; "" when it fails
// or is late.
std::string ask_systemctl(const std::string& systemctl) {
  const auto command = "LC_ALL=C TZ=UTC SYSTEMD_COLORS=0 timeout -k 1 2 " +
                       systemctl +
                       " show aerospike-telemetry.timer --property="
                       "LoadState,UnitFileState,ActiveState,"
                       "NextElapseUSecRealtime </dev/null 2>/dev/null";
  const std::unique_ptr<std::FILE, ClosePipe> pipe(
      ::popen(command.c_str(), "re"));
  if (!pipe) return {};
  std::string text(output_limit, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), pipe.get()));
  return text;
}

Schedule timer_schedule(std::string_view shown) {
  Schedule schedule;
  while (!shown.empty()) {
    const auto [name, value] = cut(take_until(shown, '\n'), '=');
    if (name == "LoadState") schedule.load = printable(value);
    if (name == "UnitFileState") schedule.enabled = printable(value);
    if (name == "ActiveState") schedule.active = printable(value);
    if (name == "NextElapseUSecRealtime") schedule.next_run = printable(value);
  }
  if (!schedule.load.empty() && schedule.load != "not-found")
    schedule.by = Schedule::By::timer;
  return schedule;
}

bool starts_us(std::string_view text) {
  while (!text.empty()) {
    const auto line = trim(take_until(text, '\n'));
    if (!line.starts_with('#') && line.contains("aerospike-telemetry"))
      return true;
  }
  return false;
}

}  // namespace

bool Schedule::is_refused() const {
  return load == "masked" || (enabled == "disabled" && active == "inactive");
}

Schedule ask_schedule(const ScheduleSources& sources) {
  const auto exists = [&](const char* path) {
    return ::access((sources.root + path).c_str(), F_OK) == 0;
  };
  if (exists("/run/systemd/system"))
    return timer_schedule(ask_systemctl(sources.systemctl));
  Schedule schedule;
  const auto text =
      read_file(sources.root + "/etc/cron.d/aerospike-telemetry", output_limit);
  if (!text) return schedule;
  schedule.by = Schedule::By::cron;
  schedule.has_line = starts_us(*text);
  schedule.cron_runs = exists("/run/crond.pid") || exists("/run/cron.pid");
  return schedule;
}

}  // namespace telemetry
