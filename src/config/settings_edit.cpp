#include "config/settings_edit.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <optional>
#include <ranges>

#include "base/file.h"
#include "base/text.h"
#include "config/ini_text.h"

namespace telemetry {
namespace {

std::string label(const SettingChange& change) {
  return setting_label(change.section, change.key);
}

bool is_comment(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') || line.starts_with(';');
}

// Whether a comment holds the setting: "# email = x".
bool is_commented_out(std::string_view line, std::string_view key) {
  line = trim(line);
  const auto separator = line.find_first_of("=:");
  return is_comment(line) && separator != std::string_view::npos &&
         to_lower(trim(line.substr(1, separator - 1))) == key;
}

void set_value(std::string& text, const IniEntry& entry,
               const std::string& value) {
  const auto begin = entry.separator + 1;
  const auto size = text.find(entry.value, begin) - begin;
  auto space = text.substr(begin, size);
  if (space.empty() && is_space(text[entry.separator - 1])) space = " ";
  // No space that leads to nothing.
  text.replace(begin, size + entry.value.size(),
               value.empty() ? "" : space + value);
}

// Where in a section's lines, from `begin` to `end`, the line of a key goes
// that they lack.
std::size_t place_of(std::string_view key,
                     std::span<const std::string_view> lines, std::size_t begin,
                     std::size_t end) {
  for (std::size_t i = end; i > begin; --i)
    if (is_commented_out(lines[i - 1], key)) return i;
  // A comment right above the next header belongs to that.
  if (end < lines.size())
    while (end > begin && is_comment(lines[end - 1])) --end;
  while (end > begin && trim(lines[end - 1]).empty()) --end;
  return end;
}

// Adds the line of a key that the text lacks.
void add(std::string& text, const IniText& ini, const SettingChange& change) {
  const auto lines = lines_of(text);
  const std::string line_end =
      !lines.empty() && lines[0].ends_with("\r\n") ? "\r\n" : "\n";
  auto added =
      change.key + (change.value.empty() ? " =" : " = ") + change.value;
  auto index = lines.size();
  const auto section =
      std::ranges::find(ini.sections, change.section, &IniSection::name);
  if (section == ini.sections.end()) {
    added = "[" + change.section + "]" + line_end + added;
    if (!lines.empty() && !trim(lines.back()).empty()) added = line_end + added;
  } else {
    const auto next = std::next(section);
    const auto end = next == ini.sections.end() ? index : next->line - 1;
    index = place_of(change.key, lines, section->line, end);
  }
  // A last line that has no end passes that on.
  if (index < lines.size())
    text.insert(static_cast<std::size_t>(lines[index].data() - text.data()),
                added + line_end);
  else if (lines.empty() || text.ends_with('\n'))
    text += added + line_end;
  else
    text += (text.ends_with('\r') ? "\n" : line_end) + added;
}

// Makes one change, and says what it did.
std::string make(std::string& text, const SettingChange& change) {
  const auto before = text;
  const auto ini = read_ini(text);
  std::optional<std::string> old;
  // From the end on, so that the places of the others hold. A key that is there
  // twice is an error; it is changed in both places.
  for (const auto& entry : std::views::reverse(ini.entries)) {
    if (entry.section != change.section || entry.key != change.key) continue;
    if (!old) old = entry.value;
    if (entry.value != change.value) set_value(text, entry, change.value);
  }
  if (!old) add(text, ini, change);
  const auto shown = [](const std::string& value) {
    return value.empty() ? "(empty)" : printable(value, ini_line_limit);
  };
  if (text == before) return label(change) + ": is " + shown(*old) + " already";
  return label(change) + ": " + (old ? shown(*old) : "(default)") + " -> " +
         shown(change.value);
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
  if (read_ini(edited.text).problems.size() > read_ini(text).problems.size())
    return failure(Exit::usage, "a changed line would be longer than " +
                                    std::to_string(ini_line_limit) + " bytes");
  return edited;
}

Result<std::vector<std::string>> edit_file(
    const std::string& config, std::span<const SettingChange> changes) {
  auto report = edit_or_make(config, changes);
  if (!report && report.error().exit == Exit::no_permission && ::geteuid() != 0)
    report.error().message += " (root can do it)";
  return report;
}

std::string edit_message(std::span<const SettingChange> changes,
                         const std::string& config,
                         std::span<const std::string> report,
                         const Result<Configuration>& now,
                         const std::optional<Switch>& variable) {
  std::string text = config + ":\n";
  for (const auto& line : report) text += "  " + line + "\n";
  text += "It holds from the next run on; nothing needs a restart.\n";
  const auto note = [&text](const std::string& what) {
    text += "Note: " + what + "\n";
  };
  const auto error = now ? now->problem : std::optional(now.error());
  if (error) note("still wrong: " + error->message);
  for (const auto& change : changes) {
    const bool enabled =
        change.key == "disable" && to_boolean(change.value) == false;
    if (enabled && variable)
      note("still disabled by the variable " + variable->what +
           (variable->where.contains('/') ? " (" + variable->where + ")" : ""));
    if (!now) continue;
    if (const auto& off = now->off; enabled && off)
      note("still disabled by " + off->where + ": " + off->what);
    const auto place = now->places.find(label(change));
    if (change.key != "disable" && place != now->places.end() &&
        !place->second.starts_with(config + ":"))
      note(label(change) + " is overridden by " + place->second);
  }
  if (std::ranges::count(changes, "interval", &SettingChange::key) > 0)
    text +=
        "The timer or cron starts the runs, and must agree: systemctl edit "
        "aerospike-telemetry.timer\n(OnCalendar= and RandomizedDelaySec=), "
        "or the line in /etc/cron.d/aerospike-telemetry.\n";
  return text;
}

}  // namespace telemetry
