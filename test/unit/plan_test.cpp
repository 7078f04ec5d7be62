// server/plan: what each generation is asked, and what none ever is.

#define BOOST_TEST_MODULE plan
#include "server/plan.h"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <set>
#include <tuple>

#include "base/text.h"
#include "rule/dictionary.h"

using namespace telemetry;

namespace {

const std::vector<std::string_view> one = {"ns"};
const std::vector<IndexName> one_index = {{"ns", "i"}};

const Wanted facts = {};
const Wanted every_run = {Channels().add(Channel::usage), false};
const Wanted daily = {Channels::all(), true};

std::string joined(const std::vector<Step>& steps) {
  std::string text;
  for (const auto& step : steps) text += step.command + "\n";
  return text;
}

Build build(std::string_view text) { return parse_build(text).value(); }

std::string asked(std::string_view text, const Wanted& wanted) {
  return joined(plan_sections(build(text), one, wanted));
}

// What is asked of the report of the day, beside what is asked in every run.
std::string besides(std::string_view text) {
  return joined(plan_sections(build(text), one, daily, every_run)) +
         joined(plan_indexes(build(text), one_index, daily));
}

bool asks(const std::string& commands, const std::string& command) {
  return ("\n" + commands).find("\n" + command + "\n") != std::string::npos;
}

// The last build before each change and the first after it, and far futures.
const auto builds = {
    "0.0.0.0",  "3.3.5",    "3.3.13",   "3.3.14",   "3.5.2",    "3.5.3",
    "3.5.8",    "3.5.9",    "3.6.4",    "3.7.0",    "3.8.4.1",  "3.9.0",
    "3.9.1.1",  "3.10.0",   "3.12.1.3", "3.13.0",   "3.16.0.6", "4.0.0.1",
    "4.9.0.37", "5.0.0.38", "5.1.0.3",  "5.7.0.31", "6.0.0.22", "6.1.0.1",
    "6.4.0.34", "7.0.0.26", "7.1.0.23", "7.2.0.17", "8.0.0.15", "8.1.0.0",
    "8.1.0.99", "8.1.1.0",  "8.1.2.0",  "8.2.0.0",  "9.0.0.0",  "99.1.0.0"};

}  // namespace

BOOST_AUTO_TEST_CASE(pass_one_asks_what_the_rest_depends_on) {
  BOOST_TEST(joined(plan_first()) == "build\nnamespaces\n");
}

BOOST_AUTO_TEST_CASE(the_oldest_server_is_asked_this) {
  BOOST_TEST(asked("3.3.5", every_run) ==
             "edition\nversion\nfeatures\npartition-generation\nnode\n"
             "services\nservices-alumni\nstatistics\nnamespace/ns\nudf-list\n"
             "sindex\nsets\n");
  BOOST_TEST(besides("3.3.5") ==
             "get-config\nlatency:\nthroughput:\nsindex/ns/i\n");
}

BOOST_AUTO_TEST_CASE(a_3_8_server_is_asked_this) {
  BOOST_TEST(asked("3.8.4", every_run) ==
             "edition\nversion\nfeatures\npartition-generation\nnode\n"
             "service\nservices\nservices-alternate\nservices-alumni\n"
             "statistics\nnamespace/ns\nlatency:\nthroughput:\nudf-list\n"
             "sindex\nsets\n");
  BOOST_TEST(besides("3.8.4") == "get-sl:\nget-config\nsindex/ns/i\n");
}

BOOST_AUTO_TEST_CASE(a_4_9_server_is_asked_this) {
  BOOST_TEST(asked("4.9.0.37", every_run) ==
             "edition\nversion\nbuild_os\nbuild_time\nfeatures\n"
             "partition-generation\nnode\nget-sl:\ncluster-name\n"
             "service-clear-std\npeers-clear-std\npeers-clear-alt\n"
             "alumni-clear-std\nstatistics\nnamespace/ns\nlatency:\n"
             "throughput:\nudf-list\nsindex\nsets\n");
  BOOST_TEST(besides("4.9.0.37") == "get-config\nsindex/ns/i\n");
}

