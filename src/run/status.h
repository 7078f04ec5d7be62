// --status: whether reporting is on, which switch decided, where reports go and
// what starts the runs.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/options.h"
#include "config/server_conf.h"
#include "config/switches.h"
#include "process/ask_schedule.h"
#include "rule/channel.h"

namespace telemetry {

struct StatusFacts {
  std::string config;         // the file
  std::optional<Switch> off;  // the switch that decided, if off
  std::string home_url;
  std::string proxy;  // shown without its password
  Result<ServerAddress> server = ServerAddress{};
  std::string server_from;  // file, or file and line, that says the address
  std::string key_file;
  Result<std::string> key_id = "";  // or why there is no usable key
  Channels every_run;
  Channels daily;
  std::chrono::seconds interval{0};
  Schedule schedule;
  std::vector<std::string> warnings;
};

// All but `server` and `key_id`, from the configuration, the switch that it or
// the environment has, and the schedule. A timer that somebody has masked or
// disabled is a switch, too, for the CONFIG that it is for. Pure.
StatusFacts status_facts(const std::string& config,
                         const Configuration& configuration,
                         std::optional<Switch> off, const Schedule& schedule);

// Lines for a person, the first of which says whether reporting is on, and what
// decided that if it is off. Pure.
std::string status_text(const StatusFacts& facts);

// One JSON object and a newline. Its keys are in aerospike-telemetry(8). Pure.
std::string status_json(const StatusFacts& facts);

// Gathers the facts and prints them on standard output; gives ok if reporting
// is on, else disabled.
Result<Exit> show_status(const Options& options,
                         const Environment& environment);

}  // namespace telemetry
