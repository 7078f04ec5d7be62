// Which commands a server of a given build is asked, and in what order. One
// table (plan.cpp) says for each command its field, the builds that are asked,
// the pass, and whether only a full report needs it. Pure.
//
// Three rules hold for every build. No command leaves a line in the server's
// log on behalf of a brief report. No deprecated command is sent to a server
// that counts them (8.1 and later). Values that hold names chosen by clients
// come last in a request (info_protocol.h says why).

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/snapshot.h"

namespace telemetry {

// How many of the server's names become commands.
inline constexpr std::size_t max_namespaces = 32;
inline constexpr std::size_t max_indexes = max_namespaces * 256;

// What log-message makes the server write into its log: that it is reported on.
inline constexpr std::string_view greeting_command =
    "log-message:message=Aerospike anonymous data collection is ACTIVE. For "
    "further information, see http://aerospike.com/aerospike-telemetry;"
    "who=Aerospike Telemetry Agent";

// A row of the table. `command` may hold {namespace} and {index}, which stand
// for each of them in turn.
struct PlanRow {
  std::string_view command;
  Field field;
  Build from;   // the first build that is asked,
  Build until;  // and the first that no longer is
  bool full_only = false;
};

// Rows of pass one and of the later passes, in the order of sending.
std::span<const PlanRow> plan_table();

// One command to send and where its value belongs: `item` counts the namespaces
// or the indexes, as they were given, for fields that have several values.
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

// Pass two. Names that are not askable are left out. With `full` false, the
// rows that only a full report needs are left out.
std::vector<Step> plan_second(const Build& build,
                              std::span<const std::string_view> namespaces,
                              bool full);

// Pass three of a full report: what pass two left out if it was made with
// `asked_full` false, and the statistics of each index.
std::vector<Step> plan_third(const Build& build,
                             std::span<const IndexName> indexes,
                             bool asked_full);

// Whether the build knows log-message.
bool can_be_greeted(const Build& build);

}  // namespace telemetry
