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
  std::string value;

  bool
  operator==(const SettingChange&) const = default;
};

struct EditedText {
  std::string text;
  // What a person should read: "[main] email: (default) -> a@b.c".
  std::vector<std::string> report;
  bool changed = false;
};

}  // namespace telemetry
