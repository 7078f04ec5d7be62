// base/text: splitting, trimming, numbers.

#define BOOST_TEST_MODULE text
#include "base/text.h"

#include <boost/test/unit_test.hpp>
#include <cstdio>

using namespace telemetry;

BOOST_AUTO_TEST_CASE(trim_takes_white_space_from_both_ends_only) {
  BOOST_TEST(trim(" \t a b\r\n") == "a b");
  BOOST_TEST(trim(" \n ") == "");
}

BOOST_AUTO_TEST_CASE(take_until_gives_the_parts_one_by_one) {
  std::string_view rest = "a;;b";
  BOOST_TEST(take_until(rest, ';') == "a");
  BOOST_TEST(take_until(rest, ';') == "");
  BOOST_TEST(take_until(rest, ';') == "b");
  BOOST_TEST(rest.empty());
}

BOOST_AUTO_TEST_CASE(cut_splits_at_the_first_separator) {
  BOOST_CHECK((cut("a=b=c", '=') ==
               std::pair<std::string_view, std::string_view>("a", "b=c")));
  BOOST_CHECK((cut("a", '=') ==
               std::pair<std::string_view, std::string_view>("a", "")));
}

BOOST_AUTO_TEST_CASE(split_keeps_empty_parts) {
  BOOST_TEST(split("", ',').size() == 1u);
  BOOST_TEST(split(",a,", ',').size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_number_is_digits_that_fit_and_nothing_else) {
  BOOST_TEST(to_number("18446744073709551615").value() ==
             18446744073709551615u);
  for (const auto* bad :
       {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "18446744073709551616"})
    BOOST_TEST(!to_number(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(printable_text_is_ascii_and_short) {
  BOOST_TEST(printable("a\x01\xff\n", 3) == "a??");
}

BOOST_AUTO_TEST_CASE(utf8_has_no_overlong_forms_surrogates_and_cut_ends) {
  for (const auto* good : {"", "a", "\xc3\xa4", "\xe2\x82\xac", "\xed\x9f\xbf",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    BOOST_TEST(is_utf8(good), good);
  for (const auto* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe2\x82",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80",
        "\xff", "\xc3\x28", "\xc3\xc3", "\xf8\x90\x80\x80"})
    BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(a_number_has_its_word_and_its_groups) {
  BOOST_TEST(counted(0, "set") == "0 sets");
  BOOST_TEST(counted(1, "set") == "1 set");
  BOOST_TEST(counted(999, "") == "999");
  BOOST_TEST(counted(1'000, "query") == "1,000 queries");
  BOOST_TEST(counted(12'345'678, "") == "12,345,678");
}

BOOST_AUTO_TEST_CASE(a_shell_makes_the_very_bytes_of_its_word) {
  BOOST_TEST(shell_word("gold_accounts") == "gold_accounts");
  BOOST_TEST(shell_word("two words") == "'two words'");
  BOOST_TEST(shell_word(std::string_view("ns\0index", 8)) == "ns index");
  for (const std::string text :
       {"", "it's", "$(reboot) `reboot` $HOME", "a\\'\nb\x01\xff", "\\x41",
        "'; exit 1; '", "~", "-n",
        "\xc3\xa4"
        "f"}) {
    const auto command =
        "bash -c \"$(cat <<'END'\nprintf %s " + shell_word(text) + "\nEND\n)\"";
    auto* pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    std::string said(64, '\0');
    said.resize(std::fread(said.data(), 1, said.size(), pipe));
    ::pclose(pipe);
    BOOST_TEST(said == text, shell_word(text));
  }
}
