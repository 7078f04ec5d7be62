#include "config/switches.h"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 64 * 1024;

constexpr std::string_view yes_words[] = {"true",   "yes",     "on", "1",
                                          "enable", "enabled", "y",  "t"};
// The first two are all that DO_NOT_TRACK knows.
constexpr std::string_view no_words[] = {"0",       "false",    "no",   "off",
                                         "disable", "disabled", "none", "never",
                                         "n",       "f"};

struct Variable {
  const char* name;
  std::span<const std::string_view> on;   // values that switch nothing off
  std::span<const std::string_view> off;  // values that plainly do
};
constexpr Variable variables[] = {
    {"DO_NOT_TRACK", std::span(no_words).first(2), yes_words},
    {"AEROSPIKE_TELEMETRY", yes_words, no_words}};

std::string_view without_quotes(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == text.back() &&
      (text.front() == '"' || text.front() == '\''))
    text = trim(text.substr(1, text.size() - 2));
  return text;
}

std::optional<Switch> switch_of(const Variable& variable,
                                std::string_view value, std::string where) {
  const auto word = to_lower(without_quotes(value));
  if (word.empty() || is_among(word, variable.on)) return std::nullopt;
  const std::string name = variable.name;
  Switch off{std::move(where), name + "=" + printable(word, 20)};
  if (!is_among(word, variable.off))
    off.remark = off.where + ": the value of " + name +
                 " is neither a yes nor a no; it is taken as a wish to send "
                 "nothing";
  return off;
}

// The value of an assignment as a shell reads it: what stands in quotes, or
// all before a blank or what ends a word there, as a ";", a "&" or the quote
// that `export "NAME=value"` ends with.
std::string_view value_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('"') || text.starts_with('\''))
    return text.substr(0, text.find(text[0], 1)).substr(1);
  return text.substr(0, text.find_first_of(" \t\n\v\f\r;&)\"'"));
}

// What stands before the comment of a line. In quotes there is none.
std::string_view without_comment(std::string_view line) {
  line = trim(line);
  if (line.starts_with(';')) return {};
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == 0 && c == '#' && (i == 0 || is_space(line[i - 1])))
      return line.substr(0, i);
    if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = 0;
  }
  return line;
}

// What the assignments of a variable in a line say. They may follow "export"
// or other assignments.
std::optional<Switch> switch_in(std::string_view line, const Variable& variable,
                                const std::string& where) {
  const std::string_view name = variable.name;
  for (auto at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    constexpr std::string_view marks = ";&(\"'";
    const bool begins =
        at == 0 || is_space(line[at - 1]) || marks.contains(line[at - 1]);
    const auto rest = trim(line.substr(at + name.size()));
    if (!begins || !rest.starts_with('=')) continue;
    if (auto off = switch_of(variable, value_of(rest.substr(1)), where))
      return off;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Switch> switched_off_by(std::string_view text,
                                      const std::string& name) {
  if (is_utf16(text) || text.contains('\0'))
    return Switch{name, "it is no text in UTF-8",
                  name +
                      " is no text in UTF-8; it may say that nothing is to "
                      "be sent",
                  Exit::config};
  if (text.starts_with(utf8_bom)) text.remove_prefix(utf8_bom.size());
  for (unsigned number = 1; !text.empty(); ++number) {
    const auto line = without_comment(take_until(text, '\n'));
    for (const auto& variable : variables)
      if (auto off =
              switch_in(line, variable, name + ":" + std::to_string(number)))
        return off;
  }
  return std::nullopt;
}

std::optional<Switch> switched_off(const Environment& environment,
                                   std::span<const std::string> files) {
  for (const auto& variable : variables)
    if (const char* value = environment(variable.name))
      if (auto off = switch_of(variable, value, variable.name)) return off;
  for (const auto& name : files) {
    // That it is not there is how it mostly is; a link to nowhere is there.
    struct stat status = {};
    if (::lstat(name.c_str(), &status) != 0 &&
        (errno == ENOENT || errno == ENOTDIR))
      continue;
    const auto text = read_file(name, size_limit);
    if (!text)
      return Switch{
          name, "it cannot be read",
          text.error().message + "; it may say that nothing is to be sent",
          text.error().exit};
    if (auto off = switched_off_by(*text, name)) return off;
  }
  return std::nullopt;
}

}  // namespace telemetry
