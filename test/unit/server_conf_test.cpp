// config/server_conf: where the server listens.

#define BOOST_TEST_MODULE server_conf
#include "config/server_conf.h"

#include <boost/test/unit_test.hpp>

#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;

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
	network {
		service {
			port 1
		}
	}
	storage-engine device {
		device /dev/sdb
		service {
			port 2
		}
	}
}
)";

// aerospike.conf with these lines in network's service.
std::string in_section(const std::string& lines) {
  return "network {\nservice {\n" + lines + "\n}\n}\n";
}

// The YAML form with these lines there.
std::string in_yaml(const std::string& lines) {
  return "network:\n  service:\n" + lines;
}

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
  BOOST_CHECK(address_of(in_section("port 3000")) ==
              (ServerAddress{{"any"}, 3000}));
}

// As the server reads it: a word opens its section, brace or not.
BOOST_AUTO_TEST_CASE(a_brace_may_be_missing_or_stand_on_its_own_line) {
  for (const auto* text :
       {"network\n{\nservice\n{\nport 3000\n}\n}\n",
        "network # c\n\n# service {\n{\n\tservice\r\n\t{\r\n\tport\t3000\r\n}"
        "\n}\n",
        "network{\nservice{\nport 3000\n}\n}",
        "\xef\xbb\xbfnetwork {\nservice {\nport 3000\n}\n}",
        "network\n\tservice\naddress any\nport 3000\n\t}\n heartbeat {\n"
        "port 1\n}\n fabric\nport 2\n}\n}\nnamespace a {\n"
        "storage-engine memory\nset b {\n}\n}\n"})
    BOOST_TEST(address_of(text).port == 3000, text);
}

BOOST_AUTO_TEST_CASE(what_follows_the_first_words_of_a_line_does_not_count) {
  const ServerAddress wish{{"any"}, 3100};
  // A } behind a value, and text behind a }.
  BOOST_CHECK(address_of("network {\n\tservice {\n\t\taddress any\n\t\tport "
                         "3100 }\n\t}\n}\n") == wish);
  BOOST_CHECK(address_of("network {\n\tservice {\n\t\taddress any\n\t\tport "
                         "3100\n\t} fabric {\n\n\tfabric {\n\t\tport 3001\n"
                         "\t}\n}\n") == wish);
  // For the server this is a network without a service.
  BOOST_TEST(refusal("network { service { port 3000 } }\n}\n")
                 .contains("no port in the section service of network"));
}

BOOST_AUTO_TEST_CASE(the_last_port_counts_as_in_the_server) {
  BOOST_TEST(address_of(in_section("port 1\nport 2")).port == 2);
}

BOOST_AUTO_TEST_CASE(a_port_may_be_a_size) {
  BOOST_TEST(address_of(in_section("port 3K")).port == 3072);
  BOOST_TEST(address_of(in_section("port 63k")).port == 64512);
  for (const auto* bad : {"64K", "65K", "K"})
    BOOST_TEST(refusal(in_section("port " + std::string(bad)))
                   .ends_with("port is not a number from 1 to 65535"),
               bad);
}

BOOST_AUTO_TEST_CASE(only_a_service_directly_in_network_counts) {
  for (const auto* text :
       {"service {\nport 3000\n}", "network {\nheartbeat {\nport 3000\n}\n}",
        "x {\nnetwork {\nservice {\nport 3000\n}\n}\n}", "port 3000", "",
        "network {\nport 3000\nservice {\n}\n}",
        "# network {\n# service {\n# port 1\n"})
    BOOST_TEST(refusal(text).contains("[asd]"), text);
}

BOOST_AUTO_TEST_CASE(a_server_with_a_tls_port_only_needs_the_two_keys) {
  for (const auto& text :
       {in_section("tls-address any\ntls-port 4333\ntls-name x"),
        std::string("network:\n  service:\n    tls-port: 4333\n")}) {
    const auto message = refusal(text);
    BOOST_TEST(message.contains("TLS port"));
    BOOST_TEST(message.contains("address and port in section [asd]"));
  }
  BOOST_TEST(address_of(in_section("tls-port 4333\nport 3000")).port == 3000);
}

BOOST_AUTO_TEST_CASE(a_placeholder_is_called_one) {
  BOOST_TEST(refusal(in_section("address ${SERVICE_ADDRESS}\nport 3000")) ==
             "a.conf:3: address is a placeholder that nobody has replaced");
  BOOST_TEST(refusal("network:\n  service:\n    port: ${PORT}\n") ==
             "a.conf:3: port is a placeholder that nobody has replaced");
}

