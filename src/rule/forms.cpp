#include "rule/forms.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t longest_list = 4096;

// Takes the longest run of characters that satisfy `is`.
template <class Is>
std::string_view take_while(std::string_view& rest, Is is) {
  const auto end = std::ranges::find_if_not(rest, is);
  const auto run = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(run.size());
  return run;
}

bool take(std::string_view& rest, std::string_view front) {
  if (!rest.starts_with(front)) return false;
  rest.remove_prefix(front.size());
  return true;
}

// One to `most` digits, or other characters that satisfy `is`.
template <class Is>
bool is_run(std::string_view text, std::size_t most, Is is) {
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, is);
}
bool is_digits(std::string_view text, std::size_t most) {
  return is_run(text, most, is_digit);
}

// [+-]digits[.digits], at most 20 digits in all.
bool is_decimal(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  const auto [whole, fraction] = cut(text, '.');
  if (whole.size() + fraction.size() > 20) return false;
  return is_digits(whole, 20) &&
         (whole.size() == text.size() || is_digits(fraction, 20));
}

// One to `most` numbers of at most six digits, dots between.
bool is_dotted(std::string_view text, int most) {
  if (text.empty() || text.ends_with('.')) return false;
  for (; !text.empty(); --most)
    if (most == 0 || !is_digits(take_until(text, '.'), 6)) return false;
  return true;
}

// Whether the text is this one, with any digit in the place of each '0'.
bool is_like(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char in_form) {
    return in_form == '0' ? is_digit(c) : c == in_form;
  });
}

constexpr auto days = std::to_array<std::string_view>(
    {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"});
constexpr auto months =
    std::to_array<std::string_view>({"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
constexpr auto zones =
    std::to_array<std::string_view>({"UTC", "GMT", "PST", "PDT", "MST", "MDT",
                                     "CST", "CDT", "EST", "EDT", "IST"});
constexpr auto halves = std::to_array<std::string_view>({"AM", "PM"});

// The cells of one row of a histogram: `first` in front, then numbers or, in a
// head, what the columns are.
bool is_head(std::string_view row) {
  if (!is_like(take_until(row, ','), "00:00:00-GMT") ||
      take_until(row, ',') != "ops/sec")
    return false;
  while (!row.empty()) {
    auto cell = take_until(row, ',');
    if (!take(cell, ">") || !is_digits(take_while(cell, is_digit), 9) ||
        (cell != "ms" && cell != "us"))
      return false;
  }
  return true;
}

bool are_decimals(std::string_view row) {
  do {
    if (!is_decimal(take_until(row, ','))) return false;
  } while (!row.empty());
  return true;
}

// One to four numbers with dots between, and what `git describe` and a release
// append to them: -rc4, -12, -start, -gabcdef123. At most 96 bytes.
bool is_build(std::string_view text) {
  if (text.size() > 96 || text.ends_with('-') ||
      !is_dotted(take_until(text, '-'), 4))
    return false;
  while (!text.empty()) {
    auto part = take_until(text, '-');
    const bool good = part == "start" || is_digits(part, 8) ||
                      (take(part, "rc") && is_digits(part, 4)) ||
                      (take(part, "g") && is_run(part, 40, is_hex));
    if (!good) return false;
  }
  return true;
}

// What date(1) prints in English: `Mon Feb  5 19:34:14 UTC 2018`, also with the
// twelve-hour clock: `Mon 05 Feb 2018 07:34:14 PM UTC`.
bool is_date(std::string_view text) {
  std::array<std::string_view, 7> word;
  std::size_t count = 0;
  while (!text.empty()) {
    const auto next = take_until(text, ' ');
    if (next.empty()) continue;  // date(1) pads the day: "Feb  5"
    if (count == word.size()) return false;
    word[count++] = next;
  }
  if (count < 6 || !is_among(word[0], days)) return false;
  if (count == 6)
    return is_among(word[1], months) && is_digits(word[2], 2) &&
           is_like(word[3], "00:00:00") && is_among(word[4], zones) &&
           is_like(word[5], "0000");
  return is_digits(word[1], 2) && is_among(word[2], months) &&
         is_like(word[3], "0000") && is_like(word[4], "00:00:00") &&
         is_among(word[5], halves) && is_among(word[6], zones);
}

// A whole number of at most 20 digits, also with ` kB` behind it.
bool is_amount(std::string_view text) {
  if (text.ends_with(" kB")) text.remove_suffix(3);
  return is_digits(text, 20);
}

// Printable ASCII without quotes, backslashes and blanks around one `@`, at
// most 254 bytes.
bool is_email(std::string_view text) {
  const auto [before, after] = cut(text, '@');
  return text.size() <= 254 && !before.empty() && !after.empty() &&
         std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < '\x7f' && c != '"' && c != '\\';
         });
}

}  // namespace

bool is_number(std::string_view text) {
  if (text == "true" || text == "false") return true;
  if (text.empty() || text.size() > longest_list || text.ends_with(','))
    return false;
  while (!text.empty()) {
    const auto item = take_until(text, ',');
    const auto [first, second] = cut(item, ':');
    if (!is_decimal(first) ||
        (first.size() != item.size() && !is_decimal(second)))
      return false;
  }
  return true;
}

bool is_figures(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > longest_list || text.ends_with(',') || text.ends_with(';'))
    return false;
  if (take(text, "msec,") || take(text, "usec,")) return are_decimals(text);
  if (!is_head(take_until(text, ';'))) return false;
  while (!text.empty()) {
    auto row = take_until(text, ';');
    if (!is_like(take_until(row, ','), "00:00:00") || !are_decimals(row))
      return false;
  }
  return true;
}

bool has_form(Form form, std::string_view text) {
  switch (form) {
    case Form::version:
      return is_dotted(text, 3);  // not four numbers, as an address has
    case Form::build:
      return is_build(text);
    case Form::date:
      return is_date(text);
    case Form::cluster_key:
      return is_run(text, 16, is_hex);
    case Form::amount:
      return is_amount(text);
    case Form::email:
      return is_email(text);
  }
  return false;
}

}  // namespace telemetry
