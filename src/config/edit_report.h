// What a person is told after --disable, --enable and --set-*. Pure.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/settings.h"
#include "config/settings_edit.h"

namespace telemetry {

// What a person must know after the changes were made in `config`: a file
// beside it or the environment still decides otherwise, or the configuration
// as a whole has something wrong. `now` is what load_settings() says now.
std::vector<std::string> remarks_on_changes(
    std::span<const SettingChange> changes, const std::string& config,
    const Result<Configuration>& now, const std::optional<Switch>& environment);

// The lines for standard output: what edit_file() reported, that it holds from
// the next run on, the remarks, and how the schedule is made to agree if the
// interval was given.
std::string edit_message(const std::string& config,
                         std::span<const SettingChange> changes,
                         std::span<const std::string> report,
                         std::span<const std::string> remarks);

}  // namespace telemetry