BOOST_AUTO_TEST_CASE(utf16_is_called_so) {
  BOOST_TEST(refusal(std::string("\xff\xfen\0", 4)) == "a.conf is UTF-16");
}

BOOST_AUTO_TEST_CASE(unbalanced_braces_are_errors) {
  BOOST_TEST(
      refusal("network {\nservice {\nport 3000\n}\n").contains("lacks its }"));
  BOOST_TEST(
      refusal(in_section("port 3000") + "\n}\n").contains("a } without its {"));
  BOOST_TEST(refusal("a b\n}\n").starts_with("a.conf:2: "));
}

BOOST_AUTO_TEST_CASE(bad_ports_and_addresses_are_errors_that_repeat_nothing) {
  for (const auto* value :
       {"", "0", "65536", "-1", "x", "3000,", "99999999999"})
    BOOST_TEST(refusal(in_section("port " + std::string(value)))
                   .ends_with("port is not a number from 1 to 65535"),
               value);
  for (const auto* value : {"", "a/b", "\"any\"", "a\x01", "\xc3\xa4", "a,b"})
    BOOST_TEST(
        refusal(in_section("address " + std::string(value) + "\nport 1")) ==
            "a.conf:3: address is not an address, an interface or a "
            "name",
        value);
  refusal(in_section("address " + std::string(254, 'a')));
}

BOOST_AUTO_TEST_CASE(depth_and_number_are_bounded) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "a {\n";
  BOOST_TEST(refusal(deep).contains("too deep"));
  std::string many = "network {\nservice {\n";
  for (int i = 0; i < 65; ++i) many += "address any\n";
  BOOST_TEST(refusal(many).contains("too many"));
  refusal(in_section("port 3000") + '\0');
}

BOOST_AUTO_TEST_CASE(any_cut_of_a_good_file_is_an_answer_or_an_error) {
  const std::string_view text = packaged;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto result = parse_server_conf(text.substr(0, size), "a.conf");
    if (result) BOOST_TEST(result->port == 3000);
  }
}

BOOST_AUTO_TEST_CASE(asd_address_and_port_take_the_files_place) {
  const TemporaryFolder folder;
  Settings settings;
  const auto found = [&](const std::string& conf) {
    settings.server_conf = folder.put("a.conf", conf);
    const auto result = find_server(settings);
    BOOST_REQUIRE_MESSAGE(result, result.error().message);
    return *result;
  };
  BOOST_CHECK(found(packaged) == (ServerAddress{{"any"}, 3000}));
  settings.server_port = 3100;
  BOOST_CHECK(found(packaged) == (ServerAddress{{"any"}, 3100}));
  BOOST_CHECK(found(in_section("tls-port 1\naddress ::1")) ==
              (ServerAddress{{"::1"}, 3100}));
  settings.server_address = "10.0.0.9";
  BOOST_CHECK(found("}") == (ServerAddress{{"10.0.0.9"}, 3100}));
  settings.server_port.reset();
  BOOST_CHECK(found("}") == (ServerAddress{{"10.0.0.9"}, 3000}));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_names_the_settings_that_help) {
  const TemporaryFolder folder;
  Settings settings;
  settings.server_conf = folder / "no.conf";
  const auto missing = find_server(settings);
  BOOST_REQUIRE(!missing);
  BOOST_CHECK(missing.error().exit == Exit::no_input);
  BOOST_TEST(missing.error().message.ends_with(
      "; or set [asd] address and port in telemetry.conf"));
  settings.server_conf =
      folder.put("long.conf", std::string(4 * 1024 * 1024 + 1, '#'));
  BOOST_CHECK(find_server(settings).error().exit == Exit::config);
}

BOOST_AUTO_TEST_CASE(yaml_writes_a_list_in_three_ways_and_a_word_in_three) {
  const ServerAddress wish{{"10.0.0.1", "eth0"}, 3100};
  for (const auto* lines :
       {"    addresses:\n      - 10.0.0.1\n      - eth0\n    port: 3100\n",
        "    addresses:\n    - '10.0.0.1'\n    - \"eth0\"\n    port: "
        "\"3100\"\n",
        "    addresses: [10.0.0.1, eth0]\n    port: 3100\n",
        "    {addresses: [\"10.0.0.1\", 'eth0'], port: 3100}\n",
        "    port: 3100 # plain\n    # two\n    addresses: [ 10.0.0.1,\n"
        "      eth0 ]\n    access-addresses: [1.2.3.4]\n    tls-port: 4333\n"
        "    disable-localhost: true\n"})
    BOOST_CHECK_MESSAGE(address_of(in_yaml(lines)) == wish, lines);
  BOOST_CHECK(address_of("{\"network\": {\"service\": {\"addresses\": "
                         "[\"10.0.0.1\", \"eth0\"], \"port\": 3100}}}") ==
              wish);
}

