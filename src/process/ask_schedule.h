// Asks this machine what starts the runs, for --status.

#pragma once

#include <chrono>
#include <string>

#include "config/status.h"

namespace telemetry {

// Where to ask; tests have their own.
struct ScheduleSources {
  std::string systemd = "/run/systemd/system";  // there if systemd runs
  std::string systemctl = "systemctl";          // found in PATH
  std::string cron = "/etc/cron.d/aerospike-telemetry";
  std::chrono::milliseconds limit{2000};  // for systemctl
};

// Where systemd runs, its timer; else cron's file. By::unknown where neither
// answers in time.
Schedule ask_schedule(const ScheduleSources& sources = {});

}  // namespace telemetry
