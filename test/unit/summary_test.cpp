// report/summary: the promised facts on every server generation, against what
// is known of each recorded server and against sums over its raw replies that
// are made here in another way.

#define BOOST_TEST_MODULE summary
#include "report/summary.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "base/text.h"
#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

const std::vector<std::string> real = real_recordings();
const std::vector<std::string> hand = {
    "hand/3.3.5", "hand/3.8.4", "hand/3.9.0", "hand/3.16.0",
    "hand/5.1.0", "hand/6.0.0", "hand/8.1.0"};

std::vector<std::string> all_recordings() {
  auto all = real;
  all.insert(all.end(), hand.begin(), hand.end());
  return all;
}

// key=value;... of the reply to one command.
std::map<std::string, std::string> items_of(const RecordingFile& file,
                                            const std::string& command) {
  std::map<std::string, std::string> items;
  const auto at = file.bodies.find(command);
  if (at == file.bodies.end()) return items;
  const auto tab = at->second.find('\t');
  if (tab == std::string::npos) return items;
  const auto value = trim(std::string_view(at->second).substr(tab + 1));
  for (const auto item : split(value, ';')) {
    const auto equals = item.find('=');
    if (equals != std::string_view::npos)
      items.emplace(item.substr(0, equals), item.substr(equals + 1));
  }
  return items;
}

std::vector<std::string> namespaces_of(const RecordingFile& file) {
  const auto& body = file.bodies.at("namespaces");
  const auto list = trim(std::string_view(body).substr(body.find('\t') + 1));
  std::vector<std::string> names;
  for (const auto name : split(list, ';')) names.emplace_back(name);
  return names;
}

std::string pseudonym(std::string_view name) {
  static const Pseudonymizer names(test_key());
  return std::string(names.of(Domain::namespace_, name).text());
}

std::string get(const Flat& flat, const std::string& path) {
  const auto at = flat.find(path);
  return at == flat.end() ? "absent" : at->second;
}

// Which statistics make up a number, by the major and minor version that a
// file's name begins with. A '*' is before those of each namespace.
using Sums = std::map<std::string, std::vector<std::string>>;

Sums sums_of(double version) {
  if (version < 3.9)
    return {{"reads", {"stat_read_success"}},
            {"writes", {"stat_write_success"}},
            {"deletes", {"stat_delete_success"}},
            {"udfs", {"udf_read_reqs", "udf_write_reqs", "udf_delete_reqs"}},
            {"batch", {"batch_initiate", "batch_index_initiate"}},
            {"scans",
             {"tscan_succeeded", "basic_scans_succeeded",
              "aggr_scans_succeeded", "udf_bg_scans_succeeded"}},
            {"queries", {"query_lookups", "query_agg"}}};
  Sums sums = {{"reads", {"*client_read_success"}},
               {"writes", {"*client_write_success"}},
               {"deletes", {"*client_delete_success"}},
               {"udfs", {"*client_udf_complete"}},
               {"batch", {"batch_initiate", "batch_index_initiate"}}};
  if (version < 6) {
    sums["scans"] = {"*scan_basic_complete", "*scan_aggr_complete",
                     "*scan_udf_bg_complete", "*scan_ops_bg_complete"};
    sums["queries"] = {"*query_lookups", "*query_agg", "*query_udf_bg_success",
                       "*query_ops_bg_success"};
  } else {
    for (const std::string kind :
         {"short_basic", "long_basic", "aggr", "udf_bg", "ops_bg"}) {
      sums["scans"].push_back("*pi_query_" + kind + "_complete");
      sums["queries"].push_back("*si_query_" + kind + "_complete");
    }
  }
  return sums;
}

double version_of(const std::string& name) {
  const auto text = name.starts_with("hand/") ? name.substr(5) : name;
  const auto numbers = split(text, '.');
  // 3.16 is after 3.9.
  return std::stod(std::string(numbers[0])) +
         std::stod(std::string(numbers[1])) / 10;
}

// The report on a small server of this build whose namespace says `text`.
Flat report_on(const std::string& build, const std::string& text,
               const std::string& statistics = "uptime=5") {
  MemorySource source({{"build", "build\t" + build + "\n"},
                       {"namespaces", "namespaces\ttest\n"},
                       {"edition", "edition\tAerospike Community Edition\n"},
                       {"statistics", "statistics\t" + statistics + "\n"},
                       {"namespace/test", "namespace/test\t" + text + "\n"}});
  return flatten(anonymize_source(source).json);
}

