// server/collect: from a server to a snapshot.

#define BOOST_TEST_MODULE collect
#include "server/collect.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "server/info_values.h"
#include "server/plan.h"
#include "server/recording.h"

using namespace telemetry;

namespace {

const Decide brief = [](auto) { return Decision{}; };
const Decide full = [](auto) { return Decision{true, false}; };
// As a real one: the server restarted if it has been up for an hour at most.
const Decide restarted = [](std::optional<std::uint64_t> uptime) {
  const bool fresh = uptime && *uptime < 3600;
  return Decision{fresh, fresh};
};

// Answers from a map, counts round trips and keeps what was asked.
struct Server : InfoSource {
  explicit Server(std::map<std::string, std::string> all)
      : values(std::move(all)) {}

  Result<Replies> ask(std::span<const std::string> commands) override {
    trips.emplace_back(commands.begin(), commands.end());
    if (trips.size() == fails_at) return failure(Exit::temporary, "gone");
    std::string body;
    for (const auto& command : commands)
      if (const auto at = values.find(command); at != values.end())
        body += command + "\t" + at->second + "\n";
    return Replies({commands.begin(), commands.end()}, std::move(body));
  }

  std::map<std::string, std::string> values;
  std::vector<std::vector<std::string>> trips;
  std::size_t fails_at = 0;
};

// A source that counts the round trips of another.
struct Counter : InfoSource {
  explicit Counter(InfoSource& other) : source(other) {}
  Result<Replies> ask(std::span<const std::string> commands) override {
    ++trips;
    return source.ask(commands);
  }

