// rule/: what the dictionary lets leave in the clear, and what never.

#define BOOST_TEST_MODULE rule
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "rule/dictionary.h"
#include "rule/leaf.h"

using namespace telemetry;

namespace {

// What leaves of a text under a row of this treatment; "-" if nothing does.
std::string left(const std::string& treatment, std::string_view text) {
  const auto list = "[facts]\nkey  -  " + treatment + "\n";
  const auto rows = parse_rows(list);
  const auto clear = may_leave(rows.at(0), text);
  return clear ? std::string(clear->text()) : "-";
}

void leaves(const std::string& treatment,
            std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    BOOST_TEST(left(treatment, text) == text, treatment << ": " << text);
}

void stays(const std::string& treatment,
           std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    BOOST_TEST(left(treatment, text) == "-", treatment << ": " << text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_number_is_one_number_or_a_list_of_them) {
  leaves("number", {"0", "-1", "+5", "1.000", "18446744073709551615", "true",
                    "false", "1,8,64", "0:0,0:0", "12:34", "-1,2.5"});
  stays("number", {"",
                   " ",
                   "1 ",
                   "1.",
                   ".5",
                   "1e5",
                   "0x1",
                   "10.77.0.1",
                   "1:2:3",
                   "02:42:11:22:33:44",
                   "1:2:3:4:5:6:7:8",
                   "1,",
                   ",1",
                   "1:",
                   ":1",
                   "1,,2",
                   "TRUE",
                   "yes",
                   "none",
                   "1;2",
                   "--1",
                   "1-2",
                   "1,8,\n64",
                   "null"});
}

BOOST_AUTO_TEST_CASE(a_number_has_at_most_twenty_digits_and_a_list_an_end) {
  leaves("number", {std::string(20, '1'),
                    std::string(10, '1') + '.' + std::string(10, '1')});
  stays("number", {std::string(21, '1'),
                   std::string(10, '1') + '.' + std::string(11, '1'),
                   std::string("1\0", 2)});
  std::string list = "1";
  while (list.size() < 4095) list += ",1";
  leaves("number", {list});
  stays("number", {list + ",1"});
}

BOOST_AUTO_TEST_CASE(a_word_is_one_of_the_rows_words) {
  leaves("word off|one|INT SIGNED", {"off", "one", "INT SIGNED"});
  stays("word off|one", {"", "on", "of", "off|one", "Off", "off ", "|"});
  leaves("number-or ULONG_MAX", {"ULONG_MAX", "17"});
  stays("number-or ULONG_MAX", {"ULONG", "17k"});
}

BOOST_AUTO_TEST_CASE(what_is_no_word_of_a_list_with_other_is_other) {
  BOOST_TEST(left("word QEMU|other", "db01-berlin") == "other");
  BOOST_TEST(left("word QEMU|other", "QEMU") == "QEMU");
}

BOOST_AUTO_TEST_CASE(of_several_words_the_listed_ones_leave) {
  BOOST_TEST(left("words udf|geo", "udf;acme;geo;udfs") == "udf;geo");
  BOOST_TEST(left("words aes|avx2", "fpu avx2 orion aes") == "avx2 aes");
  BOOST_TEST(left("words aes|avx2", "orion") == "");
}

BOOST_AUTO_TEST_CASE(a_form_accounts_for_every_character) {
  leaves("form version", {"12", "22.04", "6.1.0"});
  stays("form version", {"10.77.0.1", "6.1.0-13-amd64", "1..2", "1.", ".1", "",
                         "1234567", "v1"});
  leaves("form build",
         {"8.1.2.0", "6.4.0.0-rc4", "7.0.0.1-start-12-gabcdef12"});
  stays("form build", {"8.1.2.0.1", "6.4.0.0-acme", "7-gxyz", "7-", "-7",
                       "7--1", "", "8.1.2.0 acme", "7-rc", "7-123456789"});
  std::string longest = "8.1.2.000";
  while (longest.size() < 96) longest += "-g1";
  leaves("form build", {longest});
  stays("form build", {longest + "1"});
  leaves("form date",
         {"Mon Feb  5 19:34:14 UTC 2018", "Wed Jul 27 18:33:51 PDT 2016",
          "Mon 05 Feb 2018 07:34:14 PM UTC"});
  stays("form date",
        {"Mon in Acme", "2018-02-05", "", "Mon Feb 5 19:34:14 UTC",
         "Mon Feb 5 19:34:14 ACM 2018", "Mon Feb 5 9:34:14 UTC 2018",
         "Mon Acm 5 19:34:14 UTC 2018", "Feb Mon 5 1:1:1 UTC 2018"});
  leaves("form cluster-key", {"82118C93C6C1", "0", "ffffffffffffffff"});
  stays("form cluster-key", {"", "82118C93C6C1G", "82118C93C6C182118"});
  leaves("form amount", {"123 kB", "0"});
  stays("form amount", {"123 MB", "kB", " kB", "-1 kB", "1 kB kB"});
  leaves("form email", {"jo@example.org"});
  stays("form email", {"jo example.org", "jo", "@", "jo@", "@x", "j\"o@x"});
}

BOOST_AUTO_TEST_CASE(figures_of_a_histogram_are_numbers_in_a_known_frame) {
  leaves("histogram", {"", "msec,0.0,1.00", "usec,1",
                       "12:00:00-GMT,ops/sec,>1ms,>8us;12:00:10,0.1,0.00",
                       "12:00:00-GMT,ops/sec;12:00:10,0.1"});
  stays("histogram", {"msec", "msec,", "msec,abc", "sec,1", "1,2",
                      "12:00:00-GMT,jo", "12:00:00,ops/sec", "msec,1;msec,1",
                      "12:00:00-GMT,ops/sec,>ms", "12:00:00-GMT,ops/sec,>1h",
                      "12:00:00-GMT,ops/sec;1,2", "12:00:00-GMT,ops/sec;"});
}

BOOST_AUTO_TEST_CASE(names_and_what_never_leaves_are_not_clear) {
  for (const std::string treatment :
       {"name set", "node", "nodes", "addresses", "never", "omit"})
    stays(treatment, {"42", "true", "any", "gold"});
}

BOOST_AUTO_TEST_CASE(a_filled_key_has_the_index_and_the_pseudonym_in_it) {
  const auto rows =
      parse_rows("[facts]\ndevice[i].age  -  number\n{*}-read  -  number\n");
  BOOST_TEST(FilledKey(rows[0], "7", nullptr).text() == "device[7].age");
  BOOST_TEST(FilledKey(rows[1], "", nullptr).text() == "{*}-read");
}

BOOST_AUTO_TEST_CASE(a_list_of_rows_is_read_column_by_column) {
  const auto rows = parse_rows(
      "# a comment\n[usage statistics]\nuptime  3.x .. 4.2  number  In "
      "seconds.\n"
      "\nmode  5.0 ..   word a|b c\n[host]\nx  -  form amount\n");
  BOOST_REQUIRE(rows.size() == 3U);
  BOOST_TEST(rows[0].object == "statistics");
  BOOST_TEST(rows[0].key == "uptime");
  BOOST_TEST(rows[0].servers == "3.x .. 4.2");
  BOOST_TEST(rows[0].sentence == "In seconds.");
  BOOST_TEST((rows[0].channel == Channel::usage));
  BOOST_TEST(rows[1].words == "a|b c");
  BOOST_TEST(rows[1].sentence == "");
  BOOST_TEST(rows[2].object == "");
  BOOST_TEST((rows[2].form == Form::amount));
  BOOST_TEST((rows[2].channel == Channel::host));
  const auto block = parse_rows(
      "[usage]\na  4.1 ..  never  A path.\n\n3.x  number:\n  b c\n  d\n");
  BOOST_REQUIRE(block.size() == 4U);
  BOOST_TEST(block[3].key == "d");
  BOOST_TEST(block[3].servers == "3.x");
  BOOST_TEST((block[1].treatment == Treatment::number));
  BOOST_TEST(block[1].sentence == "");
  BOOST_CHECK_THROW(parse_rows("[usage]\nx  -  clear\n"), std::logic_error);
  BOOST_CHECK_THROW(parse_rows("[others]\nx  -  number\n"), std::logic_error);
  BOOST_CHECK_THROW(parse_rows("[usage]\nx  -  name boat\n"), std::logic_error);
}
