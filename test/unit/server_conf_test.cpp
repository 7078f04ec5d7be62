// config/server_conf: where the server listens.

#define BOOST_TEST_MODULE server_conf
#include "config/server_conf.h"

#include <boost/test/unit_test.hpp>

using namespace telemetry;

namespace {

ServerAddress address_of(std::string_view text) {
  const auto result = parse_server_conf(text, "a.conf");
  BOOST_REQUIRE_MESSAGE(result, result.error().message);
  return *result;
}

std::string refusal(std::string_view text) {
  const auto result = parse_server_conf(text, "a.conf");
  BOOST_REQUIRE(!result);
  BOOST_TEST(static_cast<int>(result.error().exit) == 78);
  BOOST_TEST(!result.error().message.contains('\n'));
  return result.error().message;
}

// In the form of the file that the server's package installs.
constexpr char packaged[] = R"(# Aerospike database configuration file.

service {
	user root
	group root
	paxos-single-replica-limit 1 # Number of nodes { where
	proto-fd-max 15000
	address 9.9.9.9
	port 9999
}
logging {
	file /var/log/aerospike/aerospike.log {
		context any info
	}
}
network {
	service {
		address any
		# address 1.2.3.4
		port 3000
	}
	heartbeat {
		mode mesh
		address eth1
		port 3002
		mesh-seed-address-port 10.0.0.2 3002
	}
	fabric {
		port 3001
	}
	info {
		port 3003
	}
}
namespace service {
	replication-factor 2
	network { service { port 1 } }
	storage-engine device {
		device /dev/sdb
		service { port 2 }
	}
}
)";

}  // namespace

BOOST_AUTO_TEST_CASE(the_packaged_file_listens_on_any_port_3000) {
  BOOST_CHECK(address_of(packaged) == (ServerAddress{{"any"}, 3000}));
}

BOOST_AUTO_TEST_CASE(several_addresses_of_all_kinds_are_kept_in_order) {
  const ServerAddress wish{
      {"10.0.0.1", "fe80::1%eth0", "eth0", "localhost", "db-1.example"}, 3100};
  BOOST_CHECK(address_of("network {\nservice {\n address 10.0.0.1\n"
                         "address fe80::1%eth0\naddress eth0#x\n"
                         "port 3100\naddress localhost extra\n"
                         "address db-1.example\n}\n}\n") == wish);
}

BOOST_AUTO_TEST_CASE(without_an_address_the_server_listens_on_any) {
  BOOST_CHECK(address_of("network { service { port 3000 } }") ==
              (ServerAddress{{"any"}, 3000}));
}

BOOST_AUTO_TEST_CASE(braces_may_stand_on_lines_of_their_own) {
  for (const auto* text :
       {"network\n{\nservice\n{\nport 3000\n}\n}\n",
        "network # c\n\n# service {\n{\n\tservice\r\n\t{\r\n\tport\t3000\r\n}}"
        "\n",
        "network{\nservice{\nport 3000\n}\n}",
        "\xef\xbb\xbfnetwork {\nservice "
        "{ port 3000\n}\n}"})
    BOOST_TEST(address_of(text).port == 3000, text);
}

BOOST_AUTO_TEST_CASE(the_last_port_counts_as_in_the_server) {
  BOOST_TEST(address_of("network { service {\nport 1\nport 2\n} }").port == 2);
}

BOOST_AUTO_TEST_CASE(only_a_service_directly_in_network_counts) {
  for (const auto* text :
       {"service { port 3000 }", "network { heartbeat { port 3000 } }",
        "x { network { service { port 3000 } } }",
        "network { service { x { port 3000 } } }", "port 3000", "",
        "network { port 3000\nservice { } }",
        "# network { service { port 1 } }"})
    BOOST_TEST(refusal(text).contains("[asd]"), text);
}

