// See shapes.h. Hand-written recognisers rather than std::regex: they run on
// every leaf, twice, and std::regex recurses on hostile input.

#include "report/shapes.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t longest_list = 4096;
constexpr std::size_t longest_key = 64;

constexpr bool
is_alnum(char c) {
  return is_alpha(c) || is_digit(c);
}

// Takes the longest run of characters that satisfy `is`.
template <class Is>
std::string_view
take_while(std::string_view& rest, Is is) {
  std::size_t n = 0;
  while (n < rest.size() && is(rest[n])) ++n;
  const auto run = rest.substr(0, n);
  rest.remove_prefix(n);
  return run;
}

bool
take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}

template <std::size_t N>
bool
one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

template <class Is>
bool
all(std::string_view text, Is is, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, is);
}

bool
is_decimal(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+'))
    text.remove_prefix(1);
  const auto whole = take_while(text, is_digit);
  if (whole.empty() || whole.size() > 40) return false;
  if (text.empty()) return true;
  if (!take(text, ".")) return false;
  return all(text, is_digit, 40);
}

// digits(.digits)* with at most `parts` parts of at most `longest` digits.
bool
is_dotted(std::string_view text, std::size_t parts, std::size_t longest) {
  for (;;) {
    const auto run = take_while(text, is_digit);
    if (run.empty() || run.size() > longest || parts-- == 0) return false;
    if (text.empty()) return true;
    if (!take(text, ".")) return false;
  }
}

bool
is_build(std::string_view text) {
  const auto numbers =
      take_while(text, [](char c) { return is_digit(c) || c == '.'; });
  if (!is_dotted(numbers, 4, 6)) return false;
  // What `git describe` and the release process append, and nothing else.
  while (!text.empty()) {
    if (!take(text, "-")) return false;
    const auto part = take_while(text, is_alnum);
    auto tail = part;
    if (part == "start" || all(part, is_digit, 8)) continue;
    if (take(tail, "rc") && all(tail, is_digit, 4)) continue;
    tail = part;
    if (take(tail, "g") && all(tail, is_hex, 40)) continue;
    return false;
  }
  return true;
}

constexpr std::array<std::string_view, 3> editions = {
    "Aerospike Community Edition", "Aerospike Enterprise Edition",
    "Aerospike Federal Edition"};

bool
is_description(std::string_view text) {
  if (is_build(text) || text == "Aerospike 3.0") return true;
  for (const auto edition : editions) {
    auto rest = text;
    if (take(rest, edition) && take(rest, " build ")) return is_build(rest);
  }
  return false;
}

bool
is_build_os(std::string_view text) {
  static constexpr std::array<std::string_view, 13> systems = {
      "el",     "debian", "ubuntu", "amzn", "ami",    "rhel",  "centos",
      "fedora", "sles",   "suse",   "tgz",  "amazon", "oracle"};
  const auto word = take_while(text, is_lower);
  return one_of(word, systems) && (text.empty() || is_dotted(text, 2, 4));
}

bool
is_time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return false;
  return is_digit(text[0]) && is_digit(text[1]) && is_digit(text[3]) &&
         is_digit(text[4]) && is_digit(text[6]) && is_digit(text[7]);
}

bool
is_date(std::string_view text) {
  static constexpr std::array<std::string_view, 21> names = {
      "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
      "Aug", "Sep", "Oct", "Nov", "Dec", "AM",  "PM"};
  static constexpr std::array<std::string_view, 22> zones = {
      "UTC", "GMT", "PST", "PDT", "MST",  "MDT",  "CST", "CDT",
      "EST", "EDT", "BST", "IST", "CET",  "CEST", "EET", "EEST",
      "JST", "KST", "SGT", "HKT", "AEST", "AEDT"};
  std::size_t tokens = 0;
  while (!text.empty()) {
    auto token = take_until(text, ' ');
    if (token.empty()) continue;  // date(1) pads the day: "Jun  7"
    if (++tokens > 7) return false;
    if (one_of(token, names) || one_of(token, zones) || is_time_of_day(token) ||
        all(token, is_digit, 4))
      continue;
    return false;
  }
  return tokens >= 3;
}

bool
is_word_list(std::string_view text) {
  if (text.size() > longest_list) return false;
  while (!text.empty()) {
    const auto word = take_until(text, ';');
    if (!word.empty() && !(is_lower(word[0]) && all(
                                                    word,
                                                    [](char c) {
                                                      return is_lower(c) ||
                                                             is_digit(c) ||
                                                             c == '-' ||
                                                             c == '_';
                                                    },
                                                    32)))
      return false;
  }
  return true;
}

