// The actions that send nothing: documents, edits, keys, recordings, status and
// check. Each function gives the exit status if the action is one of its own.

#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/log.h"
#include "config/options.h"
#include "config/switches.h"

namespace telemetry {

// --version, --help, --print, --explain, --disable, --enable, --set-*: what
// needs no configuration, or changes it.
Result<std::optional<Exit>> act_without_settings(
    const Options& options, const Environment& environment);

// --status, --check, --new-key, --record.
Result<std::optional<Exit>> act_with_settings(
    const Options& options, const Configuration& configuration,
    const std::optional<Switch>& off, const Log& log);

// Writes all of the text to standard output. Fails with temporary when nobody
// takes it.
Result<void> print_all(std::string_view text);

}  // namespace telemetry
