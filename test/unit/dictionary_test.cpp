// The program's own dictionary: its rows are found, tell apart what they mean,
// and are those of the documents.

#define BOOST_TEST_MODULE dictionary
#include "rule/dictionary.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>

#include "base/text.h"
#include "privacy/explain.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

std::string name(const Row& row) {
  return std::string(row.object) + '/' + std::string(row.key);
}

std::string printed(const std::string& document) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> tool(
      ::popen((DOCUMENTS_TOOL " " + document).c_str(), "r"), &::pclose);
  std::string text;
  std::array<char, 4096> part;
  while (const auto size = std::fread(part.data(), 1, part.size(), tool.get()))
    text.append(part.data(), size);
  return text;
}

std::string committed(const std::string& file) {
  return read_text(std::string(TEST_DIR) + "/../doc/" + file);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_rows_are_sorted_and_each_place_has_one) {
  const auto rows = dictionary();
  BOOST_TEST(rows.size() > 1200U);
  for (std::size_t i = 1; i < rows.size(); ++i)
    BOOST_TEST((std::pair(rows[i - 1].object, rows[i - 1].key) <
                std::pair(rows[i].object, rows[i].key)),
               name(rows[i]));
}

BOOST_AUTO_TEST_CASE(every_row_is_found_by_its_place) {
  for (const auto& row : dictionary()) {
    BOOST_TEST(find_row(row.object, row.key) == &row, name(row));
    const auto rows = rows_of(row.object);
    BOOST_TEST((&rows.front() <= &row && &row <= &rows.back()), name(row));
  }
  BOOST_TEST(find_row("statistics", "card") == nullptr);
  BOOST_TEST(find_row("statistics", "") == nullptr);
  BOOST_TEST(find_row("statistic", "uptime") == nullptr);
  BOOST_TEST(find_row("", "statistics") == nullptr);
}

BOOST_AUTO_TEST_CASE(keys_are_of_few_characters_and_rows_say_what_they_need) {
  constexpr std::string_view others = " .-_[]{}*#:()";
  for (const auto& row : dictionary()) {
    for (const char c : row.key)
      BOOST_TEST((is_alpha(c) || is_digit(c) || others.contains(c)), name(row));
    const bool words = row.treatment == Treatment::word ||
                       row.treatment == Treatment::words ||
                       row.treatment == Treatment::number_or_word;
    BOOST_TEST(words == !row.words.empty(), name(row));
    BOOST_TEST(!row.servers.empty(), name(row));
    const bool says_itself =
        row.treatment == Treatment::number ||
        (row.treatment == Treatment::omit && row.object == "meminfo");
    if (!says_itself || row.object.empty() || row.object.starts_with("summary"))
      BOOST_TEST(row.sentence.ends_with('.'), name(row));
  }
}

// Of one object; the same thing may be printed in two.
BOOST_AUTO_TEST_CASE(sentences_tell_the_rows_of_an_object_apart) {
  std::set<std::pair<std::string_view, std::string_view>> sentences;
  for (const auto& row : dictionary())
    if (!row.sentence.empty())
      BOOST_TEST(sentences.emplace(row.object, row.sentence).second, name(row));
}

BOOST_AUTO_TEST_CASE(a_brief_report_is_of_the_facts) {
  for (const auto& recording : real_recordings())
    for (const auto& leaf : leaves_of(anonymize_recording(recording, {}))) {
      BOOST_REQUIRE_MESSAGE(leaf.row != nullptr, leaf.path);
      BOOST_TEST((leaf.row->channel == Channel::facts), leaf.path);
    }
}

BOOST_AUTO_TEST_CASE(each_leaf_of_each_recording_has_a_row) {
  auto names = real_recordings();
  for (const auto& hand : hand_recordings()) names.push_back(hand);
  for (const auto& recording : names)
    for (const auto& leaf : leaves_of(anonymize_recording(recording)))
      BOOST_TEST((leaf.row != nullptr), leaf.path);
}

// cmake --build --preset dev --target documents
BOOST_AUTO_TEST_CASE(the_documents_are_in_step_with_the_dictionary) {
  BOOST_TEST(printed("dictionary") == committed("DATA-DICTIONARY.md"));
  BOOST_TEST(printed("schema") == committed("payload.schema.json"));
}

BOOST_AUTO_TEST_CASE(explain_names_each_channel_and_each_place) {
  const auto text = explain_fields();
  for (const auto channel : channel_names)
    BOOST_TEST(text.contains("Channel " + std::string(channel) + ":"));
  for (const auto& row : dictionary())
    BOOST_TEST(text.contains(std::string(row.key) + "  ["), name(row));
}

BOOST_AUTO_TEST_CASE(explain_tells_names_behind_pseudonyms_and_unknown_keys) {
  auto bodies = RecordingFile::read("8.1.2.0-cluster3").bodies;
  replace_all(bodies["statistics"], "uptime=", "card=4111;uptime=");
  MemorySource source(bodies);
  const auto sections = collect_all(source);
  Legend legend;
  const auto json = anonymize(sections, test_host(), test_agent(),
                              Pseudonymizer(test_names(), legend));
  const std::vector<std::string> unknown(sections.unknown.begin(),
                                         sections.unknown.end());
  const auto text = explain_report(json, legend, unknown);
  BOOST_TEST(text.contains("<- cluster orion-billing-eu"));
  BOOST_TEST(text.contains("<- set gold_accounts"));
  BOOST_TEST(text.contains("summary/uptime = 22  [a number]"));
  BOOST_TEST(text.contains("\ncard\n"));
  BOOST_TEST(json.contains("\"unknown-keys\":\"1\""));
}
