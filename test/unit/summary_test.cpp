// report/summary: the promised facts on every server generation, against what
// is known of each recorded server and against sums over its raw replies that
// are made here in another way.

#define BOOST_TEST_MODULE summary
#include "report/summary.h"

#include <simdjson.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "base/text.h"
#include "support/server.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

std::vector<std::string> all_recordings() {
  std::vector<std::string> all = {"4.9.0.37-cluster3", "4.9.0.37-fresh",
                                  "6.4.0.34-cluster3", "6.4.0.34-fresh",
                                  "7.2.0.17-cluster3", "7.2.0.17-fresh",
                                  "8.1.2.0-cluster3",  "8.1.2.0-fresh"};
  const auto& hand = hand_made_sessions();
  all.insert(all.end(), hand.begin(), hand.end());
  return all;
}

// What a recording's file says: the bodies of the replies, and facts that were
// noted when it was made.
struct File {
  explicit File(const std::string& name)
      : root(parser.load(TEST_DIR "/recordings/" + name + ".json").value()) {
    for (const auto [command, body] : root["responses"].get_object())
      bodies.emplace(command, body.get_string().value());
  }
  simdjson::dom::element facts() const { return root["about"]["facts"]; }

  simdjson::dom::parser parser;
  simdjson::dom::element root;
  std::map<std::string, std::string> bodies;
};

