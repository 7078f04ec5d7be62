// Collects every raw identifier that a run has seen, before anything is
// written: what is open text must not hold one of them.

#pragma once

#include <cstdint>
#include <string_view>

#include "host/host_facts.h"
#include "privacy/identifiers.h"
#include "server/snapshot.h"

namespace telemetry {

// `seed` is for Identifiers.
Identifiers harvest(const ServerSnapshot& server, const HostFacts& host,
                    std::string_view outward_address, std::uint64_t seed);

}  // namespace telemetry
