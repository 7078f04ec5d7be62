#include "server/plan.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

namespace telemetry {
namespace {

// The oldest server whose source is public: what is older is asked as it is.
constexpr Build oldest = {{3, 3, 5, 0}};
constexpr Build never = {{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0}};
constexpr Build v3_7 = {{3, 7, 0, 0}};
constexpr Build v3_10 = {{3, 10, 0, 0}};
constexpr Build v3_13 = {{3, 13, 0, 0}};
constexpr Build v5_1 = {{5, 1, 0, 0}};
constexpr Build v8_1 = {{8, 1, 0, 0}};    // deprecated: features, services, ...
constexpr Build v8_1_1 = {{8, 1, 1, 0}};  // release; deprecated: edition, ...

// Order: a value may be forged into the value of any later command, so what
// clients name (udf-list, indexes, sets) is at the end.
constexpr auto facts = Channel::facts;
constexpr auto usage = Channel::usage;
constexpr auto settings = Channel::settings;
constexpr auto table = std::to_array<PlanRow>({
    {"edition", Field::edition, facts, oldest, v8_1_1},
    {"version", Field::version, usage, oldest, v8_1_1},
    {"build_os", Field::build_os, usage, {{3, 9, 0, 0}}, v8_1_1},
    {"build_time", Field::build_time, usage, {{3, 9, 0, 0}}, v8_1_1},
    {"features", Field::features, usage, oldest, v8_1},
    {"release", Field::release, facts, v8_1_1, never},
    {"partition-generation", Field::partition_generation, usage, oldest, never},
    {"node", Field::node, facts, oldest, never},
    {"get-sl:", Field::succession_list, usage, {{3, 3, 14, 0}}, v3_13, true},
    {"get-sl:", Field::succession_list, usage, v3_13, never},
    {"cluster-name", Field::cluster_name, facts, v3_10, never},
    // Before 3.5.3 it may crash the server.
    {"service", Field::service, usage, {{3, 5, 3, 0}}, v3_10},
    {"service-clear-std", Field::service, usage, v3_10, never},
    {"services", Field::services, usage, oldest, v3_10},
    {"peers-clear-std", Field::services, usage, v3_10, never},
    {"services-alternate", Field::services_alternate, usage, v3_7, v3_10},
    {"peers-clear-alt", Field::services_alternate, usage, v3_10, never},
    {"services-alumni", Field::services_alumni, usage, oldest, v3_10},
    {"alumni-clear-std", Field::services_alumni, usage, v3_10, never},
    {"statistics", Field::statistics, facts, oldest, never},
    {"get-config", Field::config, settings, oldest, never},
    {"namespace/{namespace}", Field::namespace_info, facts, oldest, never},
    {"latency:", Field::latency, usage, oldest, {{3, 5, 9, 0}}, true},
    {"latency:", Field::latency, usage, {{3, 5, 9, 0}}, v5_1},
    {"throughput:", Field::throughput, usage, oldest, {{3, 5, 9, 0}}, true},
    {"throughput:", Field::throughput, usage, {{3, 5, 9, 0}}, v5_1},
    {"latencies:", Field::latencies, usage, v5_1, never},
    {"udf-list", Field::udf_list, usage, oldest, never},
    {"sindex", Field::sindex_list, usage, oldest, {{6, 1, 0, 0}}},
    // Without b64, contexts and expressions would come as text.
    {"sindex-list:b64=true", Field::sindex_list, usage, {{6, 1, 0, 0}}, never},
    {"sets", Field::sets, usage, oldest, never},
    {"log-message:message=Aerospike anonymous data collection is ACTIVE. For "
     "further information, see http://aerospike.com/aerospike-telemetry;"
     "who=Aerospike Telemetry Agent",
     Field::greeting, facts, v3_7, never},
    {"sindex/{namespace}/{index}", Field::sindex_statistics, usage, oldest,
     v8_1, true},
    // It leaves a line in the log, but the silent form is deprecated.
    {"sindex-stat:namespace={namespace};indexname={index}",
     Field::sindex_statistics, usage, v8_1, never, true},
});

bool is_for(const PlanRow& row, const Build& build) {
  const auto known = std::max(build, oldest);
  return row.from <= known && known < row.until;
}

bool is_asked(const PlanRow& row, const Build& build, const Wanted& wanted) {
  return is_for(row, build) && wanted.channels.has(row.channel) &&
         (wanted.daily || !row.daily_only) &&
         (wanted.greeting || row.field != Field::greeting);
}

// The pattern with names in the place of its marks: of the last one first, as a
// name may look like a mark.
std::string fill(std::string_view pattern, const IndexName& names) {
  const std::pair<std::string_view, std::string_view> marks[] = {
      {"{index}", names.index_name}, {"{namespace}", names.namespace_name}};
  std::string text(pattern);
  for (const auto& [mark, name] : marks)
    if (const auto at = text.find(mark); at != std::string::npos)
      text.replace(at, mark.size(), name);
  return text;
}

bool is_askable(std::string_view name, std::size_t limit) {
  return !name.empty() && name.size() <= limit &&
         std::ranges::none_of(name, [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= 0x20 || byte == 0x7f || c == ':' || c == ';' ||
                  c == '/' || c == '=';
         });
}

}  // namespace

std::span<const PlanRow> plan_table() { return table; }

std::string_view command_of(Field field, const Build& build) {
  for (const auto& row : table)
    if (row.field == field && is_for(row, build)) return row.command;
  return field == Field::build ? "build" : "namespaces";
}

bool is_askable_namespace(std::string_view name) {
  return is_askable(name, 31);
}

bool is_askable_index(std::string_view name) { return is_askable(name, 255); }

std::vector<Step> plan_first() {
  return {{"build", Field::build}, {"namespaces", Field::namespaces}};
}

std::vector<Step> plan_sections(const Build& build,
                                std::span<const std::string_view> namespaces,
                                const Wanted& wanted,
                                const std::optional<Wanted>& asked) {
  std::vector<Step> steps;
  for (const auto& row : table) {
    if (!is_asked(row, build, wanted) ||
        row.field == Field::sindex_statistics ||
        (asked && is_asked(row, build, *asked)))
      continue;
    if (row.field != Field::namespace_info) {
      steps.push_back({std::string(row.command), row.field});
      continue;
    }
    for (std::size_t i = 0; i < namespaces.size(); ++i)
      if (is_askable_namespace(namespaces[i]))
        steps.push_back({fill(row.command, {namespaces[i], {}}), row.field, i});
  }
  return steps;
}

std::vector<Step> plan_indexes(const Build& build,
                               std::span<const IndexName> indexes,
                               const Wanted& wanted) {
  std::vector<Step> steps;
  for (const auto& row : table) {
    if (!is_asked(row, build, wanted) || row.field != Field::sindex_statistics)
      continue;
    std::set<IndexName> asked;
    for (std::size_t i = 0; i < indexes.size(); ++i)
      if (is_askable_namespace(indexes[i].namespace_name) &&
          is_askable_index(indexes[i].index_name) &&
          asked.insert(indexes[i]).second)
        steps.push_back({fill(row.command, indexes[i]), row.field, i});
  }
  return steps;
}

}  // namespace telemetry
