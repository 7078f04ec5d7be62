// Asks this machine what starts the runs, for --status. It repeats what
// systemctl and cron's file say, and computes nothing.

#pragma once

#include <string>

namespace telemetry {

struct Schedule {
  enum class By { unknown, timer, cron };

  By by = By::unknown;
  // Of the timer: "loaded", "masked" or "not-found"; "enabled", "disabled",
  // ...; "active", "inactive", ... (systemctl show). "" of cron.
  std::string load;
  std::string enabled;
  std::string active;
  // The timer's, as systemctl writes it, in UTC; "" where there is none.
  std::string next_run;
  // Of cron: whether a line in its file starts us, and whether cron runs.
  bool has_line = false;
  bool cron_runs = false;

  // Somebody said no to the timer: it is masked, or disabled and not active.
  bool is_refused() const;
};

// Where to ask; tests have their own.
struct ScheduleSources {
  std::string root;                     // before each path below
  std::string systemctl = "systemctl";  // found in PATH
};

// Where systemd runs (/run/systemd/system), its timer; else cron's file. Both
// are called as the packages call them. By::unknown where neither answers
// within two seconds.
Schedule ask_schedule(const ScheduleSources& sources = {});

}  // namespace telemetry
