#include "config/ini_text.h"

#include <ini.h>

#include <algorithm>

#include "base/text.h"

namespace telemetry {
namespace {

// inih copies a section's name into 50 bytes.
constexpr std::size_t section_limit = 49;

// What is wrong with the bytes of a line, "" if nothing.
std::string bytes_problem(std::string_view line, bool comment) {
  if (line.contains('\0')) return "a NUL byte";
  if (line.contains('\r'))
    return "a carriage return inside the line (lines end with LF or CRLF)";
  if (comment) return "";
  if (line.size() > ini_line_limit)
    return "the line is longer than " + std::to_string(ini_line_limit) +
           " bytes";
  if (std::ranges::any_of(line, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
      }))
    return "a control character";
  if (!is_utf8(line)) return "bytes that are not UTF-8";
  return "";
}

// What is wrong with a line that starts with "[", "" if nothing.
std::string header_problem(std::string_view line) {
  const auto end = line.find(']');
  if (end == std::string_view::npos) return "[section] without its ]";
  const auto after = trim(line.substr(end + 1));
  if (!after.empty() && after[0] != ';' && after[0] != '#')
    return "text after [section]";
  if (end > section_limit + 1 || end == 1 ||
      line.substr(1, end - 1).find_first_of("[;") != std::string_view::npos)
    return "not the name of a section";
  return "";
}

// Hands line after line to inih, and hears what inih makes of it.
class Reading {
 public:
  explicit Reading(std::string_view text)
      : text_(text), lines_(lines_of(text)) {
    if (is_utf16(text)) problem(1, "the file is UTF-16: save it as UTF-8");
    if (!lines_.empty() && lines_[0].starts_with(utf8_bom))
      lines_[0].remove_prefix(utf8_bom.size());
  }

  IniText run() {
    const int first =
        ini_parse_stream(&Reading::next_line, this, &Reading::take_entry, this);
    if (first > 0)
      problem(static_cast<unsigned>(first),
              "neither [section] nor key = value");
    else if (first < 0)
      problem(1, "no memory to read it");
    return std::move(result_);
  }

 private:
  // In the order of the lines: inih tells of its first one at the end.
  void problem(unsigned line, std::string what) {
    auto& problems = result_.problems;
    problems.insert(
        std::ranges::upper_bound(problems, line, {}, &IniProblem::line),
        {line, std::move(what)});
  }

  // The line as inih may see it: "" for comments and for what is broken.
  std::string_view checked(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    // Without its indentation inih cannot take it for a continuation.
    const auto text = trim(line);
    const bool comment =
        text.empty() || text.front() == '#' || text.front() == ';';
    const bool header = !comment && text.front() == '[';
    auto what = bytes_problem(line, comment);
    if (what.empty() && header) what = header_problem(text);
    const bool broken = !what.empty();
    if (broken) problem(number_, std::move(what));
    if (header)
      result_.sections.push_back(
          {broken ? "" : std::string(text.substr(1, text.find(']') - 1)),
           number_});
    // A broken header must not leave its keys to the section above.
    if (broken) return header ? "[]" : "";
    return comment ? std::string_view() : text;
  }

  static char* next_line(char* out, int size, void* self_pointer) {
    auto& self = *static_cast<Reading*>(self_pointer);
    if (self.number_ == self.lines_.size()) return nullptr;
    const auto line = self.lines_[self.number_++];
    auto text = self.checked(line);
    if (size < 1 || text.size() >= static_cast<std::size_t>(size)) {
      // An inih that was built with an even shorter limit.
      self.problem(self.number_, "the line is too long");
      text = {};
    }
    std::ranges::copy(text, out);
    out[text.size()] = '\0';
    return out;
  }

  static int take_entry(void* self_pointer, const char* section,
                        const char* name, const char* value) {
    auto& self = *static_cast<Reading*>(self_pointer);
    if (*name == '\0') {
      self.problem(self.number_, "a value without a key");
      return 1;
    }
    const auto line = self.lines_[self.number_ - 1];
    const auto before =
        static_cast<std::size_t>(line.data() - self.text_.data());
    self.result_.entries.push_back({section, to_lower(name),
                                    value == nullptr ? "" : value, self.number_,
                                    before + line.find_first_of("=:")});
    return 1;
  }

  std::string_view text_;
  std::vector<std::string_view> lines_;
  unsigned number_ = 0;  // of the line that inih has
  IniText result_;
};

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

IniText read_ini(std::string_view text) { return Reading(text).run(); }

}  // namespace telemetry
