#include "config/settings.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "base/address.h"
#include "base/file.h"
#include "base/text.h"
#include "config/address_forms.h"
#include "config/ini_text.h"

namespace telemetry {
namespace {

constexpr std::size_t count_limit = 256;

// The readers of one kind of value each: the value, or what is wrong.
template <class T>
using Reading = std::expected<T, std::string>;

Reading<std::string> read_path(std::string_view text) {
  if (!text.starts_with('/')) return Wrong("must be an absolute path");
  // "path # comment" is one value.
  if (text.contains(" #") || text.contains("\t#"))
    return Wrong("must be a path alone: a comment after a value starts with ;");
  if (text.ends_with('/')) return Wrong("must name a file, not a directory");
  return std::string(text);
}

Reading<std::string> read_logfile(std::string_view text) {
  if (text != "out" && text != "syslog" && !read_path(text))
    return Wrong("must be out, syslog or an absolute path");
  return std::string(text);
}

template <unsigned low, unsigned high>
Reading<std::chrono::seconds> read_seconds(std::string_view text) {
  const auto number = to_number(text);
  if (!number || *number < low || *number > high)
    return Wrong("must be a number of seconds from " + std::to_string(low) +
                 " to " + std::to_string(high));
  return std::chrono::seconds(*number);
}

Reading<std::string> read_account(std::string_view text) {
  if (text.size() > 64 || text.starts_with('-') ||
      !is_alphanumeric(text, "_.-@$"))
    return Wrong("must be a name of letters, digits and _ . - @ $");
  return std::string(text);
}

Reading<std::string> read_server_address(std::string_view text) {
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  if (bracketed) text = text.substr(1, text.size() - 2);
  if (!is_ipv6(text) && (bracketed || (!is_ipv4(text) && !is_host_name(text))))
    return Wrong(
        "must be an IPv4 or IPv6 address or a host name, without a port");
  return std::string(text);
}

Reading<std::uint16_t> read_server_port(std::string_view text) {
  const auto number = to_number(text);
  if (!number || *number == 0 || *number > 65535)
    return Wrong("must be a port from 1 to 65535");
  return static_cast<std::uint16_t>(*number);
}

Reading<Level> read_level(std::string_view text) {
  auto name = to_lower(text);
  // Python's logging, which the old agent asked, knows these too.
  if (name == "warn") name = "warning";
  if (name == "fatal") name = "critical";
  const auto* found = std::ranges::find(level_names, name);
  if (found == level_names.end())
    return Wrong("must be one of debug, info, warning, error, critical");
  return static_cast<Level>(found - level_names.begin());
}

Reading<bool> read_boolean(std::string_view text) {
  const auto value = to_boolean(text);
  if (!value) return Wrong("must be true or false");
  return *value;
}

Reading<Channels> read_channels(std::string_view text) {
  Channels channels;
  for (auto words = trim(text); !words.empty(); words = trim(words)) {
    const auto end = std::ranges::find_if(words, is_space) - words.begin();
    const auto channel = channel_of(words.substr(0, end));
    if (!channel)
      return Wrong(
          "must be channels with blanks between them: facts, usage, settings, "
          "host");
    channels.add(*channel);
    words.remove_prefix(end);
  }
  return channels;
}

// A row's read(): for a setting that has a value always, or may be unset.
template <auto member, auto read>
std::optional<std::string> set(std::string_view text, Settings& into) {
  auto value = read(text);
  if (!value) return std::move(value).error();
  into.*member = *std::move(value);
  return std::nullopt;
}

template <auto member, auto read>
std::optional<std::string> set_or_unset(std::string_view text, Settings& into) {
  if (!text.empty()) return set<member, read>(text, into);
  into.*member = {};
  return std::nullopt;
}

using S = Settings;

constexpr SettingRow rows[] = {
    {"asd", "config-file", "/etc/aerospike/aerospike.conf",
     set<&S::server_conf, read_path>, true},
    {"asd", "address", "",
     set_or_unset<&S::server_address, read_server_address>},
    {"asd", "port", "", set_or_unset<&S::server_port, read_server_port>},
    {"logging", "logfile", "out", set<&S::logfile, read_logfile>, true},
    {"logging", "loglevel", "warning", set<&S::loglevel, read_level>},
    {"main", "disable", "false", set<&S::disable, read_boolean>},
    {"main", "interval", "600", set<&S::interval, read_seconds<60, 86400>>},
    {"main", "home-url", "https://telemetry.aerospike.com:8192/telemetry/v1",
     set<&S::home_url, home_url_form>},
    {"main", "user", "", set_or_unset<&S::user, read_account>},
    {"main", "group", "", set_or_unset<&S::group, read_account>},
    {"main", "cafile", "", set_or_unset<&S::cafile, read_path>, true},
    {"main", "email", "", set_or_unset<&S::email, email_form>},
    {"main", "proxy", "", set_or_unset<&S::proxy, proxy_form>},
    {"main", "deadline", "60", set<&S::deadline, read_seconds<5, 600>>},
    {"privacy", "key-file", "/etc/aerospike/telemetry.key",
     set<&S::key_file, read_path>, true},
    {"privacy", "every-run", "facts", set<&S::every_run, read_channels>},
    {"privacy", "daily", "facts usage settings host",
     set<&S::daily, read_channels>},
};

bool is_section(std::string_view name) {
  return std::ranges::find(rows, name, &SettingRow::section) != std::end(rows);
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
  static constexpr std::array parts = {"disab",  "enab",    "optout",  "opted",
                                       "optin",  "activ",   "track",   "telem",
                                       "report", "collect", "consent", "send"};
  constexpr std::string_view words[] = {"off", "on"};
  std::string letters(key);
  std::erase_if(letters, [](char c) { return !is_alpha(c); });
  return distance(letters.substr(0, 20), "disable") <= 2 ||
         is_among(letters, words) ||
         std::ranges::any_of(parts, [&](std::string_view part) {
           return letters.contains(part);
         });
}

// Takes in one file after the other, and goes on after something wrong: an
// opt-out further down must still be found.
class Intake {
 public:
  Result<Configuration> run(std::span<const ConfigText> files) {
    for (const auto& file : files) take(file);
    if (found_.off) found_.settings.disable = true;
    if (found_.problem && !found_.off)
      return std::unexpected(*std::move(found_.problem));
    return std::move(found_);
  }

