// What --status says, from facts that main has gathered: text for a person,
// JSON for a program. Pure.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/server_conf.h"
#include "config/settings.h"

namespace telemetry {

// What starts the runs, as far as that could be found out.
struct Schedule {
  enum class By { unknown, timer, cron };

  By by = By::unknown;
  bool active = false;  // the timer waits; the line is in cron's file
  std::string when;     // "*:0/10" or "*/10 * * * *", as it is written there
  // Between two runs, where they all are equally far apart.
  std::optional<std::chrono::seconds> period;
  std::optional<std::chrono::seconds> next;  // since 1970, UTC
};

struct StatusFacts {
  std::string config;         // the file
  std::optional<Switch> off;  // the switch that decided, if off
  std::string home_url;
  std::string proxy;  // shown without its password
  Result<ServerAddress> server = ServerAddress{};
  std::string server_from;  // file, or file and line, that says the address
  std::string key_file;
  Result<std::string> key_id = "";  // or why there is no usable key
  std::chrono::seconds interval{0};
  Schedule schedule;
  std::chrono::seconds now{0};  // since 1970, UTC
  std::vector<std::string> warnings;
};

// The facts that the configuration alone tells: all but `server`, `key_id`,
// `schedule` and `now`.
StatusFacts status_facts(const std::string& config,
                         const Configuration& configuration,
                         const std::optional<Switch>& off);

// What is wrong between what is configured and what starts the runs: another
// interval, or nothing that starts them. Lines for StatusFacts::warnings.
std::vector<std::string> schedule_warnings(std::chrono::seconds interval,
                                           const Schedule& schedule);

// Lines for a person, the first of which says whether reporting is on, and what
// decided that if it is off.
std::string status_text(const StatusFacts& facts);

// One JSON object and a newline. Its keys are in aerospike-telemetry(8).
std::string status_json(const StatusFacts& facts);

// "2026-11-23 05:20:00 UTC"
std::string utc_text(std::chrono::seconds since_1970);

}  // namespace telemetry