BOOST_AUTO_TEST_CASE(a_server_with_a_tls_port_only_needs_the_two_keys) {
  const auto message = refusal(
      "network {\nservice {\ntls-address any\ntls-port 4333\ntls-name x\n}\n}");
  BOOST_TEST(message.contains("TLS port"));
  BOOST_TEST(message.contains("address and port in section [asd]"));
  BOOST_TEST(
      address_of("network { service {\ntls-port 4333\nport 3000 } }").port ==
      3000);
}

BOOST_AUTO_TEST_CASE(the_yaml_form_is_recognised) {
  for (const auto* text :
       {"service:\n  port: 3000\n", "---\nnetwork:\n", "# x\n\nnetwork:\n",
        "%YAML 1.2\n---\n", "{\"network\": {}}\n"}) {
    const auto message = refusal(text);
    BOOST_TEST(message.contains("YAML"), text);
    BOOST_TEST(message.contains("address and port in section [asd]"));
  }
}

BOOST_AUTO_TEST_CASE(unbalanced_braces_are_errors) {
  BOOST_TEST(
      refusal("network {\nservice {\nport 3000\n}\n").contains("lacks its }"));
  BOOST_TEST(refusal("network { service { port 3000 } } }")
                 .contains("a } without its {"));
  BOOST_TEST(refusal("a b\n}\n").starts_with("a.conf:2: "));
  BOOST_TEST(refusal("a b\nc d\n\n { {\n").contains("without the name"));
}

BOOST_AUTO_TEST_CASE(bad_ports_and_addresses_are_errors_that_repeat_nothing) {
  for (const auto* value :
       {"", "0", "65536", "-1", "x", "3000,", "99999999999"})
    BOOST_TEST(
        refusal("network {\nservice {\nport " + std::string(value) + "\n} }")
            .ends_with("port is not a number from 1 to 65535"),
        value);
  for (const auto* value : {"", "a/b", "\"any\"", "a\x01", "\xc3\xa4", "a,b"})
    BOOST_TEST(refusal("network {\nservice {\naddress " + std::string(value) +
                       "\nport 1\n} }") ==
                   "a.conf:3: address is not an address, an interface or a "
                   "name",
               value);
  refusal("network {\nservice {\naddress " + std::string(254, 'a') + "\n}}");
}

BOOST_AUTO_TEST_CASE(size_depth_and_number_are_bounded) {
  BOOST_TEST(
      refusal(std::string(server_conf_limit + 1, '#')).contains("longer than"));
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "a { ";
  BOOST_TEST(refusal(deep).contains("too deep"));
  std::string many = "network { service {\n";
  for (int i = 0; i < 65; ++i) many += "address any\n";
  BOOST_TEST(refusal(many).contains("too many"));
  refusal(std::string("network { service { port 3000 } }\0", 34));
}

BOOST_AUTO_TEST_CASE(any_cut_of_a_good_file_is_an_answer_or_an_error) {
  const std::string_view text = packaged;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto result = parse_server_conf(text.substr(0, size), "a.conf");
    if (result) BOOST_TEST(result->port == 3000);
  }
}

BOOST_AUTO_TEST_CASE(asd_address_and_port_take_the_files_place) {
  Settings settings;
  BOOST_TEST(needs_server_conf(settings));
  BOOST_CHECK(server_address(settings, packaged) ==
              (ServerAddress{{"any"}, 3000}));
  settings.server_port = 3100;
  BOOST_TEST(needs_server_conf(settings));
  BOOST_CHECK(server_address(settings, packaged) ==
              (ServerAddress{{"any"}, 3100}));
  BOOST_CHECK(server_address(settings,
                             "network { service {\ntls-port 1\n"
                             "address ::1\n} }") ==
              (ServerAddress{{"::1"}, 3100}));
  settings.server_address = "10.0.0.9";
  BOOST_TEST(!needs_server_conf(settings));
  BOOST_CHECK(server_address(settings, "") ==
              (ServerAddress{{"10.0.0.9"}, 3100}));
  settings.server_port.reset();
  BOOST_CHECK(server_address(settings, "") ==
              (ServerAddress{{"10.0.0.9"}, 3000}));
}