 private:
  void take(const ConfigText& file) {
    file_ = &file;
    seen_.clear();
    wrong_.clear();
    const auto ini = read_ini(file.text);
    for (const auto& problem : ini.problems) wrong(problem.line, problem.what);
    // One that has keys is an error.
    for (const auto& section : ini.sections)
      if (!section.name.empty() && !is_section(section.name))
        warn(section.line,
             "unknown section [" + printable(section.name, 40) + "]");
    for (const auto& entry : ini.entries) take(entry);
    if (!wrong_.empty() && !found_.problem)
      found_.problem = Error{Exit::config, wrong_.begin()->second};
  }

  std::string place(unsigned line) const {
    return file_->name + ":" + std::to_string(line);
  }

  void wrong(unsigned line, const std::string& what) {
    wrong_.try_emplace(line, place(line) + ": " + what);
  }

  void warn(unsigned line, const std::string& what) {
    if (warned_.insert(what).second)
      found_.warnings.push_back(place(line) + ": " + what);
  }

  void take(const IniEntry& entry) {
    const auto name = setting_label(entry.section, entry.key);
    const auto* row = find_setting(entry.section, entry.key);
    if (row == nullptr) return take_unknown(entry, name);
    if (!seen_.insert(name).second)
      wrong(entry.line, name + ": is set a second time");
    if (const auto problem =
            row->read(in_folder(*row, entry.value), found_.settings))
      return wrong(entry.line,
                   name + ": " +
                       (entry.value.contains("${")
                            ? "is a placeholder that nobody has replaced"
                            : *problem));
    const bool disables = entry.key == "disable";
    if (disables && found_.settings.disable && !found_.off)
      found_.off = Switch{place(entry.line), "disable = true"};
    found_.places[name] =
        disables && found_.off ? found_.off->where : place(entry.line);
  }

