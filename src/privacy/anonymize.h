// From the raw snapshot to the report: what the dictionary says for each field,
// and nothing else. Pure: clock, key and host are arguments, so that the same
// inputs give the same bytes.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/host_facts.h"
#include "privacy/identifiers.h"
#include "privacy/pseudonym.h"
#include "server/snapshot.h"

namespace telemetry {

// What the agent itself puts into a report.
struct AgentFacts {
  std::uint64_t now = 0;       // seconds since 1970
  std::uint64_t interval = 0;  // seconds
  bool full = false;
  std::string email;            // "" = none; clear, as the user wrote it
  std::string outward_address;  // raw; "" = none
};

struct Anonymized {
  std::string json;
  // Everything raw that was seen, for the audit.
  Identifiers identifiers;
};

// The report on a server. Its text is ASCII without '"' and '\' in any string.
Anonymized anonymize(const ServerSnapshot& server, const HostFacts& host,
                     const AgentFacts& agent, const Pseudonymizer& names);

// The report of a run that did not reach its server.
Anonymized anonymize_down(const HostFacts& host, const AgentFacts& agent,
                          const Pseudonymizer& names);

}  // namespace telemetry
