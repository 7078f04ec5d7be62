#include "config/settings_edit.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "config/ini_text.h"

namespace telemetry {
namespace {

std::string label(const SettingChange& change) {
  return setting_label(change.section, change.key);
}

// "\r\n", "\n" or "", as at the end of the line.
std::string_view end_of(std::string_view line) {
  if (line.ends_with("\r\n")) return "\r\n";
  return line.ends_with('\n') ? "\n" : "";
}

bool is_comment(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') || line.starts_with(';');
}

// Whether a comment holds the setting: "# email = x".
bool is_commented_out(std::string_view line, std::string_view key) {
  const auto name = trim(line).substr(0, trim(line).find_first_of("=:"));
  return is_comment(line) && name.size() < trim(line).size() &&
         to_lower(trim(name.substr(1))) == key;
}

// A text as lines that can be replaced.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (const auto line : lines_of(text)) lines_.emplace_back(line);
    if (!lines_.empty() && end_of(lines_[0]) == "\r\n") end_ = "\r\n";
  }

  std::string text() const {
    std::string all;
    for (const auto& line : lines_) all += line;
    return all;
  }
  std::string& operator[](std::size_t index) { return lines_[index]; }
  std::size_t size() const { return lines_.size(); }
  // Puts a line before the one at `index`, without changing what the text ends
  // with: a last line that has no end passes that on.
  void insert(std::size_t index, std::string line) {
    if (index > 0 && end_of(lines_[index - 1]).empty())
      lines_[index - 1] += lines_[index - 1].ends_with('\r') ? "\n" : end_;
    else
      line += end_;
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(index),
                  std::move(line));
  }

 private:
  std::vector<std::string> lines_;
  std::string end_ = "\n";
};

std::string line_of(const SettingChange& change) {
  return change.key + (change.value.empty() ? " =" : " = " + change.value);
}

// The line of an entry with another value.
std::string with_value(const std::string& line, const IniEntry& entry,
                       const std::string& value) {
  const auto separator = line.find_first_of("=:");
  auto begin = separator + 1;
  const auto line_end = line.size() - end_of(line).size();
  while (begin < line_end && is_space(line[begin])) ++begin;
  auto space = line.substr(separator + 1, begin - separator - 1);
  auto tail = line.substr(begin + entry.value.size());
  if (value.empty()) {
    // No space that leads to nothing; one before the ";" of a comment.
    space.clear();
  } else if (space.empty() && separator > 0 && is_space(line[separator - 1])) {
    space = " ";
  }
  if (tail.starts_with(';')) tail.insert(0, " ");
  return line.substr(0, separator + 1) + space + value + tail;
}

// Where a key that the section lacks is to be put, as an index of lines.
std::size_t place_in(Lines& lines, const IniText& ini, std::size_t section,
                     std::string_view key) {
  const std::size_t begin = ini.sections[section].line;  // after the header
  const bool last = section + 1 == ini.sections.size();
  std::size_t end = last ? lines.size() : ini.sections[section + 1].line - 1;
  for (std::size_t i = end; i > begin; --i)
    if (is_commented_out(lines[i - 1], key)) return i;
  // A comment right above the next header belongs to that.
  if (!last)
    while (end > begin && is_comment(lines[end - 1])) --end;
  while (end > begin && trim(lines[end - 1]).empty()) --end;
  // Nothing but such a comment: after the header then.
  return end;
}

void add(Lines& lines, const IniText& ini, const SettingChange& change) {
  const auto section =
      std::ranges::find(ini.sections, change.section, &IniSection::name);
  if (section != ini.sections.end()) {
    const auto index = static_cast<std::size_t>(section - ini.sections.begin());
    return lines.insert(place_in(lines, ini, index, change.key),
                        line_of(change));
  }
  if (lines.size() > 0 && !trim(lines[lines.size() - 1]).empty())
    lines.insert(lines.size(), "");
  lines.insert(lines.size(), "[" + change.section + "]");
  lines.insert(lines.size(), line_of(change));
}

// Makes one change, and says what it did.
std::string make(std::string& text, const SettingChange& change) {
  const auto ini = read_ini(text);
  Lines lines(text);
  std::optional<std::string> old;
  // A key that is there twice is an error; it is changed in both places.
  for (const auto& entry : ini.entries) {
    if (entry.section != change.section || entry.key != change.key) continue;
    old = entry.value;
    auto& line = lines[entry.line - 1];
    if (entry.value != change.value)
      line = with_value(line, entry, change.value);
  }
  if (!old) add(lines, ini, change);
  const auto before = std::exchange(text, lines.text());
  const auto shown = [](const std::string& value) {
    return value.empty() ? "(empty)" : printable(value, ini_line_limit);
  };
  if (text == before) return label(change) + ": is " + shown(*old) + " already";
  return label(change) + ": " + (old ? shown(*old) : "(default)") + " -> " +
         shown(change.value);
}