bool
is_amount(std::string_view text) {
  if (text.ends_with(" kB")) text.remove_suffix(3);
  return all(text, is_digit, 20);
}

// After the name of a histogram (info-protocol.md 2.4): nothing; latencies'
// `msec|usec,<numbers>`; latency's and throughput's
// `HH:MM:SS-GMT,ops/sec,>1ms,...;HH:MM:SS,<numbers>` (the second part after
// the ';' comes as an item of its own, so it may stand here alone).
bool
is_histogram(std::string_view text) {
  if (text.size() > longest_list) return false;
  if (text.empty()) return true;
  while (!text.empty()) {
    auto row = take_until(text, ';');
    bool first = true;
    while (!row.empty()) {
      auto cell = take_until(row, ',');
      const bool clock = first && is_time_of_day(cell.substr(0, 8)) &&
                         (cell.size() == 8 || cell.substr(8) == "-GMT");
      const bool unit = first && (cell == "msec" || cell == "usec");
      first = false;
      if (clock || unit || cell == "ops/sec" || is_decimal(cell)) continue;
      if (!take(cell, ">")) return false;
      const auto number = take_while(cell, is_digit);
      if (number.empty() || number.size() > 9) return false;
      if (cell != "ms" && cell != "us") return false;
    }
  }
  return true;
}

constexpr std::array<std::string_view, 33> distributions = {
    "debian",
    "ubuntu",
    "rhel",
    "centos",
    "rocky",
    "almalinux",
    "ol",
    "amzn",
    "fedora",
    "sles",
    "sled",
    "opensuse",
    "opensuse-leap",
    "opensuse-tumbleweed",
    "arch",
    "alpine",
    "gentoo",
    "linuxmint",
    "raspbian",
    "photon",
    "cos",
    "flatcar",
    "mariner",
    "azurelinux",
    "kali",
    "nixos",
    "void",
    "clear-linux-os",
    "scientific",
    "cloudlinux",
    "openEuler",
    "anolis",
    "kylin"};

constexpr std::array<std::string_view, 14> machines = {
    "x86_64", "aarch64", "arm64",   "i386",       "i486",
    "i586",   "i686",    "ppc64le", "ppc64",      "s390x",
    "armv7l", "armv8l",  "riscv64", "loongarch64"};

constexpr std::array<std::string_view, 5> cpu_vendors = {
    "GenuineIntel", "AuthenticAMD", "HygonGenuine", "CentaurHauls",
    "GenuineTMx86"};

// A hypervisor lets its owner write any text as the model's name, so it has to
// begin like a processor.
constexpr std::array<std::string_view, 19> cpu_makers = {
    "Intel",       "AMD",     "ARM",     "Neoverse", "Cortex",
    "Ampere",      "QEMU",    "Common",  "Hygon",    "Genuine",
    "VIA",         "Xeon",    "EPYC",    "Virtual",  "Westmere",
    "Cascadelake", "Icelake", "Skylake", "Broadwell"};

bool
is_cpu_model(std::string_view text) {
  if (!all(
          text,
          [](char c) {
            return is_alnum(c) || std::string_view(" ()@.,/+_-").contains(c);
          },
          64))
    return false;
  return std::ranges::any_of(
      cpu_makers, [&](auto maker) { return text.starts_with(maker); });
}

bool
is_cpu_flags(std::string_view text) {
  return all(
      text,
      [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == ' '; },
      longest_list);
}

bool
is_cpu_part(std::string_view text) {
  if (take(text, "0x")) return all(text, is_hex, 8);
  return all(text, is_digit, 8);
}

bool
is_hardware(std::string_view text) {
  return all(
      text,
      [](char c) {
        return is_alnum(c) || std::string_view(" .,()/_+&-").contains(c);
      },
      64);
}

bool
is_bios_date(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return false;
  return std::ranges::all_of(text,
                             [](char c) { return is_digit(c) || c == '/'; });
}

bool
is_email(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= 254 && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && std::ranges::all_of(text, [](char c) {
           return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
         });
}

// ---- what must never leave ----

constexpr bool
is_host_char(char c) {
  return is_alnum(c) || c == '-';
}

