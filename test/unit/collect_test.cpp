// server/collect: from a server to its sections, in two to four round trips.

#define BOOST_TEST_MODULE collect
#include "server/collect.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "support/server.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

const std::string greeting_command(
    std::ranges::find(plan_table(), Field::greeting, &PlanRow::field)->command);

const Decide facts = [](auto) { return Wanted{}; };
const Decide whole = [](auto) { return daily; };
// As a real one: the server restarted if it has been up for an hour at most.
const Decide restarted = [](std::optional<std::uint64_t> uptime) {
  const bool fresh = uptime && *uptime < 3600;
  return fresh ? Wanted{daily.channels, true, true} : Wanted{};
};

// A source that keeps what another is asked.
struct Counter : InfoSource {
  explicit Counter(InfoSource& other) : source(other) {}
  Result<Replies> ask(std::span<const std::string> commands) override {
    trips.emplace_back(commands.begin(), commands.end());
    return source.ask(commands);
  }

  InfoSource& source;
  std::vector<std::vector<std::string>> trips;
};

Server::Values small_server() {
  return {{"build", "8.1.2.0"},
          {"namespaces", "ns"},
          {"release", "edition=Aerospike Community Edition;version=8.1.2.0"},
          {"node", "BB9A"},
          {"cluster-name", "null"},
          {"statistics", "cluster_size=1;uptime=100"},
          {"namespace/ns", "objects=1"},
          {"sets", ""},
          {"sindex-list:b64=true", "ns=ns:indexname=i:set=null:bin=b:state=RW"},
          {"sindex-stat:namespace=ns;indexname=i", "entries=7"},
          {"get-config", "service.port=1"},
          {greeting_command, ""}};
}

Sections collected(InfoSource& source, const Decide& decide) {
  auto sections = collect(source, decide);
  BOOST_REQUIRE_MESSAGE(sections.has_value(),
                        (sections ? "" : sections.error().message));
  return std::move(*sections);
}

// Why a reply is missing; "" if it is not.
std::string_view why(const Sections& sections, Field field) {
  const auto found =
      std::ranges::find(sections.missing, field, &Missing::field);
  return found == sections.missing.end() ? "" : found->why;
}

bool was_greeted(const Server& server) {
  return std::ranges::any_of(server.trips, [](const auto& trip) {
    return std::ranges::find(trip, greeting_command) != trip.end();
  });
}

std::string value(const std::optional<Items>& items, std::string_view object,
                  std::string_view key) {
  if (!items) return "nothing";
  return std::string(find_value(*items, object, key).value_or("absent"));
}

std::string config_port(const Sections& sections) {
  return value(sections.config, "config", "service.port");
}

std::string entries(const Items& items) {
  return value(items, "sindexes/*", "entries");
}

const auto builds = {"4.9.0.37", "6.4.0.34", "7.2.0.17", "8.1.2.0"};

}  // namespace

BOOST_AUTO_TEST_CASE(the_facts_of_every_recorded_server_are_read) {
  for (const std::string build : builds)
    for (const std::string scenario : {"-cluster3", "-fresh"}) {
      BOOST_TEST_CONTEXT(build << scenario) {
        auto file = recorded(build + scenario);
        Counter source(file);
        const auto sections = collected(source, facts);
        BOOST_TEST(source.trips.size() == 2u);
        BOOST_TEST(source.trips[0].size() == 2u);
        BOOST_TEST(source.trips[1].size() <= 6u);
        BOOST_TEST((sections.build == parse_build(build)));
        BOOST_TEST(text_of(sections, Field::build) == build);
        BOOST_TEST((sections.channels == Channels()));
        BOOST_TEST(sections.missing.empty());
        BOOST_TEST(is_community(sections));
        BOOST_TEST(!text_of(sections, Field::node).empty());
        BOOST_TEST(!text_of(sections, Field::cluster_name).empty());
        BOOST_TEST(value(sections.statistics, "statistics", "uptime") !=
                   "absent");
        BOOST_TEST(sections.namespaces.size() ==
                   (scenario == "-fresh" ? 1u : 2u));
        for (const auto& each : sections.namespaces)
          BOOST_TEST(value(each.items, "namespaces/*", "objects") != "absent");
        BOOST_TEST(!sections.sets.has_value());
        BOOST_TEST(!sections.sindex_list.has_value());
        BOOST_TEST(!sections.config.has_value());
        BOOST_TEST(!sections.histograms.has_value());
        BOOST_TEST(sections.endpoints.empty());
      }
    }
}

