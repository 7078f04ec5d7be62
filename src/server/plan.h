// Which commands a server of a given build is asked, and in what order. One
// table (plan.cpp) says for each command its field, the builds that are asked,
// and the channel that needs it. Pure.
//
// Three rules hold for every build. No command leaves a line in the server's
// log on behalf of a report that is sent in every run. No deprecated command is
// sent to a server that counts them (8.1 and later). Values that hold names
// chosen by clients come last in a request (info_protocol.h says why).

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rule/channel.h"
#include "server/info_values.h"

namespace telemetry {

// How many of the server's names become commands.
inline constexpr std::size_t max_namespaces = 32;
inline constexpr std::size_t max_indexes = max_namespaces * 256;

// What is asked, one a command.
enum class Field {
  build,
  namespaces,
  edition,
  version,
  build_os,
  build_time,
  features,
  release,
  partition_generation,
  node,
  succession_list,
  cluster_name,
  service,
  services,
  services_alternate,
  services_alumni,
  statistics,
  config,
  latencies,
  latency,
  throughput,
  udf_list,
  sindex_list,
  sets,
  namespace_info,     // one a namespace
  sindex_statistics,  // one an index
  greeting,           // nothing: the server logs that it is reported on
};

// A row of the table. `command` may hold {namespace} and {index}, which stand
// for each of them in turn.
struct PlanRow {
  std::string_view command;
  Field field;
  Channel channel;  // that needs it
  Build from;       // the first build that is asked,
  Build until;      // and the first that no longer is
  // It leaves a line in the server's log each time, so it is asked once a day.
  bool daily_only = false;
};

// In the order of sending.
std::span<const PlanRow> plan_table();

// The command that asks a server of this build for a field, as the table spells
// it: no name stands in it.
std::string_view command_of(Field field, const Build& build);

// What a run asks for.
struct Wanted {
  Channels channels;
  bool daily = false;     // the report of the day
  bool greeting = false;  // let the server log that it is reported on
};

// One command to send. `item` counts the namespaces or the indexes, as they
// were given, for fields that have several values.
struct Step {
  std::string command;
  Field field;
  std::size_t item = 0;
};

struct IndexName {
  std::string_view namespace_name;
  std::string_view index_name;

  auto operator<=>(const IndexName&) const = default;
};

// Whether a name may stand in a command: no byte that ends a command, a
// parameter or a part of a path, and not longer than the server allows.
bool is_askable_namespace(std::string_view name);
bool is_askable_index(std::string_view name);

// Pass one: what every later command depends on.
std::vector<Step> plan_first();

// Pass two: what is wanted, but for the statistics of each index. Names that
// are not askable are left out. Pass three is the same once more, without what
// was `asked` in pass two.
std::vector<Step> plan_sections(const Build& build,
                                std::span<const std::string_view> namespaces,
                                const Wanted& wanted,
                                const std::optional<Wanted>& asked = {});

// Pass four: the statistics of each index, once each, if they are wanted.
std::vector<Step> plan_indexes(const Build& build,
                               std::span<const IndexName> indexes,
                               const Wanted& wanted);

}  // namespace telemetry