  InfoSource& source;
  int trips = 0;
};

std::map<std::string, std::string> small_server() {
  return {{"build", "8.1.2.0"},
          {"namespaces", "ns"},
          {"release", "edition=Aerospike Community Edition;version=8.1.2.0"},
          {"statistics", "cluster_size=1;uptime=100"},
          {"namespace/ns", "objects=1"},
          {"sets", ""},
          {"sindex-list:b64=true", "ns=ns:indexname=i:set=null:bin=b:state=RW"},
          {"sindex-stat:namespace=ns;indexname=i", "entries=7"},
          {"get-config", "a=1"},
          {std::string(greeting_command), ""}};
}

Collection collected(InfoSource& source, const Decide& decide) {
  auto collection = collect(source, decide);
  BOOST_REQUIRE_MESSAGE(collection.has_value(),
                        (collection ? "" : collection.error().message));
  return std::move(*collection);
}

bool failed(const ServerSnapshot& snapshot, Field field) {
  return std::ranges::find(snapshot.failed, field) != snapshot.failed.end();
}

const auto recordings = {"4.9.0.37", "6.4.0.34", "7.2.0.17", "8.1.2.0"};

Recording recording(const std::string& name) {
  return std::move(*Recording::open(TEST_DIR "/recordings/" + name + ".json"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_brief_report_of_every_recorded_server_is_complete) {
  for (const std::string build : recordings)
    for (const auto* scenario : {"-cluster3", "-fresh"}) {
      BOOST_TEST_CONTEXT(build << scenario) {
        auto file = recording(build + scenario);
        Counter source(file);
        const auto result = collected(source, brief);
        const auto& snapshot = result.snapshot;
        BOOST_TEST(source.trips == 2);
        BOOST_TEST(!result.full);
        BOOST_TEST(!result.greeted);
        BOOST_TEST((snapshot.build == parse_build(build)));
        BOOST_TEST(snapshot[Field::build].value() == build);
        BOOST_TEST(snapshot.failed.empty());
        BOOST_TEST(is_community(snapshot));
        for (const auto field :
             {Field::node, Field::succession_list, Field::cluster_name,
              Field::service, Field::services, Field::services_alumni,
              Field::statistics, Field::udf_list, Field::sindex_list,
              Field::sets, Field::partition_generation})
          BOOST_TEST(snapshot[field].has_value(), static_cast<int>(field));
        BOOST_TEST(snapshot[Field::succession_list]->find('\n') ==
                   std::string_view::npos);
        BOOST_TEST(!snapshot[Field::config].has_value());
        BOOST_TEST(snapshot.sindexes.empty());
        for (const auto& reply : snapshot.namespaces)
          BOOST_TEST(find_item(reply.value.value(), "objects").has_value());
        BOOST_TEST(snapshot.namespaces.size() ==
                   (scenario == std::string("-fresh") ? 1u : 2u));
      }
    }
}

BOOST_AUTO_TEST_CASE(a_full_report_of_every_recorded_cluster_has_its_indexes) {
  for (const std::string build : recordings) {
    BOOST_TEST_CONTEXT(build) {
      auto file = recording(build + "-cluster3");
      Counter source(file);
      const auto result = collected(source, full);
      const auto& snapshot = result.snapshot;
      BOOST_TEST(source.trips == 3);
      BOOST_TEST(result.full);
      BOOST_TEST(snapshot.failed.empty());
      BOOST_TEST(find_item(snapshot[Field::config].value(), "proto-fd-max")
                     .has_value());
      BOOST_REQUIRE(snapshot.sindexes.size() == 4u);
      std::uint64_t entries = 0;
      for (const auto& reply : snapshot.sindexes)
        entries +=
            std::stoull(std::string(find_item(reply.value, "entries").value()));
      BOOST_TEST(entries == 2u * (130 + 141));
      BOOST_TEST(snapshot.sindexes[0].namespace_name == "invoices");
      BOOST_TEST(snapshot.sindexes[0].index_name == "idx_age_invoices");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_full_report_without_indexes_needs_two_round_trips) {
  for (const std::string build : recordings) {
    auto file = recording(build + "-fresh");
    Counter source(file);
    const auto result = collected(source, full);
    BOOST_TEST(source.trips == 2);
    BOOST_TEST(result.snapshot[Field::config].has_value());
  }
}

BOOST_AUTO_TEST_CASE(no_recorded_server_answers_an_error_to_any_command) {
  for (const std::string build : recordings)
    for (const auto* scenario : {"-cluster3", "-fresh"}) {
      auto file = recording(build + scenario);
      const auto result = collected(file, full);
      for (const auto& pass : result.snapshot.passes)
        for (std::size_t i = 0; i < pass.commands().size(); ++i) {
          BOOST_REQUIRE_MESSAGE(pass.value(i), build << pass.commands()[i]);
          const bool histogram = pass.commands()[i] == "latency:" ||
                                 pass.commands()[i] == "throughput:";
          BOOST_TEST((histogram || !is_error(*pass.value(i))),
                     build << pass.commands()[i]);
        }
    }
}

BOOST_AUTO_TEST_CASE(every_generation_without_a_recording_is_collected) {
  struct Session {
    const char* name;
    const char* build;
    bool silent;  // get-sl: and latencies can be asked in a brief report
  };
  for (const auto& session :
       {Session{"3.3.5", "3.3.5", false}, Session{"3.8.4", "3.8.4", false},
        Session{"3.9.0", "3.9.0", false}, Session{"3.16.0", "3.16.0.1", true},
        Session{"5.1.0", "5.1.0.3", true}, Session{"6.0.0", "6.0.0.0", true},
        Session{"8.1.0", "8.1.0.0", true}}) {
    BOOST_TEST_CONTEXT(session.name) {
      const std::string name = std::string("hand/") + session.name;
      auto file = recording(name);
      Counter brief_source(file);
      const auto first = collected(brief_source, brief).snapshot;
      BOOST_TEST(brief_source.trips == 2);
      BOOST_TEST((first.build == parse_build(session.build)));
      BOOST_TEST(first.failed.empty());
      BOOST_TEST(is_community(first));
      BOOST_TEST(first[Field::succession_list].has_value() == session.silent);
      BOOST_TEST(
          find_item(first[Field::statistics].value(), "uptime").value() ==
          "93721");

      Counter full_source(file);
      const auto second = collected(full_source, full).snapshot;
      BOOST_TEST(full_source.trips == 3);
      BOOST_TEST(second.failed.empty());
      BOOST_TEST(second[Field::config].has_value());
      BOOST_TEST(second[Field::succession_list].has_value() ==
                 (second.build >= Build{{3, 3, 14, 0}}));
      BOOST_TEST(second.sindexes.size() == 4u);
      BOOST_REQUIRE(second.namespaces.size() == 2u);
      for (const auto& reply : second.namespaces)
        BOOST_TEST(find_item(reply.value.value(), "objects").value() == "271");
      for (const auto& pass : second.passes)
        for (std::size_t i = 0; i < pass.commands().size(); ++i)
          BOOST_TEST(pass.value(i).has_value(), pass.commands()[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(peers_of_every_session_can_be_read) {
  for (const auto* name :
       {"4.9.0.37-cluster3", "8.1.2.0-cluster3", "8.1.2.0-fresh", "hand/3.3.5",
        "hand/3.8.4", "hand/3.16.0", "hand/8.1.0"}) {
    auto file = recording(name);
    const auto snapshot = collected(file, full).snapshot;
    const bool old = snapshot.build < Build{{3, 10, 0, 0}};
    for (const auto field : {Field::services, Field::services_alumni}) {
      const auto text = snapshot[field].value();
      BOOST_TEST((old ? parse_endpoints(text).has_value()
                      : parse_peers(text).has_value()),
                 name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_a_login_is_not_collected) {
  auto file = recording("hand/enterprise-auth");
  const auto result = collect(file, full);
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST((result.error().exit == Exit::no_permission));
}

BOOST_AUTO_TEST_CASE(a_restart_makes_the_report_full_and_greets_in_one_trip) {
  Server server(small_server());
  const auto result = collected(server, restarted);
  BOOST_TEST(result.full);
  BOOST_TEST(result.greeted);
  BOOST_REQUIRE(server.trips.size() == 3u);
  BOOST_TEST(server.trips[2] ==
             (std::vector<std::string>{"get-config",
                                       "sindex-stat:namespace=ns;indexname=i",
                                       std::string(greeting_command)}));
  BOOST_TEST(result.snapshot[Field::config].value() == "a=1");
  BOOST_TEST(result.snapshot.sindexes.at(0).value == "entries=7");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_up_for_long_is_not_greeted) {
  auto values = small_server();
  values["statistics"] = "uptime=100000";
  Server server(values);
  const auto result = collected(server, restarted);
  BOOST_TEST(!result.full);
  BOOST_TEST(server.trips.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_server_that_tells_no_uptime_is_not_taken_for_restarted) {
  for (const auto* text :
       {"cluster_size=1", "uptime=", "uptime=soon", "uptime=-1", "ERROR:4:x"}) {
    auto values = small_server();
    values["statistics"] = text;
    Server server(values);
    BOOST_TEST(!collected(server, restarted).full, text);
  }
}

BOOST_AUTO_TEST_CASE(a_refused_greeting_is_no_greeting) {
  auto values = small_server();
  values[std::string(greeting_command)] = "ERROR:81:role violation";
  Server server(values);
  BOOST_TEST(!collected(server, restarted).greeted);
  values = small_server();
  values["build"] = "3.3.5";
  Server old(values);
  BOOST_TEST(!collected(old, restarted).greeted);
  for (const auto& trip : old.trips)
    BOOST_TEST(trip.back() != greeting_command);
}

BOOST_AUTO_TEST_CASE(a_decision_for_a_full_report_is_never_taken_back) {
  Server server(small_server());
  const auto result = collected(server, [](auto uptime) {
    return Decision{!uptime.has_value(), false};
  });
  BOOST_TEST(result.full);
  BOOST_TEST(result.snapshot.sindexes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_command_that_fails_costs_its_field_only) {
  auto values = small_server();
  values["sets"] = "ERROR:4:bad";
  values["namespace/ns"] = "type=unknown";
  values["sindex-stat:namespace=ns;indexname=i"] = "ERROR:201:no index";
  Server server(values);
  const auto snapshot = collected(server, full).snapshot;
  BOOST_TEST(!snapshot[Field::sets].has_value());
  BOOST_TEST(!snapshot.namespaces.at(0).value.has_value());
  BOOST_TEST(snapshot.sindexes.empty());
  BOOST_TEST(failed(snapshot, Field::sets));
  BOOST_TEST(failed(snapshot, Field::namespace_info));
  BOOST_TEST(failed(snapshot, Field::sindex_statistics));
  BOOST_TEST(snapshot.failed.size() == 3u);
  BOOST_TEST(snapshot[Field::statistics].has_value());
}

BOOST_AUTO_TEST_CASE(a_command_without_a_reply_is_absent_in_silence) {
  auto values = small_server();
  values.erase("sets");
  Server server(values);
  const auto snapshot = collected(server, brief).snapshot;
  BOOST_TEST(!snapshot[Field::sets].has_value());
  BOOST_TEST(snapshot.failed.empty());
}

BOOST_AUTO_TEST_CASE(histograms_that_have_no_data_yet_are_no_failure) {
  auto values = small_server();
  values["build"] = "4.9.0.37";
  values["latency:"] = "error-no-data-yet-or-back-too-small;error-not-tracking";
  values["throughput:"] = "error-not-tracking;{ns}-read:1-GMT,ops/sec;2,3";
  Server server(values);
  const auto snapshot = collected(server, brief).snapshot;
  BOOST_TEST(!snapshot[Field::latency].has_value());
  BOOST_TEST(snapshot[Field::throughput].has_value());
  BOOST_TEST(snapshot.failed.empty());
  values["latency:"] = "ERROR:81:role violation";
  Server refusing(values);
  BOOST_TEST(failed(collected(refusing, brief).snapshot, Field::latency));
}

BOOST_AUTO_TEST_CASE(a_failing_third_pass_leaves_what_is_there) {
  Server server(small_server());
  server.fails_at = 3;
  const auto result = collected(server, restarted);
  BOOST_TEST(result.full);
  BOOST_TEST(!result.greeted);
  BOOST_TEST(result.snapshot[Field::statistics].has_value());
  BOOST_TEST(failed(result.snapshot, Field::config));
  BOOST_TEST(failed(result.snapshot, Field::sindex_statistics));
}

BOOST_AUTO_TEST_CASE(a_failing_first_or_second_pass_is_fatal) {
  for (const std::size_t pass : {1u, 2u}) {
    Server server(small_server());
    server.fails_at = pass;
    const auto result = collect(server, full);
    BOOST_REQUIRE(!result.has_value());
    BOOST_TEST((result.error().exit == Exit::temporary));
  }
}

BOOST_AUTO_TEST_CASE(a_server_without_a_build_breaks_the_protocol) {
  for (const auto* text : {"", "unknown", "ERROR:4:unrecognized command"}) {
    Server server({{"build", text}, {"namespaces", "a"}});
    const auto result = collect(server, full);
    BOOST_TEST((result.error().exit == Exit::protocol));
    BOOST_TEST(server.trips.size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(namespaces_are_listed_once_and_bounded) {
  auto values = small_server();
  values["namespaces"] = "ns;;ns;b\nad;";
  for (int i = 0; i < 100; ++i) values["namespaces"] += std::to_string(i) + ";";
  Server server(values);
  const auto snapshot = collected(server, brief).snapshot;
  BOOST_TEST(snapshot.namespaces.size() == max_namespaces);
  BOOST_TEST(snapshot.namespaces[0].name == "ns");
  BOOST_TEST(snapshot.namespaces[1].name == "b\nad");
  BOOST_TEST(!snapshot.namespaces[1].value.has_value());
  for (const auto& command : server.trips[1])
    BOOST_TEST(command.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_well_formed_indexes_are_asked_for_and_each_once) {
  auto values = small_server();
  values["sindex-list:b64=true"] =
      "ns=ns:indexname=i:set=a;ns=ns:indexname=i:set=b;"  // the same twice
      "ns=other:indexname=x;"                             // unknown namespace
      "ns=ns:indexname=forged:set=a:set=b;"               // a field twice
      "ns=ns:indexname=card:4111;"                        // no field
      "ns=ns:indexname=a\nquiesce:;"                      // a command in a name
      "ns=ns:set=x;ns=ns:indexname=;;;"                   // no name
      "ns=ns:indexname=s:set=y:indextype=set";            // 8.1.2
  Server server(values);
  collected(server, full);
  BOOST_TEST(
      server.trips.at(2) ==
      (std::vector<std::string>{"sindex-stat:namespace=ns;indexname=i",
                                "sindex-stat:namespace=ns;indexname=s"}));
}

BOOST_AUTO_TEST_CASE(the_number_of_indexes_that_are_asked_for_is_bounded) {
  auto values = small_server();
  auto& list = values["sindex-list:b64=true"];
  for (std::size_t i = 0; i < max_indexes + 10; ++i)
    list += "ns=ns:indexname=x" + std::to_string(i) + ";";
  Server server(values);
  collected(server, full);
  BOOST_TEST(server.trips.at(2).size() == max_indexes);
}

BOOST_AUTO_TEST_CASE(only_the_community_edition_is_one) {
  const auto edition = [](std::map<std::string, std::string> values) {
    Server server(std::move(values));
    return is_community(collected(server, brief).snapshot);
  };
  auto values = small_server();
  BOOST_TEST(edition(values));
  values["release"] = "edition=Aerospike Enterprise Edition;version=8.1.2.0";
  BOOST_TEST(!edition(values));
  values["release"] = "version=8.1.2.0";
  BOOST_TEST(!edition(values));
  values.erase("release");
  BOOST_TEST(!edition(values));
  values["build"] = "8.1.0.0";
  values["edition"] = "Aerospike Federal Edition";
  BOOST_TEST(!edition(values));
  values["edition"] = "Aerospike Community Edition";
  BOOST_TEST(edition(values));
}

BOOST_AUTO_TEST_CASE(where_names_forge_lines_each_command_is_asked_alone) {
  auto replies = small_server();
  replies["get-config"] = "a=1;pidfile=x\nsets\tns=ns:set=forged:objects=1;b=2";
  replies["cluster-name"] = "x\nstatistics\tuptime=1";
  Server server(replies);
  const auto result = collected(server, full);
  const auto& snapshot = result.snapshot;
  BOOST_TEST(snapshot[Field::sets].value() == "");
  BOOST_TEST(snapshot[Field::config].value() == replies["get-config"]);
  BOOST_TEST(snapshot[Field::statistics].value() == replies["statistics"]);
  BOOST_TEST(snapshot[Field::cluster_name].value() == replies["cluster-name"]);
  for (std::size_t i = 2; i + 1 < server.trips.size(); ++i)
    BOOST_TEST(server.trips[i].size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_of_another_edition_is_not_greeted) {
  auto replies = small_server();
  replies["release"] = "edition=Aerospike Enterprise Edition;version=8.1.2.0";
  Server server(replies);
  BOOST_TEST(!collected(server, restarted).greeted);
  for (const auto& trip : server.trips)
    for (const auto& command : trip) BOOST_TEST(command != greeting_command);
  // The same server of the Community Edition is.
  Server community(small_server());
  BOOST_TEST(collected(community, restarted).greeted);
}
