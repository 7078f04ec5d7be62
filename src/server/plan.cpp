#include "server/plan.h"

#include <algorithm>
#include <array>
#include <limits>

namespace telemetry {
namespace {

// The oldest server whose source is public: what is older is asked as it is.
constexpr Build oldest = {{3, 3, 5, 0}};
constexpr Build never = {{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0}};
constexpr Build v8_1 = {{8, 1, 0, 0}};    // deprecated: features, services, ...
constexpr Build v8_1_1 = {{8, 1, 1, 0}};  // release; deprecated: edition, ...

constexpr Build greeted_from = {{3, 7, 0, 0}};

// Order: a value may be forged into the value of any later command, so what
// clients name (udf-list, indexes, sets) is at the end.
constexpr auto table = std::to_array<PlanRow>({
    {"edition", Field::edition, oldest, v8_1_1},
    {"version", Field::version, oldest, v8_1_1},
    {"build_os", Field::build_os, {{3, 9, 0, 0}}, v8_1_1},
    {"build_time", Field::build_time, {{3, 9, 0, 0}}, v8_1_1},
    {"features", Field::features, oldest, v8_1},
    {"release", Field::release, v8_1_1, never},
    {"partition-generation", Field::partition_generation, oldest, never},
    {"node", Field::node, oldest, never},
    // Logs a line a call before 3.13.
    {"get-sl:", Field::succession_list, {{3, 3, 14, 0}}, {{3, 13, 0, 0}}, true},
    {"get-sl:", Field::succession_list, {{3, 13, 0, 0}}, never},
    {"cluster-name", Field::cluster_name, {{3, 10, 0, 0}}, never},
    // Before 3.5.3 it may crash the server.
    {"service", Field::service, {{3, 5, 3, 0}}, {{3, 10, 0, 0}}},
    {"service-clear-std", Field::service, {{3, 10, 0, 0}}, never},
    {"services", Field::services, oldest, {{3, 10, 0, 0}}},
    {"peers-clear-std", Field::services, {{3, 10, 0, 0}}, never},
    {"services-alternate",
     Field::services_alternate,
     {{3, 7, 0, 0}},
     {{3, 10, 0, 0}}},
    {"peers-clear-alt", Field::services_alternate, {{3, 10, 0, 0}}, never},
    {"services-alumni", Field::services_alumni, oldest, {{3, 10, 0, 0}}},
    {"alumni-clear-std", Field::services_alumni, {{3, 10, 0, 0}}, never},
    {"statistics", Field::statistics, oldest, never},
    {"get-config", Field::config, oldest, never, true},
    {"namespace/{namespace}", Field::namespace_info, oldest, never},
    // Log a line a call before 3.5.9.
    {"latency:", Field::latency, oldest, {{3, 5, 9, 0}}, true},
    {"latency:", Field::latency, {{3, 5, 9, 0}}, {{5, 1, 0, 0}}},
    {"throughput:", Field::throughput, oldest, {{3, 5, 9, 0}}, true},
    {"throughput:", Field::throughput, {{3, 5, 9, 0}}, {{5, 1, 0, 0}}},
    {"latencies:", Field::latencies, {{5, 1, 0, 0}}, never},
    {"udf-list", Field::udf_list, oldest, never},
    {"sindex", Field::sindex_list, oldest, {{6, 1, 0, 0}}},
    // Without b64, contexts and expressions would come as text.
    {"sindex-list:b64=true", Field::sindex_list, {{6, 1, 0, 0}}, never},
    {"sets", Field::sets, oldest, never},
    {"sindex/{namespace}/{index}", Field::sindex_statistics, oldest, v8_1,
     true},
    // Logs a line a call, but the silent form is deprecated.
    {"sindex-stat:namespace={namespace};indexname={index}",
     Field::sindex_statistics, v8_1, never, true},
});

bool is_asked(const PlanRow& row, const Build& build) {
  const auto known = std::max(build, oldest);
  return row.from <= known && known < row.until;
}

// The pattern with names in the place of its marks. Marks are looked for in the
// pattern only: a name may look like one.
std::string fill(std::string_view pattern, const IndexName& names) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    const auto mark = pattern.substr(open, close + 1 - open);
    text += mark == "{index}" ? names.index_name : names.namespace_name;
    pattern.remove_prefix(close + 1);
  }
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

bool is_askable_namespace(std::string_view name) {
  return is_askable(name, 31);
}

bool is_askable_index(std::string_view name) { return is_askable(name, 255); }

std::vector<Step> plan_first() {
  return {{"build", Field::build}, {"namespaces", Field::namespaces}};
}

std::vector<Step> plan_second(const Build& build,
                              std::span<const std::string_view> namespaces,
                              bool full) {
  std::vector<Step> steps;
  for (const auto& row : table) {
    if (!is_asked(row, build) || (row.full_only && !full) ||
        row.field == Field::sindex_statistics)
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

std::vector<Step> plan_third(const Build& build,
                             std::span<const IndexName> indexes,
                             bool asked_full) {
  std::vector<Step> steps;
  for (const auto& row : table) {
    if (!is_asked(row, build) || !row.full_only) continue;
    if (row.field != Field::sindex_statistics) {
      if (!asked_full) steps.push_back({std::string(row.command), row.field});
      continue;
    }
    for (std::size_t i = 0; i < indexes.size(); ++i)
      if (is_askable_namespace(indexes[i].namespace_name) &&
          is_askable_index(indexes[i].index_name))
        steps.push_back({fill(row.command, indexes[i]), row.field, i});
  }
  return steps;
}

bool can_be_greeted(const Build& build) { return build >= greeted_from; }

}  // namespace telemetry