// What a text says, as section, key and value.
using Said = std::set<std::array<std::string, 3>>;

Said said(const IniText& ini) {
  Said all;
  for (const auto& entry : ini.entries)
    all.insert({entry.section, entry.key, entry.value});
  return all;
}

// What a text with the changes has to say.
Said wished(Said said, std::span<const SettingChange> changes) {
  for (const auto& [section, key, value] : changes) {
    std::erase_if(said, [&](const auto& entry) {
      return entry[0] == section && entry[1] == key;
    });
    said.insert({section, key, value});
  }
  return said;
}

Result<std::vector<std::string>> edit_or_make(
    const std::string& config, std::span<const SettingChange> changes) {
  const bool disables = std::ranges::any_of(changes, [](const auto& change) {
    return change.key == "disable" && to_boolean(change.value) == true;
  });
  char resolved[PATH_MAX];
  struct stat status = {};
  const bool exists = ::realpath(config.c_str(), resolved) != nullptr;
  // A link to nowhere is no place for a new file.
  if (!exists &&
      (errno != ENOENT || !disables || ::lstat(config.c_str(), &status) == 0))
    return std::unexpected(file_error("cannot read " + config, errno));
  const std::string path = exists ? resolved : config;
  std::string text;
  if (exists) {
    TRY_ASSIGN(text, read_file(path, config_size_limit));
  }
  TRY_ASSIGN(auto edited, edit_text(text, changes));
  if (!exists || edited.text != text)
    TRY(replace_file(
        path, edited.text,
        {.mode = 0644, .keep_owner_and_group = true, .keep_mode = true}));
  return std::move(edited.report);
}

}  // namespace

Result<EditedText> edit_text(std::string_view text,
                             std::span<const SettingChange> changes) {
  EditedText edited{std::string(text), {}};
  for (const auto& change : changes)
    edited.report.push_back(make(edited.text, change));
  const auto before = read_ini(text);
  const auto after = read_ini(edited.text);
  if (after.problems.size() > before.problems.size())
    return failure(Exit::usage, "a changed line would be longer than " +
                                    std::to_string(ini_line_limit) + " bytes");
  if (said(after) != wished(said(before), changes))
    return failure(Exit::software, "the change would change other settings");
  return edited;
}

Result<std::vector<std::string>> edit_file(
    const std::string& config, std::span<const SettingChange> changes) {
  auto report = edit_or_make(config, changes);
  if (!report && report.error().exit == Exit::no_permission && ::geteuid() != 0)
    report.error().message += " (root can do it)";
  return report;
}

std::vector<std::string> remarks_on_changes(
    std::span<const SettingChange> changes, const std::string& config,
    const Result<Configuration>& now, const std::optional<Switch>& variable) {
  std::vector<std::string> remarks;
  const auto error = now ? now->problem : std::optional(now.error());
  if (error) remarks.push_back("still wrong: " + error->message);
  for (const auto& change : changes) {
    const bool enabled =
        change.key == "disable" && to_boolean(change.value) == false;
    if (enabled && variable)
      remarks.push_back(
          "still disabled by the variable " + variable->what +
          (variable->where.contains('/') ? " (" + variable->where + ")" : ""));
    if (!now) continue;
    if (const auto& off = now->off; enabled && off)
      remarks.push_back("still disabled by " + off->where + ": " + off->what);
    const auto place = now->places.find(label(change));
    if (change.key != "disable" && place != now->places.end() &&
        !place->second.starts_with(config + ":"))
      remarks.push_back(label(change) + " is overridden by " + place->second);
  }
  return remarks;
}

std::string edit_message(const std::string& config,
                         std::span<const SettingChange> changes,
                         std::span<const std::string> report,
                         std::span<const std::string> remarks) {
  std::string text = config + ":\n";
  for (const auto& line : report) text += "  " + line + "\n";
  text += "It holds from the next run on; nothing needs a restart.\n";
  for (const auto& remark : remarks) text += "Note: " + remark + "\n";
  for (const auto& change : changes)
    if (change.key == "interval")
      text +=
          "The timer or cron starts the runs, and must agree: systemctl edit "
          "aerospike-telemetry.timer\n(OnCalendar= and RandomizedDelaySec=), "
          "or the line in /etc/cron.d/aerospike-telemetry.\n";
  return text;
}

}  // namespace telemetry
