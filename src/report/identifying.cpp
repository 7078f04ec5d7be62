// What must never leave, whatever it is: text that looks like an address, a
// path, an e-mail address or a host name.

#include "report/scan.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

constexpr bool is_host_char(char c) { return is_alnum(c) || c == '-'; }

bool has_ipv4(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1])))) continue;
    auto rest = text.substr(i);
    int parts = 0;
    for (; parts < 4; ++parts) {
      const auto run = take_while(rest, is_digit);
      if (run.empty() || run.size() > 3) break;
      if (parts < 3 && !take(rest, ".")) break;
    }
    if (parts == 4) return true;
  }
  return false;
}

// MACs and IPv6 addresses, in one walk over runs of hex digits, ':' and '-'.
bool has_colon_address(std::string_view text) {
  auto rest = text;
  while (!rest.empty()) {
    auto run = take_while(
        rest, [](char c) { return is_hex(c) || c == ':' || c == '-'; });
    if (run.empty()) {
      rest.remove_prefix(1);
      continue;
    }
    if (run.find("::") != std::string_view::npos) return true;
    std::size_t pairs = 0;
    std::size_t groups = 0;
    while (!run.empty()) {
      const auto group = take_while(run, is_hex);
      pairs = group.size() == 2 ? pairs + 1 : 0;
      ++groups;
      if (pairs == 6) return true;
      if (!run.empty()) {
        if (run[0] == '-') groups = 0;
        run.remove_prefix(1);
      }
      if (groups == 8) return true;
    }
  }
  return false;
}

bool has_path(std::string_view text) {
  if (text.starts_with('/')) return true;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '/') continue;
    const bool starts =
        i > 0 && std::string_view(" =:;,([{<>|").contains(text[i - 1]);
    const char next = text[i + 1];
    if (starts && (is_alnum(next) || std::string_view("./_~").contains(next)))
      return true;
    // Behind another word, a part between two slashes makes it one. The numbers
    // of a date do not.
    auto rest = text.substr(i + 1);
    const auto part = take_while(rest, [](char c) {
      return is_alnum(c) || std::string_view("._~-").contains(c);
    });
    if (rest.starts_with('/') && std::ranges::any_of(part, is_alpha))
      return true;
  }
  return false;
}

bool has_email(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == '@' && text[i - 1] != ' ' && text[i + 1] != ' ') return true;
  return false;
}

// Two labels or more, the last one of two letters or more.
bool has_host_name(std::string_view text) {
  auto rest = text;
  while (!rest.empty()) {
    auto run =
        take_while(rest, [](char c) { return is_host_char(c) || c == '.'; });
    if (run.empty()) {
      rest.remove_prefix(1);
      continue;
    }
    while (run.ends_with('.')) run.remove_suffix(1);
    const auto dot = run.rfind('.');
    if (dot == std::string_view::npos || dot == 0) continue;
    const auto last = run.substr(dot + 1);
    if (last.size() >= 2 && std::ranges::all_of(last, is_alpha) &&
        is_host_char(run[dot - 1]))
      return true;
  }
  return false;
}

}  // namespace

bool has_address(std::string_view text) {
  return has_ipv4(text) || has_colon_address(text);
}

bool looks_identifying(std::string_view text) {
  // None of these is without one of its separators.
  const bool separated = std::ranges::any_of(text, [](char c) {
    return c == '.' || c == ':' || c == '-' || c == '/' || c == '@';
  });
  if (!separated) return false;
  return has_address(text) || has_path(text) || has_email(text) ||
         has_host_name(text);
}

}  // namespace telemetry
