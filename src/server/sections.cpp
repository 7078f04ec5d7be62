#include "server/sections.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t most_unknown_shown = 1000;
// Two namespaces of a large server have some twenty histograms each.
constexpr std::size_t most_histograms = 4096;
// A record of today's servers has at most sixteen fields.
constexpr std::size_t most_fields = 32;
// Thirty times what one command prints of a namespace, and eight times the sets
// of the largest Community Edition server.
constexpr std::size_t most_items = 16'384;
constexpr std::size_t most_records = 65'536;
// The name of a set is any bytes that a client chose, this long at most.
constexpr std::size_t longest_set_name = 63;

// What each record of sets begins with, since 3.9 and before. The number stands
// right behind the name: what a name forges is in its place, or comes twice.
using Front = std::array<std::string_view, 3>;
constexpr Front set_fronts[] = {{"ns", "set", "objects"},
                                {"ns_name", "set_name", "n_objects"}};

void leave_out(Sections& sections, std::string_view object,
               std::string_view key) {
  const auto channel = rows_of(object).front().channel;
  ++sections.unknown_in[static_cast<std::size_t>(channel)];
  if (++sections.unknown_keys <= most_unknown_shown)
    sections.unknown.push_back(key);
}

// One that the server names twice stays in the order of the reply, of which all
// texts are parts.
bool precedes(const Item& a, const Item& b) {
  if (a.row != b.row) return a.row < b.row;
  const auto first = a.index();
  const auto second = b.index();
  return std::tuple(first.size(), first, a.text.data()) <
         std::tuple(second.size(), second, b.text.data());
}

// Whether the text begins with `{NAMESPACE}-`.
bool is_of(std::string_view namespace_name, std::string_view text) {
  return text.starts_with('{') && text.substr(1).starts_with(namespace_name) &&
         text.substr(1 + namespace_name.size()).starts_with("}-");
}

// The key of an item as the dictionary spells it; "" if it is none.
std::string as_listed(std::string_view key, std::string_view namespace_name) {
  std::string listed;
  if (!namespace_name.empty() && is_of(namespace_name, key)) {
    listed = "{*}";
    key.remove_prefix(namespace_name.size() + 2);
  }
  if (key.contains('*')) return {};
  const auto open = key.find('[');
  const auto close = key.find(']', open);
  if (close == std::string_view::npos) return listed += key;
  const auto index = key.substr(open + 1, close - open - 1);
  if (index.empty() || index.size() > 4 ||
      !std::ranges::all_of(index, is_digit))
    return {};
  listed += key.substr(0, open);
  listed += "[i]";
  return listed += key.substr(close + 1);
}

// The listed items of `key=value;key=value`, which stand in `object`.
Items read_items(Sections& sections, std::string_view object,
                 std::string_view text, std::string_view namespace_name = {}) {
  Items items;
  const auto rows = rows_of(object);
  while (!text.empty()) {
    const auto pair = take_until(text, ';');
    if (pair.empty()) continue;
    if (!pair.contains('=')) {
      ++sections.malformed_keys;
      continue;
    }
    const auto key = cut(pair, '=').first;
    const auto* row = find_row(rows, as_listed(key, namespace_name));
    if (row == nullptr)
      leave_out(sections, object, key);
    else if (items.size() == most_items)
      ++sections.malformed_keys;
    else if (row->treatment != Treatment::omit)
      items.push_back({row, pair});
  }
  std::ranges::sort(items, precedes);
  return items;
}

std::string_view field_of(const Items& fields, std::string_view key) {
  const auto found = std::ranges::find(
      fields, key, [](const Item& item) { return item.row->key; });
  return found == fields.end() ? std::string_view() : found->value();
}

// Whether `text` is a record of a set that the server itself wrote. Its name
// may hold what looks like fields or like whole records. But the number of
// objects stands right behind the name, under one key, so no field of a name
// comes before it or beside it; and a server's own records are longer than a
// name.
bool is_whole_set(const Items& fields, std::string_view text) {
  const auto begins = [&](const Front& front) {
    return fields.size() >= front.size() &&
           std::ranges::equal(front, std::span(fields).first(front.size()), {},
                              {},
                              [](const Item& item) { return item.row->key; });
  };
  const auto counts = std::ranges::count_if(fields, [](const Item& item) {
    return item.row->key == "objects" || item.row->key == "n_objects";
  });
  if (counts != 1 || !std::ranges::any_of(set_fronts, begins)) return false;
  const auto* const name = fields[1].value().data();
  return text.data() + text.size() > name + longest_set_name;
}

