// server/info_values: errors, items, endpoints, peers, builds.

#define BOOST_TEST_MODULE info_values
#include "server/info_values.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace telemetry;

namespace {

std::string shown(const std::optional<std::vector<Endpoint>>& endpoints) {
  if (!endpoints) return "nothing";
  std::string out;
  for (const auto& endpoint : *endpoints)
    out += "<" + std::string(endpoint.host) + "|" +
           std::to_string(endpoint.port) + ">";
  return out;
}

std::string shown(const std::optional<Build>& build) {
  if (!build) return "nothing";
  std::string out;
  for (const auto part : build->part) out += std::to_string(part) + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(error_texts_of_all_generations_are_errors) {
  for (const auto* text :
       {"ERROR:4:unrecognized command", "ERROR::enterprise-only", "ERROR",
        "error", "Error:Invalid context", "Error: Invalid get-config parameter",
        "FAIL:201: NO INDEX", "Fail:4:x", "error-bad-hist-name",
        "error=role_violation", "type=unknown", "ns_type=unknown",
        "Namespace not found", "namespace not found", "Invalid StatsFAIL:4: x"})
    BOOST_TEST(is_error(text), text);
}

BOOST_AUTO_TEST_CASE(data_that_begins_like_an_error_is_none) {
  for (const auto* text :
       {"failed_best_practices=true;cluster_size=1", "", "ok", "errors=0",
        "type=device;objects=1", "error_count=1", "fail_key_busy=0", "ERRORS",
        "namespace not found here", "type=unknown;x=1", "fail"})
    BOOST_TEST(!is_error(text), text);
}

BOOST_AUTO_TEST_CASE(find_item_gives_the_first_value_of_a_key) {
  BOOST_TEST(find_item("a=1;b=2;b=3", "b").value() == "2");
  BOOST_TEST(!find_item("a=1;bb=2;b", "b").has_value());
  BOOST_TEST(find_item(";;dn=cn=x,dc=y;", "dn").value() == "cn=x,dc=y");
}

BOOST_AUTO_TEST_CASE(an_endpoint_is_a_host_and_a_port) {
  BOOST_TEST(shown(parse_endpoints("10.0.0.1:3000;db-1.example.com:3100")) ==
             "<10.0.0.1|3000><db-1.example.com|3100>");
  BOOST_TEST(shown(parse_endpoints("10.0.0.1:3000,[fe80::1%eth0]:65535")) ==
             "<10.0.0.1|3000><fe80::1%eth0|65535>");
  BOOST_TEST(shown(parse_endpoints("fe80::1:3000")) == "<fe80::1|3000>");
}

BOOST_AUTO_TEST_CASE(a_list_of_endpoints_may_be_empty_or_a_space) {
  for (const auto* text : {"", " ", ";", ",;"})
    BOOST_TEST(shown(parse_endpoints(text)) == "", text);
}

BOOST_AUTO_TEST_CASE(garbage_in_a_list_of_endpoints_makes_it_none) {
  for (const auto* text :
       {"10.0.0.1", "10.0.0.1:", ":3000", "10.0.0.1:65536", "10.0.0.1:-1",
        "[::1", "[::1]x", "[::1]", "[10.0.0.1]:1", "a b:1", "a\n:1",
        "10.0.0.1:3000;x", "[]:1", "\xff:1", "a/b:1", "[::1]:"})
    BOOST_TEST(shown(parse_endpoints(text)) == "nothing", text);
}

BOOST_AUTO_TEST_CASE(peers_take_the_default_port_where_they_have_none) {
  BOOST_TEST(shown(parse_peers(
                 "4,3000,[[BB9A,,[10.0.0.3]],[BB9B,,[10.0.0.2:3100]]]")) ==
             "<10.0.0.3|3000><10.0.0.2|3100>");
}

BOOST_AUTO_TEST_CASE(peers_have_several_hosts_of_any_kind_and_a_tls_name) {
  BOOST_TEST(shown(parse_peers("12,3000,[[A1,tls.x,[[fe80::1],[fe80::2]:4333,"
                               "db.example.com,fe80::3]]]")) ==
             "<fe80::1|3000><fe80::2|4333><db.example.com|3000>"
             "<fe80::3|3000>");
}

BOOST_AUTO_TEST_CASE(there_may_be_no_peers_and_no_default_port) {
  BOOST_TEST(shown(parse_peers("0,3000,[]")) == "");
  BOOST_TEST(shown(parse_peers("7,,[]")) == "");
  BOOST_TEST(shown(parse_peers("7,,[[A,,[h:1]]]")) == "<h|1>");
}

BOOST_AUTO_TEST_CASE(a_node_that_has_left_has_no_hosts) {
  BOOST_TEST(shown(parse_peers("5,3000,[[BB9A,,]]")) == "");
  BOOST_TEST(shown(parse_peers("5,3000,[[BB9A,,[]]]")) == "");
}

BOOST_AUTO_TEST_CASE(garbage_is_no_list_of_peers) {
  for (const auto* text : {"",
                           "4",
                           "4,3000",
                           "4,3000,",
                           "4,3000,[",
                           "4,3000,[[",
                           "x,3000,[]",
                           "4,x,[]",
                           "4,70000,[]",
                           "4,3000,[]]",
                           "4,3000,[]x",
                           "4,3000,[[A,,[h]]",
                           "4,3000,[[A,,[h]],]",
                           "4,3000,[[,,[h]]]",
                           "4,3000,[[A,[h]]]",
                           "4,3000,[[G,,[h]]]",
                           "4,,[[A,,[h]]]",
                           "4,3000,[[A,,[h:99999]]]",
                           "4,3000,[[A,,[[fe80::1]]]",
                           "4,3000,[[A,,[a b]]]",
                           "4,3000,[[A,,[h,]]]",
                           "4,3000,[[12345678901234567,,[h]]]",
                           "4,3000,[[A,,[[::1]x]]]",
                           "ERROR:25:enterprise only"})
    BOOST_TEST(shown(parse_peers(text)) == "nothing", text);
}

BOOST_AUTO_TEST_CASE(a_build_is_its_leading_numbers) {
  BOOST_TEST(shown(parse_build("8.1.2.0")) == "8 1 2 0 ");
  BOOST_TEST(shown(parse_build("6.4.0.0-rc4")) == "6 4 0 0 ");
  BOOST_TEST(shown(parse_build("8.1.2.0-start-12-gabcdef123")) == "8 1 2 0 ");
  BOOST_TEST(shown(parse_build("3.3.5")) == "3 3 5 0 ");
  BOOST_TEST(shown(parse_build("3.12.1-dirty")) == "3 12 1 0 ");
  BOOST_TEST(shown(parse_build("9.0")) == "9 0 0 0 ");
  BOOST_TEST(shown(parse_build("8.1.2.0.77")) == "8 1 2 0 ");
}

BOOST_AUTO_TEST_CASE(what_has_no_two_leading_numbers_is_no_build) {
  for (const auto* text : {"", "8", "8.", "8.x", "v8.1", "-8.1", " 8.1",
                           "8.99999999999", ".1", "ERROR:4:x"})
    BOOST_TEST(shown(parse_build(text)) == "nothing", text);
}

BOOST_AUTO_TEST_CASE(builds_are_ordered_by_number_and_not_by_letter) {
  BOOST_TEST((*parse_build("3.10.0") > *parse_build("3.9.1.1")));
  BOOST_TEST((*parse_build("3.16.0.6") < *parse_build("4.0.0.1")));
}
