// From the raw sections to the report: for each value what its row of the
// dictionary says, and nothing else. Pure: clock, key and host are arguments,
// so that the same inputs give the same bytes.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/host_facts.h"
#include "privacy/pseudonym.h"
#include "server/sections.h"

namespace telemetry {

// What the program itself puts into a report.
struct AgentFacts {
  std::uint64_t now = 0;        // seconds since 1970
  std::uint64_t interval = 0;   // seconds
  std::string email;            // "" = none; sent as the user wrote it
  std::string outward_address;  // raw; "" = none
};

// The report on a server, in the channels of its sections: JSON without white
// space, in ASCII without '\' in any string.
std::string anonymize(const Sections& server, const HostFacts& host,
                      const AgentFacts& agent, const Pseudonymizer& names);

// The keys of /proc/meminfo that the dictionary does not list: they are counted
// where the host's channel is sent.
std::vector<std::string_view> unknown_keys(const HostFacts& host);

// The report of a run that learned nothing from its server: `status` is one of
// the words of telemetry-agent-status.
std::string anonymize_absent(std::string_view status, const AgentFacts& agent,
                             const Pseudonymizer& names);

}  // namespace telemetry
