// A report that a person can look at: one HTML file that loads nothing. It
// holds raw names, for the operator's own eyes; each stands in an element <i>,
// so that the page can hide them. Pure.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "privacy/pseudonym.h"
#include "rule/channel.h"

namespace telemetry {

// What is known without the server.
struct PageFacts {
  std::string off_by =
      {};  // the switch that turned reporting off; "" if it is on
  std::string home_url;
  std::string proxy;  // without its password; "" = none
  std::string key_file;
  bool throw_away_key = false;  // there is no key yet
  std::string interval;         // "600 seconds"
  std::string every_run;        // channels
  std::string daily;
  std::string schedule;  // what starts the runs
  std::string next_run;  // in words
  std::vector<std::string> off_commands = {};
  std::vector<std::string> warnings = {};
};

// The daily report, and what was counted when it was made.
struct PageReport {
  std::string json;                   // audited
  std::uint64_t every_run_bytes = 0;  // of the report of every run
  // By channel: the bytes of it, and how many keys of the server were left out
  // because the dictionary does not list them.
  std::array<std::uint64_t, channel_names.size()> channel_bytes = {};
  std::array<std::uint64_t, channel_names.size()> left_out = {};
  std::vector<std::string> unknown_keys = {};  // the first of those
};

// What to compare with, and the file that it is from.
struct OtherReport {
  std::string name;
  std::string json;
};

std::string page_html(const PageFacts& facts, const PageReport& report,
                      const Legend& legend,
                      const std::optional<OtherReport>& other);

}  // namespace telemetry
