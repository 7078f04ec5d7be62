#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>

namespace telemetry {
namespace {

std::string one_word(std::string_view text) {
  if (!text.empty() && is_alphanumeric(text, "_./:@%+=-"))
    return std::string(text);
  const bool plain = std::ranges::all_of(text, is_printable);
  std::string out = plain ? "'" : "$'";
  for (const char c : text) {
    if (!is_printable(c)) {
      out += hex_byte(c);
      continue;
    }
    if (c == '\'' && plain) out += "'\\'";
    if ((c == '\'' || c == '\\') && !plain) out += '\\';
    out += c;
  }
  return out + '\'';
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::pair<std::string_view, std::string_view> cut(std::string_view text,
                                                  char separator) {
  const auto first = take_until(text, separator);
  return {first, text};
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

bool is_alphanumeric(std::string_view text, std::string_view signs) {
  return std::ranges::all_of(text, [signs](char c) {
    return is_alpha(c) || is_digit(c) || signs.contains(c);
  });
}

bool is_among(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view as_text(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string plural(std::string_view word, bool one) {
  if (one) return std::string(word);
  return word == "query" ? "queries" : std::string(word) + 's';
}

std::string counted(std::uint64_t number, std::string_view word) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return word.empty() ? text : text + ' ' + plural(word, number == 1);
}

std::string hex_byte(char byte) {
  return "\\x" + to_upper(to_hex(std::string_view(&byte, 1)));
}

std::string shell_word(std::string_view text) {
  std::string out;
  for (const auto part : split(text, '\0'))
    out += (out.empty() ? "" : " ") + one_word(part);
  return out;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out(text.substr(0, limit));
  for (char& c : out)
    if (!is_printable(c)) c = '?';
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::size_t utf8_length(std::string_view text) {
  constexpr std::array<unsigned, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto length = static_cast<std::size_t>(std::countl_one(first));
  if (length == 0) return 1;
  if (length == 1 || length > 4 || text.size() < length) return 0;
  unsigned point = first & (0x7fu >> length);
  for (const char c : text.substr(1, length - 1)) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (byte >> 6 != 2) return 0;
    point = point << 6 | (byte & 0x3f);
  }
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < least[length] || point > 0x10ffff || surrogate ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_utf16(std::string_view text) {
  const auto start = text.substr(0, 2);
  return start == "\xff\xfe" || start == "\xfe\xff" ||
         (start.size() == 2 && (start[0] == '\0') != (start[1] == '\0'));
}

}  // namespace telemetry
