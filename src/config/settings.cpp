#include "config/settings.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "config/ini_text.h"
#include "config/settings_table.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 1024 * 1024;
constexpr std::size_t count_limit = 256;

std::string label(std::string_view section, std::string_view key) {
  return "[" + printable(section, 40) + "] " + printable(key, 40);
}

// How many letters have to be added, taken away or changed to make one word of
// the other. Levenshtein's way: a row of his table after the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const auto changed = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row[to.size()];
}

// Whether someone who writes this unknown key may mean to switch reporting off.
// To warn and go on sending would be a guess.
bool looks_like_opt_out(std::string_view key) {
  static constexpr std::array parts = {"disab", "enab",  "optout", "optin",
                                       "track", "telem", "report"};
  static constexpr std::array words = {"off", "on", "active", "send"};
  std::string letters(key);
  std::erase_if(letters, [](char c) { return !is_alpha(c); });
  return distance(letters.substr(0, 20), "disable") <= 2 ||
         std::ranges::find(words, letters) != words.end() ||
         std::ranges::any_of(parts, [&](std::string_view part) {
           return letters.contains(part);
         });
}

// Takes in one file after the other, and goes on after something wrong: an
// opt-out further down must still be found.
class Intake {
 public:
  void take(const ConfigText& file) {
    file_ = &file;
    seen_.clear();
    const auto ini = read_ini(file.text);
    for (const auto& problem : ini.problems) wrong(problem.line, problem.what);
    // One that has keys is an error.
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
    return file_->name + ":" + std::to_string(line);
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
    if (const auto problem =
            row->read(in_folder(*row, entry.value), found_.settings)) {
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
    if (looks_like_opt_out(entry.key))
      return wrong(entry.line,
                   name + ": is no setting; it is disable in section [main]");
    if (!is_section(entry.section) || entry.section == "privacy")
      return wrong(entry.line, name + ": is no setting");
    warn(name, entry.line, name + ": unknown setting");
  }

  // A relative path is told from a word by its slash.
  std::string in_folder(const SettingRow& row, const std::string& value) const {
    const bool relative = row.is_path && value.contains('/') &&
                          value[0] != '/' && value[0] != '~';
    return relative && !file_->folder.empty() ? file_->folder + "/" + value
                                              : value;
  }

  Configuration found_;
  const ConfigText* file_ = nullptr;
  std::set<std::string> seen_;  // in this file
  std::set<std::string> warned_;
  std::optional<Wrong> first_wrong_;  // of this file
};

// Not std::filesystem: with it, C++'s locales are two thirds of the program
// that a disabled run has to load.
struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

// CONFIG and the files in CONFIG.d.
Result<std::vector<std::string>> config_files(const std::string& config) {
  const auto directory = config + ".d";
  std::vector<std::string> names;
  const std::unique_ptr<DIR, CloseDirectory> entries(
      ::opendir(directory.c_str()));
  int error = errno;
  while (entries) {
    errno = 0;
    const auto* entry = ::readdir(entries.get());
    error = errno;
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (!name.starts_with('.') && name.ends_with(".conf"))
      names.push_back(directory + "/" + std::string(name));
    if (names.size() > count_limit)
      return failure(Exit::config, "more than " + std::to_string(count_limit) +
                                       " files in " + directory);
  }
  if (error != 0 && error != ENOENT)
    return std::unexpected(file_error("cannot read " + directory, error));
  std::ranges::sort(names);
  names.insert(names.begin(), config);
  return names;
}

}  // namespace

Result<Configuration> parse_settings(std::span<const ConfigText> files) {
  Intake intake;
  for (const auto& file : files) intake.take(file);
  return std::move(intake).result();
}

Result<Configuration> load_settings(const std::string& config) {
  std::optional<Error> unread;
  auto names = config_files(config);
  if (!names) {
    unread = std::move(names).error();
    names = std::vector{config};
  }
  const auto folder = config.substr(0, config.rfind('/') + 1);
  char absolute[PATH_MAX] = "";
  if (::realpath(folder.empty() ? "." : folder.c_str(), absolute) == nullptr)
    absolute[0] = '\0';
  std::vector<ConfigText> files;
  for (const auto& name : *names) {
    auto text = read_file(name, size_limit);
    if (text) {
      files.push_back({name, *std::move(text), absolute});
      continue;
    }
    auto error = std::move(text).error();
    if (error.exit == Exit::data) error.exit = Exit::config;
    if (!unread || name == config) unread = std::move(error);
  }
  auto configuration = parse_settings(files);
  if (!unread) return configuration;
  // A file that cannot be read might have said anything; but one `disable =
  // true` in the others is enough.
  if (!configuration || !configuration->off) return std::unexpected(*unread);
  configuration->problem = std::move(unread);
  return configuration;
}

}  // namespace telemetry
