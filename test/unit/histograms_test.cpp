// privacy/histograms: latencies:, latency: and throughput: of all generations.

#define BOOST_TEST_MODULE histograms
#include "privacy/histograms.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace telemetry;

namespace {

std::vector<std::string> read(std::string_view text, std::uint64_t malformed,
                              std::vector<std::string_view> namespaces = {
                                  "test", "a}-read:b"}) {
  const auto histograms = read_histograms(text, namespaces);
  std::vector<std::string> items;
  items.reserve(histograms.items.size());
  for (const auto& item : histograms.items)
    items.push_back(std::string(item.namespace_name) + '|' +
                    std::string(item.name.text()) + '|' +
                    std::string(item.text));
  BOOST_TEST(histograms.malformed == malformed, text);
  return items;
}

using Items = std::vector<std::string>;

}  // namespace

// info-protocol.md 2.4
BOOST_AUTO_TEST_CASE(latencies_since_5_1_are_read) {
  BOOST_TEST(read("batch-index:;{test}-read:msec,42.5,2.10,0.00;"
                  "{test}-si-query:usec,1.0",
                  0) == (Items{"|batch-index|", "test|read|msec,42.5,2.10,0.00",
                               "test|si-query|usec,1.0"}));
}

BOOST_AUTO_TEST_CASE(latency_up_to_5_0_is_read_with_its_second_half) {
  BOOST_TEST(read("{test}-read:12:10:05-GMT,ops/sec,>1ms,>8ms,>64ms;"
                  "12:10:15,84.3,2.10,0.00,0.00;"
                  "{test}-write:12:10:05-GMT,ops/sec;12:10:15,84.3;",
                  0) ==
             (Items{"test|read|12:10:05-GMT,ops/sec,>1ms,>8ms,>64ms;"
                    "12:10:15,84.3,2.10,0.00,0.00",
                    "test|write|12:10:05-GMT,ops/sec;12:10:15,84.3"}));
  BOOST_TEST(read("reads:12:10:05-GMT,ops/sec,>1ms;12:10:15,84.3,2.10;"
                  "writes_master:12:10:05-GMT,ops/sec;12:10:15,84.3;",
                  0)
                 .size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_histogram_that_tells_an_error_is_left_out) {
  BOOST_TEST(read("error-no-data-yet-or-back-too-small;"
                  "{test}-read:12:10:05-GMT,ops/sec;12:10:15,84.3;"
                  "{test}-udf:error-not-tracking",
                  0)
                 .size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_namespace_of_any_name_is_recognised) {
  BOOST_TEST(read("{a}-read:b}-write:msec,1.0", 0) ==
             Items{"a}-read:b|write|msec,1.0"});
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out_and_counted) {
  for (const auto* text :
       {"{other}-read:msec,1.0", "{test-read:msec,1.0",
        "gold_accounts:msec,1.0", "{test}-read:gold", "{test}-read:msec,1.0 ",
        "{test}-READ:msec,1.0", "{test}-read", "12:10:15,84.3",
        "{test}-read:10.77.0.1"})
    BOOST_TEST(read(text, 1).empty(), text);
  // Once each, the second half directly behind its first.
  BOOST_TEST(read("{test}-read:msec,1.0;{test}-read:msec,4111", 1).size() ==
             1u);
  BOOST_TEST(
      read("{test}-read:12:10:05-GMT,ops/sec;12:10:15,1.0;12:10:15,4111", 1)
          .size() == 1u);
  BOOST_TEST(read("", 0).empty());
  BOOST_TEST(read(";;;", 0).empty());
}