// Only the index of a whole set, since 8.1.2, has no state.
bool is_whole_index(const Items& fields) {
  return !fields.empty() && fields[0].row->key == "ns" &&
         (!field_of(fields, "state").empty() ||
          field_of(fields, "indextype") == "set");
}

// One record `key=value:key=value`: nothing if it has a field that the
// dictionary does not list for such lists, the same field twice, not what every
// record has, or a namespace that the server does not have.
std::optional<Record> read_record(const Sections& sections,
                                  std::span<const Row> rows, bool is_set,
                                  std::string_view text) {
  Record record;
  auto& fields = record.fields;
  const auto count = 1 + std::ranges::count(text, ':');
  fields.reserve(std::min(static_cast<std::size_t>(count), most_fields));
  for (auto rest = text; !rest.empty();) {
    const auto field = take_until(rest, ':');
    const auto* row = find_row(rows, cut(field, '=').first);
    if (row == nullptr || !field.contains('=') ||
        fields.size() == most_fields ||
        std::ranges::find(fields, row, &Item::row) != fields.end())
      return std::nullopt;
    fields.push_back({row, field});
  }
  if (is_set ? !is_whole_set(fields, text) : !is_whole_index(fields))
    return std::nullopt;
  record.namespace_name = fields[0].value();
  record.name = is_set ? fields[1].value() : field_of(fields, "indexname");
  const bool known =
      std::ranges::find(sections.namespaces, record.namespace_name,
                        &NamespaceSection::name) != sections.namespaces.end();
  if (!known || record.name.empty()) return std::nullopt;
  return record;
}

RecordList read_records(Sections& sections, std::string_view object,
                        std::string_view text) {
  RecordList list;
  const auto rows = rows_of(object);
  const bool is_set = object == "sets/#";
  while (!text.empty()) {
    const auto part = take_until(text, ';');
    if (part.empty()) continue;
    auto record = read_record(sections, rows, is_set, part);
    if (record && list.records.size() < most_records)
      list.records.push_back(*std::move(record));
    else
      ++list.malformed;
  }
  sections.malformed_records += list.malformed;
  return list;
}

// Each record is filename=F,hash=H,type=T, and the name may be any bytes: where
// it forges a field, nobody knows how many files there are.
std::optional<std::uint64_t> count_udf_files(Sections& sections,
                                             std::string_view text) {
  std::uint64_t files = 0;
  std::uint64_t malformed = 0;
  while (!text.empty()) {
    auto record = take_until(text, ';');
    if (record.empty()) continue;
    bool whole = true;
    for (const std::string_view field : {"filename=", "hash=", "type="})
      whole = take_until(record, ',').starts_with(field) && whole;
    ++(whole && record.empty() ? files : malformed);
  }
  sections.malformed_records += malformed;
  if (malformed > 0) return std::nullopt;
  return files;
}

// The second half of an item of latency: and throughput:, which a ';' parts
// from the first: `HH:MM:SS,<numbers>`.
bool is_second_half(std::string_view item) {
  return item.size() > 8 && is_digit(item[0]) && item[2] == ':' &&
         item[5] == ':' && item[8] == ',';
}

// `{NS}-name:figures` or `name:figures`. The name of a namespace may hold any
// of these characters, so it is looked for among those that the server has.
void read_histogram(Sections& sections, std::string_view kind,
                    std::string_view text) {
  std::string_view of;
  if (text.starts_with('{')) {
    for (const auto& each : sections.namespaces)
      if (each.name.size() > of.size() && is_of(each.name, text))
        of = each.name;
    if (of.empty()) {
      ++sections.malformed_records;
      return;
    }
    text.remove_prefix(of.size() + 3);
  }
  const auto name = take_until(text, ':');
  if (is_error(text)) return;  // nothing was measured yet
  auto object =
      "histograms/" + std::string(of.empty() ? "all-namespaces" : "*");
  object.append("/").append(kind);
  const auto* row = find_row(object, name);
  if (row == nullptr)
    leave_out(sections, object, name);
  else if (!(*sections.histograms)[of].emplace(row, text).second)
    ++sections.malformed_records;
}

// Both halves of an item stand in one text, with the ';' between them.
void read_histograms(Sections& sections, std::string_view kind,
                     std::string_view text) {
  if (!sections.histograms) sections.histograms.emplace();
  for (std::size_t count = 0; !text.empty() && count < most_histograms;
       ++count) {
    const auto first = take_until(text, ';');
    auto item = first;
    if (is_second_half(text.substr(0, text.find(';'))))
      item = {first.begin(), take_until(text, ';').end()};
    if (!item.empty() && !is_error(item)) read_histogram(sections, kind, item);
  }
}

