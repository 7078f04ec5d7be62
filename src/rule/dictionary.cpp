#include "rule/dictionary.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

// Each file is a string literal, and together they are one.
constexpr std::string_view lists =
#include "rule/config.keys"
#include "rule/namespaces.keys"
#include "rule/report.keys"
#include "rule/sindexes.keys"
#include "rule/statistics.keys"
    ;

// In the order of the enumerations.
constexpr auto domains = std::to_array<std::string_view>(
    {"address", "host", "node", "cluster", "namespace", "set", "index", "bin",
     "key", "phase"});
constexpr auto forms = std::to_array<std::string_view>(
    {"version", "build", "date", "cluster-key", "amount", "email"});
constexpr auto treatments = std::to_array<std::string_view>(
    {"number", "word", "number-or", "words", "form", "name", "nodes",
     "addresses", "histogram", "never", "omit"});

template <std::size_t Size>
std::size_t place_of(std::string_view name,
                     const std::array<std::string_view, Size>& names) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end())
    throw std::logic_error("the dictionary has a row that cannot be read");
  return static_cast<std::size_t>(found - names.begin());
}

// Columns end where two spaces stand.
std::string_view take_column(std::string_view& line) {
  const auto column = line.substr(0, line.find("  "));
  line.remove_prefix(
      std::min(line.find_first_not_of(' ', column.size()), line.size()));
  return column;
}

// `number`, `word a|b`, `form build`, `name set`; `node` is short for a name.
void read_treatment(std::string_view text, Row& row) {
  if (text == "node") text = "name node";
  const auto name = take_until(text, ' ');
  row.treatment = static_cast<Treatment>(place_of(name, treatments));
  if (row.treatment == Treatment::pseudonym)
    row.domain = static_cast<Domain>(place_of(text, domains));
  else if (row.treatment == Treatment::form)
    row.form = static_cast<Form>(place_of(text, forms));
  else
    row.words = text;
}

// Rows under one heading share its text: most objects need no comparison.
bool precedes(const Row& a, const Row& b) {
  const bool same = a.object.data() == b.object.data() || a.object == b.object;
  return same ? a.key < b.key : a.object < b.object;
}

std::vector<Row> read_all() {
  auto rows = parse_rows(lists);
  std::ranges::sort(rows, precedes);
  return rows;
}

}  // namespace

std::string_view domain_name(Domain domain) {
  return domains[static_cast<std::size_t>(domain)];
}

bool Row::has_word(std::string_view word) const {
  for (auto rest = words; !rest.empty();)
    if (take_until(rest, '|') == word) return true;
  return false;
}

std::vector<Row> parse_rows(std::string_view text) {
  std::vector<Row> rows;
  rows.reserve(text.size() / 40);  // about a row each
  Row row;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {  // [channel object]
      line = line.substr(1, line.size() - 2);
      row.channel =
          static_cast<Channel>(place_of(take_until(line, ' '), channel_names));
      row.object = line;
      continue;
    }
    if (line.starts_with("  ")) {  // keys of a block
      for (line.remove_prefix(2); !line.empty(); rows.push_back(row))
        row.key = take_until(line, ' ');
      continue;
    }
    const bool block = line.ends_with(':');
    if (block) line.remove_suffix(1);  // servers  treatment:
    row.key = block ? std::string_view() : take_column(line);
    row.servers = take_column(line);
    row.words = {};
    read_treatment(take_column(line), row);
    row.sentence = line;
    if (!block) rows.push_back(row);
  }
  return rows;
}

std::span<const Row> dictionary() {
  static const std::vector<Row> rows = read_all();
  return rows;
}

std::span<const Row> rows_of(std::string_view object) {
  const auto found =
      std::ranges::equal_range(dictionary(), object, {}, &Row::object);
  return {found.begin(), found.end()};
}

const Row* find_row(std::span<const Row> rows, std::string_view key) {
  const auto found = std::ranges::lower_bound(rows, key, {}, &Row::key);
  return found != rows.end() && found->key == key ? &*found : nullptr;
}

const Row* find_row(std::string_view object, std::string_view key) {
  return find_row(rows_of(object), key);
}

}  // namespace telemetry