// key=value;... of the reply to one command.
std::map<std::string, std::string> items_of(const File& file,
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

std::string shown(std::optional<std::string_view> text) {
  return std::string(text.value_or("absent"));
}

std::string shown(std::optional<std::uint64_t> number) {
  return number ? std::to_string(*number) : "absent";
}

std::string operation(const Summary& summary, std::string_view name) {
  const auto total = summary.operations.find(name);
  return total == summary.operations.end() ? "absent"
                                           : std::to_string(total->second);
}

const NamespaceSummary& of(const Summary& summary, std::string_view name) {
  for (const auto& each : summary.namespaces)
    if (each.name == name) return each;
  throw std::runtime_error("no such namespace");
}

// The sections and their summary, which shows them.
struct Read {
  explicit Read(InfoSource& source, const Wanted& wanted = daily)
      : sections(sections_of(source, wanted)), summary(summarize(sections)) {}

  Sections sections;
  Summary summary;
};

Read read(const std::string& recording) {
  auto source = recorded(recording);
  return Read(source);
}

// A small server of this build whose namespace says `text`.
Server::Values values_of(const std::string& build, const std::string& text,
                         const std::string& statistics = "uptime=5") {
  return {{"build", build},
          {"namespaces", "test"},
          {"edition", "Aerospike Community Edition"},
          {"statistics", statistics},
          {"namespace/test", text}};
}

Read read_values(Server::Values values) {
  Server source(std::move(values));
  return Read(source);
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

}  // namespace

BOOST_AUTO_TEST_CASE(cluster_size_and_storage_are_the_facts_of_each_recording) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const auto made = read(name);
      const File file(name);
      const std::int64_t size =
          file.facts()["cluster-size"].get_int64().value();
      BOOST_TEST(shown(made.summary.cluster_size) == std::to_string(size));
      std::size_t count = 0;
      for (const auto [ns, fact] : file.facts()["namespaces"].get_object()) {
        const std::string_view storage = fact["storage"].get_string().value();
        BOOST_TEST(shown(of(made.summary, ns).storage) == storage);
        ++count;
      }
      BOOST_TEST(count == made.summary.namespaces.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(operations_are_the_facts_of_each_hand_made_session) {
  for (const auto& name : hand_made_sessions()) {
    BOOST_TEST_CONTEXT(name) {
      const auto made = read(name);
      const File file(name);
      std::size_t count = 0;
      for (const auto [key, total] : file.facts()["operations"].get_object()) {
        BOOST_TEST(operation(made.summary, key) ==
                       std::to_string(total.get_int64().value()),
                   key);
        ++count;
      }
      BOOST_TEST(count == 7u);
    }
  }
}

BOOST_AUTO_TEST_CASE(operations_are_the_sums_over_the_raw_replies) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const File file(name);
      const auto made = read(name);
      const auto statistics = items_of(file, "statistics");
      for (const auto& [key, feeds] : sums_of(version_of(name))) {
        std::uint64_t sum = 0;
        bool any = false;
        const auto count = [&](const auto& items, const std::string& feed) {
          const auto at = items.find(feed);
          if (at == items.end()) return;
          sum += std::stoull(at->second);
          any = true;
        };
        for (const auto& feed : feeds) {
          if (!feed.starts_with('*')) {
            count(statistics, feed);
            continue;
          }
          for (const auto& each : made.summary.namespaces)
            count(items_of(file, "namespace/" + std::string(each.name)),
                  feed.substr(1));
        }
        BOOST_TEST(any, key << " is fed by nothing");
        BOOST_TEST(operation(made.summary, key) == std::to_string(sum), key);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(uptime_key_objects_sets_and_indexes_are_the_servers) {
  for (const auto& name : all_recordings()) {
    BOOST_TEST_CONTEXT(name) {
      const File file(name);
      const auto made = read(name);
      const auto statistics = items_of(file, "statistics");
      BOOST_TEST(shown(made.summary.uptime) == statistics.at("uptime"));
      BOOST_TEST(shown(made.summary.cluster_key) ==
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
      for (const auto& each : made.summary.namespaces) {
        const std::string ns(each.name);
        BOOST_TEST(shown(each.objects) ==
                   items_of(file, "namespace/" + ns).at("objects"));
        BOOST_TEST(shown(each.sets) == records(body_of("sets", "sets"), ns));
        BOOST_TEST(shown(each.sindexes) ==
                   records(body_of("sindex-list:b64=true", "sindex"), ns));
        BOOST_TEST(each.replication_factor.has_value());
        BOOST_TEST(each.index.has_value());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_counts_sets_and_indexes_is_not_in_the_facts) {
  auto source = recorded("8.1.2.0-cluster3");
  const Read made(source, Wanted{});
  for (const auto& each : made.summary.namespaces) {
    BOOST_TEST(!each.sets.has_value());
    BOOST_TEST(!each.sindexes.has_value());
    BOOST_TEST(each.objects.has_value());
    BOOST_TEST(each.storage.has_value());
  }
  BOOST_TEST(operation(made.summary, "queries") != "absent");
}

// 8.1.2 with a field that nobody has written down yet: not read is not zero.
BOOST_AUTO_TEST_CASE(a_list_with_a_malformed_record_tells_no_count) {
  for (const auto& [command, before] : std::map<std::string, std::string>{
           {"sets", ":truncating="}, {"sindex-list:b64=true", ":state="}})
    for (const bool all : {true, false}) {
      File file("8.1.2.0-cluster3");
      Server::Values values;
      for (const auto& [name, body] : file.bodies) {
        const auto tab = body.find('\t');
        if (tab != std::string::npos && body.ends_with('\n'))
          values[name] = body.substr(tab + 1, body.size() - tab - 2);
      }
      auto& list = values.at(command);
      for (auto at = list.find(before); at != std::string::npos;
           at = list.find(before, at + 20)) {
        list.insert(at, ":masked-bins=0");
        if (!all) break;
      }
      const auto made = read_values(values);
      BOOST_TEST(made.sections.malformed_records == (all ? 4u : 1u));
      for (const auto& each : made.summary.namespaces) {
        BOOST_TEST(shown(each.sets) == (command == "sets" ? "absent" : "2"));
        BOOST_TEST(shown(each.sindexes) ==
                   (command == "sets" ? "2" : "absent"));
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
           {"8.1.0.0", "storage-engine=memory", "memory"},
           {"8.1.0.0", "storage-engine=illegal", "absent"},
           {"8.1.0.0", "objects=1", "absent"}}) {
    const auto made = read_values(values_of(build, text));
    BOOST_TEST(shown(of(made.summary, "test").storage) == word,
               build << " " << text);
  }
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
           {"8.1.0.0", "index-type=mem", "mem"},
           {"8.1.0.0", "index-type=illegal", "absent"},
           {"8.1.0.0", "index-type=gold_accounts", "absent"}}) {
    const auto made = read_values(values_of(build, text));
    BOOST_TEST(shown(of(made.summary, "test").index) == word,
               build << " " << text);
  }
}

BOOST_AUTO_TEST_CASE(the_factor_of_replication_that_is_in_force_counts) {
  for (const auto& [text, factor] : std::map<std::string, std::string>{
           {"repl-factor=2", "2"},
           {"replication-factor=3", "3"},
           {"replication-factor=3;effective_replication_factor=1", "1"},
           {"objects=1", "absent"}}) {
    const auto made = read_values(values_of("8.0.0.1", text));
    BOOST_TEST(shown(of(made.summary, "test").replication_factor) == factor,
               text);
  }
}

BOOST_AUTO_TEST_CASE(what_a_server_does_not_count_is_absent) {
  const auto made = read_values(values_of("8.1.0.0", "storage-engine=memory"));
  for (const auto name : operation_names)
    BOOST_TEST(operation(made.summary, name) == "absent");
  BOOST_TEST(shown(made.summary.cluster_size) == "absent");
  BOOST_TEST(shown(made.summary.cluster_key) == "absent");
  const auto& each = of(made.summary, "test");
  BOOST_TEST(shown(each.sets) == "absent");
  BOOST_TEST(shown(each.sindexes) == "absent");
  BOOST_TEST(shown(each.objects) == "absent");
  BOOST_TEST(shown(made.summary.uptime) == "5");
}

BOOST_AUTO_TEST_CASE(a_namespace_whose_reply_is_an_error_has_its_name_alone) {
  const auto made = read_values(values_of("8.1.0.0", "ERROR:4:x"));
  const auto& each = of(made.summary, "test");
  BOOST_TEST(!each.storage.has_value());
  BOOST_TEST(!each.index.has_value());
  BOOST_TEST(!each.objects.has_value());
}

BOOST_AUTO_TEST_CASE(a_sum_over_some_of_the_namespaces_is_no_total) {
  auto values =
      values_of("8.1.0.0", "client_read_success=1", "batch_index_initiate=2");
  values["namespaces"] = "test;other";
  values["namespace/other"] = "client_read_success=7";
  BOOST_TEST(operation(read_values(values).summary, "reads") == "8");
  values["namespace/other"] = "ERROR:4:x";
  const auto made = read_values(values);
  BOOST_TEST(operation(made.summary, "reads") == "absent");
  BOOST_TEST(operation(made.summary, "batch") == "2");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_are_absent_and_sums_do_not_wrap) {
  const std::string most = "18446744073709551615";
  auto values = values_of(
      "8.1.0.0",
      "client_read_success=" + most +
          ";client_write_success=-1;client_delete_success=" + most + "0",
      "uptime=x;cluster_size=1.5;batch_index_initiate=" + most);
  values["namespaces"] = "test;other";
  values["namespace/other"] = "client_read_success=7";
  const auto made = read_values(values);
  BOOST_TEST(operation(made.summary, "reads") == most);
  BOOST_TEST(operation(made.summary, "batch") == most);
  BOOST_TEST(operation(made.summary, "writes") == "absent");
  BOOST_TEST(operation(made.summary, "deletes") == "absent");
  BOOST_TEST(shown(made.summary.uptime) == "absent");
  BOOST_TEST(shown(made.summary.cluster_size) == "absent");
}

BOOST_AUTO_TEST_CASE(a_future_server_is_summed_like_the_newest) {
  auto values = values_of("9.3.0.0",
                          "storage-engine=device;index-type=flash;"
                          "si_query_short_basic_complete=3;"
                          "si_query_long_basic_complete=4");
  values["release"] = "edition=Aerospike Community Edition";
  const auto made = read_values(values);
  BOOST_TEST(operation(made.summary, "queries") == "7");
  BOOST_TEST(shown(of(made.summary, "test").storage) == "device");
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

BOOST_AUTO_TEST_CASE(what_feeds_a_number_is_a_row_of_the_dictionary) {
  for (const auto& feed : feeds()) {
    const auto* object = feed.per_namespace ? "namespaces/*" : "statistics";
    BOOST_TEST((find_row(object, feed.statistic) != nullptr), feed.statistic);
  }
}