// Where clients reach this node or, in the longer form, the other nodes.
void read_endpoints(Sections& sections, Field field, std::string_view text) {
  auto endpoints = parse_endpoints(text);
  if (!endpoints) endpoints = parse_peers(text);
  if (endpoints)
    sections.endpoints[field] = *std::move(endpoints);
  else
    ++sections.malformed_records;
}

// Each name once, in the server's order.
void read_namespaces(Sections& sections, std::string_view text) {
  while (!text.empty() && sections.namespaces.size() < max_namespaces) {
    const auto name = take_until(text, ';');
    if (!name.empty() &&
        std::ranges::find(sections.namespaces, name, &NamespaceSection::name) ==
            sections.namespaces.end())
      sections.namespaces.push_back({name, std::nullopt});
  }
}

}  // namespace

std::string_view Item::value() const { return cut(text, '=').second; }

std::string_view Item::index() const {
  if (!row->key.contains("[i]")) return {};
  const auto key = cut(text, '=').first;
  const auto open = key.rfind('[');
  return key.substr(open + 1, key.rfind(']') - open - 1);
}

std::optional<std::string_view> find_value(const Items& items,
                                           std::string_view object,
                                           std::string_view key) {
  const auto* row = find_row(object, key);
  const auto found = std::ranges::lower_bound(items, row, {}, &Item::row);
  if (row == nullptr || found == items.end() || found->row != row)
    return std::nullopt;
  return found->value();
}

std::string_view text_of(const Sections& sections, Field field) {
  const auto found = sections.texts.find(field);
  return found == sections.texts.end() ? std::string_view() : found->second;
}

void add_missing(Sections& sections, Field field, std::string_view why) {
  auto& missing = sections.missing;
  if (field != Field::greeting &&
      std::ranges::find(missing, field, &Missing::field) == missing.end())
    missing.push_back({field, why});
}

void read_reply(Sections& sections, const Step& step, std::string_view value) {
  // Of a list of histograms each says for itself whether it is an error.
  const bool list_of_errors =
      step.field == Field::latency || step.field == Field::throughput;
  if (is_error(value) && !(list_of_errors && value.starts_with("error-")))
    return add_missing(sections, step.field, "is an error");
  switch (step.field) {
    case Field::namespaces:
      return read_namespaces(sections, value);
    case Field::version:  // Aerospike Community Edition build 6.4.0.34
      sections.texts[Field::version] = value.substr(value.rfind(' ') + 1);
      return;
    case Field::release:
      sections.texts[Field::edition] = find_item(value, "edition").value_or("");
      sections.texts[Field::version] = find_item(value, "version").value_or("");
      sections.texts[Field::build_os] = find_item(value, "os").value_or("");
      return;
    case Field::succession_list:
      // 3.3.14 .. 7.1 answer a second line, "ok".
      if (value.ends_with("\nok")) value.remove_suffix(3);
      sections.texts[Field::succession_list] = value;
      return;
    case Field::service:
    case Field::services:
    case Field::services_alternate:
    case Field::services_alumni:
      return read_endpoints(sections, step.field, value);
    case Field::statistics:
      sections.statistics = read_items(sections, "statistics", value);
      return;
    case Field::config:
      sections.config = read_items(sections, "config", value);
      return;
    case Field::latencies:
      return read_histograms(sections, "latencies", value);
    case Field::latency:
      return read_histograms(sections, "latency", value);
    case Field::throughput:
      return read_histograms(sections, "throughput", value);
    case Field::udf_list:
      sections.udf_files = count_udf_files(sections, value);
      return;
    case Field::sindex_list:
      sections.sindex_list = read_records(sections, "sindex-metadata/#", value);
      return;
    case Field::sets:
      sections.sets = read_records(sections, "sets/#", value);
      return;
    case Field::namespace_info: {
      auto& section = sections.namespaces[step.item];
      section.items = read_items(sections, "namespaces/*", value, section.name);
      return;
    }
    case Field::sindex_statistics: {
      const auto& record = sections.sindex_list->records[step.item];
      sections.sindexes[{record.namespace_name, record.name}] =
          read_items(sections, "sindexes/*", value);
      return;
    }
    case Field::greeting:
      return;
    default:
      sections.texts[step.field] = value;
      return;
  }
}

}  // namespace telemetry
