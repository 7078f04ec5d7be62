// Changes settings in the text of a configuration file and nothing else in it.
// Pure: settings_file.h applies it to a file.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

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
// Fails with usage if a line would become longer than ini_line_limit.
Result<EditedText> edit_text(std::string_view text,
                             std::span<const SettingChange> changes);

}  // namespace telemetry