BOOST_AUTO_TEST_CASE(yaml_gives_what_the_classic_form_gives) {
  const ServerAddress any{{"any"}, 3000};
  for (const auto* text :
       {"network:\n  service:\n    port: 3000\n",
        "# c\n---\nservice:\n  cluster-name: a\n  port: 1\nnetwork:\n"
        "  heartbeat:\n    port: 3002\n    service: {port: 5}\n  service:\n"
        "    port: 3000\n    nested: {port: 4, addresses: [x]}\n"
        "  fabric:\n    port: 3001\nnamespaces:\n  - name: network\n"
        "    service: {port: 2}\n",
        "%YAML 1.1\n---\nnetwork:\n  service:\n    port: 3000\n...\n",
        "network:\r\n  service:\r\n    port: 3000\r\n",
        "network :\n  service :\n    port : 3000\n",
        "\xef\xbb\xbfnetwork:\n  service:\n    port: 3000\n",
        "network:\n  service:\n    addresses:\n    port: 3000\n",
        "network:\n  service:\n    address: ~\n    port: 3000\n",
        "network:\n  service:\n    address: any\n    port: 3000\n",
        "---\n? [a, {b: c}]\n: 1\nnetwork: {service: {port: 3000}}\n"})
    BOOST_CHECK_MESSAGE(address_of(text) == any, text);
  BOOST_CHECK(parse_server_conf("network:\n  service:\n    address: ::1\n", "a",
                                3100) == (ServerAddress{{"::1"}, 3100}));
}

BOOST_AUTO_TEST_CASE(yaml_that_does_not_say_where_is_an_error) {
  for (const auto* text :
       {"---\n", "network:\n", "network:\n- service: {port: 1}\n",
        "- network: {service: {port: 1}}\n", "x: {network: {port: 1}}\n",
        "network:\n  service:\n  - port: 1\n", "{}\n"})
    BOOST_TEST(refusal(text).contains("address and port in section [asd]"),
               text);
  for (const auto* port :
       {"0", "65536", "x", "-1", "3e3", "1.0", "[3000]", "{a: 1}"})
    BOOST_TEST(refusal(in_yaml("    port: " + std::string(port)))
                   .starts_with("a.conf:3: port is "),
               port);
  BOOST_TEST(refusal(in_yaml("    port: 1\n    port: 2\n")) ==
             "a.conf:4: port stands twice");
  BOOST_TEST(refusal(in_yaml("    addresses: [a/b]\n")) ==
             "a.conf:3: address is not an address, an interface or a name");
}

BOOST_AUTO_TEST_CASE(what_is_no_yaml_is_called_so_with_its_line) {
  for (const auto* text : {"network:\n\tservice:\n", "network:\n  service: [\n",
                           "network:\n  service: {\n  port 3000\n}\n}\n",
                           "{\n}\n}\n", "network:\n \xff\xfe\n"}) {
    const auto message = refusal(text);
    BOOST_TEST(message.starts_with("a.conf:"), text);
    BOOST_TEST(message.ends_with("this is not YAML"), message);
  }
  BOOST_TEST(refusal(in_yaml("    port: 1\n---\na: b\n")) ==
             "a.conf:4: there is more than one document");
}

BOOST_AUTO_TEST_CASE(
    an_anchor_bomb_costs_nothing_and_aliases_are_not_followed) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n) bomb += before + ", ";
    bomb += before + "]\n";
  }
  BOOST_TEST(address_of(bomb + in_yaml("    port: 3000\n")).port == 3000);
  for (const auto* text :
       {"p: &p 1\nnetwork:\n  service:\n    port: *p\n",
        "p: &p {port: 1}\nnetwork:\n  service: *p\n",
        "p: &p {port: 1}\nnetwork:\n  service:\n    <<: *p\n",
        "p: &p {port: 1}\nnetwork:\n  <<: *p\n", "n: &n {}\nnetwork: *n\n",
        "n: &n {}\n<<: *n\n"})
    BOOST_TEST(refusal(text).ends_with("aliases are not followed"), text);
  BOOST_TEST(refusal("a: " + std::string(100'000, '[')).contains("too deep"));
}
