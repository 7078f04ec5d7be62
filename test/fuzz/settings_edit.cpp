// The editor: after an edit the text says the wish, and apart from the lines
// that the wish is about every byte is where it was.
//
// Input: a byte that chooses the change, then the text.

#include "config/settings_edit.h"

#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "config/ini_text.h"
#include "config/settings.h"
#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

const std::array<std::vector<SettingChange>, 6> wishes = {{
    {{"main", "disable", "true"}},
    {{"main", "disable", "false"}},
    {{"main", "email", "a@b.example"}},
    {{"main", "email", ""}},
    {{"privacy", "key-file", "/k"}, {"asd", "port", "3000"}},
    {{"main", "disable", "true"},
     {"main", "proxy", "http://p.example:3128"},
     {"logging", "logfile", "syslog"}},
}};

// The lines without their ends that are no entry of the wish.
std::vector<std::string_view> other_lines(
    std::string_view text, const IniText& ini,
    const std::vector<SettingChange>& wish) {
  std::set<std::size_t> about;
  for (const auto& entry : ini.entries)
    for (const auto& change : wish)
      if (entry.section == change.section && entry.key == change.key)
        about.insert(entry.line - 1);
  std::vector<std::string_view> lines;
  std::size_t index = 0;
  for (auto line : lines_of(text)) {
    if (about.contains(index++)) continue;
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

void check(std::string_view text, const std::vector<SettingChange>& wish) {
  const auto edited = edit_text(text, wish);
  if (!edited) {
    require(edited.error().exit == Exit::usage, "an edit is no bug of ours");
    return require_one_line(edited.error().message);
  }
  require(edited->report.size() == wish.size(), "a line for each change");
  const auto again = edit_text(edited->text, wish);
  require(again && again->text == edited->text,
          "the same wish changes nothing");

  const auto ini = read_ini(edited->text);
  for (const auto& change : wish) {
    bool found = false;
    for (const auto& entry : ini.entries) {
      if (entry.section != change.section || entry.key != change.key) continue;
      require(entry.value == change.value, "the text says the wish");
      found = true;
    }
    require(found, "the wish is there");
  }
  // Everything else, in its order; a header and an empty line before it may be
  // new.
  const auto before = other_lines(text, read_ini(text), wish);
  const auto after = other_lines(edited->text, ini, wish);
  std::size_t at = 0;
  for (const auto line : after) {
    if (at < before.size() && line == before[at]) {
      ++at;
      continue;
    }
    require(line.empty() || line.starts_with('['), "nothing else is new");
  }
  require(at == before.size(), "no other line is changed or lost");
  require(after.size() <= before.size() + 2 * wish.size(), "little is new");

  const ConfigText file{"f", edited->text};
  const auto settings = parse_settings({&file, 1});
  if (wish.front().key == "disable" && wish.front().value == "true")
    require(settings && settings->off, "after --disable it is off");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  check(text_of(data + 1, size - 1), wishes[data[0] % wishes.size()]);
  return 0;
}
