// etc/: the configurations that are there to be copied. (That they have every
// setting, and each its default, test/lint/documents says.)

#define BOOST_TEST_MODULE documents
#include <boost/test/unit_test.hpp>

#include "base/file.h"
#include "config/settings.h"

using namespace telemetry;

namespace {

Settings read(const std::string& name) {
  const ConfigText file{name,
                        read_file(TEST_DIR "/../etc/" + name, 1 << 20).value()};
  const auto result = parse_settings({&file, 1});
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  BOOST_TEST(result->warnings.empty());
  return result->settings;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_sample_is_the_defaults_but_for_the_packages_account) {
  auto settings = read("telemetry.conf");
  BOOST_TEST(settings.user == "aerospike-telemetry");
  BOOST_TEST(settings.group == "aerospike-telemetry");
  settings.user.clear();
  settings.group.clear();
  BOOST_CHECK(settings == Settings{});
}

BOOST_AUTO_TEST_CASE(the_dev_file_stays_on_this_machine) {
  const auto settings = read("telemetry_dev.conf");
  BOOST_TEST(settings.home_url.starts_with("http://127.0.0.1:"));
  BOOST_TEST(settings.server_address.value() == "127.0.0.1");
  BOOST_TEST(settings.key_file != Settings{}.key_file);
}
