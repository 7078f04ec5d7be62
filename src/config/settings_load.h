// Reads CONFIG and the files beside it.

#pragma once

#include <string>

#include "config/settings.h"

namespace telemetry {

inline constexpr char default_config[] = "/etc/aerospike/telemetry.conf";

// Reads CONFIG and then, in the order of their names, the *.conf in the
// directory CONFIG.d, which may be missing. Each has at most 1 MiB, and there
// are at most 256. Fails with no_input or no_permission for a file that is
// missing or cannot be read, with config for a text that parse_settings()
// refuses; not so if `disable = true` was read in another of the files.
Result<Configuration> load_settings(const std::string& config);

// The files that load_settings() reads, CONFIG first. Fails with
// no_permission when CONFIG.d may not be read, with config when it holds too
// many.
Result<std::vector<std::string>> config_files(const std::string& config);

}  // namespace telemetry