BOOST_AUTO_TEST_CASE(everything_of_every_recorded_cluster_is_read) {
  for (const std::string build : builds) {
    BOOST_TEST_CONTEXT(build) {
      auto file = recorded(build + "-cluster3");
      Counter source(file);
      const auto sections = collected(source, whole);
      BOOST_TEST(source.trips.size() == 3u);
      BOOST_TEST((sections.channels == Channels::all()));
      BOOST_TEST(sections.missing.empty());
      BOOST_TEST(sections.malformed_records == 0u);
      BOOST_TEST(sections.malformed_keys == 0u);
      BOOST_TEST(sections.unknown_keys == 0u);
      BOOST_TEST(sections.sets->records.size() == 4u);
      BOOST_TEST(sections.udf_files.value() == 1u);
      BOOST_TEST(sections.endpoints.at(Field::service).size() == 1u);
      BOOST_TEST(sections.endpoints.at(Field::services).size() == 2u);
      BOOST_TEST(sections.endpoints.contains(Field::services_alternate));
      BOOST_TEST(sections.endpoints.contains(Field::services_alumni));
      BOOST_TEST(!text_of(sections, Field::partition_generation).empty());
      BOOST_TEST(!text_of(sections, Field::succession_list).contains('\n'));
      BOOST_TEST(!sections.config->empty());
      BOOST_REQUIRE(sections.sindexes.size() == 4u);
      std::uint64_t sum = 0;
      for (const auto& [name, items] : sections.sindexes)
        sum += std::stoull(entries(items));
      BOOST_TEST(sum == 2u * (130 + 141));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_indexes_two_round_trips_are_enough) {
  for (const std::string build : builds) {
    auto file = recorded(build + "-fresh");
    Counter source(file);
    BOOST_TEST(collected(source, whole).config.has_value());
    BOOST_TEST(source.trips.size() == 2u);
  }
}

BOOST_AUTO_TEST_CASE(every_generation_without_a_recording_is_collected) {
  for (const auto& name : hand_made_sessions()) {
    BOOST_TEST_CONTEXT(name) {
      auto file = recorded(name);
      const auto first = sections_of(file, every_run);
      const auto second = sections_of(file, daily);
      // get-sl: leaves a line in the log of servers before 3.13.
      BOOST_TEST(first.texts.contains(Field::succession_list) ==
                 (first.build >= Build{{3, 13, 0, 0}}));
      BOOST_TEST(second.texts.contains(Field::succession_list) ==
                 (second.build >= Build{{3, 3, 14, 0}}));
      BOOST_TEST(!first.config.has_value());
      BOOST_TEST(second.config.has_value());
      BOOST_TEST(first.sindexes.empty());
      BOOST_TEST(second.sindexes.size() == 4u);
      for (const auto* sections : {&first, &second}) {
        BOOST_TEST(sections->missing.empty());
        BOOST_TEST(sections->malformed_records == 0u);
        BOOST_TEST(sections->unknown_keys == 0u);
        BOOST_TEST(is_community(*sections));
        BOOST_TEST(value(sections->statistics, "statistics", "uptime") ==
                   "93721");
        BOOST_TEST(sections->sets->records.size() == 4u);
        BOOST_TEST(sections->sindex_list->records.size() == 4u);
        BOOST_TEST(!sections->endpoints.at(Field::services).empty());
        BOOST_TEST(sections->endpoints.contains(Field::services_alumni));
        BOOST_REQUIRE(sections->namespaces.size() == 2u);
        for (const auto& each : sections->namespaces)
          BOOST_TEST(value(each.items, "namespaces/*", "objects") == "271");
      }
      for (const auto& pass : second.replies)
        for (std::size_t i = 0; i < pass.commands().size(); ++i)
          BOOST_TEST(pass.value(i).has_value(), pass.commands()[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_a_login_is_not_collected) {
  auto file = recorded("hand/enterprise-auth");
  const auto result = collect(file, whole);
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST((result.error().exit == Exit::no_permission));
}

BOOST_AUTO_TEST_CASE(a_restart_makes_it_a_report_of_the_day_and_greets) {
  Server server(small_server());
  const auto sections = collected(server, restarted);
  BOOST_TEST((sections.channels == Channels::all()));
  BOOST_REQUIRE(server.trips.size() == 4u);
  BOOST_TEST(std::ranges::count(server.trips[2], greeting_command) == 1);
  BOOST_TEST(std::ranges::count(server.trips[2], "get-config") == 1);
  BOOST_TEST(std::ranges::count(server.trips[2], "statistics") == 0);
  BOOST_TEST(server.trips[3] ==
             std::vector<std::string>{"sindex-stat:namespace=ns;indexname=i"});
  BOOST_TEST(config_port(sections) == "1");
  BOOST_TEST(entries(sections.sindexes.at({"ns", "i"})) == "7");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_up_for_long_is_not_greeted) {
  auto values = small_server();
  values["statistics"] = "uptime=100000";
  Server server(values);
  BOOST_TEST((collected(server, restarted).channels == Channels()));
  BOOST_TEST(server.trips.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_server_that_tells_no_uptime_is_not_taken_for_restarted) {
  for (const auto* text :
       {"cluster_size=1", "uptime=", "uptime=soon", "uptime=-1", "ERROR:4:x"}) {
    auto values = small_server();
    values["statistics"] = text;
    Server server(values);
    BOOST_TEST((collected(server, restarted).channels == Channels()), text);
    BOOST_TEST(!was_greeted(server), text);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_know_the_greeting_is_not_greeted) {
  auto values = small_server();
  values["build"] = "3.3.5";
  values["edition"] = "Aerospike Community Edition";
  Server old(values);
  BOOST_TEST((collected(old, restarted).channels == Channels::all()));
  BOOST_TEST(!was_greeted(old));
}

BOOST_AUTO_TEST_CASE(a_refused_greeting_costs_nothing) {
  auto values = small_server();
  values[greeting_command] = "ERROR:81:role violation";
  Server server(values);
  const auto sections = collected(server, restarted);
  BOOST_TEST(was_greeted(server));
  BOOST_TEST(sections.missing.empty());
  BOOST_TEST(config_port(sections) == "1");
}

BOOST_AUTO_TEST_CASE(the_channels_are_those_of_the_second_decision) {
  Server server(small_server());
  const auto sections = collected(
      server, [](auto uptime) { return uptime ? every_run : Wanted{}; });
  BOOST_TEST((sections.channels == every_run.channels));
  BOOST_TEST(sections.sets.has_value());
  BOOST_TEST(sections.sindexes.empty());
  BOOST_TEST(server.trips.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_command_that_fails_costs_its_field_only) {
  auto values = small_server();
  values["sets"] = "ERROR:4:bad";
  values["namespace/ns"] = "type=unknown";
  values["sindex-stat:namespace=ns;indexname=i"] = "ERROR:201:no index";
  Server server(values);
  const auto sections = collected(server, whole);
  BOOST_TEST(!sections.sets.has_value());
  BOOST_TEST(!sections.namespaces.at(0).items.has_value());
  BOOST_TEST(sections.sindexes.empty());
  BOOST_TEST(why(sections, Field::sets) == "is an error");
  BOOST_TEST(why(sections, Field::namespace_info) == "is an error");
  BOOST_TEST(why(sections, Field::sindex_statistics) == "is an error");
  BOOST_TEST(sections.missing.size() == 3u);
  BOOST_TEST(sections.statistics.has_value());
}

BOOST_AUTO_TEST_CASE(a_command_without_a_reply_is_absent_in_silence) {
  auto values = small_server();
  values.erase("sets");
  Server server(values);
  const auto sections = collected(server, whole);
  BOOST_TEST(!sections.sets.has_value());
  BOOST_TEST(sections.missing.empty());
}

BOOST_AUTO_TEST_CASE(a_pass_that_fails_later_leaves_what_is_there) {
  Server server(small_server());
  server.fails_from = 3;
  const auto sections = collected(server, restarted);
  BOOST_TEST((sections.channels == Channels::all()));
  BOOST_TEST(sections.statistics.has_value());
  BOOST_TEST(!sections.config.has_value());
  BOOST_TEST(why(sections, Field::config) == "did not come whole");
  BOOST_TEST(why(sections, Field::sets) == "did not come whole");
  BOOST_TEST(why(sections, Field::statistics) == "");
}

BOOST_AUTO_TEST_CASE(a_pass_that_is_late_is_told_from_one_that_failed) {
  for (const std::size_t pass : {3u, 4u}) {
    Server server(small_server());
    server.fails_from = pass;
    server.error = {Exit::temporary, "late", true};
    const auto sections = collected(server, restarted);
    constexpr std::string_view late = "did not come in time";
    BOOST_TEST(why(sections, Field::config) == (pass < 4 ? late : ""));
    BOOST_TEST(why(sections, Field::sindex_statistics) ==
               (pass == 4 ? late : ""));
    BOOST_TEST(sections.statistics.has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_failing_first_or_second_pass_is_fatal) {
  for (const std::size_t pass : {1u, 2u}) {
    Server server(small_server());
    server.fails_from = pass;
    server.error.late = true;
    const auto result = collect(server, whole);
    BOOST_REQUIRE(!result.has_value());
    BOOST_TEST((result.error().exit == Exit::temporary));
    BOOST_TEST(result.error().late);
  }
}

BOOST_AUTO_TEST_CASE(a_server_without_a_build_breaks_the_protocol) {
  for (const auto* text : {"", "unknown", "ERROR:4:unrecognized command"}) {
    Server server({{"build", text}, {"namespaces", "a"}});
    const auto result = collect(server, whole);
    BOOST_TEST((result.error().exit == Exit::protocol));
    BOOST_TEST(server.trips.size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(namespaces_are_listed_once_and_bounded) {
  auto values = small_server();
  values["namespaces"] = "ns;;ns;b\nad;";
  for (int i = 0; i < 100; ++i) values["namespaces"] += std::to_string(i) + ";";
  Server server(values);
  const auto sections = collected(server, facts);
  BOOST_TEST(sections.namespaces.size() == max_namespaces);
  BOOST_TEST(sections.namespaces[0].name == "ns");
  BOOST_TEST(sections.namespaces[1].name == "b\nad");
  BOOST_TEST(!sections.namespaces[1].items.has_value());
  for (const auto& command : server.trips[1])
    BOOST_TEST(command.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_well_formed_indexes_are_asked_for_and_each_once) {
  auto values = small_server();
  values["sindex-list:b64=true"] =
      "ns=ns:indexname=i:state=RW;ns=ns:indexname=i:state=RW;"  // twice
      "ns=other:indexname=x:state=RW;"           // an unknown namespace
      "ns=ns:indexname=y:set=a:set=b:state=RW;"  // a field twice
      "ns=ns:indexname=card:4111:state=RW;"      // no field
      "ns=ns:indexname=a\nquiesce:state=RW;"     // a command in a name
      "ns=ns:indexname=a b:state=RW;"            // no name that can be asked
      "ns=ns:set=x:state=RW;ns=ns:indexname=:state=RW;;;"  // no name
      "ns=ns:indexname=s:set=y:indextype=set";             // 8.1.2
  Server server(values);
  collected(server, whole);
  BOOST_TEST(
      server.trips.at(2) ==
      (std::vector<std::string>{"sindex-stat:namespace=ns;indexname=i",
                                "sindex-stat:namespace=ns;indexname=s"}));
}

BOOST_AUTO_TEST_CASE(the_number_of_indexes_that_are_asked_for_is_bounded) {
  auto values = small_server();
  auto& list = values["sindex-list:b64=true"];
  for (std::size_t i = 0; i < max_indexes + 10; ++i)
    list += "ns=ns:indexname=x" + std::to_string(i) + ":state=RW;";
  Server server(values);
  collected(server, whole);
  BOOST_TEST(server.trips.at(2).size() == max_indexes);
}

BOOST_AUTO_TEST_CASE(only_the_community_edition_is_one) {
  const auto edition = [](Server::Values values) {
    Server server(std::move(values));
    return is_community(collected(server, facts));
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
  auto values = small_server();
  values["get-config"] = "service.port=1;pidfile=x\nsets\tforged";
  values["cluster-name"] = "x\nstatistics\tuptime=1";
  Server server(values);
  const auto sections = collected(server, whole);
  BOOST_TEST(sections.sets->malformed == 0u);
  BOOST_TEST(value(sections.config, "config", "pidfile") == "x\nsets\tforged");
  BOOST_TEST(value(sections.statistics, "statistics", "uptime") == "100");
  BOOST_TEST(text_of(sections, Field::cluster_name) == values["cluster-name"]);
  for (std::size_t i = 2; i < server.trips.size(); ++i)
    BOOST_TEST(server.trips[i].size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_of_another_edition_is_neither_greeted_nor_asked) {
  auto values = small_server();
  values["release"] = "edition=Aerospike Enterprise Edition;version=8.1.2.0";
  Server server(values);
  collected(server, restarted);
  BOOST_TEST(server.trips.size() == 2u);
  Server community(small_server());
  collected(community, restarted);
  BOOST_TEST(was_greeted(community));
}
