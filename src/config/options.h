// The command line: what the person who starts the program wants. Pure.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/settings.h"
#include "config/settings_edit.h"

namespace telemetry {

// What to do; one a run.
enum class Action {
  run,             // collect, audit, post
  sample,          // --sample, --dry-run: print what would be posted
  explain,         // --explain: each field, where it is from, how it is treated
  explain_sample,  // --explain --sample: the same of this machine's report
  status,          // --status
  check,           // --check
  new_key,         // --new-key [FILE]
  edit,            // --disable, --enable, --set-KEY
  record,          // --record FILE
  page,            // --page FILE
  version,         // --version
  help,            // --help
};

struct Options {
  Action action = Action::run;
  std::string config = default_config;
  // Action::edit: in the order of the command line, each key once, and each
  // value good for its setting.
  std::vector<SettingChange> changes;
  // Action::record and page: where to; Action::new_key: where to, "" for the
  // key-file of the configuration.
  std::string file;
  std::string replay;   // a recording instead of the server; "" for the server
  std::string against;  // with --page: what to compare with; "" for nothing
  bool full = false;
  bool brief = false;  // with --sample: what every run sends
  bool splay = false;
  bool verbose = false;
  bool quiet = false;
  bool json = false;  // with --status

  bool operator==(const Options&) const = default;
};

// `arguments` without the program's name. Fails with usage and one line.
Result<Options> parse_options(std::span<const char* const> arguments);

// What --help prints.
extern const char usage_text[];

}  // namespace telemetry