  void take_unknown(const IniEntry& entry, const std::string& name) {
    if (entry.section.empty())
      // Or below a broken header, which is reported before this.
      wrong(entry.line,
            printable(entry.key, 40) + ": stands before the first [section]");
    else if (looks_like_opt_out(entry.key))
      wrong(entry.line,
            name + ": is no setting; it is disable in section [main]");
    else if (!is_section(entry.section) || entry.section == "privacy")
      wrong(entry.line, name + ": is no setting");
    else
      warn(entry.line, name + ": unknown setting");
  }

  // A relative path is told from a word by its slash.
  std::string in_folder(const SettingRow& row, const std::string& value) const {
    const bool relative = row.is_path && value.contains('/') &&
                          value[0] != '/' && value[0] != '~';
    return relative && !file_->folder.empty() ? file_->folder + "/" + value
                                              : value;
  }

  Configuration found_;
  std::set<std::string> warned_;
  // Of the file that is read now:
  const ConfigText* file_ = nullptr;
  std::set<std::string> seen_;
  std::map<unsigned, std::string> wrong_;  // by line, the first of each
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
  // A link to nowhere may be one to a file system that is not mounted yet.
  struct stat status = {};
  const bool absent =
      error == ENOENT && ::lstat(directory.c_str(), &status) != 0;
  if (error != 0 && !absent)
    return std::unexpected(file_error("cannot read " + directory, error));
  std::ranges::sort(names);
  names.insert(names.begin(), config);
  return names;
}

}  // namespace

Settings::Settings() {
  for (const auto& row : rows) row.read(row.default_text, *this);
}

std::span<const SettingRow> setting_rows() { return rows; }

const SettingRow* find_setting(std::string_view section, std::string_view key) {
  const auto* found = std::ranges::find_if(rows, [&](const SettingRow& row) {
    return row.section == section && row.key == key;
  });
  return found == std::end(rows) ? nullptr : found;
}

std::string setting_label(std::string_view section, std::string_view key) {
  return "[" + printable(section, 40) + "] " + printable(key, 40);
}

std::string problem_of_value(const SettingRow& row, std::string_view text) {
  // Printable ASCII, and bytes of UTF-8 for paths.
  if (text != trim(text) ||
      std::ranges::any_of(text, [](unsigned char c) { return c < ' '; }) ||
      text.contains('\x7f') || text.contains(" ;") || text.starts_with(';'))
    return "must be one word or path, without control characters and \" ;\"";
  Settings scratch;
  return row.read(text, scratch).value_or("");
}

std::optional<bool> to_boolean(std::string_view text) {
  const auto word = to_lower(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1")
    return true;
  if (word == "false" || word == "no" || word == "off" || word == "0")
    return false;
  return std::nullopt;
}

Result<Configuration> parse_settings(std::span<const ConfigText> files) {
  return Intake().run(files);
}

Result<Configuration> load_settings(const std::string& config) {
  std::optional<Error> unread;
  auto names = config_files(config);
  if (!names) {
    unread = std::move(names).error();
    names = std::vector{config};
  }
  const auto folder = config.substr(0, config.rfind('/') + 1);
  char absolute[PATH_MAX];
  const bool resolved =
      ::realpath(folder.empty() ? "." : folder.c_str(), absolute) != nullptr;
  std::vector<ConfigText> files;
  for (const auto& name : *names) {
    auto text = read_file(name, config_size_limit);
    if (text)
      files.push_back({name, *std::move(text), resolved ? absolute : ""});
    else if (!unread || name == config)
      unread = std::move(text).error();
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
