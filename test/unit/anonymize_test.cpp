// privacy/anonymize: what becomes of values of which the table alone does not
// tell: counts that are made of others, keys that come twice.

#define BOOST_TEST_MODULE anonymize
#include "privacy/anonymize.h"

#include <boost/test/unit_test.hpp>

#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// The report on a server of one namespace.
Flat report_of(const std::string& build, const std::string& statistics,
               const std::string& of_namespace) {
  MemorySource source({
      {"build", "build\t" + build + "\n"},
      {"namespaces", "namespaces\tns\n"},
      {"edition", "edition\tAerospike Community Edition\n"},
      {"release", "release\tedition=Aerospike Community Edition\n"},
      {"statistics", "statistics\t" + statistics + "\n"},
      {"namespace/ns", "namespace/ns\t" + of_namespace + "\n"},
  });
  return flatten(anonymize_source(source));
}

// The leaf at a place of the report; "absent" if there is none.
std::string at(const Flat& report, const std::string& path) {
  const auto found = report.find(path);
  return found == report.end() ? "absent" : found->second;
}

std::string of_ns() {
  return std::string(test_names().of(Domain::namespace_, "ns").text());
}

}  // namespace

BOOST_AUTO_TEST_CASE(bins_are_counted_down_from_the_quota_of_the_generation) {
  const auto bins = [](const std::string& build, const std::string& left) {
    return at(report_of(build, "", "available_bin_names=" + left),
              "/bins/" + of_ns());
  };
  for (const auto* build : {"3.16.0.6", "4.9.0.37"}) {
    BOOST_TEST(bins(build, "32760") == "8", build);
    BOOST_TEST(bins(build, "0") == "32768", build);
    BOOST_TEST(bins(build, "32769") == "absent", build);
  }
  for (const auto* build : {"5.0.0.1", "5.0.0.38", "5.1.0.3", "6.4.0.34"}) {
    BOOST_TEST(bins(build, "65527") == "8", build);
    BOOST_TEST(bins(build, "65536") == "absent", build);
    BOOST_TEST(bins(build, "orion") == "absent", build);
  }
  BOOST_TEST(bins("7.0.0.0", "65527") == "absent");
  // Both spellings of the key, of which a configured text may forge one.
  BOOST_TEST(bins("6.4.0.34", "65527;available-bin-names=7") == "8");
  BOOST_TEST(bins("4.9.0.37", "x;available-bin-names=7") == "absent");
}

BOOST_AUTO_TEST_CASE(of_a_key_that_comes_twice_the_first_value_leaves) {
  const auto report = report_of("8.1.2.0",
                                "uptime=1;uptime=2;uptime=3;"
                                "cluster_size=4",
                                "objects=5;objects=6");
  BOOST_TEST(at(report, "/statistics/uptime") == "1");
  BOOST_TEST(at(report, "/statistics/cluster_size") == "4");
  BOOST_TEST(at(report, "/namespaces/" + of_ns() + "/objects") == "5");
  BOOST_TEST(at(report, "/malformed-keys") == "3");
  BOOST_TEST(at(report_of("8.1.2.0", "uptime=1", "objects=5"),
                "/malformed-keys") == "absent");
}
