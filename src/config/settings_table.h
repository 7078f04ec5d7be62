// The one table of settings: what each is called, and how its text is read,
// checked and written. What it means is in telemetry.conf(5).

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/settings.h"

namespace telemetry {

struct SettingRow {
  std::string_view section;
  std::string_view key;
  // Reads the text into the settings; says what is wrong ("must ...") and
  // changes nothing if it cannot.
  std::optional<std::string> (*read)(std::string_view text, Settings& into);
  // The text of the setting, such that read() understands it; "" is unset.
  std::string (*write)(const Settings& settings);
  // A relative path as its value is taken from the folder of the file.
  bool is_path = false;
};

// In the order of the sample; the rows of a section are together.
std::span<const SettingRow> setting_rows();

// The row of a key, or null. Names are exact, keys in lower case.
const SettingRow* find_setting(std::string_view section, std::string_view key);

bool is_section(std::string_view name);

// What is wrong with a text as a value for this row, "" if nothing; includes
// whether it can stand in one line of a file.
std::string problem_of_value(const SettingRow& row, std::string_view text);

// yes, no, on, off, true, false, 1, 0, in any case.
std::optional<bool> to_boolean(std::string_view text);

}  // namespace telemetry
