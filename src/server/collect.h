// Asks a server everything that its generation offers, in two or three round
// trips, and sorts the answers by field. Only where a name forges lines of a
// reply is each command asked once more, alone.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/error.h"
#include "server/info_source.h"
#include "server/snapshot.h"

namespace telemetry {

// What kind of report this run makes.
struct Decision {
  bool full = false;   // else brief
  bool greet = false;  // let the server log that it is reported on
};

// Decides from the server's uptime in seconds, or without it. It is asked
// twice: before pass two without the uptime, and after it with the uptime if
// the server told one; so it must be pure, and knowing the uptime must never
// turn a full report into a brief one. The greeting counts the second time.
using Decide = std::function<Decision(std::optional<std::uint64_t> uptime)>;

struct Collection {
  ServerSnapshot snapshot;
  bool full = false;
  bool greeted = false;  // the server took the greeting
};

// Pass one: build and namespaces. Pass two: the plan for that build. Pass
// three, only when there is something to ask in it: statistics of each index in
// a full report, the greeting, and what a full report needs besides when that
// became known by the uptime.
//
// Fails as source.ask() does in passes one and two, and with protocol when the
// server tells no build. An answer that is an error, or a third pass that
// fails, costs the fields in question only: they are absent and listed in
// `failed`.
Result<Collection> collect(InfoSource& source, const Decide& decide);

// Whether the server says that it is a Community Edition. A server that does
// not say its edition is none: every generation has a command for it.
bool is_community(const ServerSnapshot& snapshot);

}  // namespace telemetry
