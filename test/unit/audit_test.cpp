// privacy/audit: whatever a broken anonymiser might make, or a raw half that
// was taken over might write, is refused; and the message says where, never
// what.

#define BOOST_TEST_MODULE audit
#include "privacy/audit.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "privacy/dictionary.h"
#include "privacy/record_list.h"
#include "privacy/vocabulary.h"
#include "support/pipeline.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// What a run has seen. One name looks like a pseudonym.
constexpr std::string_view seen_hex = "feedfacefeedfacefeedfacefeedface";

const Identifiers& seen() {
  static const Identifiers all = [] {
    Identifiers made;
    for (const auto* name :
         {"orion-billing-eu", "invoices", "gold_accounts", "idx_email",
          "/srv/orion/ledger.dat", "acme_score.lua", "memory", "42"})
      made.add_name(name);
    made.add_name(seen_hex);
    for (const auto* text : {"198.51.100.7", "2001:db8::7", "BB901B2A1EFEC3C",
                             "3C:EC:EF:A1:B2:01", "db7.orion.example"})
      made.add_any_case(text);
    return made;
  }();
  return all;
}

Result<Payload> audited(std::string bytes, const Identifiers* known = &seen(),
                        std::string_view email = "") {
  return Audit(known, email)(std::move(bytes));
}

constexpr std::string_view hash = "0123456789abcdef0123456789abcdef";

// "$" stands for a pseudonym, "%" for `text`.
std::string filled(std::string_view form, std::string_view text) {
  std::string made;
  for (const char c : form) {
    if (c == '$')
      made += hash;
    else if (c == '%')
      made += text;
    else
      made += c;
  }
  return made;
}

// One mistake: what stands in the place of what should.
struct Mistake {
  std::string_view form;  // of the report
  std::string_view good;  // accepted there
  std::string_view bad;   // refused there
  std::string_view path;  // that the message names
  // Whether it takes no identifiers to see it: the clean half has none.
  bool clean_half_sees = true;
};

constexpr std::string_view some_pseudonym = "$";