bool
has_ipv4(std::string_view text) {
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
bool
has_colon_address(std::string_view text) {
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

bool
has_path(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '/') continue;
    const bool starts =
        i == 0 || std::string_view(" =:;,([{<>|").contains(text[i - 1]);
    const char next = text[i + 1];
    if (starts && (is_alnum(next) || next == '.' || next == '_' || next == '~'))
      return true;
  }
  return false;
}

bool
has_email(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == '@' && text[i - 1] != ' ' && text[i + 1] != ' ') return true;
  return false;
}

// Two labels or more, the last one of two letters or more.
bool
has_host_name(std::string_view text) {
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

bool
is_harmless_shape(std::string_view text) {
  if (text == "true" || text == "false" || text == "null") return true;
  if (text.empty() || text.size() > longest_list) return false;
  // At most one ':' an item: with more, digits could be a MAC or an IPv6
  // address.
  while (true) {
    const bool last = text.find(',') == std::string_view::npos;
    const auto [first, second] = cut(take_until(text, ','), ':');
    if (!is_decimal(first)) return false;
    const bool pair = second.data() != nullptr && !second.empty();
    if (pair && !is_decimal(second)) return false;
    if (!pair && first.data() + first.size() != text.data() &&
        *(first.data() + first.size()) == ':')
      return false;  // "1:" has no second number
    if (last) return true;
    if (text.empty()) return false;  // a trailing ','
  }
}

bool
is_server_key(std::string_view key) {
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
  if (!std::ranges::all_of(key, [](char c) {
        return is_lower(c) || is_digit(c) ||
               std::string_view("_.[]-").contains(c);
      }))
    return false;
  if (key.find('.') == std::string_view::npos) return true;
  const auto section = cut(cut(key, '.').first, '[').first;
  return one_of(section, sections);
}

std::optional<std::string_view>
after_name(std::string_view key, std::string_view name) {
  if (!take(key, "{") || !take(key, name) || !take(key, "}-"))
    return std::nullopt;
  return key;
}

bool
is_meminfo_key(std::string_view key) {
  return all(
             key,
             [](char c) {
               return is_alnum(c) || c == '(' || c == ')' || c == '_';
             },
             32) &&
         is_alpha(key[0]);
}

bool
is_pseudonym_form(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

bool
is_port(std::string_view text) {
  const auto number = to_number(text);
  return text.size() <= 5 && number && *number <= 65535;
}

bool
matches(Grammar grammar, std::string_view text) {
  switch (grammar) {
    case Grammar::version:
      return is_dotted(text, 3, 6);
    case Grammar::build:
      return is_build(text);
    case Grammar::edition:
      return one_of(text, editions);
    case Grammar::description:
      return is_description(text);
    case Grammar::build_os:
      return is_build_os(text);
    case Grammar::date:
      return is_date(text);
    case Grammar::words:
      return is_word_list(text);
    case Grammar::cluster_key:
      return all(text, is_hex, 16);
    case Grammar::amount:
      return is_amount(text);
    case Grammar::histogram:
      return is_histogram(text);
    case Grammar::os_id:
      return one_of(text, distributions);
    case Grammar::os_version:
      return is_dotted(text, 3, 8);
    case Grammar::kernel:
      return is_dotted(text, 3, 6);
    case Grammar::machine:
      return one_of(text, machines);
    case Grammar::cpu_vendor:
      return one_of(text, cpu_vendors);
    case Grammar::cpu_model:
      return is_cpu_model(text);
    case Grammar::cpu_flags:
      return is_cpu_flags(text);
    case Grammar::cpu_part:
      return is_cpu_part(text);
    case Grammar::hardware:
      return is_hardware(text);
    case Grammar::bios_date:
      return is_bios_date(text);
    case Grammar::email:
      return is_email(text);
  }
  return false;
}

bool
looks_identifying(std::string_view text) {
  return has_ipv4(text) || has_colon_address(text) || has_path(text) ||
         has_email(text) || has_host_name(text);
}

bool
is_closed(Grammar grammar) {
  switch (grammar) {
    case Grammar::words:
    case Grammar::cpu_model:
    case Grammar::cpu_flags:
    case Grammar::hardware:
      return false;
    default:
      return true;
  }
}

bool
may_look_identifying(Grammar grammar) {
  return grammar == Grammar::build || grammar == Grammar::description ||
         grammar == Grammar::email;
}

}  // namespace telemetry
