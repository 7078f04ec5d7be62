// The values of a report as tables: all of them, or what differs.

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "page/html.h"
#include "page/parts.h"

namespace telemetry {
namespace {

// More objects of one form, unless they are wide, are the lines of one table.
constexpr std::size_t most_single_objects = 3;
constexpr std::size_t most_columns = 60;
// A longer table begins folded.
constexpr std::size_t most_unfolded = 40;
// Two reports on thousands of sets differ in more than a page should have.
constexpr std::size_t most_differences = 2000;

std::string_view object_of(const ReportLeaf& leaf) {
  const auto slash = leaf.path.rfind('/');
  return std::string_view(leaf.path).substr(
      0, slash == std::string::npos ? 0 : slash);
}

std::string_view last_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// The run of leaves at the front for which `of` gives the same.
template <class Of>
Leaves take_run(Leaves& leaves, Of of) {
  const auto first = of(leaves.front());
  const auto end = std::ranges::find_if(
      leaves, [&](const auto& leaf) { return of(leaf) != first; });
  const auto run = leaves.first(static_cast<std::size_t>(end - leaves.begin()));
  leaves = leaves.subspan(run.size());
  return run;
}

std::string fold(std::string_view title, std::string_view remark, bool open,
                 const std::string& body) {
  return std::string(open ? "<details open>" : "<details>") + "<summary>" +
         std::string(title) + " <small>" + std::string(remark) +
         "</small></summary>\n" + body + "</details>\n";
}

// "150 values, 2 pseudonyms"
std::string counts_of(Leaves leaves) {
  const auto names = std::ranges::count(leaves, pseudonym, kind_of);
  return counted(leaves.size(), "value") +
         (names == 0 ? "" : ", " + counted(names, "pseudonym"));
}

// What may leave and why, as cells.
std::string meaning(const ReportLeaf& leaf) {
  const auto& kind = kinds[kind_of(leaf)];
  std::string may(kind.word);
  if (leaf.row != nullptr && kind_of(leaf) != withheld)
    may = treatment_text(*leaf.row);
  if (may.size() > 60) may = std::string(kind.word) + " of a list";
  return "<td class=\"" + std::string(kind.style) + "\">" + escape(may) +
         "<td>" + (leaf.row == nullptr ? "" : escape(leaf.row->sentence));
}

std::string key_table(Leaves leaves, const Legend& legend) {
  std::string out =
      "<table class=\"keys\"><thead><tr><th>Key<th>Value<th>What may leave"
      "<th>What it means<tbody>\n";
  for (const auto& leaf : leaves)
    out += "<tr><td>" + with_names(last_of(leaf.path), legend) + "<td>" +
           with_names(leaf.text, legend) + meaning(leaf) + '\n';
  return out + "</table>\n";
}

// Objects of one form, one a line; what the columns mean stands above them.
std::string record_table(Leaves leaves, const Legend& legend) {
  std::map<std::string_view, std::size_t> places;
  std::vector<ReportLeaf> columns;
  for (const auto& leaf : leaves)
    if (places.emplace(last_of(leaf.path), columns.size()).second)
      columns.push_back(leaf);
  auto out = fold("Their keys", "with the first value of each", false,
                  key_table(columns, legend)) +
             "<div class=\"wide\"><table class=\"records\"><thead><tr><th>";
  for (const auto& column : columns) {
    const auto& kind = kinds[kind_of(column)];
    out += "<th class=\"" + std::string(kind.style) + "\">" +
           escape(column.row->key) + "<br>" + std::string(kind.word);
  }
  out += "<tbody>\n";
  while (!leaves.empty()) {
    const auto object = take_run(leaves, object_of);
    std::vector<std::string> cells(columns.size());
    for (const auto& leaf : object)
      cells[places[last_of(leaf.path)]] = with_names(leaf.text, legend);
    out += "<tr><td>" + with_names(last_of(object_of(object[0])), legend);
    for (const auto& cell : cells) out += "<td>" + cell;
    out += '\n';
  }
  return out + "</table></div>\n";
}

// The objects at the front that are of one form and make one table, if any.
Leaves take_records(Leaves& leaves) {
  const auto* const row = leaves[0].row;
  if (row == nullptr ||
      !(row->object.ends_with('#') || row->object.ends_with('*')))
    return {};
  auto rest = leaves;
  const auto run = take_run(rest, [](const auto& leaf) {
    return leaf.row == nullptr ? std::string_view() : leaf.row->object;
  });
  std::size_t objects = 0;
  for (auto each = run; !each.empty(); ++objects) take_run(each, object_of);
  if (objects <= most_single_objects || run.size() / objects > most_columns)
    return {};
  leaves = rest;
  return run;
}

std::string section(std::string_view name, Leaves leaves,
                    const Legend& legend) {
  const auto remark = counts_of(leaves);
  std::string body;
  while (!leaves.empty()) {
    if (const auto records = take_records(leaves); !records.empty()) {
      body += record_table(records, legend);
      continue;
    }
    const auto object = take_run(leaves, object_of);
    const auto path = object_of(object[0]);
    const auto table = key_table(object, legend);
    body +=
        path == name
            ? table
            : fold(with_names(path.substr(name.size() + 1), legend),
                   counts_of(object), object.size() <= most_unfolded, table);
  }
  return fold(name.empty() ? "the report itself" : escape(name), remark,
              name.empty() || name == "summary", body);
}

// The values by a path that is the same in both reports: an element of a list
// has its pseudonyms in the place of its number, which says nothing.
using Pair = std::pair<const ReportLeaf*, const ReportLeaf*>;
void add_by_path(std::map<std::string, Pair>& pairs, Leaves leaves,
                 const ReportLeaf* Pair::*side) {
  while (!leaves.empty()) {
    const auto object = take_run(leaves, object_of);
    const auto path = object_of(object[0]);
    std::string names;
    for (const auto& leaf : object)
      if (leaf.row != nullptr && leaf.row->object.ends_with('#') &&
          leaf.row->treatment == Treatment::pseudonym)
        names += '/' + leaf.text;
    for (const auto& leaf : object) {
      auto place = leaf.path;
      if (!names.empty())
        place = std::string(path.substr(0, path.rfind('/'))) + names +
                place.substr(path.size());
      pairs[place].*side = &leaf;
    }
  }
}

}  // namespace

KindPlace kind_of(const ReportLeaf& leaf) {
  if (leaf.row == nullptr) return left_out;
  const auto treatment = leaf.row->treatment;
  if (leaf.text == "withheld" || treatment == Treatment::never) return withheld;
  switch (treatment) {
    case Treatment::number:
    case Treatment::histogram:
      return number;
    case Treatment::number_or_word:
      return leaf.row->has_word(leaf.text) ? word : number;
    case Treatment::pseudonym:
    case Treatment::nodes:
    case Treatment::addresses:
      return pseudonym;
    default:
      return word;
  }
}

std::string every_value(Leaves leaves, std::span<const std::string> unknown,
                        const Legend& legend) {
  const auto name_of = [](const ReportLeaf& leaf) {
    const std::string_view path = leaf.path;
    return path.substr(0, path.contains('/') ? path.find('/') : 0);
  };
  std::string out;
  while (!leaves.empty()) {
    const auto name = name_of(leaves[0]);
    out += section(name, take_run(leaves, name_of), legend);
  }
  std::string keys;
  for (const auto& key : unknown) keys += "<tr><td><i>" + escape(key) + "</i>";
  return keys.empty()
             ? out
             : out + fold("left out", "the dictionary lacks these keys", false,
                          "<table>" + keys + "</table>");
}

std::string comparison(const OtherReport& other, Leaves now,
                       const Legend& legend) {
  const auto before = leaves_of(other.json);
  std::map<std::string, Pair> pairs;
  add_by_path(pairs, before, &Pair::first);
  add_by_path(pairs, now, &Pair::second);
  std::array<std::string, 3> rows;
  std::array<std::uint64_t, 3> counts = {};
  for (const auto& [path, pair] : pairs) {
    const auto [old, fresh] = pair;
    if (old != nullptr && fresh != nullptr && old->text == fresh->text)
      continue;
    const std::size_t what = old == nullptr ? 0 : fresh == nullptr ? 1 : 2;
    if (++counts[what] > most_differences) continue;
    constexpr std::string_view words[] = {"added", "gone", "changed"};
    rows[what] += "<tr><td>" + with_names(path, legend) + "<td>" +
                  std::string(words[what]) + "<td>" +
                  (old == nullptr ? "" : with_names(old->text, legend)) +
                  "<td>" +
                  (fresh == nullptr ? "" : with_names(fresh->text, legend)) +
                  meaning(fresh == nullptr ? *old : *fresh) + '\n';
  }
  const bool same_key =
      text_at(before, "telemetry-key-id") == text_at(now, "telemetry-key-id");
  return "<section>\n<h2>What changed</h2>\n<p>Since <i>" + escape(other.name) +
         "</i>: " + counted(counts[0], "value") + " added, " +
         counted(counts[1], "") + " gone, " + counted(counts[2], "") +
         " changed. Of each, at most 2,000 are shown." +
         (same_key ? "" : " Pseudonyms differ: it was made with another key.") +
         "</p>\n<div class=\"wide\"><table class=\"keys\"><thead><tr><th>Key"
         "<th>What<th>Before<th>Now<th>What may leave<th>What it "
         "means<tbody>\n" +
         rows[0] + rows[1] + rows[2] + "</table></div>\n</section>\n";
}

}  // namespace telemetry