const Mistake mistakes[] = {
    // A raw name in the place of a pseudonym.
    {R"({"cluster-name":"%"})", some_pseudonym, "orion-billing-eu",
     "cluster-name"},
    {R"({"sets":[{"ns":"%","set":"$"}]})", some_pseudonym, "invoices",
     "sets/0/ns"},
    {R"({"sets":[{"ns":"$","set":"$"},{"ns":"$","set":"%"}]})", some_pseudonym,
     "gold_accounts", "sets/1/set"},
    {R"({"sindex-metadata":[{"indexname":"%"}]})", some_pseudonym, "idx_email",
     "sindex-metadata/0/indexname"},
    {R"({"sindex-metadata":[{"bin":"%"}]})", some_pseudonym, "email",
     "sindex-metadata/0/bin"},
    {R"({"node":"%"})", "3001:$", "BB901B2A1EFEC3C", "node"},
    {R"({"node":"%"})", some_pseudonym, "3001:3C:EC:EF:A1:B2:01", "node"},
    {R"({"succession-list":"%"})", "3001:$,3001:$", "3001:$,BB901B2A1EFEC3C",
     "succession-list"},
    {R"({"services":"%"})", "$:3000;$:3000", "$:3000;198.51.100.7:3000",
     "services"},
    {R"({"services":"%"})", "$:3000", "$:3000:secret", "services"},
    {R"({"services":"%"})", "$:3000", "$:99999", "services"},
    {R"({"service":"%"})", "$:3000", "db7.orion.example:3000", "service"},
    {R"({"telemetry-agent-ip-address":"%"})", some_pseudonym, "198.51.100.7",
     "telemetry-agent-ip-address"},
    {R"({"telemetry-key-id":"%"})", some_pseudonym, "0123456789abcdef",
     "telemetry-key-id"},
    // A number, a word and another spelling in the place of a pseudonym.
    {R"({"cluster-name":"%"})", some_pseudonym, "42", "cluster-name"},
    {R"({"sets":[{"set":"%"}]})", some_pseudonym, "true", "sets/0/set"},
    {R"({"cluster-name":"%"})", some_pseudonym,
     "0123456789ABCDEF0123456789ABCDEF", "cluster-name"},
    {R"({"cluster-name":"%"})", some_pseudonym,
     "0123456789abcdef0123456789abcdef0", "cluster-name"},
    // A raw name that has the form of a pseudonym.
    {R"({"cluster-name":"%"})", some_pseudonym, seen_hex, "cluster-name",
     false},
    {R"({"services":"%"})", "$:3000", "feedfacefeedfacefeedfacefeedface:3000",
     "services", false},
    {R"({"namespaces":{"%":{"objects":"1"}}})", some_pseudonym, seen_hex,
     "namespaces/?", false},
    // A name as a key.
    {R"({"namespaces":{"%":{"objects":"1"}}})", some_pseudonym, "invoices",
     "namespaces/?"},
    {R"({"summary":{"namespaces":{"%":{"objects":"1"}}}})", some_pseudonym,
     "invoices", "summary/namespaces/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "invoices", "statistics/?",
     false},
    {R"({"statistics":{"%":"1"}})", "some_new_key", "x-gold_accounts-y",
     "statistics/?", false},
    {R"({"statistics":{"%":"1"}})", "objects", "198.51.100.7", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "a.b.example", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "/srv/orion", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "a@b.example", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "UPPER CASE", "statistics/?"},
    {R"({"namespaces":{"$":{"%":"1"}}})", "{$}-read-hist-track-back",
     "{invoices}-read-hist-track-back", "namespaces/?/?"},
    {R"({"meminfo":{"%":"1 kB"}})", "MemFree", "invoices", "meminfo/?", false},
    {R"({"histograms":{"%":{"latencies":{}}}})", some_pseudonym, "invoices",
     "histograms/?"},
    // Keys that the dictionary has not.
    {R"({"%":"1"})", "interval", "user", "?"},
    {R"({"summary":{"%":"1"}})", "uptime", "hostname", "summary/?"},
    {R"({"dmi":{"%":"Dell Inc."}})", "sys_vendor", "product_serial", "dmi/?"},
    {R"({"sets":[{"%":"1"}]})", "objects", "OWNER", "sets/0/?"},
    {R"({"%":{}})", "summary", "", "?"},
    // Text where a number or a word of a short list has to be.
    {R"({"interval":"%"})", "600", "orion-billing-eu", "interval"},
    {R"({"unix-epoch-time":"%"})", "1800000000", "198.51.100.7",
     "unix-epoch-time"},
    {R"({"summary":{"uptime":"%"}})", "12", "gold_accounts", "summary/uptime"},
    {R"({"summary":{"namespaces":{"$":{"storage":"%"}}}})", "memory", "tape",
     "summary/namespaces/?/storage"},
    {R"({"telemetry-agent-status":"%"})", "ASD is down.", "ASD is up.",
     "telemetry-agent-status"},
    {R"({"statistics":{"objects":"%"}})", "42", "gold_accounts",
     "statistics/?"},
    {R"({"statistics":{"objects":"%"}})", "1;2;withheld", "1;2;gold_accounts",
     "statistics/?"},
    {R"({"statistics":{"some_new_key":"%"}})", "3.5", "198.51.100.7",
     "statistics/?"},
    {R"({"config":{"some-path":"%"}})", "withheld", "/srv/orion/ledger.dat",
     "config/?"},
    {R"({"config":{"work-directory":"%"}})", "withheld",
     "/srv/orion/ledger.dat", "config/"},
    // What no field is for: host name, mail, address, MAC, path.
    {R"({"dmi":{"sys_vendor":"%"}})", "Dell Inc.", "db7.orion.example",
     "dmi/sys_vendor"},
    {R"({"dmi":{"product_name":"%"}})", "ProLiant DL380 Gen10",
     "ProLiant 3C:EC:EF:A1:B2:01", "dmi/product_name"},
    {R"({"dmi":{"product_name":"%"}})", "ProLiant DL380 Gen10",
     "ProLiant 192.0.2.55", "dmi/product_name"},
    {R"({"dmi":{"product_name":"%"}})", "ProLiant DL380 Gen10",
     "ProLiant acme_score.lua", "dmi/product_name"},
    {R"({"dmi":{"product_name":"%"}})", "ProLiant DL380 Gen10",
     "of orion-billing-eu", "dmi/product_name", false},
    {R"({"dmi":{"product_name":"%"}})", "ProLiant DL380 Gen10",
     "ask admin@orion.example", "dmi/product_name"},
    {R"({"dmi":{"product_name":"%"}})", "PowerEdge R750/2", "//srv/orion",
     "dmi/product_name"},
    {R"({"build":"%"})", "8.1.2.0", "orion-billing-eu", "build"},
    {R"({"build":"%"})", "8.1.2.0", "8.1.2.0 /srv/orion", "build"},
    {R"({"build":"%"})", "8.1.2.0-3", "198.51.100.7-3", "build", false},
    {R"({"version":"%"})", "Aerospike Community Edition build 8.1.2.0",
     "Aerospike Community Edition build 198.51.100.7", "version", false},
    {R"({"email":"%"})", "", "admin@orion.example", "email"},
    // Grammars that names might hide in.
    {R"({"features":"%"})", "cdt-list;pipelining", "cdt-list;idx_email",
     "features", false},
    {R"({"edition":"%"})", "Aerospike Community Edition",
     "Aerospike orion Edition", "edition"},
    {R"({"summary":{"cluster-key":"%"}})", "DAC56D7E3C92",
     "DAC56D7E3C92DAC56D7E3C92", "summary/cluster-key"},
    // Escapes: JSON has another spelling for each letter.
    {R"({"cluster-name":"%"})", some_pseudonym, R"(or\u0069on)", ""},
    {R"({"statistics":{"%":"1"}})", "objects", R"(o\u0062jects)", ""},
    {R"({"interval":"%"})", "600", R"(6\n)", ""},
    {R"({"interval":"%"})", "600", "6\n", ""},
    {R"({"interval":"%"})", "600", "6\x7f", ""},
    {R"({"interval":"%"})", "600", "6\xc3\xa9", ""},
    // Leaves that are no strings, and things in each other's place.
    {R"({"interval":%})", R"("600")", "600", "interval"},
    {R"({"interval":%})", R"("600")", "null", "interval"},
    {R"({"interval":%})", R"("600")", "true", "interval"},
    {R"({"interval":%})", R"("600")", R"({"a":"b"})", "interval"},
    {R"({"interval":%})", R"("600")", R"(["1"])", "interval"},
    {R"({"summary":%})", "{}", R"("text")", "summary"},
    {R"({"summary":%})", "{}", "[]", "summary"},
    {R"({"sets":%})", "[]", "{}", "sets"},
    {R"({"sets":%})", "[]", R"(["gold_accounts"])", "sets/0"},
    {R"({"sets":%})", "[]", R"([["gold_accounts"]])", "sets/0"},
    {R"({"sets":[%]})", R"({"set":"$"})", R"({"set":{"set":"$"}})",
     "sets/0/set"},
    // A key twice: each is audited, so the second cannot hide.
    {R"({"interval":"600","interval":"%"})", "600", "gold_accounts",
     "interval"},
    // Bytes that a reader may skip, but that would be posted.
    {R"({"interval":"600"}%)", "", "gold_accounts", ""},
    {R"({"interval":"600"}%)", "", R"({"a":"b"})", ""},
    {R"({"interval":"600"}%)", " ", ",", ""},
    {R"({"interval":"600"%})", "", ",", ""},
    {R"({"interval":"600"%})", "", R"(:"gold_accounts")", ""},
    {R"({"interval":"600"%})", "", R"("gold_accounts")", ""},
    {R"({"interval":"600"%})", "", R"( gold_accounts)", ""},
    {R"({"interval":"600",%"sets":[]})", "", R"("gold_accounts",)", ""},
    {R"({%"interval":"600"})", "", R"(,)", ""},
    {R"(%{"interval":"600"})", "", "gold_accounts", ""},
    {R"(%{"interval":"600"})", "", "//", ""},
    {R"({"sets":[{"objects":"1"}%]})", "", R"(:"gold_accounts")", ""},
    {R"({"sets":[{"objects":"1"%}]})", "", R"(:"gold_accounts")", ""},
    {R"({"summary":{"uptime":"1"%}})", "", R"(:"a":"b")", ""},
};

