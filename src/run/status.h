// --status: whether reporting is on, which switch decided, where reports go and
// what starts the runs.

#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "config/options.h"
#include "config/server_conf.h"
#include "config/switches.h"
#include "page/page.h"

namespace telemetry {

// What starts the runs on this machine: what systemctl and cron's file say.
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
  // Why nothing starts the runs, "" if something does or nothing is known.
  std::string problem;
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

struct StatusFacts {
  std::string config;  // the file
  Configuration configuration;
  std::optional<Switch> off;  // the switch that decided, if off
  Result<ServerAddress> server = ServerAddress{};
  std::string key_file;
  Result<std::string> key_id = "";  // or why there is no usable key
  Schedule schedule;
};

// A timer that somebody has masked, or disabled and stopped, is a switch, too,
// for the CONFIG that it is for. Pure.
std::optional<Switch> refused_timer(const std::string& config,
                                    const Schedule& schedule);

// Lines for a person, the first of which says whether reporting is on, and what
// decided that if it is off. Pure.
std::string status_text(const StatusFacts& facts);

// One JSON object and a newline. Its keys are in aerospike-telemetry(8). Pure.
std::string status_json(const StatusFacts& facts);

// What of it stands on the page of --page. Pure.
PageFacts page_facts(const StatusFacts& facts);

// Asks for all of it but what the configuration says.
StatusFacts gather_status(const Options& options,
                          const Environment& environment,
                          const Configuration& configuration);

// Prints the facts on standard output; gives ok if reporting
// is on, else disabled.
Result<Exit> show_status(const Options& options,
                         const Environment& environment);

}  // namespace telemetry
