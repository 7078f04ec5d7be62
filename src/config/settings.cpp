#include "config/settings.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/ini_text.h"
#include "config/settings_table.h"

namespace telemetry {
namespace {

std::string label(std::string_view section, std::string_view key) {
  return "[" + printable(section, 40) + "] " + printable(key, 40);
}

// Takes in one file after the other, and goes on after something wrong: an
// opt-out further down must still be found.
class Intake {
 public:
  void take(const ConfigText& file) {
    file_ = &file.name;
    seen_.clear();
    const auto ini = read_ini(file.text);
    for (const auto& problem : ini.problems) wrong(problem.line, problem.what);
    for (const auto& section : ini.sections)
      if (!section.name.empty() && !is_section(section.name))
        warn("section " + section.name, section.line,
             "unknown section [" + printable(section.name, 40) + "]");
    for (const auto& entry : ini.entries) take(entry);
    if (first_wrong_ && !found_.problem)
      found_.problem = Error{Exit::config, first_wrong_->what};
    first_wrong_.reset();
  }

  Result<Configuration> result() && {
    if (found_.off) found_.settings.disable = true;
    if (found_.problem && !found_.off)
      return std::unexpected(*std::move(found_.problem));
    return std::move(found_);
  }

 private:
  struct Wrong {
    unsigned line;
    std::string what;
  };

  std::string place(unsigned line) const {
    return *file_ + ":" + std::to_string(line);
  }

  void wrong(unsigned line, const std::string& what) {
    if (!first_wrong_ || line < first_wrong_->line)
      first_wrong_ = Wrong{line, place(line) + ": " + what};
  }

  void warn(const std::string& about, unsigned line, const std::string& what) {
    if (warned_.insert(about).second)
      found_.warnings.push_back(place(line) + ": " + what);
  }

  void take(const IniEntry& entry) {
    const auto name = label(entry.section, entry.key);
    const auto* row = find_setting(entry.section, entry.key);
    if (row == nullptr) return take_unknown(entry, name);
    if (!seen_.insert(name).second)
      wrong(entry.line, name + ": is set a second time");
    if (const auto problem = row->read(entry.value, found_.settings)) {
      wrong(entry.line, name + ": " + *problem);
      return;
    }
    if (entry.key == "disable" && found_.settings.disable && !found_.off)
      found_.off = Switch{place(entry.line), "disable = true"};
    found_.places[name] = found_.off && entry.key == "disable"
                              ? found_.off->where
                              : place(entry.line);
  }

  void take_unknown(const IniEntry& entry, const std::string& name) {
    // Or below a broken header, which is reported before this.
    if (entry.section.empty())
      return wrong(entry.line, printable(entry.key, 40) +
                                   ": stands before the first [section]");
    // Someone who writes this may mean to switch reporting off: to warn and
    // go on sending would be a guess.
    if (entry.key.contains("disable") || entry.key.contains("enable"))
      return wrong(entry.line,
                   name + ": is no setting; it is disable in section [main]");
    if (is_section(entry.section))
      warn(name, entry.line, name + ": unknown setting");
  }

  Configuration found_;
  const std::string* file_ = nullptr;
  std::set<std::string> seen_;  // in this file
  std::set<std::string> warned_;
  std::optional<Wrong> first_wrong_;  // of this file
};

}  // namespace

Result<Configuration> parse_settings(std::span<const ConfigText> files) {
  Intake intake;
  for (const auto& file : files) intake.take(file);
  return std::move(intake).result();
}

std::optional<Switch> switched_off(const Environment& environment) {
  if (const char* value = environment("DO_NOT_TRACK")) {
    const auto word = to_lower(trim(value));
    if (!word.empty() && word != "0" && word != "false")
      return Switch{"DO_NOT_TRACK", "DO_NOT_TRACK=" + printable(value, 20)};
  }
  if (const char* value = environment("AEROSPIKE_TELEMETRY")) {
    if (to_boolean(trim(value)) == false)
      return Switch{"AEROSPIKE_TELEMETRY",
                    "AEROSPIKE_TELEMETRY=" + printable(value, 20)};
  }
  return std::nullopt;
}

std::optional<Switch> switched_off(const Environment& environment,
                                   const Configuration& configuration) {
  if (auto off = switched_off(environment)) return off;
  return configuration.off;
}

}  // namespace telemetry
