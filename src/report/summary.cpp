#include "report/summary.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr Build oldest = {};
constexpr Build v3_9 = {{3, 9, 0, 0}};
constexpr Build v5_0 = {{5, 0, 0, 0}};
constexpr Build v5_7 = {{5, 7, 0, 0}};
constexpr Build v6_0 = {{6, 0, 0, 0}};
constexpr Build newest = {{std::numeric_limits<std::uint32_t>::max(), 0, 0, 0}};

constexpr bool node = false;
constexpr bool per_namespace = true;

// What counts operations that clients asked for: of reads, writes, deletes, UDF
// calls and scans those that succeeded, of batches and, before 5.7, of queries
// those that were started, for want of another number on all builds. Proxied
// ones are counted where the client asked, so `from_proxy_*` is not added. The
// statistics were renamed in 3.9, 5.7 and 6.0 (doc/info-protocol.md, Statistics
// behind the summary).
constexpr auto table = std::to_array<Feed>({
    {"reads", node, "stat_read_success", oldest, v3_9},
    {"writes", node, "stat_write_success", oldest, v3_9},
    {"deletes", node, "stat_delete_success", oldest, v3_9},
    {"udfs", node, "udf_read_reqs", oldest, v3_9},
    {"udfs", node, "udf_write_reqs", oldest, v3_9},
    {"udfs", node, "udf_delete_reqs", oldest, v3_9},
    {"batch", node, "batch_initiate", oldest, v5_0},
    {"batch", node, "batch_index_initiate", oldest, newest},
    {"scans", node, "tscan_succeeded", oldest, v3_9},
    {"scans", node, "basic_scans_succeeded", oldest, v3_9},
    {"scans", node, "aggr_scans_succeeded", oldest, v3_9},
    {"scans", node, "udf_bg_scans_succeeded", oldest, v3_9},
    {"queries", node, "query_lookups", oldest, v3_9},
    {"queries", node, "query_agg", oldest, v3_9},

    {"reads", per_namespace, "client_read_success", v3_9, newest},
    {"writes", per_namespace, "client_write_success", v3_9, newest},
    {"deletes", per_namespace, "client_delete_success", v3_9, newest},
    {"udfs", per_namespace, "client_udf_complete", v3_9, newest},
    {"scans", per_namespace, "scan_basic_complete", v3_9, v6_0},
    {"scans", per_namespace, "scan_aggr_complete", v3_9, v6_0},
    {"scans", per_namespace, "scan_udf_bg_complete", v3_9, v6_0},
    {"scans", per_namespace, "scan_ops_bg_complete", v3_9, v6_0},
    {"queries", per_namespace, "query_lookups", v3_9, v5_7},
    {"queries", per_namespace, "query_agg", v3_9, v5_7},
    {"queries", per_namespace, "query_udf_bg_success", v3_9, v5_7},
    {"queries", per_namespace, "query_ops_bg_success", v3_9, v5_7},
    {"queries", per_namespace, "query_basic_complete", v5_7, v6_0},
    {"queries", per_namespace, "query_aggr_complete", v5_7, v6_0},
    {"queries", per_namespace, "query_udf_bg_complete", v5_7, v6_0},
    {"queries", per_namespace, "query_ops_bg_complete", v5_7, v6_0},

    {"scans", per_namespace, "pi_query_short_basic_complete", v6_0, newest},
    {"scans", per_namespace, "pi_query_long_basic_complete", v6_0, newest},
    {"scans", per_namespace, "pi_query_aggr_complete", v6_0, newest},
    {"scans", per_namespace, "pi_query_udf_bg_complete", v6_0, newest},
    {"scans", per_namespace, "pi_query_ops_bg_complete", v6_0, newest},
    {"queries", per_namespace, "si_query_short_basic_complete", v6_0, newest},
    {"queries", per_namespace, "si_query_long_basic_complete", v6_0, newest},
    {"queries", per_namespace, "si_query_aggr_complete", v6_0, newest},
    {"queries", per_namespace, "si_query_udf_bg_complete", v6_0, newest},
    {"queries", per_namespace, "si_query_ops_bg_complete", v6_0, newest},
});

constexpr std::string_view storages[] = {"memory", "device", "pmem"};

// `undefined` and nothing at all are a Community server's default, process
// memory; `ssd` is what 4.2 called flash.
// What a server calls the place of an index, and what we do.
constexpr std::pair<std::string_view, std::string_view> indexes[] = {
    {"mem", "mem"},   {"undefined", "mem"}, {"shmem", "shmem"},
    {"pmem", "pmem"}, {"flash", "flash"},   {"ssd", "flash"}};

std::optional<std::uint64_t> number(std::optional<std::string_view> text) {
  return text ? to_number(*text) : std::nullopt;
}

std::uint64_t add(std::uint64_t a, std::uint64_t b) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  return a > most - b ? most : a + b;
}

// How many records of the namespace the list has; nothing if the list was not
// read as a whole.
std::optional<std::uint64_t> count_of(const std::optional<RecordList>& list,
                                      std::string_view name) {
  if (!list || list->malformed > 0) return std::nullopt;
  return static_cast<std::uint64_t>(
      std::ranges::count(list->records, name, &Record::namespace_name));
}

// Of several words for one thing the first that is there counts.
std::optional<std::string_view> value_of(
    const NamespaceSection& section,
    std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (auto value = find_value(*section.items, "namespaces/*", key))
      return value;
  return std::nullopt;
}

NamespaceSummary summarize(const NamespaceSection& section,
                           const Sections& server) {
  NamespaceSummary summary;
  summary.name = section.name;
  summary.sets = count_of(server.sets, section.name);
  summary.sindexes = count_of(server.sindex_list, section.name);
  if (!section.items) return summary;
  const auto storage = value_of(section, {"storage-engine", "type"});
  if (storage && is_among(*storage, storages)) summary.storage = storage;
  const auto type = value_of(section, {"index-type"}).value_or("undefined");
  for (const auto& [theirs, ours] : indexes)
    if (theirs == type) summary.index = ours;
  summary.objects = number(value_of(section, {"objects"}));
  summary.replication_factor =
      number(value_of(section, {"effective_replication_factor", "repl-factor",
                                "replication-factor"}));
  return summary;
}

void add_operations(Summary& summary, const Build& build, bool of_namespace,
                    std::string_view object, const Items& items) {
  for (const auto& feed : table) {
    if (feed.per_namespace != of_namespace || build < feed.from ||
        build >= feed.until)
      continue;
    if (const auto value = number(find_value(items, object, feed.statistic))) {
      auto& total = summary.operations[feed.operation];
      total = add(total, *value);
    }
  }
}

}  // namespace

std::span<const Feed> feeds() { return table; }

Summary summarize(const Sections& server) {
  Summary summary;
  if (server.statistics) {
    const auto find = [&](std::string_view key) {
      return find_value(*server.statistics, "statistics", key);
    };
    summary.uptime = number(find("uptime"));
    summary.cluster_size = number(find("cluster_size"));
    summary.cluster_key = find("cluster_key");
    add_operations(summary, server.build, node, "statistics",
                   *server.statistics);
  }
  // The sum over some of the namespaces would be no total.
  const bool complete = std::ranges::all_of(
      server.namespaces,
      [](const NamespaceSection& each) { return each.items.has_value(); });
  for (const auto& each : server.namespaces) {
    if (complete)
      add_operations(summary, server.build, per_namespace, "namespaces/*",
                     *each.items);
    summary.namespaces.push_back(summarize(each, server));
  }
  return summary;
}

}  // namespace telemetry