const std::string of_test = "/summary/namespaces/" + pseudonym("test") + "/";

}  // namespace

BOOST_AUTO_TEST_CASE(cluster_size_and_storage_are_the_facts_of_each_recording) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const auto flat = flatten(anonymize_recording(name).json);
      simdjson::dom::parser parser;
      const simdjson::dom::element root =
          parser.load(recording_path(name)).value();
      const simdjson::dom::element facts = root["about"]["facts"].value();
      const std::int64_t size = facts["cluster-size"].get_int64().value();
      BOOST_TEST(get(flat, "/summary/cluster-size") == std::to_string(size));
      std::size_t count = 0;
      for (const auto [ns, fact] : facts["namespaces"].get_object()) {
        const std::string_view storage = fact["storage"].get_string().value();
        const auto path = "/summary/namespaces/" + pseudonym(ns) + "/storage";
        BOOST_TEST(get(flat, path) == storage);
        ++count;
      }
      BOOST_TEST(count > 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(operations_are_the_facts_of_each_hand_made_session) {
  for (const auto& name : hand) {
    BOOST_TEST_CONTEXT(name) {
      const auto flat = flatten(anonymize_recording(name).json);
      simdjson::dom::parser parser;
      const simdjson::dom::element root =
          parser.load(recording_path(name)).value();
      const simdjson::dom::element facts =
          root["about"]["facts"]["operations"].value();
      std::size_t count = 0;
      for (const auto [operation, total] : facts.get_object()) {
        const auto path = "/summary/operations/" + std::string(operation);
        BOOST_TEST(get(flat, path) == std::to_string(total.get_int64().value()),
                   operation);
        ++count;
      }
      BOOST_TEST(count == 7u);
    }
  }
}

BOOST_AUTO_TEST_CASE(operations_are_the_sums_over_the_raw_replies) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const auto file = RecordingFile::read(name);
      const auto flat = flatten(anonymize_recording(name).json);
      const auto statistics = items_of(file, "statistics");
      for (const auto& [operation, feeds] : sums_of(version_of(name))) {
        std::uint64_t sum = 0;
        bool any = false;
        const auto count = [&](const auto& items, const std::string& key) {
          const auto at = items.find(key);
          if (at == items.end()) return;
          sum += std::stoull(at->second);
          any = true;
        };
        for (const auto& feed : feeds) {
          if (!feed.starts_with('*')) {
            count(statistics, feed);
            continue;
          }
          for (const auto& ns : namespaces_of(file))
            count(items_of(file, "namespace/" + ns), feed.substr(1));
        }
        BOOST_TEST(any, operation << " is fed by nothing");
        BOOST_TEST(get(flat, "/summary/operations/" + operation) ==
                       std::to_string(sum),
                   operation);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(uptime_key_objects_sets_and_indexes_are_the_servers) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const auto file = RecordingFile::read(name);
      const auto flat = flatten(anonymize_recording(name).json);
      const auto statistics = items_of(file, "statistics");
      BOOST_TEST(get(flat, "/summary/uptime") == statistics.at("uptime"));
      BOOST_TEST(get(flat, "/summary/cluster-key") ==
                 statistics.at("cluster_key"));
      const auto body_of = [&](const char* one, const char* other) {
        auto at = file.bodies.find(one);
        if (at == file.bodies.end()) at = file.bodies.find(other);
        return at->second;
      };
      const auto records = [](const std::string& body, const std::string& ns) {
        std::size_t count = 0;
        for (const auto* field : {"ns=", "ns_name="})
          for (const char before : {'\t', ';'})
            for (std::size_t at = 0;
                 (at = body.find(before + (field + ns) + ':', at)) !=
                 std::string::npos;
                 ++at)
              ++count;
        return std::to_string(count);
      };
      for (const auto& ns : namespaces_of(file)) {
        const auto path = "/summary/namespaces/" + pseudonym(ns) + "/";
        const auto items = items_of(file, "namespace/" + ns);
        BOOST_TEST(get(flat, path + "objects") == items.at("objects"));
        BOOST_TEST(get(flat, path + "sets") ==
                   records(body_of("sets", "sets"), ns));
        BOOST_TEST(get(flat, path + "sindexes") ==
                   records(body_of("sindex-list:b64=true", "sindex"), ns));
        BOOST_TEST(
            to_number(get(flat, path + "replication-factor")).has_value());
        BOOST_TEST(get(flat, path + "index") != "absent");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(storage_has_one_word_on_all_generations) {
  for (const auto& [build, text, word] :
       std::vector<std::array<std::string, 3>>{
           {"3.3.5", "type=memory", "memory"},
           {"3.8.4", "type=device", "device"},
           {"3.8.4", "type=kv", "absent"},
           {"3.9.0", "storage-engine=device", "device"},
           {"4.9.0.3", "storage-engine=pmem", "pmem"},
           {"8.1.2.0", "storage-engine=memory", "memory"},
           {"8.1.2.0", "storage-engine=illegal", "absent"},
           {"8.1.2.0", "objects=1", "absent"}})
    BOOST_TEST(get(report_on(build, text), of_test + "storage") == word,
               build << " " << text);
}

BOOST_AUTO_TEST_CASE(index_has_one_word_on_all_generations) {
  for (const auto& [build, text, word] :
       std::vector<std::array<std::string, 3>>{
           {"3.8.4", "type=memory", "mem"},
           {"4.2.0.3", "storage-engine=memory;index-type=ssd", "flash"},
           {"4.9.0.3", "index-type=undefined", "mem"},
           {"4.9.0.3", "index-type=flash", "flash"},
           {"5.0.0.3", "index-type=pmem", "pmem"},
           {"6.4.0.0", "index-type=shmem", "shmem"},
           {"8.1.2.0", "index-type=mem", "mem"},
           {"8.1.2.0", "index-type=illegal", "absent"},
           {"8.1.2.0", "index-type=gold_accounts", "absent"}})
    BOOST_TEST(get(report_on(build, text), of_test + "index") == word,
               build << " " << text);
}

BOOST_AUTO_TEST_CASE(what_a_server_does_not_count_is_absent) {
  const auto flat = report_on("8.1.2.0", "storage-engine=memory");
  for (const auto* operation :
       {"reads", "writes", "deletes", "udfs", "batch", "scans", "queries"})
    BOOST_TEST(get(flat, std::string("/summary/operations/") + operation) ==
               "absent");
  BOOST_TEST(get(flat, "/summary/cluster-size") == "absent");
  BOOST_TEST(get(flat, "/summary/cluster-key") == "absent");
  BOOST_TEST(get(flat, of_test + "sets") == "absent");
  BOOST_TEST(get(flat, of_test + "sindexes") == "absent");
  BOOST_TEST(get(flat, of_test + "objects") == "absent");
  BOOST_TEST(get(flat, "/summary/uptime") == "5");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_are_absent_and_sums_do_not_wrap) {
  const std::string most = "18446744073709551615";
  const auto flat = report_on(
      "8.1.2.0",
      "client_read_success=" + most +
          ";client_write_success=-1;client_delete_success=" + most + "0",
      "uptime=x;cluster_size=1.5;cluster_key=gold;batch_index_initiate=" +
          most);
  BOOST_TEST(get(flat, "/summary/operations/reads") == most);
  BOOST_TEST(get(flat, "/summary/operations/batch") == most);
  BOOST_TEST(get(flat, "/summary/operations/writes") == "absent");
  BOOST_TEST(get(flat, "/summary/operations/deletes") == "absent");
  BOOST_TEST(get(flat, "/summary/uptime") == "absent");
  BOOST_TEST(get(flat, "/summary/cluster-size") == "absent");
  BOOST_TEST(get(flat, "/summary/cluster-key") == "absent");

  ServerSnapshot server;
  server.build = {{8, 1, 2, 0}};
  const auto text = "client_read_success=" + most;
  server.namespaces = {{"a", text}, {"b", text}};
  const auto summary = summarize(server, std::nullopt, std::nullopt);
  BOOST_TEST(to_number(most).value() ==
             summary.operations[std::size_t(Operation::reads)].value());
}

// An unknown future server is read as the newest.
BOOST_AUTO_TEST_CASE(a_future_server_is_summed_like_the_newest) {
  const auto flat = report_on("9.3.0.0",
                              "storage-engine=device;index-type=flash;"
                              "si_query_short_basic_complete=3;"
                              "si_query_long_basic_complete=4");
  BOOST_TEST(get(flat, "/summary/operations/queries") == "7");
  BOOST_TEST(get(flat, of_test + "storage") == "device");
}

BOOST_AUTO_TEST_CASE(no_statistic_feeds_a_number_twice_on_any_build) {
  for (const auto& one : feeds())
    for (const auto& other : feeds()) {
      if (&one == &other || one.statistic != other.statistic ||
          one.per_namespace != other.per_namespace)
        continue;
      BOOST_TEST((one.until <= other.from || other.until <= one.from),
                 one.statistic);
    }
}
