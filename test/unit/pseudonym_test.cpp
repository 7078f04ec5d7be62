// privacy/pseudonym: HMAC-SHA-256 by its published vectors and by the recipe
// for openssl(1), one pseudonym for all spellings of one thing, domains apart.

#define BOOST_TEST_MODULE pseudonym
#include "privacy/pseudonym.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <set>

#include "support/pipeline.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

const std::string hex_key =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

const Pseudonymizer& names() {
  static const Pseudonymizer all(test_key());
  return all;
}

std::string address(std::string_view text) {
  return std::string(names().of_address(text).text());
}

std::string of(Domain domain, std::string_view text) {
  return std::string(names().of(domain, text).text());
}

// OpenSSL's other interface.
std::string hmac(std::string_view key, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out,
       &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", out[i]);
    hex += pair;
  }
  return hex;
}

std::string key_bytes() {
  const auto key = test_key();
  return {reinterpret_cast<const char*>(key.bytes().data()),
          key.bytes().size()};
}

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
  ::pclose(pipe);
  return out;
}

// Nothing on a line of its own may be in two of the sets of spellings.
void check_one(const std::vector<std::string>& spellings) {
  std::set<std::string> different;
  for (const auto& each : spellings) different.insert(address(each));
  BOOST_TEST(different.size() == 1u, spellings[0]);
}

}  // namespace

// RFC 4231, test cases 1 and 2: the reference that the next case compares with.
BOOST_AUTO_TEST_CASE(the_reference_is_hmac_sha_256) {
  BOOST_TEST(
      hmac(std::string(20, '\x0b'), "Hi There") ==
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  BOOST_TEST(
      hmac("Jefe", "what do ya want for nothing?") ==
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

BOOST_AUTO_TEST_CASE(a_pseudonym_is_the_front_of_the_hmac_of_domain_and_text) {
  for (const auto domain :
       {Domain::address, Domain::host, Domain::node,
        Domain::cluster, Domain::namespace_, Domain::set, Domain::index,
        Domain::bin, Domain::key})
    for (const auto& text :
         {std::string(), std::string("x"), std::string("gold_accounts"),
          std::string("\0a\xff", 3), std::string(100'000, 'y')}) {
      const auto whole =
          hmac(key_bytes(), std::string(domain_name(domain)) + '\0' + text);
      BOOST_TEST(of(domain, text) == whole.substr(0, 32), domain_name(domain));
    }
}

BOOST_AUTO_TEST_CASE(the_recipe_for_openssl_gives_the_pseudonym) {
  const auto recipe = [](const std::string& domain, const std::string& text) {
    const auto out = output_of(
        "printf '" + domain + "\\0%s' '" + text +
        "' | openssl dgst -sha256 -mac HMAC -macopt hexkey:" + hex_key +
        " 2>/dev/null");
    const auto space = out.rfind(' ');
    return out.substr(space == std::string::npos ? 0 : space + 1, 32);
  };
  BOOST_TEST(recipe("address", "192.0.2.1") == address("192.0.2.1"));
  BOOST_TEST(recipe("set", "gold_accounts") ==
             of(Domain::set, "gold_accounts"));
  BOOST_TEST(recipe("key", "") == key_id(test_key()));
}

BOOST_AUTO_TEST_CASE(one_address_has_one_pseudonym_in_any_spelling) {
  check_one({"192.0.2.1", "::ffff:192.0.2.1", "[::ffff:192.0.2.1]"});
  check_one({"2001:db8::1", "2001:DB8::1", "2001:0db8:0:0:0:0:0:1",
             "[2001:db8::1]", "2001:db8:0000::0001"});
  check_one({"fe80::1", "FE80::1", "fe80::1%eth0", "[fe80::1%bond0]"});
  check_one({"::1", "0:0:0:0:0:0:0:1", "[::1]"});
  BOOST_TEST(address("192.0.2.1") != address("192.0.2.10"));
  BOOST_TEST(address("2001:db8::1") != address("2001:db8::10"));
  BOOST_TEST(address("2001:db8::1") == of(Domain::address, "2001:db8::1"));
}

BOOST_AUTO_TEST_CASE(one_host_has_one_pseudonym_in_any_case) {
  check_one({"db7.orion.example", "DB7.Orion.Example", "db7.orion.example."});
  BOOST_TEST(address("DB7.orion.example.") ==
             of(Domain::host, "db7.orion.example"));
  // What is no address is a host.
  for (const std::string text : {"192.0.2", "192.0.2.256", "1.2.3.4.5",
                                 "010.1.2.3", ":::", "2001:db8::1::2"})
    BOOST_TEST(address(text) == of(Domain::host, text));
}

BOOST_AUTO_TEST_CASE(domains_keep_equal_texts_apart) {
  std::set<std::string> different;
  for (const auto domain :
       {Domain::address, Domain::host, Domain::node,
        Domain::cluster, Domain::namespace_, Domain::set, Domain::index,
        Domain::bin, Domain::key, Domain::phase})
    different.insert(of(domain, "same"));
  BOOST_TEST(different.size() == 10u);
  // A domain and a text cannot be cut in another place.
  BOOST_TEST(of(Domain::set, "x") !=
             of(Domain::namespace_, std::string("set\0x", 5)));
}

BOOST_AUTO_TEST_CASE(indexes_of_one_name_in_two_namespaces_differ) {
  BOOST_TEST(names().of_index("a", "i").text() !=
             names().of_index("b", "i").text());
  BOOST_TEST(names().of_index("a", "bi").text() !=
             names().of_index("ab", "i").text());
}

BOOST_AUTO_TEST_CASE(another_key_gives_other_pseudonyms_and_another_key_id) {
  std::array<unsigned char, SecretKey::size> bytes = {1};
  const SecretKey other(bytes);
  BOOST_TEST(Pseudonymizer(other).of(Domain::set, "x").text() !=
             of(Domain::set, "x"));
  BOOST_TEST(key_id(other) != key_id(test_key()));
}
