// Lists of records with users' names in them, key=value sections, histograms:
// the readers of the privacy room that see raw text first.
//
// Input: namespaces, one a line; after the first 0x01 the text.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "fuzz.h"
#include "privacy/histograms.h"
#include "privacy/pairs.h"
#include "privacy/record_list.h"
#include "privacy/treat.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

void check_records(std::string_view text, const RecordForm& form,
                   const std::vector<std::string_view>& names) {
  std::size_t bytes = 0;
  std::set<std::size_t> sizes;
  read_records(
      text, form,
      [&](std::string_view name) {
        return std::ranges::find(names, name) != names.end();
      },
      [&](Record record) {
        std::set<std::string_view> seen;
        require(!record.empty(), "a record has fields");
        for (const auto& field : record) {
          require(is_within(field.value, text), "values are of the text");
          require(seen.insert(field.name).second, "no field is there twice");
          bytes += field.value.size();
        }
        require(std::ranges::find(names, record.front().value) != names.end(),
                "only records of known namespaces are taken");
        sizes.insert(record.size());
      },
      [&](std::string_view left) {
        require(is_within(left, text), "what is left is of the text");
        bytes += left.size();
      });
  require(bytes <= text.size(), "no byte is given twice");
  require(sizes.size() <= 2, "all records have the same fields");
}

void check_pairs(std::string_view text, const DictionaryNode& section,
                 std::string_view name) {
  Identifiers seen;
  seen.add_name("zqcanary");
  const auto pairs = read_pairs(text, {section, name}, seen);
  const auto place = [](const Pair& pair) {
    return std::pair(pair.named, pair.key.text());
  };
  require(std::ranges::is_sorted(pairs.items, {}, place), "items are sorted");
  for (const auto& pair : pairs.items) {
    require(pair.rule != nullptr, "each item has a rule");
    require(Key::server(pair.key.text()).has_value(),
            "each key has the form of one");
    require(is_within(pair.value, text), "values are of the text");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto [head, text] = cut(text_of(data, size), '\x01');
  const auto names = split(head, '\n');
  check_records(text, set_form, names);
  check_records(text, sindex_form, names);
  check_pairs(text, *dictionary().literal("statistics"), "");
  check_pairs(text, *dictionary().literal("namespaces")->other(),
              names.front());

  const auto histograms = read_histograms(text, names);
  for (const auto& item : histograms.items) {
    require(matches(Grammar::histogram, item.text), "numbers and no text");
    require(item.namespace_name.empty() ||
                std::ranges::find(names, item.namespace_name) != names.end(),
            "only histograms of known namespaces");
  }
  if (const auto node = parse_node_id(text))
    require(node->port != 0 && node->mac.size() == 17, "a port and a MAC");
  return 0;
}
