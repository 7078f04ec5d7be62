// The grammars of shapes.h: text whose vocabulary is the server's, the
// hardware's or our own.

#include "report/scan.h"
#include "report/shapes.h"

namespace telemetry {
namespace {

// digits(.digits)* with at most `parts` parts of at most `longest` digits.
bool is_dotted(std::string_view text, std::size_t parts, std::size_t longest) {
  for (;;) {
    const auto run = take_while(text, is_digit);
    if (run.empty() || run.size() > longest || parts-- == 0) return false;
    if (text.empty()) return true;
    if (!take(text, ".")) return false;
  }
}

bool is_build(std::string_view text) {
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

bool is_description(std::string_view text) {
  if (is_build(text) || text == "Aerospike 3.0") return true;
  for (const auto edition : editions) {
    auto rest = text;
    if (take(rest, edition) && take(rest, " build ")) return is_build(rest);
  }
  return false;
}

bool is_build_os(std::string_view text) {
  static constexpr std::array<std::string_view, 13> systems = {
      "el",     "debian", "ubuntu", "amzn", "ami",    "rhel",  "centos",
      "fedora", "sles",   "suse",   "tgz",  "amazon", "oracle"};
  const auto word = take_while(text, is_lower);
  return one_of(word, systems) && (text.empty() || is_dotted(text, 2, 4));
}

// Whether the text is this one, with any digit in the place of each '0'.
bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char in_form) {
    return in_form == '0' ? is_digit(c) : c == in_form;
  });
}

bool is_time_of_day(std::string_view text) {
  return has_form(text, "00:00:00");
}

bool is_date(std::string_view text) {
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

bool is_word_list(std::string_view text) {
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

bool is_amount(std::string_view text) {
  if (text.ends_with(" kB")) text.remove_suffix(3);
  return all(text, is_digit, 20);
}

// After the name of a histogram (info-protocol.md 2.4): nothing; latencies'
// `msec|usec,<numbers>`; latency's and throughput's
// `HH:MM:SS-GMT,ops/sec,>1ms,...;HH:MM:SS,<numbers>` (the second part after
// the ';' comes as an item of its own, so it may stand here alone).
bool is_histogram(std::string_view text) {
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

bool is_cpu_model(std::string_view text) {
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

bool is_cpu_flags(std::string_view text) {
  return all(
      text,
      [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == ' '; },
      longest_list);
}

bool is_cpu_part(std::string_view text) {
  if (take(text, "0x")) return all(text, is_hex, 8);
  return all(text, is_digit, 8);
}

bool is_hardware(std::string_view text) {
  return all(
      text,
      [](char c) {
        return is_alnum(c) || std::string_view(" .,()/_+&-").contains(c);
      },
      64);
}

bool is_bios_date(std::string_view text) {
  return has_form(text, "00/00/0000");
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return text.size() <= 254 && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && std::ranges::all_of(text, [](char c) {
           return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
         });
}

}  // namespace

bool matches(Grammar grammar, std::string_view text) {
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

bool is_closed(Grammar grammar) {
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

std::string_view build_numbers(std::string_view text) {
  return cut(text.substr(text.rfind(' ') + 1), '-').first;
}

bool may_look_identifying(Grammar grammar) {
  return grammar == Grammar::build || grammar == Grammar::description ||
         grammar == Grammar::email;
}

}  // namespace telemetry
