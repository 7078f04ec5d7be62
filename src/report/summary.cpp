#include "report/summary.h"

#include <initializer_list>
#include <limits>

#include "base/text.h"
#include "server/info_values.h"

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

using enum Operation;

// What counts operations that clients asked for: of reads, writes, deletes, UDF
// calls and scans those that succeeded, of batches and, before 5.7, of queries
// those that were started, for want of another number on all builds. Proxied
// ones are counted where the client asked, so `from_proxy_*` is not added. The
// statistics were renamed in 3.9, 5.7 and 6.0 (info-protocol.md 0.1).
constexpr auto table = std::to_array<Feed>({
    {reads, node, "stat_read_success", oldest, v3_9},
    {writes, node, "stat_write_success", oldest, v3_9},
    {deletes, node, "stat_delete_success", oldest, v3_9},
    {udfs, node, "udf_read_reqs", oldest, v3_9},
    {udfs, node, "udf_write_reqs", oldest, v3_9},
    {udfs, node, "udf_delete_reqs", oldest, v3_9},
    {batch, node, "batch_initiate", oldest, v5_0},
    {batch, node, "batch_index_initiate", oldest, newest},
    {scans, node, "tscan_succeeded", oldest, v3_9},
    {scans, node, "basic_scans_succeeded", oldest, v3_9},
    {scans, node, "aggr_scans_succeeded", oldest, v3_9},
    {scans, node, "udf_bg_scans_succeeded", oldest, v3_9},
    {queries, node, "query_lookups", oldest, v3_9},
    {queries, node, "query_agg", oldest, v3_9},

    {reads, per_namespace, "client_read_success", v3_9, newest},
    {writes, per_namespace, "client_write_success", v3_9, newest},
    {deletes, per_namespace, "client_delete_success", v3_9, newest},
    {udfs, per_namespace, "client_udf_complete", v3_9, newest},
    {scans, per_namespace, "scan_basic_complete", v3_9, v6_0},
    {scans, per_namespace, "scan_aggr_complete", v3_9, v6_0},
    {scans, per_namespace, "scan_udf_bg_complete", v3_9, v6_0},
    {scans, per_namespace, "scan_ops_bg_complete", v3_9, v6_0},
    {queries, per_namespace, "query_lookups", v3_9, v5_7},
    {queries, per_namespace, "query_agg", v3_9, v5_7},
    {queries, per_namespace, "query_udf_bg_success", v3_9, v5_7},
    {queries, per_namespace, "query_ops_bg_success", v3_9, v5_7},
    {queries, per_namespace, "query_basic_complete", v5_7, v6_0},
    {queries, per_namespace, "query_aggr_complete", v5_7, v6_0},
    {queries, per_namespace, "query_udf_bg_complete", v5_7, v6_0},
    {queries, per_namespace, "query_ops_bg_complete", v5_7, v6_0},

    {scans, per_namespace, "pi_query_short_basic_complete", v6_0, newest},
    {scans, per_namespace, "pi_query_long_basic_complete", v6_0, newest},
    {scans, per_namespace, "pi_query_aggr_complete", v6_0, newest},
    {scans, per_namespace, "pi_query_udf_bg_complete", v6_0, newest},
    {scans, per_namespace, "pi_query_ops_bg_complete", v6_0, newest},
    {queries, per_namespace, "si_query_short_basic_complete", v6_0, newest},
    {queries, per_namespace, "si_query_long_basic_complete", v6_0, newest},
    {queries, per_namespace, "si_query_aggr_complete", v6_0, newest},
    {queries, per_namespace, "si_query_udf_bg_complete", v6_0, newest},
    {queries, per_namespace, "si_query_ops_bg_complete", v6_0, newest},
});

// A server's word for where data or an index live, and ours.
struct Place {
  std::string_view word;
  Literal name;
};

constexpr auto storages = std::to_array<Place>({
    {"memory", "memory"},
    {"device", "device"},
    {"pmem", "pmem"},
});

