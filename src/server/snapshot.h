// What the server said, raw, sorted by field. Nothing of this ever leaves the
// raw half: only anonymize() reads it.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/info_source.h"

namespace telemetry {

// The leading dotted numbers of the reply to `build`; 8.1.2.0-rc4 is 8.1.2.0.
struct Build {
  std::array<std::uint32_t, 4> part = {};

  auto operator<=>(const Build&) const = default;
};

// The parts of a report that come from the server, one a command.
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
  sindex_statistics,  // one an index, in a full report
  count
};

struct NamespaceReply {
  std::string_view name;
  std::optional<std::string_view> value;  // nothing: failed or not askable
};

struct SindexReply {
  std::string_view namespace_name;
  std::string_view index_name;
  std::string_view value;
};

struct ServerSnapshot {
  std::vector<Replies> passes;  // owns all text that the views below show
  Build build;

  // A value that is no error; nothing where the server has none.
  std::array<std::optional<std::string_view>, std::size_t(Field::count)> values;
  std::vector<NamespaceReply> namespaces;  // in the server's order
  std::vector<SindexReply> sindexes;
  // Fields whose command answered an error: a log line each, by main.
  std::vector<Field> failed;

  const std::optional<std::string_view>& operator[](Field field) const {
    return values[static_cast<std::size_t>(field)];
  }
};

}  // namespace telemetry
