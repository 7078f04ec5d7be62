// report/shapes: what may leave in the clear, and what never.

#define BOOST_TEST_MODULE shapes
#include "report/shapes.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace telemetry;

BOOST_AUTO_TEST_CASE(numbers_booleans_null_and_lists_of_numbers_are_harmless) {
  for (const auto* text :
       {"0", "-1", "+5", "1.000", "18446744073709551615", "true", "false",
        "null", "1,8,64", "0:0,0:0", "12:34", "-1,2.5"})
    BOOST_TEST(is_harmless_shape(text), text);
}

BOOST_AUTO_TEST_CASE(what_could_be_an_address_or_a_word_is_not_harmless) {
  for (const auto* text : {"",
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
                           "1,8,\n64"})
    BOOST_TEST(!is_harmless_shape(text), text);
  BOOST_TEST(!is_harmless_shape(std::string(41, '1')));
  BOOST_TEST(!is_harmless_shape(std::string("1\0", 2)));
}

BOOST_AUTO_TEST_CASE(a_server_key_is_short_lower_case_and_of_a_known_section) {
  for (const auto* key : {"uptime", "client_read_success", "service.port",
                          "storage-engine.device[0].used_bytes", "tls[1].name",
                          "geo2dsphere-within.max-cells", "a"})
    BOOST_TEST(is_server_key(key), key);
  for (const auto* key :
       {"", "A", "1a", "_a", "a b", "a=b", "a/b", "a:b", "a@b", "xdr.192.0.2.1",
        "tls[1]203.0.113.77.writes", "a-02-42-ac-11-00-63", "db1.example.com",
        "{ns}-read", "k\xc3\xa9y"})
    BOOST_TEST(!is_server_key(key), key);
  BOOST_TEST(is_server_key(std::string(64, 'a')));
  BOOST_TEST(!is_server_key(std::string(65, 'a')));
}

BOOST_AUTO_TEST_CASE(addresses_paths_mails_and_hosts_look_identifying) {
  for (const auto* text :
       {"10.77.0.1", "v 192.0.2.255 x", "fe80::1", "::1",
        "2001:db8:0:0:0:0:0:1", "02:42:AC:11:00:02", "02-42-ac-11-00-02",
        "/srv", "at /srv/x", "=/etc", "/", "CPU/srv/x", "(R)/etc/x",
        "jo@example.org", "jo@localhost", "db1.example.com", "host.local",
        "x db7.lan y"})
    BOOST_TEST(looks_identifying(text), text);
}

BOOST_AUTO_TEST_CASE(hardware_text_does_not_look_identifying) {
  for (const auto* text :
       {"Intel(R) Xeon(R) CPU @ 2.20GHz", "American Megatrends Inc.",
        "Co.,Ltd.", "10/16/2017", "X11/N", "Standard PC (i440FX + PIIX, 1996)",
        "1.10.2", "msec,0.0,1.00", "12:34:56-GMT,ops/sec,>1ms",
        "ProLiant DL380 Gen10"})
    BOOST_TEST(!looks_identifying(text), text);
}

BOOST_AUTO_TEST_CASE(the_part_after_a_name_in_braces_is_found_for_that_name) {
  BOOST_TEST(after_name("{a}-read", "a").value() == "read");
  BOOST_TEST(after_name("{a}-b}-read", "a}-b").value() == "read");
  BOOST_TEST(!after_name("{a}-read", "b").has_value());
  BOOST_TEST(!after_name("{a}read", "a").has_value());
  BOOST_TEST(!after_name("a-read", "a").has_value());
}

BOOST_AUTO_TEST_CASE(each_grammar_takes_its_own_and_nothing_else) {
  struct Row {
    Grammar grammar;
    const char* good;
    const char* bad;
  };
  for (const auto& row : std::initializer_list<Row>{
           {Grammar::version, "2.0.0", "2.0.0.0"},
           {Grammar::build, "8.1.2.0", "8.1.2.0.1"},
           {Grammar::build, "6.4.0.0-rc4", "6.4.0.0-acme"},
           {Grammar::build, "7.0.0.1-start-12-gabcdef123", "7-gxyz"},
           {Grammar::edition, "Aerospike Community Edition", "Acme Edition"},
           {Grammar::description, "Aerospike Community Edition build 4.9.0.3",
            "Aerospike Community Edition build x"},
           {Grammar::build_os, "ubuntu22.04", "acmeos1"},
           {Grammar::date, "Mon Nov 23 03:30:29 UTC 2026", "Mon in Acme"},
           {Grammar::words, "peers;cdt-list;udf", "Peers;cdt"},
           {Grammar::cluster_key, "82118C93C6C1", "82118C93C6C1G"},
           {Grammar::amount, "123 kB", "123 MB"},
           {Grammar::histogram, "msec,0.0,1.00", "msec,abc"},
           {Grammar::histogram, "12:00:00-GMT,ops/sec,>1ms;12:00:10,0.1,0.00",
            "12:00:00-GMT,jo"},
           {Grammar::os_id, "debian", "acme-os"},
           {Grammar::os_version, "22.04", "22.04-acme"},
           {Grammar::kernel, "6.1.0", "6.1.0-13-amd64"},
           {Grammar::machine, "x86_64", "acme_64"},
           {Grammar::cpu_vendor, "GenuineIntel", "Acme"},
           {Grammar::cpu_model, "AMD EPYC 7B13", "acme-db-host"},
           {Grammar::cpu_flags, "fpu vme sse4_2", "FPU"},
           {Grammar::cpu_part, "0xd0c", "0x"},
           {Grammar::hardware, "PowerEdge R640", "R\"640"},
           {Grammar::bios_date, "10/16/2017", "2017-10-16"},
           {Grammar::bios_date, "10/16/2017", "10///////7"},
           {Grammar::email, "jo@example.org", "jo example.org"}}) {
    BOOST_TEST(matches(row.grammar, row.good), row.good);
    BOOST_TEST(!matches(row.grammar, row.bad), row.bad);
    BOOST_TEST(!matches(row.grammar, std::string(row.good) + "\n"), row.good);
  }
}