BOOST_AUTO_TEST_CASE(a_6_4_and_a_7_2_and_an_8_0_server_are_asked_this) {
  for (const auto* text : {"6.4.0.34", "7.2.0.17", "8.0.0.15"}) {
    BOOST_TEST(asked(text, every_run) ==
               "edition\nversion\nbuild_os\nbuild_time\nfeatures\n"
               "partition-generation\nnode\nget-sl:\ncluster-name\n"
               "service-clear-std\npeers-clear-std\npeers-clear-alt\n"
               "alumni-clear-std\nstatistics\nnamespace/ns\nlatencies:\n"
               "udf-list\nsindex-list:b64=true\nsets\n");
    BOOST_TEST(besides(text) == "get-config\nsindex/ns/i\n");
  }
}

BOOST_AUTO_TEST_CASE(an_8_1_0_server_is_asked_this) {
  BOOST_TEST(asked("8.1.0.0", every_run) ==
             "edition\nversion\nbuild_os\nbuild_time\n"
             "partition-generation\nnode\nget-sl:\ncluster-name\n"
             "service-clear-std\npeers-clear-std\npeers-clear-alt\n"
             "alumni-clear-std\nstatistics\nnamespace/ns\nlatencies:\n"
             "udf-list\nsindex-list:b64=true\nsets\n");
  BOOST_TEST(besides("8.1.0.0") ==
             "get-config\nsindex-stat:namespace=ns;indexname=i\n");
}

BOOST_AUTO_TEST_CASE(an_8_1_1_server_and_every_later_one_are_asked_this) {
  for (const auto* text : {"8.1.1.0", "8.1.2.0", "9.0.0.0", "4000000000.0"}) {
    BOOST_TEST(asked(text, every_run) ==
               "release\npartition-generation\nnode\nget-sl:\ncluster-name\n"
               "service-clear-std\npeers-clear-std\npeers-clear-alt\n"
               "alumni-clear-std\nstatistics\nnamespace/ns\nlatencies:\n"
               "udf-list\nsindex-list:b64=true\nsets\n");
    BOOST_TEST(besides(text) ==
               "get-config\nsindex-stat:namespace=ns;indexname=i\n");
  }
}

BOOST_AUTO_TEST_CASE(each_change_comes_with_its_first_build) {
  const auto starts = [](const std::string& command, std::string_view before,
                         std::string_view first) {
    BOOST_TEST(!asks(asked(before, daily), command), command << before);
    BOOST_TEST(asks(asked(first, daily), command), command << first);
  };
  starts("get-sl:", "3.3.13", "3.3.14");
  starts("service", "3.5.2", "3.5.3");
  starts("services-alternate", "3.6.4", "3.7.0");
  starts("build_os", "3.8.4.1", "3.9.0");
  starts("build_time", "3.8.4.1", "3.9.0");
  starts("cluster-name", "3.9.1.1", "3.10.0");
  for (const auto* command : {"service-clear-std", "peers-clear-std",
                              "peers-clear-alt", "alumni-clear-std"})
    starts(command, "3.9.1.1", "3.10.0");
  starts("latencies:", "5.0.0.38", "5.1.0.3");
  starts("sindex-list:b64=true", "6.0.0.22", "6.1.0.1");
  starts("release", "8.1.0.5", "8.1.1.0");
}

BOOST_AUTO_TEST_CASE(a_command_is_no_longer_sent_from_the_build_that_drops_it) {
  const auto ends = [](const std::string& command, std::string_view last,
                       std::string_view after) {
    BOOST_TEST(asks(asked(last, daily), command), command << last);
    BOOST_TEST(!asks(asked(after, daily), command), command << after);
  };
  for (const auto* command :
       {"service", "services", "services-alternate", "services-alumni"})
    ends(command, "3.9.1.1", "3.10.0");
  ends("latency:", "5.0.0.38", "5.1.0.3");
  ends("throughput:", "5.0.0.38", "5.1.0.3");
  ends("sindex", "6.0.0.22", "6.1.0.1");
  ends("features", "8.0.0.15", "8.1.0.0");
  for (const auto* command : {"edition", "version", "build_os", "build_time"})
    ends(command, "8.1.0.5", "8.1.1.0");
}

