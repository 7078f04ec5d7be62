#include "config/switches.h"

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
// all before a blank or a ";".
std::string_view value_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('"') || text.starts_with('\''))
    return text.substr(0, text.find(text[0], 1)).substr(1);
  return text.substr(0, text.find_first_of(" \t\n\v\f\r;"));
}

}  // namespace

std::optional<Switch> switched_off_by(std::string_view text,
                                      const std::string& name) {
  for (unsigned number = 1; !text.empty(); ++number) {
    auto line = trim(take_until(text, '\n'));
    if (line.starts_with("export") && line.size() > 6 && is_space(line[6]))
      line = trim(line.substr(6));
    const auto [left, value] = cut(line, '=');
    const auto key = trim(left);
    for (const auto& variable : variables)
      if (key == variable.name)
        if (auto off = switch_of(variable, value_of(value),
                                 name + ":" + std::to_string(number)))
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
    // That it is not there is how it mostly is.
    if (::access(name.c_str(), F_OK) != 0 &&
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
