// Asks a server what the wanted channels need, in two to four round trips, and
// parses the answers into sections. Only where a name forges lines of a reply
// is each command asked once more, alone.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/error.h"
#include "server/info_protocol.h"
#include "server/plan.h"
#include "server/sections.h"

namespace telemetry {

// What this run asks for, from the server's uptime in seconds or without it. It
// is called twice: before pass two without the uptime, and after it with the
// uptime if the server told one; so it must be pure, and knowing the uptime
// must never make it want less. A greeting counts the second time.
using Decide = std::function<Wanted(std::optional<std::uint64_t> uptime)>;

// Pass one: build and namespaces. Pass two: what is wanted of that build. Then,
// only when there is something to ask: what is wanted besides since the uptime
// is known, with the greeting, and the statistics of each index.
//
// Fails as source.ask() does in passes one and two, and with protocol when the
// server tells no build. An answer that is an error, or a later pass that
// fails, costs the fields in question only: they are absent, and `missing` says
// why.
Result<Sections> collect(InfoSource& source, const Decide& decide);

// Whether the server says that it is a Community Edition. A server that does
// not say its edition is none: every generation has a command for it.
bool is_community(const Sections& sections);

}  // namespace telemetry
