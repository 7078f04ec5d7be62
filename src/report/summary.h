// The promised facts, the same on every server generation: how long, how many
// nodes, how much of what work, where each namespace lives.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "server/sections.h"

namespace telemetry {

// The keys of summary/operations, in its order.
inline constexpr std::array<std::string_view, 7> operation_names = {
    "reads", "writes", "deletes", "udfs", "batch", "scans", "queries"};

// One statistic that feeds a number, and the builds on which it does.
struct Feed {
  std::string_view operation;
  bool per_namespace;  // else of the node
  std::string_view statistic;
  Build from;
  Build until;  // not included
};

std::span<const Feed> feeds();

struct NamespaceSummary {
  std::string_view name;
  std::optional<std::string_view> storage;
  std::optional<std::string_view> index;
  std::optional<std::uint64_t> objects;
  std::optional<std::uint64_t> replication_factor;
  std::optional<std::uint64_t> sets;
  std::optional<std::uint64_t> sindexes;
};

struct Summary {
  std::optional<std::uint64_t> uptime;
  std::optional<std::uint64_t> cluster_size;
  std::optional<std::string_view> cluster_key;
  // Totals over all namespaces since the server started; none for what this
  // generation does not count, or if the statistics of a namespace could not be
  // read. A sum that overflows stays at the maximum.
  std::map<std::string_view, std::uint64_t> operations;
  std::vector<NamespaceSummary> namespaces;
};

Summary summarize(const Sections& server);

}  // namespace telemetry
