// What a server says, read into sections: key=value lists, lists of records
// with users' names, histograms, endpoints. Whatever it says, what is kept is
// rows of the dictionary with pieces of the text, of namespaces that it has.
//
// Input: namespaces, one a line; after the first 0x01 the value of each reply.

#include <algorithm>
#include <set>
#include <string>

#include "base/text.h"
#include "fuzz.h"
#include "server/sections.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

bool is_namespace(const Sections& sections, std::string_view name) {
  return std::ranges::find(sections.namespaces, name,
                           &NamespaceSection::name) !=
         sections.namespaces.end();
}

void check_items(const Items& items, std::string_view object,
                 std::string_view text) {
  const auto order = [](const Item& item) {
    return std::tuple(item.row, item.index().size(), item.index());
  };
  require(std::ranges::is_sorted(items, {}, order), "items are sorted");
  for (const auto& item : items) {
    require(item.row->object == object, "a row is of this section");
    require(item.row->treatment != Treatment::omit, "what is omitted is not");
    require(is_within(item.value(), text), "values are of the text");
    const auto index = item.index();
    require(index.empty() != item.row->key.contains("[i]"),
            "an index stands where the row has one");
    require(index.size() <= 4 && std::ranges::all_of(index, is_digit),
            "an index is up to four digits");
    require(item.text.starts_with('{') == item.row->key.starts_with("{*}"),
            "a namespace's name stands where the row has one");
    if (index.empty())
      require(find_value(items, object, item.row->key).has_value(),
              "an item that is there is found");
  }
}

void check_records(const Sections& sections,
                   const std::optional<RecordList>& list,
                   std::string_view object, std::string_view text) {
  if (!list) return;
  std::size_t bytes = list->malformed;
  for (const auto& record : list->records) {
    std::set<const Row*> seen;
    require(is_namespace(sections, record.namespace_name),
            "only records of known namespaces are taken");
    require(!record.name.empty(), "a record has a name");
    for (const auto& field : record.fields) {
      require(field.row->object == object, "a field is of this list");
      require(seen.insert(field.row).second, "no field is there twice");
      require(is_within(field.value(), text), "values are of the text");
      bytes += field.value().size();
    }
    // What a name of a set can hold is never read as a number.
    if (object == "sets/#")
      require(text.data() + text.size() > record.name.data() + 63,
              "a set's record is longer than a name");
  }
  require(bytes <= text.size(), "no byte is given twice");
}

void check_histograms(const Sections& sections, std::string_view text) {
  if (!sections.histograms) return;
  for (const auto& [of, list] : *sections.histograms)
    for (const auto& [row, figures] : list) {
      require(row->treatment == Treatment::histogram, "a histogram's row");
      require(is_within(figures, text), "figures are of the text");
      require(of.empty() ? row->object.contains("/all-namespaces/")
                         : is_namespace(sections, of),
              "only histograms of known namespaces");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto [head, text] = cut(text_of(data, size), '\x01');
  std::string names(head);
  std::ranges::replace(names, '\n', ';');
  Sections sections;
  read_reply(sections, {"", Field::namespaces}, names);
  for (auto field = Field::edition; field <= Field::sets;
       field = static_cast<Field>(static_cast<int>(field) + 1))
    read_reply(sections, {"", field}, text);
  for (std::size_t i = 0; i < sections.namespaces.size(); ++i) {
    read_reply(sections, {"", Field::namespace_info, i}, text);
    if (const auto& items = sections.namespaces[i].items)
      check_items(*items, "namespaces/*", text);
  }
  if (sections.sindex_list && !sections.sindex_list->records.empty())
    read_reply(sections, {"", Field::sindex_statistics}, text);
  for (const auto& [name, items] : sections.sindexes)
    check_items(items, "sindexes/*", text);
  if (sections.statistics)
    check_items(*sections.statistics, "statistics", text);
  if (sections.config) check_items(*sections.config, "config", text);
  check_records(sections, sections.sets, "sets/#", text);
  check_records(sections, sections.sindex_list, "sindex-metadata/#", text);

  check_histograms(sections, text);
  for (const auto key : sections.unknown)
    require(is_within(key, text), "an unknown key is of the text");
  require(sections.unknown.size() <= sections.unknown_keys,
          "each unknown key is counted");
  return 0;
}
