// What the recognisers of shapes.h are made of: runs and prefixes of text.

#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace telemetry {

// Longer texts match nothing.
inline constexpr std::size_t longest_list = 4096;

constexpr bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

// Takes the longest run of characters that satisfy `is`.
template <class Is>
std::string_view take_while(std::string_view& rest, Is is) {
  std::size_t n = 0;
  while (n < rest.size() && is(rest[n])) ++n;
  const auto run = rest.substr(0, n);
  rest.remove_prefix(n);
  return run;
}

inline bool take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}

template <std::size_t N>
bool one_of(std::string_view text,
            const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

// Whether the text has 1 to `longest` characters, and all satisfy `is`.
template <class Is>
bool all(std::string_view text, Is is, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, is);
}

// An integer or decimal with optional sign, of at most 40 digits each.
bool is_decimal(std::string_view text);

// Whether an IPv4 or IPv6 address or a MAC is in the text.
bool has_address(std::string_view text);

}  // namespace telemetry
