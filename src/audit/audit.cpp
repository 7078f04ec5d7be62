#include "audit/audit.h"

#include <simdjson.h>

#include <algorithm>
#include <new>
#include <span>
#include <vector>

#include "rule/dictionary.h"

namespace telemetry {
namespace {

namespace dom = simdjson::dom;

// What stands in a text, read from front to back.
struct Scan {
  std::string_view rest;

  bool at_end() const { return rest.empty(); }
  bool skip(std::string_view expected) {
    if (!rest.starts_with(expected)) return false;
    rest = rest.substr(expected.size());
    return true;
  }
  // At least one and at most `most` characters of `set`, and how many.
  std::size_t run(std::string_view set, std::size_t most) {
    const auto size = std::min(rest.find_first_not_of(set), rest.size());
    if (size == 0 || size > most) return 0;
    rest = rest.substr(size);
    return size;
  }
  std::size_t digits(std::size_t most) {
    std::size_t size = 0;
    while (size < rest.size() && rest[size] >= '0' && rest[size] <= '9') ++size;
    if (size > most) return 0;
    rest = rest.substr(size);
    return size;
  }
  bool pseudonym() {
    return rest.size() >= 32 && run("0123456789abcdef", 32) == 32;
  }
  // Digits in the places of zeros, every other character as it is.
  bool like(std::string_view form) {
    if (rest.size() < form.size()) return false;
    for (const char c : form) {
      const bool digit = rest[0] >= '0' && rest[0] <= '9';
      if (c == '0' ? !digit : rest[0] != c) return false;
      rest = rest.substr(1);
    }
    return true;
  }
  // Three letters of one of the words, which stand side by side.
  bool three_of(std::string_view words) {
    for (std::size_t i = 0; i < words.size(); i += 3)
      if (skip(words.substr(i, 3))) return true;
    return false;
  }
  bool decimal() {
    if (!skip("+")) skip("-");
    const auto whole = digits(20);
    return whole != 0 && (!skip(".") || digits(20 - whole) != 0);
  }
};

// One or more of what `item` reads, `separator` between, and then the end.
template <class Item>
bool is_list(Scan& scan, std::string_view separator, Item item) {
  do {
    if (!item(scan)) return false;
  } while (scan.skip(separator));
  return scan.at_end();
}

bool is_number(std::string_view text) {
  Scan scan{text};
  return text == "true" || text == "false" ||
         (text.size() <= 4096 && is_list(scan, ",", [](Scan& s) {
            return s.decimal() && (!s.skip(":") || s.decimal());
          }));
}

bool is_word(const Row& row, std::string_view text) {
  std::string_view words = row.words;
  while (!words.empty()) {
    const auto end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == text) return true;
    words = words.substr(std::min(end + 1, words.size()));
  }
  return false;
}

bool are_words(const Row& row, std::string_view text) {
  const auto separators = text.contains(';') ? ";" : " ";
  Scan scan{text};
  return text.empty() || is_list(scan, separators, [&](Scan& s) {
           const auto end = std::min(s.rest.find(*separators), s.rest.size());
           const auto word = s.rest.substr(0, end);
           s.rest = s.rest.substr(end);
           return is_word(row, word);
         });
}

bool read_version(Scan& scan, int most) {
  for (int parts = 1; scan.digits(6) != 0; ++parts)
    if (parts == most || !scan.skip(".")) return true;
  return false;
}

bool is_build(std::string_view text) {
  Scan scan{text};
  if (text.size() > 96 || !read_version(scan, 4)) return false;
  while (scan.skip("-")) {
    const bool good =
        scan.skip("start") || scan.digits(8) != 0 ||
        (scan.skip("rc") && scan.digits(4) != 0) ||
        (scan.skip("g") && scan.run("0123456789abcdefABCDEF", 40) != 0);
    if (!good) return false;
  }
  return scan.at_end();
}

bool is_date(std::string_view text) {
  constexpr auto days = "MonTueWedThuFriSatSun";
  constexpr auto months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr auto zones = "UTCGMTPSTPDTMSTMDTCSTCDTESTEDTIST";
  Scan scan{text};
  if (!scan.three_of(days) || !scan.skip(" ")) return false;
  if (scan.three_of(months))  // Feb  5 19:34:14 UTC 2018
    return scan.skip(" ") && (scan.like(" 0 ") || scan.like("00 ")) &&
           scan.like("00:00:00 ") && scan.three_of(zones) &&
           scan.like(" 0000") && scan.at_end();
  return scan.like("00 ") && scan.three_of(months) &&  // 05 Feb 2018 ...
         scan.like(" 0000 00:00:00 ") && (scan.skip("AM") || scan.skip("PM")) &&
         scan.skip(" ") && scan.three_of(zones) && scan.at_end();
}

bool has_form(Form form, std::string_view text, std::string_view email) {
  Scan scan{text};
  switch (form) {
    case Form::version:
      return read_version(scan, 3) && scan.at_end();
    case Form::build:
      return is_build(text);
    case Form::date:
      return is_date(text);
    case Form::cluster_key:
      return scan.run("0123456789abcdefABCDEF", 16) != 0 && scan.at_end();
    case Form::amount:
      return scan.digits(20) != 0 && (scan.skip(" kB"), scan.at_end());
    case Form::email:
      return !email.empty() && text == email;
  }
  return false;
}

// [{<pseudonym>}-]name:figures
bool is_histogram(const Row& row, std::string_view text) {
  Scan scan{text};
  if (text.size() > 4096 + 128) return false;
  if (scan.skip("{") && !(scan.pseudonym() && scan.skip("}-"))) return false;
  if (!scan.skip(row.key) || !scan.skip(":")) return false;
  const auto decimal = [](Scan& s) { return s.decimal(); };
  if (scan.at_end()) return true;
  if (scan.skip("msec,") || scan.skip("usec,"))
    return is_list(scan, ",", decimal);
  if (!scan.like("00:00:00-GMT,ops/sec")) return false;
  while (scan.skip(",>"))
    if (scan.digits(9) == 0 || !(scan.skip("ms") || scan.skip("us")))
      return false;
  while (scan.skip(";")) {
    if (!scan.like("00:00:00,")) return false;
    do {
      if (!scan.decimal()) return false;
    } while (scan.skip(","));
  }
  return scan.at_end();
}

bool may_stand(const Row& row, std::string_view text, std::string_view email) {
  if (text == "withheld" || text == "null") return true;
  Scan scan{text};
  switch (row.treatment) {
    case Treatment::number:
      return is_number(text);
    case Treatment::word:
      return is_word(row, text);
    case Treatment::number_or_word:
      return is_number(text) || is_word(row, text);
    case Treatment::words:
      return are_words(row, text);
    case Treatment::form:
      return has_form(row.form, text, email);
    case Treatment::pseudonym:
      return scan.pseudonym() && scan.at_end();
    case Treatment::nodes:
      return text.empty() ||
             is_list(scan, ",", [](Scan& s) { return s.pseudonym(); });
    case Treatment::addresses:
      return text.empty() || is_list(scan, ";", [](Scan& s) {
               if (s.skip("any") || s.skip("null")) return true;
               return s.pseudonym() && (!s.skip(":") || s.digits(5) != 0);
             });
    case Treatment::histogram:
      return is_histogram(row, text);
    case Treatment::never:
    case Treatment::omit:
      return false;
  }
  return false;
}

// A key as the dictionary spells it: a pseudonym is `*`, an index `i`.
std::string as_listed(std::string_view key) {
  Scan scan{key};
  if (scan.pseudonym() && scan.at_end()) return "*";
  if (key.contains('*') || key.contains('#')) return "?";
  if (!key.starts_with('{') && !key.contains('[')) return std::string(key);
  scan.rest = key;
  std::string listed;
  if (scan.skip("{")) listed = scan.pseudonym() && scan.skip("}") ? "{*}" : "?";
  listed += scan.rest.substr(0, scan.rest.find('['));
  scan.rest = scan.rest.substr(std::min(scan.rest.find('['), scan.rest.size()));
  if (scan.skip("[")) listed += scan.digits(4) != 0 ? "[i" : "?";
  return listed += scan.rest;
}

// Goes on as long as all is well; what it says is what was not, and where. A
// place is a path of keys as the dictionary spells them.
class Walk {
 public:
  Walk(Channels channels, std::string_view email)
      : channels_(channels), email_(email) {}

