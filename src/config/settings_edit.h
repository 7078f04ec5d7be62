// Changes settings in a configuration file and nothing else in it: --disable,
// --enable and --set-*, and what a person is told of them.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/settings.h"

namespace telemetry {

struct SettingChange {
  std::string section;
  std::string key;
  std::string value;  // good for its setting (problem_of_value())

  bool operator==(const SettingChange&) const = default;
};

struct EditedText {
  std::string text;
  // A line for each change: "[main] email: (default) -> a@b.c".
  std::vector<std::string> report;
};

// The text with the changes made: a key is changed where it stands, with its
// spacing and the comment behind it; one that stands only in a comment
// ("# email =") gets a line after that comment; else the line goes to the end
// of its section, and a missing section to the end of the text. All other bytes
// stay, also lines that are wrong. The same changes again give the same text.
// Fails with usage if a line would become longer than ini_line_limit. Pure.
Result<EditedText> edit_text(std::string_view text,
                             std::span<const SettingChange> changes);

// Makes the changes in the file CONFIG and returns the report of edit_text(). A
// symbolic link is followed to its file, which is replaced (replace_file()) by
// one with its owner, group and mode; extended attributes are not kept. Waits
// for nobody: of two edits at once the later one wins whole. A missing CONFIG
// is created, mode 0644, if one of the changes is disable = true: to opt out
// must always work. Fails with no_input if it is missing otherwise or is no
// file, with no_permission or temporary as the system says, and as edit_text().
Result<std::vector<std::string>> edit_file(
    const std::string& config, std::span<const SettingChange> changes);

// The lines for standard output: what edit_file() reported, that it holds from
// the next run on, and what a person must know besides: that a file beside
// `config` or a variable still decides otherwise, that the configuration as a
// whole has something wrong, and what else to change if the interval was given.
// `now` is what load_settings() says now. Pure.
std::string edit_message(std::span<const SettingChange> changes,
                         const std::string& config,
                         std::span<const std::string> report,
                         const Result<Configuration>& now,
                         const std::optional<Switch>& variable);

}  // namespace telemetry