// `undefined` and nothing at all are a Community server's default, process
// memory; `ssd` is what 4.2 called flash.
constexpr auto indexes = std::to_array<Place>({
    {"mem", "mem"},
    {"undefined", "mem"},
    {"shmem", "shmem"},
    {"pmem", "pmem"},
    {"flash", "flash"},
    {"ssd", "flash"},
});

std::optional<Literal> place(std::span<const Place> places,
                             std::string_view word) {
  for (const auto& entry : places)
    if (entry.word == word) return entry.name;
  return std::nullopt;
}

std::optional<std::uint64_t> number(std::optional<std::string_view> text) {
  return text ? to_number(*text) : std::nullopt;
}

std::uint64_t add(std::uint64_t a, std::uint64_t b) {
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  return a > most - b ? most : a + b;
}

std::optional<std::uint64_t> count_of(const Counts& counts,
                                      std::string_view name) {
  if (!counts) return std::nullopt;
  const auto found = counts->find(name);
  return found == counts->end() ? 0 : found->second;
}

// Of several words for one thing the first that is there counts.
std::optional<std::string_view> either(
    std::initializer_list<std::optional<std::string_view>> values) {
  for (const auto& value : values)
    if (value) return value;
  return std::nullopt;
}

NamespaceSummary summarize(const NamespaceReply& reply, const Counts& sets,
                           const Counts& sindexes) {
  static constexpr auto keys = std::to_array<std::string_view>(
      {"storage-engine", "type", "index-type", "objects",
       "effective_replication_factor", "repl-factor", "replication-factor"});
  NamespaceSummary summary;
  summary.name = reply.name;
  summary.sets = count_of(sets, reply.name);
  summary.sindexes = count_of(sindexes, reply.name);
  if (!reply.value) return summary;
  const auto found = find_items(*reply.value, keys);
  if (const auto word = either({found[0], found[1]}))
    summary.storage = place(storages, *word);
  const auto& index = found[2];
  summary.index = index ? place(indexes, *index) : Literal("mem");
  summary.objects = number(found[3]);
  summary.replication_factor = number(either({found[4], found[5], found[6]}));
  return summary;
}

// The feeds that count on a build, for the node or for a namespace, and what
// each is called.
struct Counting {
  std::vector<Operation> operations;
  std::vector<std::string_view> statistics;

  Counting(const Build& build, bool of_namespace) {
    for (const auto& feed : table) {
      if (feed.per_namespace != of_namespace) continue;
      if (build < feed.from || build >= feed.until) continue;
      operations.push_back(feed.operation);
      statistics.push_back(feed.statistic);
    }
  }

  void add_to(Summary& summary, std::string_view text) const {
    const auto found = find_items(text, statistics);
    for (std::size_t i = 0; i < found.size(); ++i) {
      auto& total = summary.operations[std::size_t(operations[i])];
      if (const auto value = number(found[i]))
        total = add(total.value_or(0), *value);
    }
  }
};

}  // namespace

std::span<const Feed> feeds() { return table; }

Literal operation_name(Operation operation) {
  static constexpr auto names = std::to_array<Literal>(
      {"reads", "writes", "deletes", "udfs", "batch", "scans", "queries"});
  return names[static_cast<std::size_t>(operation)];
}

Summary summarize(const ServerSnapshot& snapshot, const Counts& sets,
                  const Counts& sindexes) {
  static constexpr auto keys = std::to_array<std::string_view>(
      {"uptime", "cluster_size", "cluster_key"});
  Summary summary;
  const auto statistics = snapshot[Field::statistics].value_or("");
  const auto found = find_items(statistics, keys);
  summary.uptime = number(found[0]);
  summary.cluster_size = number(found[1]);
  summary.cluster_key = found[2];

  Counting(snapshot.build, node).add_to(summary, statistics);
  const Counting counting(snapshot.build, per_namespace);
  for (const auto& reply : snapshot.namespaces) {
    if (reply.value) counting.add_to(summary, *reply.value);
    summary.namespaces.push_back(summarize(reply, sets, sindexes));
  }
  return summary;
}

}  // namespace telemetry