  std::string object(dom::object object, const std::string& place) const {
    std::vector<std::string_view> keys;
    const auto rows = rows_at(place);
    for (const auto& [key, element] : object) {
      keys.push_back(key);
      auto wrong = value(element, place, rows, as_listed(key));
      if (!wrong.empty()) return wrong;
    }
    if (!std::ranges::is_sorted(keys)) std::ranges::sort(keys);
    if (std::ranges::adjacent_find(keys) != keys.end())
      return place + ": a key that comes twice";
    return {};
  }

 private:
  std::string value(dom::element element, const std::string& place,
                    std::span<const Row> rows, const std::string& key) const {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) {
      const auto row = std::ranges::lower_bound(rows, key, {}, &Row::key);
      if (row == rows.end() || row->key != key || !may_be_sent(*row))
        return place + "/?: a key that may not leave";
      if (may_stand(*row, text, email_)) return {};
      return inside(place, key) + ": not what the dictionary says";
    }
    return container(element, place, key);
  }

  std::string container(dom::element element, const std::string& place,
                        const std::string& key) const {
    const auto path = inside(place, key);
    if (!is_listed(path) && !is_listed(path + '/'))
      return place + "/?: a key that may not leave";
    dom::object members;
    if (element.get(members) == simdjson::SUCCESS) return object(members, path);
    dom::array elements;
    if (element.get(elements) != simdjson::SUCCESS)
      return path + ": no text, no object and no list";
    const auto rows = rows_at(path);
    std::size_t number = 0;
    for (const auto each : elements) {
      const auto name = each.is_string() ? std::to_string(number) : "#";
      ++number;
      auto wrong = value(each, path, rows, name);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  static std::string inside(const std::string& place, const std::string& key) {
    return place.empty() ? key : place + '/' + key;
  }

  bool may_be_sent(const Row& row) const {
    return channels_.has(row.channel) && row.treatment != Treatment::omit;
  }

  static std::span<const Row> rows_at(std::string_view place) {
    const auto rows =
        std::ranges::equal_range(dictionary(), place, {}, &Row::object);
    return {rows.begin(), rows.end()};
  }

  // Whether a value may be sent in the object of this path or, where the path
  // ends with '/', in one that is inside it.
  bool is_listed(std::string_view path) const {
    const auto rows = dictionary();
    auto row = std::ranges::lower_bound(rows, path, {}, &Row::object);
    for (; row != rows.end() && row->object.starts_with(path); ++row) {
      if (row->object != path && !path.ends_with('/')) return false;
      if (may_be_sent(*row)) return true;
    }
    return false;
  }

  Channels channels_;
  std::string_view email_;
};

std::string wrong_in(const std::string& bytes, const Walk& walk) {
  if (bytes.size() > report_limit) return "longer than a report may be";
  // No character is written in two ways, so a quote always begins or ends a
  // text: JSON that holds no number can differ only in spaces between texts.
  bool in_text = false;
  for (const char c : bytes) {
    if (c < ' ' || c > '~' || c == '\\')
      return "a byte that is not printable ASCII";
    if (c == ' ' && !in_text) return "a space between two texts";
    if (c == '"') in_text = !in_text;
  }
  dom::parser parser;
  dom::element document;
  dom::object report;
  const auto parsed = parser.parse(bytes).get(document);
  if (parsed == simdjson::MEMALLOC) throw std::bad_alloc();
  if (parsed != simdjson::SUCCESS || document.get(report) != simdjson::SUCCESS)
    return "no JSON object";
  return walk.object(report, "");
}

}  // namespace

std::expected<Payload, std::string> audit(std::string bytes, Channels channels,
                                          std::string_view email) {
  bytes.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
  const auto wrong = wrong_in(bytes, Walk(channels, email));
  if (wrong.empty()) return Payload(std::move(bytes));
  return std::unexpected("the audit refuses the report: " + wrong +
                         "; nothing is sent");
}

void prepare_audit() {
  dictionary();
  [[maybe_unused]] const bool chosen = simdjson::validate_utf8("", 0);
}

}  // namespace telemetry