BOOST_AUTO_TEST_CASE(
    what_is_asked_in_every_run_leaves_no_line_in_the_servers_log) {
  BOOST_TEST(!asks(asked("3.12.1.3", every_run), "get-sl:"));
  BOOST_TEST(asks(asked("3.13.0", every_run), "get-sl:"));
  for (const auto* command : {"latency:", "throughput:"}) {
    BOOST_TEST(!asks(asked("3.5.8", every_run), command));
    BOOST_TEST(asks(asked("3.5.9", every_run), command));
  }
  for (const auto* text : builds)
    BOOST_TEST(asked(text, every_run).find("sindex-stat") == std::string::npos,
               text);
}

BOOST_AUTO_TEST_CASE(an_8_1_server_is_never_sent_what_it_counts_as_deprecated) {
  const std::set<std::string> from_8_1 = {"features",
                                          "service",
                                          "services",
                                          "services-alternate",
                                          "services-alumni",
                                          "sindex",
                                          "name",
                                          "objects",
                                          "mesh",
                                          "mcast",
                                          "config-get"};
  const std::set<std::string> from_8_1_1 = {
      "edition",    "version",   "build_os",    "build_time",
      "build_arch", "build_sha", "build_ee_sha"};
  for (const auto* text : builds) {
    if (build(text) < build("8.1.0.0")) continue;
    auto steps = plan_sections(build(text), one, daily);
    for (auto& step : plan_indexes(build(text), one_index, daily))
      steps.push_back(step);
    for (const auto& step : steps) {
      const auto name =
          step.command.substr(0, step.command.find_first_of(":/"));
      BOOST_TEST(!from_8_1.contains(name), text << name);
      if (build(text) >= build("8.1.1.0"))
        BOOST_TEST(!from_8_1_1.contains(name), text << name);
      for (const auto* parameter : {":id=", ";id=", ":ns=", ";ns="})
        BOOST_TEST(step.command.find(parameter) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_server_is_ever_sent_a_command_with_side_effects) {
  const auto forbidden = {
      "dump-",          "show-devices", "jem-stats",    "thread-traces",
      "mstats",         "mtrace",       "alloc-info",   "segvtest",
      "partition-info", "replicas",     "hist-track",   "set-config",
      "-reset",         "smd",          "debug-record", "physical-devices",
      "recluster",      "quiesce",      "tip",          "truncate",
      "rack-ids",       "masking",      "bins",         "endpoints",
      "user-agent",     "hist=",        "racks",        "roster"};
  std::string table;
  for (const auto& row : plan_table()) table += std::string(row.command) + "\n";
  for (const auto* word : forbidden)
    BOOST_TEST(table.find(word) == std::string::npos, word);
}

BOOST_AUTO_TEST_CASE(commands_stand_in_their_portable_spelling) {
  // Up to 7.0 a ':' too many or too few makes another, unknown command.
  const std::set<std::string_view> with_colon = {
      "get-sl:",
      "latency:",
      "throughput:",
      "latencies:",
      "sindex-list:b64=true",
      "sindex-stat:namespace={namespace};indexname={index}"};
  for (const auto& row : plan_table())
    if (row.field != Field::greeting)
      BOOST_TEST(row.command.contains(':') == with_colon.contains(row.command),
                 row.command);
}

BOOST_AUTO_TEST_CASE(every_field_is_asked_at_most_once_by_any_build) {
  for (const auto* text : builds) {
    std::set<Field> seen;
    for (const auto& step : plan_sections(build(text), one, daily))
      BOOST_TEST(seen.insert(step.field).second, text << step.command);
    BOOST_TEST(plan_indexes(build(text), {}, daily).empty());
  }
}

BOOST_AUTO_TEST_CASE(facts_alone_ask_for_the_promised_facts_and_no_more) {
  BOOST_TEST(asked("3.3.5", facts) ==
             "edition\nnode\nstatistics\nnamespace/ns\n");
  BOOST_TEST(asked("3.10.0", facts) ==
             "edition\nnode\ncluster-name\nstatistics\nnamespace/ns\n");
  BOOST_TEST(asked("8.1.1.0", facts) ==
             "release\nnode\ncluster-name\nstatistics\nnamespace/ns\n");
  for (const auto* text : builds)
    for (const auto& step : plan_sections(build(text), one, facts)) {
      const std::set<Field> promised = {
          Field::edition,      Field::release,    Field::node,
          Field::cluster_name, Field::statistics, Field::namespace_info};
      BOOST_TEST(promised.contains(step.field), text << step.command);
    }
}

BOOST_AUTO_TEST_CASE(every_build_tells_its_edition_in_one_of_two_ways) {
  for (const auto* text : builds) {
    const auto commands = asked(text, facts);
    BOOST_TEST((asks(commands, "edition") != asks(commands, "release")), text);
  }
}

BOOST_AUTO_TEST_CASE(every_build_is_asked_what_the_channel_usage_needs) {
  for (const auto* text : builds) {
    std::set<Field> seen;
    for (const auto& step : plan_sections(build(text), one, every_run))
      seen.insert(step.field);
    for (const auto field :
         {Field::statistics, Field::namespace_info, Field::sets,
          Field::sindex_list, Field::node, Field::services, Field::udf_list,
          Field::services_alumni, Field::partition_generation})
      BOOST_TEST(seen.contains(field), text);
  }
}

BOOST_AUTO_TEST_CASE(the_configuration_is_asked_for_its_own_channel_alone) {
  const Wanted settings = {Channels().add(Channel::settings), false};
  const Wanted host = {Channels().add(Channel::host), true};
  for (const auto* text : builds) {
    BOOST_TEST(!asks(asked(text, every_run), "get-config"), text);
    BOOST_TEST(asks(asked(text, settings), "get-config"), text);
    BOOST_TEST(asked(text, host) == asked(text, facts), text);
    BOOST_TEST(plan_indexes(build(text), one_index, host).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(the_statistics_of_indexes_are_asked_once_a_day) {
  for (const auto* text : builds) {
    BOOST_TEST(plan_indexes(build(text), one_index, every_run).empty(), text);
    BOOST_TEST(plan_indexes(build(text), one_index, daily).size() == 1u, text);
  }
}

BOOST_AUTO_TEST_CASE(what_clients_name_is_asked_last) {
  for (const auto* text : builds)
    for (const auto& wanted : {every_run, daily}) {
      const auto steps = plan_sections(build(text), one, wanted);
      const auto last = steps.size() - 1;
      BOOST_TEST((steps[last].field == Field::sets), text);
      BOOST_TEST((steps[last - 1].field == Field::sindex_list), text);
      BOOST_TEST((steps[last - 2].field == Field::udf_list), text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_wanted_later_is_asked_besides_and_nothing_twice) {
  const auto add = [](auto& set, const std::vector<Step>& steps) {
    for (const auto& step : steps) set.insert(step.command);
  };
  for (const auto* text : builds)
    for (const auto& before : {facts, every_run, daily}) {
      std::multiset<std::string> timely;
      std::multiset<std::string> later;
      add(timely, plan_sections(build(text), one, daily));
      add(later, plan_sections(build(text), one, before));
      add(later, plan_sections(build(text), one, daily, before));
      BOOST_TEST((timely == later), text);
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_could_be_more_than_a_name_is_not_asked) {
  for (const auto* bad :
       {"", "a b", "a\nsets", "a\tb", "a:b", "a;b", "a/b", "a=b", "a\x7f",
        "\x01", "a\r", "12345678901234567890123456789012"})
    BOOST_TEST(!is_askable_namespace(bad), bad);
  for (const auto* good : {"test", "a-b_c.$", "{namespace}", "\xc3\xa9",
                           "1234567890123456789012345678901"})
    BOOST_TEST(is_askable_namespace(good), good);
  BOOST_TEST(is_askable_index(std::string(255, 'x')));
  BOOST_TEST(!is_askable_index(std::string(256, 'x')));
  BOOST_TEST(!is_askable_index("i\nset-config:context=service"));

  const std::vector<std::string_view> names = {"good", "b;ad", "too"};
  const auto steps = plan_sections(build("8.1.2.0"), names, facts);
  std::vector<std::size_t> items;
  for (const auto& step : steps)
    if (step.field == Field::namespace_info) items.push_back(step.item);
  BOOST_TEST(items == (std::vector<std::size_t>{0, 2}));
}

BOOST_AUTO_TEST_CASE(a_name_that_looks_like_a_mark_is_put_in_as_it_is) {
  const std::vector<IndexName> marks = {{"{index}", "{namespace}"}};
  BOOST_TEST(joined(plan_indexes(build("8.0.0.0"), marks, daily)) ==
             "sindex/{index}/{namespace}\n");
}

BOOST_AUTO_TEST_CASE(an_index_is_asked_once_however_often_it_is_listed) {
  const std::vector<IndexName> names = {
      {"ns", "i"}, {"ns", "j"}, {"ns", "i"}, {"other", "i"}, {"ns", "a;b"}};
  BOOST_TEST(joined(plan_indexes(build("8.0.0.0"), names, daily)) ==
             "sindex/ns/i\nsindex/ns/j\nsindex/other/i\n");
}

BOOST_AUTO_TEST_CASE(only_servers_that_know_log_message_are_greeted) {
  const Wanted greeting = {{}, false, true};
  const auto greeted = [&](std::string_view text) {
    return joined(plan_sections(build(text), one, greeting, facts));
  };
  BOOST_TEST(greeted("3.6.4") == "");
  for (const auto* text : {"3.7.0", "8.1.2.0"})
    BOOST_TEST(greeted(text) ==
               "log-message:message=Aerospike anonymous data collection is "
               "ACTIVE. For further information, see "
               "http://aerospike.com/aerospike-telemetry;who=Aerospike "
               "Telemetry Agent\n");
}

// The dictionary says it to people, and the plan does it.
BOOST_AUTO_TEST_CASE(the_dictionary_names_the_servers_that_the_plan_asks) {
  struct Source {
    std::string_view object;
    std::string_view key;
    std::vector<Field> fields;
  };
  const std::vector<Source> sources = {
      {"", "edition", {Field::edition, Field::release}},
      {"", "node", {Field::node}},
      {"", "cluster-name", {Field::cluster_name}},
      {"", "version", {Field::version, Field::release}},
      {"", "build_os", {Field::build_os, Field::release}},
      {"", "build_time", {Field::build_time}},
      {"", "features", {Field::features}},
      {"", "partition-generation", {Field::partition_generation}},
      {"", "succession-list", {Field::succession_list}},
      {"", "service", {Field::service}},
      {"", "services", {Field::services}},
      {"", "services-alternate", {Field::services_alternate}},
      {"", "services-alumni", {Field::services_alumni}},
      {"udfs", "num-udf-files", {Field::udf_list}}};
  const Build newest = build("99.9.9.9");
  for (const auto& source : sources) {
    BOOST_TEST_CONTEXT(source.key) {
      Build from = newest;
      Build until;
      for (const auto& row : plan_table())
        if (std::ranges::find(source.fields, row.field) !=
            source.fields.end()) {
          from = std::min(from, row.from);
          until = std::max(until, row.until);
        }
      // "FROM .." or "FROM .. LAST", where 8.0 means all that begin so.
      const auto* row = find_row(source.object, source.key);
      BOOST_REQUIRE(row != nullptr);
      const auto [first, last] = cut(row->servers, ' ');
      BOOST_TEST((build(first) == from), row->servers);
      BOOST_REQUIRE(last.starts_with(".."));
      const auto end = trim(last.substr(2));
      BOOST_TEST(end.empty() == (until > newest));
      if (end.empty()) continue;
      auto after = build(end);
      ++after.part.at(split(end, '.').size() - 1);
      BOOST_TEST((after == until), row->servers);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_field_has_the_command_of_its_generation) {
  const std::tuple<Field, const char*, const char*> commands[] = {
      {Field::build, "8.1.2.0", "build"},
      {Field::namespaces, "8.1.2.0", "namespaces"},
      {Field::services, "3.9.1.1", "services"},
      {Field::services, "3.10.0", "peers-clear-std"},
      {Field::services, "99.1.0.0", "peers-clear-std"},
      {Field::sindex_list, "0.0.0.0", "sindex"},
      {Field::sindex_list, "6.1.0.1", "sindex-list:b64=true"},
      {Field::sindex_statistics, "8.0.0.15", "sindex/{namespace}/{index}"},
      {Field::sindex_statistics, "8.1.0.0",
       "sindex-stat:namespace={namespace};indexname={index}"}};
  for (const auto& [field, server, command] : commands)
    BOOST_TEST(command_of(field, build(server)) == command, server);
}
