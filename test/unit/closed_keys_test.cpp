// What is not written down does not leave: every recorded server with keys that
// no server has, in every section. The bytes do not change but for the count.

#define BOOST_TEST_MODULE closed_keys
#include <boost/test/unit_test.hpp>

#include "rule/dictionary.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// Fifty keys: names glued in, cards, phone numbers, addresses as numbers, and
// keys that differ from listed ones by one letter, an index or its case.
const std::vector<std::string>& unknown_keys() {
  static const std::vector<std::string> keys = {
      "card",
      "card_4111111111111111",
      "user_alice_connections",
      "contact-phone",
      "node-ip",
      "mac",
      "orion_billing_eu_nodes",
      "orion_objects",
      "objects_orion",
      "peer_10_77_0_2_rtt",
      "invoices",
      "invoices_objects",
      "gold_accounts",
      "uptime_",
      "uptim",
      "uptimes",
      "Uptime",
      "UPTIME",
      " uptime",
      "uptime ",
      "uptime[0]",
      "[0]",
      "[0]uptime",
      "uptime[]",
      "objects[0]",
      "cluster_sizes",
      "cluster-siz",
      "client_read_succes",
      "client_read_success2",
      "client-read-success",
      "storage-engine.device[00000]",
      "storage-engine.device[-1]",
      "storage-engine.device[i]",
      "storage-engine.device[x].age",
      "storage-engine.device[0]age",
      "storage-engine.device[0].agee",
      "storage-engine.device[203.0.113.77].age",
      "storage-engine.devices[0].age",
      "{}-read-hist-track-back",
      "{*}-read-hist-track-back",
      "{orion}-read-hist-track-back",
      "*",
      "#",
      "0",
      "withheld",
      "null",
      "true",
      "service.addresss",
      "heartbeat.",
      "a.b.c.example",
  };
  return keys;
}

// The replies with `;key=number` at the end of each list of keys.
MemorySource::Bodies with_keys(MemorySource::Bodies bodies) {
  for (auto& [command, body] : bodies) {
    const bool list = command == "statistics" || command == "get-config" ||
                      command.starts_with("namespace/") ||
                      command.starts_with("sindex/") ||
                      command.starts_with("sindex-stat:");
    if (!list || body.find('=') == std::string::npos) continue;
    if (body.ends_with('\n')) body.pop_back();
    int number = 0;
    for (const auto& key : unknown_keys())
      body += ';' + key + '=' + (++number % 2 == 0 ? "4111111111111111" : "7");
    body += '\n';
  }
  return bodies;
}

// As many lists as replies that have got the keys.
std::size_t lists_in(const std::string& json) {
  const auto flat = flatten(json);
  std::size_t lists = 0;
  for (const auto& [path, leaf] : flat) {
    const auto depth = std::ranges::count(path, '/');
    if (!path.ends_with("/{}")) continue;
    lists +=
        path == "/statistics/{}" || path == "/config/{}" ||
        ((path.starts_with("/namespaces/") || path.starts_with("/sindexes/")) &&
         depth == 3);
  }
  return lists;
}

}  // namespace

BOOST_AUTO_TEST_CASE(fifty_keys_that_no_server_has_change_the_count_alone) {
  BOOST_TEST(unknown_keys().size() == 50U);
  auto recordings = real_recordings();
  for (const auto& each : hand_recordings()) recordings.push_back(each);
  for (const auto& name : recordings) {
    MemorySource plain(RecordingFile::read(name).bodies);
    MemorySource more(with_keys(RecordingFile::read(name).bodies));
    const auto before = anonymize_source(plain);
    auto after = anonymize_source(more);
    const auto count = flatten(after).at("/unknown-keys");
    replace_all(after, ",\"unknown-keys\":\"" + count + "\"", "");
    BOOST_TEST(after == before, name);
    BOOST_TEST(count == std::to_string(50 * lists_in(before)), name);
  }
}

BOOST_AUTO_TEST_CASE(unknown_histograms_change_the_count_alone) {
  for (const auto& name : real_recordings()) {
    auto bodies = RecordingFile::read(name).bodies;
    MemorySource plain(bodies);
    const auto before = anonymize_source(plain);
    for (auto& [command, body] : bodies) {
      if (command != "latencies:" || !body.contains("read:")) continue;
      body.pop_back();
      body += ";orion:msec,1;{invoices}-card:msec,4111111111111111;batch:\n";
    }
    MemorySource more(bodies);
    auto after = anonymize_source(more);
    replace_all(after, ",\"unknown-keys\":\"3\"", "");
    replace_all(after, ",\"unknown-keys\":\"2\"", "");
    replace_all(after, ",\"malformed-records\":\"1\"", "");
    BOOST_TEST(after == before, name);
  }
}

// What today's kernels print is listed, even where it is left out.
BOOST_AUTO_TEST_CASE(unknown_lines_of_meminfo_are_counted_where_they_are_sent) {
  auto source = Recording::open(recording_path("8.1.2.0-cluster3"));
  auto server = collect_all(*source);
  auto host = test_host();
  const auto report = [&] {
    return anonymize(server, host, test_agent(), test_names());
  };
  const std::string known =
      "MemTotal: 2 kB\nActive(anon): 1 kB\nDirectMap2M: 1 kB\nZswap: 0 kB\n";
  host.meminfo = parse_meminfo(known);
  const auto before = report();
  BOOST_TEST(!before.contains("unknown-keys"));
  BOOST_TEST(before.contains(R"("meminfo":{"MemTotal":"2 kB"})"));
  host.meminfo = parse_meminfo(
      known + "Orion: 4111 kB\nmemTotal: 1 kB\nMemTotal[0]: 1 kB\n");
  const std::vector<std::string_view> names = {"Orion", "memTotal",
                                               "MemTotal[0]"};
  BOOST_TEST((unknown_keys(host) == names));
  auto after = report();
  BOOST_TEST(after.contains(R"("unknown-keys":"3")"));
  replace_all(after, ",\"unknown-keys\":\"3\"", "");
  BOOST_TEST(after == before);
  server.channels = Channels();
  BOOST_TEST(!report().contains("unknown-keys"));
}

// Every key of every list with one letter more, less or other is unknown.
BOOST_AUTO_TEST_CASE(a_key_that_is_nearly_listed_is_not_listed) {
  for (const auto& row : dictionary()) {
    if (row.key.size() < 3 || row.key.contains('*')) continue;
    std::string key(row.key);
    for (const auto& near :
         {key + "x", key + "_", 'x' + key, key.substr(1), '-' + key, key + ' '})
      if (find_row(row.object, near) != nullptr)
        BOOST_TEST(find_row(row.object, near)->key == near);
    if (find_row(row.object, key.substr(0, key.size() - 1)) == nullptr)
      BOOST_TEST(find_row(row.object, key + key) == nullptr);
  }
}
