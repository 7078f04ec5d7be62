// What each recording becomes: whole payloads, compared byte for byte with
// test/golden. After a wanted change: test/golden/renew, and read the diff.

#define BOOST_TEST_MODULE golden
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "support/pipeline.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// One member or element a line, for people and for diff.
std::string laid_out(std::string_view json) {
  std::string out;
  std::string indent = "\n";
  bool quoted = false;
  for (const char c : json) {
    if (c == '"') quoted = !quoted;
    if (quoted) {
      out += c;
      continue;
    }
    if (c == '}' || c == ']') {
      indent.resize(indent.size() - 1);
      out += indent;
    }
    out += c;
    if (c == '{' || c == '[') indent += ' ';
    if (c == '{' || c == '[' || c == ',') out += indent;
    if (c == ':') out += ' ';
  }
  return out + '\n';
}

void check_golden(const std::string& name, const std::string& json) {
  const std::string path = std::string(TEST_DIR) + "/golden/" + name + ".json";
  const auto now = laid_out(json);
  if (std::getenv("RENEW_GOLDEN") != nullptr) std::ofstream(path) << now;
  BOOST_TEST(now == read_text(path), name << " differs from its golden file");
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_recording_becomes_its_golden_full_report) {
  for (const auto& name : real_recordings())
    check_golden(name, anonymize_recording(name));
}

BOOST_AUTO_TEST_CASE(a_brief_report_has_the_facts_and_is_small) {
  for (const auto* name : {"4.9.0.37-cluster3", "8.1.2.0-cluster3"}) {
    const auto json = anonymize_recording(name, {});
    check_golden(std::string(name) + "-brief", json);
    BOOST_TEST(json.size() <= 4000U);
  }
}

BOOST_AUTO_TEST_CASE(the_same_inputs_give_the_same_bytes) {
  for (const auto& name : real_recordings())
    BOOST_TEST(anonymize_recording(name) == anonymize_recording(name));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_down_or_slow_has_a_report_of_its_own) {
  for (const std::string word : {"down", "slow"})
    check_golden(word, anonymize_absent("ASD is " + word + ".", test_agent(),
                                        test_names()));
}
