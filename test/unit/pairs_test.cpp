// privacy/pairs: key=value lists, and what a name in a value may put there.

#define BOOST_TEST_MODULE pairs
#include "privacy/pairs.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>
#include <string>

#include "privacy/known_keys.h"

using namespace telemetry;

namespace {

const DictionaryNode& section(std::string_view name) {
  return *dictionary().literal(name);
}

struct Read {
  std::map<std::string, std::string> items;  // doubtful ones as "?"
  std::uint64_t malformed = 0;
};

Read read(std::string_view text, const PairsForm& form,
          const Identifiers& seen = {}) {
  const auto pairs = read_pairs(text, form, seen);
  Read result;
  result.malformed = pairs.malformed;
  for (const auto& pair : pairs.items) {
    auto& value =
        result.items[(pair.named ? "{}-" : "") + std::string(pair.key.text())];
    if (!value.empty()) value += '+';
    value += pair.doubtful ? "?" : std::string(pair.value);
  }
  return result;
}

Read config(std::string_view text) {
  return read(text, {section("config"), {}, is_config_key});
}

using Items = std::map<std::string, std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(keys_and_values_are_read_up_to_the_first_equals_sign) {
  const auto result =
      config("service.port=3000;;ldap.server=dn=a,b=c;auto-pin=none;");
  BOOST_TEST((result.items == Items{{"auto-pin", "none"},
                                    {"ldap.server", "dn=a,b=c"},
                                    {"service.port", "3000"}}));
  BOOST_TEST(result.malformed == 0u);
}

BOOST_AUTO_TEST_CASE(what_has_not_the_form_of_a_key_is_counted) {
  for (const auto* text : {"no-value", "=x", "A=1", "1a=1", "a b=1",
                           "{x}-read=1", "a/b=1", "evil.example.com=1"}) {
    const auto result = config(text);
    BOOST_TEST(result.items.empty(), text);
    BOOST_TEST(result.malformed == 1u, text);
  }
}

BOOST_AUTO_TEST_CASE(a_future_key_keeps_its_place) {
  const auto result = config("service.port=3000;hyper-drive=7;warp=on");
  BOOST_TEST(
      (result.items ==
       Items{{"hyper-drive", "7"}, {"service.port", "3000"}, {"warp", "on"}}));
}

BOOST_AUTO_TEST_CASE(
    a_key_that_holds_a_name_is_left_out_unless_servers_have_it) {
  Identifiers seen;
  seen.add("drive");
  seen.add("port");
  const auto result = read("service.port=3000;hyper-drive=7",
                           {section("config"), {}, is_config_key}, seen);
  BOOST_TEST((result.items == Items{{"service.port", "3000"}}));
  BOOST_TEST(result.malformed == 1u);
}

BOOST_AUTO_TEST_CASE(after_a_text_only_a_servers_own_keys_keep_their_values) {
  const auto result = config(
      "work-directory=/x;secret=4111;objects=4111;service.port=3000;warp=9");
  BOOST_TEST((result.items == Items{{"objects", "?"},
                                    {"service.port", "3000"},
                                    {"warp", "9"},
                                    {"work-directory", "/x"}}));
  BOOST_TEST(result.malformed == 1u);
}

BOOST_AUTO_TEST_CASE(numbers_of_one_key_that_differ_are_doubtful) {
  const auto different =
      config("service.port=3000;pidfile=/x;service.port=4111;a=1");
  BOOST_TEST(different.items.at("service.port") == "?+?");
  const auto thrice = config("a=1;b=2;a=3;a=1");
  BOOST_TEST(thrice.items.at("a") == "?+?+?");
  BOOST_TEST(config("a=1;a=1").items.at("a") == "1+1");
  // Addresses may well be several.
  BOOST_TEST(config("service.address=a;service.address=b")
                 .items.at("service.address") == "a+b");
}

BOOST_AUTO_TEST_CASE(a_known_cluster_name_is_taken_whole) {
  const std::string name = "a;objects=4111;b=c";
  const PairsForm form = {
      section("config"), {}, is_config_key, "cluster-name", name};
  const auto result =
      read("auto-pin=none;cluster-name=" + name + ";service.port=3000", form);
  BOOST_TEST((result.items == Items{{"auto-pin", "none"},
                                    {"cluster-name", name},
                                    {"service.port", "3000"}}));
  BOOST_TEST(read("cluster-name=" + name, form).items.size() == 1u);
  // Another one is not.
  BOOST_TEST(read("cluster-name=" + name + "x", form).items.size() > 1u);
}

BOOST_AUTO_TEST_CASE(keys_with_the_namespaces_name_are_marked) {
  const auto& node = *section("namespaces").other();
  const auto result =
      read("objects=1;{a}-b}-read-hist-track-back=300;{c}-read=1",
           {node, "a}-b", is_namespace_key});
  BOOST_TEST((result.items ==
              Items{{"objects", "1"}, {"{}-read-hist-track-back", "300"}}));
  BOOST_TEST(result.malformed == 1u);
}

BOOST_AUTO_TEST_CASE(items_are_bounded_and_time_is_linear) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "k" + std::to_string(i) + "=1;";
  const auto begin = std::chrono::steady_clock::now();
  const auto result = config(text);
  BOOST_TEST(result.items.size() == 16'384u);
  BOOST_TEST(result.malformed == 200'000u - 16'384u);
  BOOST_TEST(config(std::string(1'000'000, '=')).malformed == 1u);
  BOOST_TEST(
      (std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)));
}
