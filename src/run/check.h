// --check: configuration, key, server, home and confinement, each as ok or as a
// problem with its remedy. No report is sent.

#pragma once

#include "base/error.h"
#include "config/options.h"
#include "config/switches.h"

namespace telemetry {

// Prints a line for each on standard output; gives the status of the worst.
Result<Exit> check(const Options& options, const Environment& environment);

}  // namespace telemetry
