// --status: gathers what config/status.h puts into words.

#pragma once

#include <optional>

#include "base/error.h"
#include "config/options.h"
#include "config/settings.h"

namespace telemetry {

// Prints on standard output; gives ok if reporting is on, else disabled.
Result<std::optional<Exit>> show_status(const Options& options,
                                        const Configuration& configuration,
                                        const std::optional<Switch>& off);

}  // namespace telemetry
