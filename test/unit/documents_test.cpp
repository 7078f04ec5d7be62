// config/settings_print, option_print: the documents that are made from the
// tables, and the committed copies of them.

#define BOOST_TEST_MODULE documents
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "config/exit_statuses.h"
#include "config/ini_text.h"
#include "config/option_print.h"
#include "config/option_table.h"
#include "config/settings_print.h"
#include "config/settings_table.h"

using namespace telemetry;

namespace {

std::string committed(const std::string& name) {
  std::ifstream in(std::string(TEST_DIR "/../") + name, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(in, name << " is missing");
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// What stands between the two comments of a page.
std::string part(const std::string& page, const std::string& name) {
  const auto text = committed(page);
  const auto begin = text.find(".\\\" BEGIN " + name);
  const auto end = text.find(".\\\" END " + name);
  BOOST_REQUIRE(begin != std::string::npos && end != std::string::npos);
  const auto first = text.find('\n', begin) + 1;
  return text.substr(first, end - first);
}

Configuration read(const std::string& text) {
  const ConfigText file{"f", text};
  const auto result = parse_settings({&file, 1});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(result->warnings.empty());
  return *result;
}

}  // namespace

// To renew one: aerospike-telemetry --print NAME.
BOOST_AUTO_TEST_CASE(committed_documents_are_in_step_with_the_tables) {
  BOOST_TEST(committed("etc/telemetry.conf") == sample_config());
  BOOST_TEST(committed("etc/telemetry_dev.conf") == dev_config());
  BOOST_TEST(committed("etc/aerospike-telemetry.bash-completion") ==
             completion());
  BOOST_TEST(part("doc/telemetry.conf.5", "settings") == man_settings());
  BOOST_TEST(part("doc/aerospike-telemetry.8", "options") == man_options());
  BOOST_TEST(part("doc/aerospike-telemetry.8", "statuses") == man_statuses());
}

BOOST_AUTO_TEST_CASE(the_sample_is_the_defaults_but_for_the_packages_account) {
  auto settings = read(sample_config()).settings;
  BOOST_TEST(settings.user == "aerospike-telemetry");
  BOOST_TEST(settings.group == "aerospike-telemetry");
  settings.user.clear();
  settings.group.clear();
  BOOST_CHECK(settings == Settings{});
}

BOOST_AUTO_TEST_CASE(the_sample_has_every_setting_once) {
  std::string text = sample_config();
  for (const auto& row : setting_rows()) {
    const std::string line = "\n" + std::string(row.key) + " =";
    const auto commented = "\n# " + std::string(row.key) + " =";
    BOOST_TEST(text.contains(row.in_sample ? line : commented), row.key);
  }
  // With the comments taken away from the settings it still reads.
  for (const auto* key : {"address", "port", "deadline"}) {
    const auto at = text.find("\n# " + std::string(key) + " =");
    text.erase(at + 1, 2);
  }
  BOOST_TEST(read(text).places.size() == setting_rows().size());
}

BOOST_AUTO_TEST_CASE(the_dev_file_stays_on_this_machine) {
  const auto settings = read(dev_config()).settings;
  BOOST_TEST(settings.home_url.starts_with("http://127.0.0.1:"));
  BOOST_TEST(settings.server_address.value() == "127.0.0.1");
  BOOST_TEST(settings.key_file != Settings{}.key_file);
}

BOOST_AUTO_TEST_CASE(help_names_every_option_and_status_in_narrow_lines) {
  const auto help = help_text();
  for (const auto& row : option_rows())
    if (row.name != "--print")
      BOOST_TEST(help.contains("  " + std::string(row.name)), row.name);
  for (const auto& row : exit_rows())
    BOOST_TEST(help.contains(std::to_string(static_cast<int>(row.exit)) + "  " +
                             std::string(row.meaning)));
  for (const auto line : split(help, '\n')) BOOST_TEST(line.size() <= 79, line);
}

BOOST_AUTO_TEST_CASE(each_exit_status_is_listed_once) {
  const std::set<int> wish = {0, 1, 64, 65, 66, 69, 70, 75, 76, 77, 78};
  std::set<int> listed;
  for (const auto& row : exit_rows())
    BOOST_TEST(listed.insert(static_cast<int>(row.exit)).second);
  BOOST_TEST(listed == wish, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(completion_offers_every_option_that_users_have) {
  const auto text = completion();
  for (const auto& row : option_rows()) {
    const auto line = "\n      " + std::string(row.name);
    const bool offered =
        text.contains(line + "\n") || text.contains(line + "\"\n");
    // --print is for maintainers.
    BOOST_TEST(offered == (row.name != "--print"), row.name);
  }
}

BOOST_AUTO_TEST_CASE(mdoc_text_cannot_become_a_request) {
  BOOST_TEST(mdoc_text(".x y") == "\\&.x y\n");
  BOOST_TEST(mdoc_text("'a' \\b. C --d") == "\\&'a' \\eb.\nC \\-\\-d\n");
  const auto long_text = std::string(78, 'a') + " .b";
  BOOST_TEST(mdoc_text(long_text) == std::string(78, 'a') + "\n\\&.b\n");
}

BOOST_AUTO_TEST_CASE(version_has_name_and_number) {
  BOOST_TEST(version_text().starts_with("aerospike-telemetry "));
  BOOST_TEST(is_digit(version_text()[20]));
}
