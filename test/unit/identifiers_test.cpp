// privacy/identifiers: what was seen is found as a word wherever it stands.

#define BOOST_TEST_MODULE identifiers
#include "privacy/identifiers.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

using namespace telemetry;

BOOST_AUTO_TEST_CASE(nothing_is_found_before_something_was_seen) {
  const Identifiers seen;
  BOOST_TEST(!seen.occur_in("any text"));
  BOOST_TEST(!seen.occur_in(""));
  BOOST_TEST(!seen.contain(""));
  Identifiers empty;
  empty.add("");
  BOOST_TEST(!empty.occur_in("any text"));
}

BOOST_AUTO_TEST_CASE(a_word_is_found_with_any_separator_around_it) {
  Identifiers seen;
  seen.add("gold");
  for (const auto* text :
       {"gold", "a gold b", "a;gold;b", "{gold}-read", "x=gold", "gold,1",
        "(gold)", "1.gold", "gold-2", "-gold-", "\"gold\"", "a/gold/b"})
    BOOST_TEST(seen.occur_in(text), text);
  for (const auto* text : {"golden", "marigold", "gold_accounts", "x_gold",
                           "gold2", "2gold", "Gold", "gol", "g old", ""})
    BOOST_TEST(!seen.occur_in(text), text);
}

BOOST_AUTO_TEST_CASE(a_name_of_several_words_is_found_whole) {
  Identifiers seen;
  seen.add("orion billing-eu");
  BOOST_TEST(seen.occur_in("at orion billing-eu."));
  BOOST_TEST(!seen.occur_in("at orion billing"));
  BOOST_TEST(!seen.occur_in("billing-eu"));
  // With add_name() its parts are names, too.
  seen.add_name("acme:north;se/x");
  for (const auto* text : {"acme", "north", "se", "x", "acme:north;se/x"})
    BOOST_TEST(seen.occur_in(text), text);
  BOOST_TEST(!seen.occur_in("ac me"));
}

BOOST_AUTO_TEST_CASE(names_of_punctuation_are_found_anywhere) {
  Identifiers seen;
  seen.add("--");
  BOOST_TEST(seen.occur_in("a--b"));
  BOOST_TEST(!seen.occur_in("a-b"));
}

BOOST_AUTO_TEST_CASE(addresses_are_found_in_either_case) {
  Identifiers seen;
  seen.add_any_case("3c:ec:EF:a1:b2:01");
  BOOST_TEST(seen.occur_in("3c:ec:ef:a1:b2:01"));
  BOOST_TEST(seen.occur_in("mac 3C:EC:EF:A1:B2:01."));
  BOOST_TEST(!seen.occur_in("3C:EC:EF:A1:B2:02"));
}

BOOST_AUTO_TEST_CASE(any_bytes_are_found_again) {
  Identifiers seen;
  const std::string bytes("\xff\0\x80\n", 4);
  seen.add(bytes);
  BOOST_TEST(seen.contain(bytes));
  BOOST_TEST(seen.occur_in("a " + bytes + " b"));
  BOOST_TEST(!seen.contain(bytes + "x"));
  BOOST_TEST(!seen.contain(bytes.substr(1)));
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_names_are_all_found) {
  Identifiers seen;
  for (int i = 0; i < 100'000; ++i) seen.add("set_" + std::to_string(i));
  int lost = 0;
  int invented = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto name = "set_" + std::to_string(i);
    lost += seen.contain(name) && seen.occur_in(name + " x") ? 0 : 1;
    invented += seen.contain("other_" + std::to_string(i)) ? 1 : 0;
  }
  BOOST_TEST(lost == 0);
  BOOST_TEST(invented == 0);
}

// A server that gives a text of megabytes and one of single letters.
BOOST_AUTO_TEST_CASE(long_names_do_not_make_the_search_slow) {
  Identifiers seen;
  std::string name;
  name.resize(10'000'000, 'x');
  seen.add(name);
  std::string text;
  while (text.size() < 4096) text += "a;";
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(!seen.occur_in(text));
  const auto time = std::chrono::steady_clock::now() - begin;
  // Milliseconds; the limit is for sanitizers on a busy machine.
  BOOST_TEST((time < std::chrono::seconds(2)));
}

BOOST_AUTO_TEST_CASE(whatever_the_seed_names_are_found_and_others_are_not) {
  for (const std::uint64_t seed : {0ull, 1ull, ~0ull, 0x123456789abcdefull}) {
    Identifiers seen(seed);
    for (int i = 0; i < 2000; ++i) seen.add("gold_" + std::to_string(i));
    for (int i = 0; i < 2000; ++i) {
      BOOST_TEST(seen.contain("gold_" + std::to_string(i)));
      BOOST_TEST(seen.occur_in("a gold_" + std::to_string(i) + "; b"));
      BOOST_TEST(!seen.contain("silver_" + std::to_string(i)));
    }
  }
}
