// `latencies:`, `latency:` and `throughput:`: which histogram of which
// namespace has which text (info-protocol.md 2.4).

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "report/leaf.h"

namespace telemetry {

struct Histogram {
  std::string_view namespace_name;  // "" = of no namespace
  Key name;                         // read, pi-query, batch-index
  std::string_view text;            // matches Grammar::histogram
};

struct Histograms {
  std::vector<Histogram>
      items;  // each name once a namespace, in server's order
  std::uint64_t malformed = 0;
};

// Reads a reply. A histogram of an unknown namespace or name, or whose text is
// no numbers, is left out and counted; one that tells an error instead of data
// ("error-not-tracking") is left out.
Histograms read_histograms(std::string_view reply,
                           std::span<const std::string_view> namespaces);

}  // namespace telemetry
