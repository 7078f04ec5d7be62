// audit/: whatever a broken anonymiser might make, or a raw half that was taken
// over might write, is refused; and the message says where, never what.

#define BOOST_TEST_MODULE audit
#include "audit/audit.h"

#include <boost/test/unit_test.hpp>

#include "base/text.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

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
};

const Mistake mistakes[] = {
    // A raw name in the place of a pseudonym.
    {R"({"cluster-name":"%"})", "$", "orion-billing-eu", "cluster-name"},
    {R"({"sets":[{"ns":"%","set":"$"}]})", "$", "invoices", "sets/#/ns"},
    {R"({"sets":[{"ns":"$"},{"set":"%"}]})", "$", "gold_accounts",
     "sets/#/set"},
    {R"({"sindex-metadata":[{"indexname":"%"}]})", "$", "idx_email",
     "sindex-metadata/#/indexname"},
    {R"({"sindex-metadata":[{"bin":"%"}]})", "$", "email",
     "sindex-metadata/#/bin"},
    {R"({"node":"%"})", "$", "BB901B2A1EFEC3C", "node"},
    {R"({"node":"%"})", "$", "3001:$", "node"},
    {R"({"succession-list":"%"})", "$,$", "$,BB901B2A1EFEC3C",
     "succession-list"},
    {R"({"succession-list":"%"})", "$,$", "$,", "succession-list"},
    {R"({"services":"%"})", "$:3000;$:3000", "$:3000;198.51.100.7:3000",
     "services"},
    {R"({"services":"%"})", "$:3000;any", "$:3000:secret", "services"},
    {R"({"services":"%"})", "$:3000", "$:999999", "services"},
    {R"({"services":"%"})", "$:3000", "$:3000;;$:3000", "services"},
    {R"({"service":"%"})", "", "db7.orion.example:3000", "service"},
    {R"({"telemetry-agent-ip-address":"%"})", "$", "198.51.100.7",
     "telemetry-agent-ip-address"},
    {R"({"telemetry-key-id":"%"})", "$", "0123456789abcdef",
     "telemetry-key-id"},
    {R"({"cluster-name":"%"})", "$", "42", "cluster-name"},
    {R"({"sets":[{"set":"%"}]})", "null", "true", "sets/#/set"},
    {R"({"cluster-name":"%"})", "$", "0123456789ABCDEF0123456789ABCDEF",
     "cluster-name"},
    {R"({"cluster-name":"%"})", "$", "$0", "cluster-name"},
    // A name as a key.
    {R"({"namespaces":{"%":{"objects":"1"}}})", "$", "invoices", "namespaces/"},
    {R"({"summary":{"namespaces":{"%":{"objects":"1"}}}})", "$", "invoices",
     "summary/namespaces/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "invoices", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "some_new_key", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "$", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "objects[0]", "statistics/?"},
    {R"({"statistics":{"%":"1"}})", "objects", "", "statistics/?"},
    {R"({"namespaces":{"$":{"%":"1"}}})", "{$}-read-hist-track-back",
     "{invoices}-read-hist-track-back", "namespaces/*/?"},
    {R"({"namespaces":{"$":{"%":"1"}}})", "{$}-read-hist-track-back",
     "{*}-read-hist-track-back", "namespaces/*/?"},
    {R"({"namespaces":{"$":{"%":"1"}}})", "storage-engine.file[12].age",
     "storage-engine.file[i].age", "namespaces/*/?"},
    {R"({"namespaces":{"$":{"%":"1"}}})", "storage-engine.file[1234].age",
     "storage-engine.file[12345].age", "namespaces/*/?"},
    {R"({"namespaces":{"%":{"objects":"1"}}})", "$", "*", "namespaces/?"},
    {R"({"histograms":{"%":{"latencies":{"read":"read:"}}}})", "$", "invoices",
     "histograms/?"},
    {R"({"histograms":{"$":{"latencies":{"%":"read:"}}}})", "read", "orion",
     "histograms/*/latencies/?"},
    {R"({"meminfo":{"%":"1 kB"}})", "MemFree", "Orion", "meminfo/?"},
    {R"({"%":"1"})", "interval", "user", "?"},
    {R"({"summary":{"%":"1"}})", "uptime", "hostname", "summary/?"},
    {R"({"dmi":{"%":"HPE"}})", "sys_vendor", "product_serial", "dmi/?"},
    {R"({"sets":[{"%":"1"}]})", "objects", "OWNER", "sets/#/?"},
    {R"({"sets":[{"%":"1"}]})", "objects", "truncate_lut", "sets/#/?"},
    {R"({"%":{"uptime":"1"}})", "summary", "", "/?"},
    {R"({"%":{}})", "summary", "sum", "/?"},
    // Each treatment, and text that is nearly of it.
    {R"({"interval":"%"})", "600", "orion-billing-eu", "interval"},
    {R"({"interval":"%"})", "-6.5", "6.5.0", "interval"},
    {R"({"interval":"%"})", "12345678901234567890", "123456789012345678901",
     "interval"},
    {R"({"interval":"%"})", "1,8,64", "1,8,", "interval"},
    {R"({"interval":"%"})", "0:0,0:0", "0:0:0", "interval"},
    {R"({"interval":"%"})", "true", "True", "interval"},
    {R"({"interval":"%"})", "+1", "+", "interval"},
    {R"({"interval":"%"})", "1.0", "1.", "interval"},
    {R"({"unix-epoch-time":"%"})", "1800000000", "198.51.100.7",
     "unix-epoch-time"},
    {R"({"summary":{"namespaces":{"$":{"storage":"%"}}}})", "memory", "tape",
     "summary/namespaces/*/storage"},
    {R"({"summary":{"namespaces":{"$":{"storage":"%"}}}})", "pmem",
     "memory|device", "summary/namespaces/*/storage"},
    {R"({"telemetry-agent-status":"%"})", "ASD is slow.", "ASD is up.",
     "telemetry-agent-status"},
    {R"({"config":{"sindex-data-max-memory":"%"}})", "ULONG_MAX", "ULONG",
     "config/sindex-data-max-memory"},
    {R"({"config":{"work-directory":"%"}})", "withheld", "/srv/orion",
     "config/work-directory"},
    {R"({"config":{"work-directory":"%"}})", "null", "1",
     "config/work-directory"},
    {R"({"features":"%"})", "cdt-list;pipelining", "cdt-list;idx_email",
     "features"},
    {R"({"features":"%"})", "", "cdt-list;", "features"},
    {R"({"system":{"CPU information":[{"flags":"%"}]}})", "aes avx2",
     "aes orion", "system/CPU information/#/flags"},
    {R"({"build":"%"})", "8.1.2.0-rc4", "8.1.2.0-orion", "build"},
    {R"({"build":"%"})", "8.1.2.0-start-12-gabcdef", "8.1.2.0 /srv", "build"},
    {R"({"build":"%"})", "7.0", "7.0.0.0.0", "build"},
    {R"({"build":"%"})", "7", "7-", "build"},
    {R"({"build":"%"})",
     "8.1.2-gabcdef0123456789abcdef0123456789abcdef01-gabcdef0123456789abcdef01"
     "23456789abcdef01-123456",
     "8.1.2-gabcdef0123456789abcdef0123456789abcdef01-gabcdef0123456789abcdef01"
     "23456789abcdef01-1234567",
     "build"},
    {R"({"build_time":"%"})", "Mon Feb  5 19:34:14 UTC 2018",
     "Mon Feb  5 19:34:14 ACM 2018", "build_time"},
    {R"({"build_time":"%"})", "Mon 05 Feb 2018 07:34:14 PM UTC",
     "Mon 05 Feb 2018 07:34:14 XM UTC", "build_time"},
    {R"({"build_time":"%"})", "Wed Jul 27 18:33:51 PDT 2016",
     "Wed Jul 27 18:33:51 PDT 2016 ", "build_time"},
    {R"({"system":{"uname":["Linux","$","%"]}})", "6.1.0", "10.77.0.1",
     "system/uname/2"},
    {R"({"system":{"uname":["Linux","$","%"]}})", "6", "6.1.0-13-amd64",
     "system/uname/2"},
    {R"({"system":{"uname":["%"]}})", "Linux", "Orion", "system/uname/0"},
    {R"({"meminfo":{"MemFree":"%"}})", "12 kB", "12 MB", "meminfo/MemFree"},
    {R"({"meminfo":{"MemFree":"%"}})", "12", " kB", "meminfo/MemFree"},
    {R"({"dmi":{"sys_vendor":"%"}})", "other", "Acme GmbH", "dmi/sys_vendor"},
    {R"({"summary":{"cluster-key":"%"}})", "DAC56D7E3C92", "DAC56D7E3C92DAC56",
     "summary/cluster-key"},
    {R"({"summary":{"cluster-key":"%"}})", "0", "G", "summary/cluster-key"},
    {R"({"email":"%"})", "withheld", "admin@orion.example", "email"},
    {R"({"histograms":{"$":{"latencies":{"read":"%"}}}})",
     "{$}-read:msec,1,2.5", "{invoices}-read:msec,1",
     "histograms/*/latencies/read"},
    {R"({"histograms":{"$":{"latencies":{"read":"%"}}}})",
     "{$}-read:", "{$}-write:", "histograms/*/latencies/read"},
    {R"({"histograms":{"$":{"latencies":{"read":"%"}}}})", "read:usec,1",
     "read:usec,orion", "histograms/*/latencies/read"},
    {R"({"histograms":{"$":{"latency":{"read":"%"}}}})",
     "{$}-read:12:10:05-GMT,ops/sec,>1ms;12:10:15,84.3,2.10",
     "{$}-read:12:10:05-GMT,ops/sec,orion;12:10:15,84.3",
     "histograms/*/latency/read"},
    {R"({"histograms":{"$":{"latency":{"read":"%"}}}})",
     "{$}-read:12:10:05-GMT,ops/sec", "{$}-read:12:10:05,ops/sec",
     "histograms/*/latency/read"},
    // Escapes: JSON has another spelling for each letter.
    {R"({"cluster-name":"%"})", "$", R"(or\u0069on)", ""},
    {R"({"statistics":{"%":"1"}})", "objects", R"(o\u0062jects)", ""},
    {R"({"interval":"%"})", "600", R"(6\n)", ""},
    {R"({"interval":"%"})", "600", "6\n", ""},
    {R"({"interval":"%"})", "600", "6\x7f", ""},
    {R"({"interval":"%"})", "600", "6\xc3\xa9", ""},
    // Leaves that are no strings, and things in each other's place.
    {R"({"interval":%})", R"("600")", "600", "?"},
    {R"({"interval":%})", R"("600")", "null", "?"},
    {R"({"interval":%})", R"("600")", R"({"a":"b"})", "?"},
    {R"({"interval":%})", R"("600")", R"(["1"])", "?"},
    {R"({"summary":%})", "{}", R"("text")", "?"},
    {R"({"summary":%})", "{}", R"({"uptime":{}})", "summary/?"},
    {R"({"sets":%})", "[]", R"(["gold_accounts"])", "sets/?"},
    {R"({"sets":%})", "[]", R"([["gold_accounts"]])", "sets/#/?"},
    {R"({"sets":%})", "[]", R"({"#":{"set":"$"}})", "sets/?"},
    {R"({"sets":[%]})", R"({"set":"$"})", R"({"set":{"set":"$"}})", "sets/#/?"},
    {R"({"summary":{"uptime":%}})", R"("1")", "17", "summary/?"},
    // A key twice: a reader may take either.
    {R"({"interval":"600"%})", R"(,"email":"null")", R"(,"interval":"601")",
     "twice"},
    {R"({"sets":[{"set":"$"%}]})", R"(,"ns":"$")", R"(,"set":"$")", "twice"},
    {R"({"node":"$","email":"null"%})", R"(,"interval":"1")", R"(,"node":"$")",
     "twice"},
    // Bytes that a reader may skip, but that would be posted.
    {R"({"interval":"600"}%)", "", "gold_accounts", ""},
    {R"({"interval":"600"}%)", "", R"({"a":"b"})", ""},
    {R"({"interval":"600"}%)", "", " ", ""},
    {R"({"interval":"600"}%)", "", ",", ""},
    {R"({"interval":"600"%})", "", ",", ""},
    {R"({"interval":"600"%})", "", "  ", ""},
    {R"({"interval":%"600"})", "", "\t", ""},
    {R"({"interval":"600"%})", "", R"(:"gold_accounts")", ""},
    {R"({"interval":"600"%})", "", R"("gold_accounts")", ""},
    {R"({"interval":"600",%"sets":[]})", "", R"("gold_accounts",)", ""},
    {R"({%"interval":"600"})", "", R"(,)", ""},
    {R"(%{"interval":"600"})", "", "gold_accounts", ""},
    {R"(%{"interval":"600"})", "", "//", ""},
    {R"({"sets":[{"objects":"1"}%]})", "", R"(:"gold_accounts")", ""},
    {R"({"summary":{"uptime":"1"%}})", "", R"(:"a":"b")", ""},
};

std::string whole(const Mistake& mistake, std::string_view text) {
  return filled(mistake.form, filled(text, ""));
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_mistake_is_refused_and_only_the_mistake) {
  for (const auto& mistake : mistakes) {
    const auto good = audited(whole(mistake, mistake.good));
    BOOST_TEST(good.has_value(), whole(mistake, mistake.good)
                                     << ": " << (good ? "" : good.error()));
    BOOST_TEST(!audited(whole(mistake, mistake.bad)).has_value(),
               whole(mistake, mistake.bad) << " is accepted");
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_path_and_never_the_value) {
  for (const auto& mistake : mistakes) {
    const auto refused = audited(whole(mistake, mistake.bad));
    BOOST_REQUIRE(!refused.has_value());
    const auto& message = refused.error();
    BOOST_TEST(message.contains(mistake.path),
               message << " does not name " << mistake.path);
    const auto value = filled(mistake.bad, "");
    if (value.size() > 5) BOOST_TEST(!message.contains(value), message);
    for (const auto* name : {"orion", "invoices", "gold", "198.51", "srv"})
      BOOST_TEST(!message.contains(name), message);
    BOOST_TEST(printable(message, 1000) == message, "one printable line");
  }
}

// The whole report of a recorded server, with one leaf after the other replaced
// by what a broken anonymiser would have left there.
BOOST_AUTO_TEST_CASE(no_leaf_of_a_report_may_be_a_raw_name) {
  for (const auto& recording : {"8.1.2.0-cluster3", "4.9.0.37-cluster3"}) {
    const auto json = anonymize_recording(recording);
    BOOST_REQUIRE(audited(json).has_value());
    std::size_t leaves = 0;
    for (auto at = json.find(":\""); at != std::string::npos;
         at = json.find(":\"", at + 2)) {
      if (leaves++ % 7 != 0) continue;  // each takes a millisecond
      const auto begin = at + 2;
      const auto end = json.find('"', begin);
      for (const auto* name : {"invoices", "10.77.0.1", "/srv/orion"}) {
        // A build is numbers with dots, as an address is.
        if (name[0] == '1' && (json.substr(0, at).ends_with("\"build\"") ||
                               json.substr(0, at).ends_with("version\"")))
          continue;
        auto broken = json;
        broken.replace(begin, end - begin, name);
        BOOST_TEST(!audited(broken).has_value(),
                   name << " passes behind "
                        << json.substr(at < 30 ? 0 : at - 30, 30));
      }
    }
    BOOST_TEST(leaves > 500U);
  }
}

BOOST_AUTO_TEST_CASE(no_key_of_a_report_may_be_a_raw_name) {
  const auto json = anonymize_recording("8.1.2.0-cluster3");
  std::size_t keys = 0;
  for (auto at = json.find("\":"); at != std::string::npos;
       at = json.find("\":", at + 2)) {
    if (++keys % 7 != 0) continue;
    const auto begin = json.rfind('"', at - 1) + 1;
    for (const auto* name : {"invoices", "10.77.0.1", "/srv/orion"}) {
      auto broken = json;
      broken.replace(begin, at - begin, name);
      BOOST_TEST(!audited(broken).has_value(),
                 name << " passes as the key of "
                      << json.substr(begin < 30 ? 0 : begin - 30, 60));
    }
  }
  BOOST_TEST(keys > 500U);
}

BOOST_AUTO_TEST_CASE(a_channel_that_may_not_be_sent_is_refused) {
  const auto brief = anonymize_recording("8.1.2.0-cluster3", {});
  const auto full = anonymize_recording("8.1.2.0-cluster3");
  BOOST_TEST(audited(brief, Channels()).has_value());
  for (const auto left_out :
       {Channel::usage, Channel::settings, Channel::host}) {
    Channels channels;
    for (const auto each : {Channel::usage, Channel::settings, Channel::host})
      if (each != left_out) channels.add(each);
    BOOST_TEST(!audited(full, channels).has_value());
    const auto allowed =
        anonymize_recording("8.1.2.0-cluster3", {channels, true});
    BOOST_TEST(audited(allowed, channels).has_value());
  }
  for (const auto* text :
       {R"({"namespaces":{}})", R"({"version":"8.1.2.0"})", R"({"sets":[]})",
        R"({"meminfo":{}})", R"({"config":{}})",
        R"({"summary":{"namespaces":{"0123456789abcdef0123456789abcdef":)"
        R"({"sets":"1"}}}})"}) {
    BOOST_TEST(!audited(text, Channels()).has_value(), text);
    BOOST_TEST(audited(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_report_has_at_most_eight_mebibytes) {
  std::string report = R"({"sets":[)";
  const std::string record = R"({"objects":"1"},)";
  while (report.size() < report_limit - 64) report += record;
  report += R"({"objects":"1"}]})";
  BOOST_TEST(audited(report).has_value());
  while (report.size() <= report_limit) report.insert(9, record);
  const auto refused = audited(report);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().contains("longer"));
}

BOOST_AUTO_TEST_CASE(a_cut_report_is_refused_wherever_it_is_cut) {
  const auto json = anonymize_recording("8.1.2.0-fresh", {});
  for (std::size_t size = 0; size < json.size(); size += 13)
    BOOST_TEST(!audited(json.substr(0, size)).has_value());
  BOOST_TEST(!audited(json.substr(0, json.size() - 1)).has_value());
}

BOOST_AUTO_TEST_CASE(only_the_configured_mail_address_may_stand_there) {
  const std::string report = R"({"email":"admin@orion.example"})";
  const auto with = [](std::string bytes, std::string_view email) {
    return audit(std::move(bytes), Channels::all(), email).has_value();
  };
  BOOST_TEST(with(report, "admin@orion.example"));
  BOOST_TEST(!with(report, "other@orion.example"));
  BOOST_TEST(!with(report, ""));
  BOOST_TEST(!with(R"({"cluster-name":"admin@orion.example"})",
                   "admin@orion.example"));
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
  const auto json = anonymize_recording("7.2.0.17-cluster3");
  const auto payload = audited(json);
  BOOST_REQUIRE(payload.has_value());
  BOOST_TEST(payload->bytes() == json);
}

// Where the configured address is the only thing that says what may stand.
BOOST_AUTO_TEST_CASE(a_byte_that_is_not_printable_is_refused_in_any_text) {
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string email = std::string("jo") + c + "@orion.example";
    const auto payload =
        audit(R"({"email":")" + email + R"("})", Channels(), email);
    const bool good = byte >= ' ' && byte < 0x7f && c != '"' && c != '\\';
    BOOST_TEST(payload.has_value() == good, byte);
  }
}
