// The text of a configuration file as sections and keys: inih's reading of it,
// made strict. inih 55 cuts a line at 200 bytes and takes its tail for a new
// line, ends at a NUL, takes an indented line for more of the value above, and
// drops what follows a "]"; none of that may decide about consent.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace telemetry {

struct IniEntry {
  std::string section;
  std::string key;  // lower case
  std::string value;
  unsigned line = 0;          // from 1
  std::size_t separator = 0;  // where its "=" or ":" is in the text
};

struct IniSection {
  std::string name;
  unsigned line = 0;
};

struct IniProblem {
  unsigned line = 0;
  std::string what;
};

struct IniText {
  std::vector<IniEntry> entries;     // in the order of the text
  std::vector<IniSection> sections;  // headers, in the order of the text
  std::vector<IniProblem> problems;  // in the order of lines
};

// The longest line that is not a comment, in bytes without its end.
inline constexpr std::size_t ini_line_limit = 197;

// Reads everything that can be read, also around the problems. LF or CRLF
// ends a line; a BOM is skipped; comments start with # or ; and may hold any
// bytes but NUL and a lone CR; a value ends before white space and ";".
IniText read_ini(std::string_view text);

// The lines of a text with their ends, so that together they are the text.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace telemetry
