// Small pure functions on text: splitting, trimming, numbers. No locale.

#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace telemetry {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

constexpr bool is_alpha(char c) { return is_lower(c) || is_upper(c); }

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Space, tab, CR, LF, VT, FF.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The text without leading and trailing white space.
std::string_view trim(std::string_view text);

// Takes the part of `rest` before the first `separator` and leaves what
// follows it; takes all where there is none. An empty `rest` gives "".
constexpr std::string_view take_until(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return part;
}

// The parts between separators, empty ones too; "" has one part, "".
std::vector<std::string_view> split(std::string_view text, char separator);

// Splits at the first `separator`; the second part is empty when there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view text,
                                                  char separator);

// ASCII only; other bytes stay as they are.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

// A whole decimal number without sign, or nothing (also on overflow).
std::optional<std::uint64_t> to_number(std::string_view text);

// Whether the text holds letters, digits and these signs alone.
bool is_alphanumeric(std::string_view text, std::string_view signs);

// Whether the word is one of these.
bool is_among(std::string_view word, std::span<const std::string_view> words);

// A view of bytes as text.
std::string_view as_text(std::span<const unsigned char> bytes);

// Two lower-case hexadecimal digits for each byte.
std::string to_hex(std::string_view bytes);

// The length of the UTF-8 sequence at the front of the text; 0 when it is none
// (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text);

// Whether all of the text is UTF-8.
bool is_utf8(std::string_view text);

// What may stand before a text in UTF-8.
inline constexpr std::string_view utf8_bom = "\xef\xbb\xbf";

// Whether a text that should be UTF-8 begins as UTF-16 does: with its mark, or
// with every second byte 0.
bool is_utf16(std::string_view text);

// "a query", "two queries": the word alone, for one or for more.
std::string plural(std::string_view word, bool one);

// "1 set", "2,345 sets"; without a word the number alone.
std::string counted(std::uint64_t number, std::string_view word);

constexpr bool is_printable(char c) { return c >= ' ' && c <= '~'; }

// "\xHH".
std::string hex_byte(char byte);

// The text as one word of a shell that gives its very bytes: gold, 'two words',
// $'line\x0A'. A zero byte parts two words, as no word can hold one.
std::string shell_word(std::string_view text);

// Replaces every byte that is not printable ASCII by '?', and cuts at `limit`
// bytes: for a message that repeats what an administrator wrote.
std::string printable(std::string_view text, std::size_t limit = 80);

}  // namespace telemetry
