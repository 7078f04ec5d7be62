#include "base/text.h"

#include <algorithm>

namespace telemetry {

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
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

std::optional<std::uint64_t> to_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string out(text.substr(0, limit));
  for (char& c : out)
    if (c < 0x20 || c > 0x7e) c = '?';
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
  const auto follows = [&text](std::size_t i, unsigned low, unsigned high) {
    const unsigned byte =
        i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    return byte >= low && byte <= high;
  };
  if (follows(0, 0x01, 0x7f) || text.starts_with('\0')) return 1;
  if (follows(0, 0xc2, 0xdf)) return follows(1, 0x80, 0xbf) ? 2 : 0;
  const bool tail = follows(2, 0x80, 0xbf);
  if (follows(0, 0xe0, 0xef)) {
    const unsigned low = text[0] == '\xe0' ? 0xa0 : 0x80;
    const unsigned high = text[0] == '\xed' ? 0x9f : 0xbf;
    return follows(1, low, high) && tail ? 3 : 0;
  }
  if (follows(0, 0xf0, 0xf4)) {
    const unsigned low = text[0] == '\xf0' ? 0x90 : 0x80;
    const unsigned high = text[0] == '\xf4' ? 0x8f : 0xbf;
    return follows(1, low, high) && tail && follows(3, 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
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