std::string whole(const Mistake& mistake, std::string_view text) {
  return filled(mistake.form, filled(text, ""));
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_mistake_is_refused_and_only_the_mistake) {
  for (const auto& mistake : mistakes) {
    const auto good = whole(mistake, mistake.good);
    BOOST_TEST(audited(good).has_value(), good << " is refused");
    BOOST_TEST(audited(good, nullptr).has_value(), good << " is refused");

    const auto bad = whole(mistake, mistake.bad);
    const auto refused = audited(bad);
    BOOST_TEST(!refused.has_value(), bad << " is accepted");
    if (!refused) BOOST_TEST((refused.error().exit == Exit::data));
    BOOST_TEST(audited(bad, nullptr).has_value() != mistake.clean_half_sees,
               bad << " in the clean half");
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_path_and_never_the_value) {
  for (const auto& mistake : mistakes) {
    const auto refused = audited(whole(mistake, mistake.bad));
    BOOST_REQUIRE(!refused.has_value());
    const auto& message = refused.error().message;
    const std::string path =
        mistake.path.empty() ? "" : ": " + std::string(mistake.path);
    BOOST_TEST(message.find(path) != std::string::npos,
               message << " does not name " << mistake.path);
    const auto value = filled(mistake.bad, "");
    if (value.size() > 5)
      BOOST_TEST(message.find(value) == std::string::npos,
                 message << " tells the value");
    for (const auto* name : {"orion", "invoices", "gold", "198.51", "srv"})
      BOOST_TEST(message.find(name) == std::string::npos, message);
    BOOST_TEST(printable(message, 1000) == message, "one printable line");
  }
}

// The whole report of each recorded server, with one leaf after the other
// replaced by what a broken anonymiser would have left there.
BOOST_AUTO_TEST_CASE(no_leaf_of_a_report_may_be_a_raw_name) {
  for (const auto& recording : {"8.1.2.0-cluster3", "4.9.0.37-cluster3"}) {
    const auto made = anonymize_recording(recording);
    BOOST_REQUIRE(audited(made.json, &made.identifiers).has_value());
    std::size_t leaves = 0;
    for (auto at = made.json.find(":\""); at != std::string::npos;
         at = made.json.find(":\"", at + 2)) {
      const auto begin = at + 2;
      const auto end = made.json.find('"', begin);
      for (const auto* name : {"invoices", "10.77.0.1", "/srv/orion"}) {
        auto broken = made.json;
        broken.replace(begin, end - begin, name);
        // A build and a version are numbers with dots, as an address is.
        if (made.json.substr(0, at).ends_with("\"build\"") ||
            made.json.substr(0, at).ends_with("\"version\""))
          continue;
        const auto result = audited(broken, &made.identifiers);
        if (result)
          BOOST_ERROR(recording << ": " << name << " passes behind "
                                << made.json.substr(at - 40, 40));
      }
      // Every seventh: the audit takes a millisecond of a large report.
      for (int skip = 0; skip < 6 && at != std::string::npos; ++skip)
        at = made.json.find(":\"", at + 2);
      ++leaves;
      if (at == std::string::npos) break;
    }
    BOOST_TEST(leaves > 50U);
  }
}

BOOST_AUTO_TEST_CASE(no_key_of_a_report_may_be_a_raw_name) {
  const auto made = anonymize_recording("8.1.2.0-cluster3");
  std::size_t keys = 0;
  for (auto at = made.json.find("\":"); at != std::string::npos;
       at = made.json.find("\":", at + 2)) {
    if (++keys % 7 != 0) continue;
    const auto begin = made.json.rfind('"', at - 1) + 1;
    for (const auto* name : {"invoices", "10.77.0.1", "/srv/orion"}) {
      auto broken = made.json;
      broken.replace(begin, at - begin, name);
      if (audited(broken, &made.identifiers))
        BOOST_ERROR(name << " passes as the key of "
                         << made.json.substr(begin - 30, 60));
    }
  }
  BOOST_TEST(keys > 500U);
}

BOOST_AUTO_TEST_CASE(a_cut_report_is_refused_wherever_it_is_cut) {
  const auto json = anonymize_recording("8.1.2.0-fresh", false).json;
  for (std::size_t size = 0; size < json.size(); size += 13)
    BOOST_TEST(!audited(json.substr(0, size)).has_value());
  BOOST_TEST(!audited(json.substr(0, json.size() - 1)).has_value());
}

BOOST_AUTO_TEST_CASE(only_the_configured_mail_address_may_stand_there) {
  const std::string report = R"({"email":"admin@orion.example"})";
  BOOST_TEST(audited(report, &seen(), "admin@orion.example").has_value());
  BOOST_TEST(!audited(report, &seen(), "other@orion.example").has_value());
  BOOST_TEST(!audited(report, &seen(), "").has_value());
  BOOST_TEST(!audited(R"({"cluster-name":"admin@orion.example"})", &seen(),
                      "admin@orion.example")
                  .has_value());
}

// A namespace called "memory" and a set called "42" are somebody's names.
BOOST_AUTO_TEST_CASE(a_name_that_is_a_word_of_ours_does_not_stop_the_reports) {
  BOOST_TEST(
      audited(filled(R"({"summary":{"namespaces":{"$":{"storage":"memory"}}},)"
                     R"("statistics":{"objects":"42"}})",
                     ""))
          .has_value());
}

BOOST_AUTO_TEST_CASE(a_recorded_key_with_a_long_index_may_not_leave) {
  for (const std::size_t digits : {1u, 9u, 100u}) {
    for (const std::string end : {"].age", "]"}) {
      const auto key = "storage-engine.file[" + std::string(digits, '1') + end;
      const auto json = "{\"namespaces\":{\"" + std::string(32, 'a') +
                        "\":{\"" + key + "\":\"withheld\"}}}";
      BOOST_TEST(Audit(nullptr, "")(json).has_value() == (key.size() <= 64),
                 key);
    }
  }
}

// Found by the fuzzer: a set called "n" stopped every report of a server whose
// lists have the field "n-bytes-memory".
BOOST_AUTO_TEST_CASE(a_name_that_is_a_word_of_a_lists_fields_stops_nothing) {
  const auto check = [](std::string_view list,
                        std::span<const std::string_view> fields) {
    const auto* record = dictionary().literal(list)->element(0);
    for (const auto field : fields)
      BOOST_TEST((is_known_key(field) || record->literal(field) != nullptr),
                 field << " may be somebody's name");
  };
  check("sets", set_form.others);
  check("sindex-metadata", sindex_form.others);
  for (const auto order : set_form.orders) check("sets", order);
  for (const auto order : sindex_form.orders) check("sindex-metadata", order);
  check("sindex-metadata", sindex_form.variant);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_a_key_of_meminfo_stops_nothing) {
  auto host = test_host();
  ServerSnapshot server;
  server.namespaces.push_back({"MemTotal", std::nullopt});
  const auto made =
      anonymize(server, host, test_agent(), Pseudonymizer(test_key()));
  BOOST_TEST(audited(made.json, &made.identifiers).has_value());
  BOOST_TEST(made.json.find("HugePages_Total") != std::string::npos);
  BOOST_TEST(made.json.find("MemTotal") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_refused) {
  for (const auto* open : {R"({"summary":)", "[", R"({"sets":[)"}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += open;
    BOOST_TEST(!audited(deep).has_value());
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_report_is_refused) {
  for (const auto* text : {"", " ", "{", "}", "[]", "\"a\"", "null", "1", "{]",
                           "[}", "{\"interval\"}", "{\"interval\":}",
                           "{\"interval\":\"}", "{:\"1\"}", "{\"a\" \"b\"}"})
    BOOST_TEST(!audited(text).has_value(), text << " is accepted");
  BOOST_TEST(!audited(std::string(1, '\0')).has_value());
  BOOST_TEST(!audited(std::string("{}\0{}", 5)).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_audited_is_what_is_posted) {
  const auto json = anonymize_recording("7.2.0.17-cluster3").json;
  const auto payload = audited(json, nullptr);
  BOOST_REQUIRE(payload.has_value());
  BOOST_TEST(payload->bytes() == json);
}
