// See shapes.h. Hand-written recognisers rather than std::regex: they run on
// every leaf, twice, and std::regex recurses on hostile input.

#include "report/shapes.h"

#include "report/scan.h"

namespace telemetry {
namespace {

// Every key of a report is asked for its form several times, so one walk counts
// its good characters, its dots and its dashes, in twelve bits each.
constexpr std::uint64_t one_good = 1;
constexpr std::uint64_t one_dot = 1 << 12;
constexpr std::uint64_t one_dash = 1 << 24;
static_assert(longest_key < one_dot);
constexpr auto key_characters = [] {
  std::array<std::uint32_t, 256> table = {};
  for (const char c :
       std::string_view("abcdefghijklmnopqrstuvwxyz0123456789_.[]-"))
    table[static_cast<unsigned char>(c)] = one_good;
  table['.'] |= one_dot;
  table['-'] |= one_dash;
  return table;
}();

}  // namespace

bool is_decimal(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+'))
    text.remove_prefix(1);
  const auto whole = take_while(text, is_digit);
  if (whole.empty() || whole.size() > 40) return false;
  if (text.empty()) return true;
  if (!take(text, ".")) return false;
  return all(text, is_digit, 40);
}

bool is_harmless_shape(std::string_view text) {
  if (all(text, is_digit, 40)) return true;  // as nearly every value is
  if (text == "true" || text == "false" || text == "null") return true;
  if (text.empty() || text.size() > longest_list) return false;
  // At most one ':' an item: with more, digits could be a MAC or an IPv6
  // address.
  for (bool last = false; !last;) {
    last = text.find(',') == std::string_view::npos;
    const auto item = take_until(text, ',');
    const auto colon = item.find(':');
    if (!is_decimal(item.substr(0, colon))) return false;
    if (colon != std::string_view::npos && !is_decimal(item.substr(colon + 1)))
      return false;
  }
  return true;
}

bool is_server_key(std::string_view key) {
  static constexpr std::array<std::string_view, 18> sections = {
      "service",
      "heartbeat",
      "fabric",
      "info",
      "admin",
      "tls",
      "ldap",
      "log",
      "syslog",
      "xdr",
      "storage-engine",
      "index-type",
      "sindex-type",
      "sindex",
      "geo2dsphere-within",
      "security",
      "network",
      "namespace"};
  if (key.empty() || key.size() > longest_key || !is_lower(key[0]))
    return false;
  std::uint64_t count = 0;
  for (const char c : key)
    count += key_characters[static_cast<unsigned char>(c)];
  if (count % one_dot != key.size() * one_good) return false;
  // Few keys are asked: an address has three dots, a MAC five dashes.
  const auto dots = count % one_dash / one_dot;
  if ((dots >= 3 || count / one_dash >= 5) && has_address(key)) return false;
  if (dots == 0) return true;
  const auto section = cut(cut(key, '.').first, '[').first;
  return one_of(section, sections);
}

std::optional<std::string_view> after_name(std::string_view key,
                                           std::string_view name) {
  if (!take(key, "{") || !take(key, name) || !take(key, "}-"))
    return std::nullopt;
  return key;
}

bool is_meminfo_key(std::string_view key) {
  return all(
             key,
             [](char c) {
               return is_alnum(c) || c == '(' || c == ')' || c == '_';
             },
             32) &&
         is_alpha(key[0]);
}

bool is_pseudonym_form(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

bool is_port(std::string_view text) {
  const auto number = to_number(text);
  return text.size() <= 5 && number && *number <= 65535;
}

}  // namespace telemetry
