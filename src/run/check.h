// --check: configuration, key, server, home and confinement, each as ok or as a
// problem with its remedy. No report is sent.

#pragma once

#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "config/settings.h"

namespace telemetry {

// Prints a line for each on standard output; gives the status of the worst.
Result<std::optional<Exit>> check(const Configuration& configuration,
                                  const std::optional<Switch>& off,
                                  const Log& log);

}  // namespace telemetry
