// The documents that are made from the table of options. Pure.

#pragma once

#include <string>

namespace telemetry {

// What --help prints.
std::string help_text();

// "aerospike-telemetry VERSION".
std::string version_text();

// The options, and the exit statuses, of doc/aerospike-telemetry.8, as mdoc(7).
std::string man_options();
std::string man_statuses();

// etc/aerospike-telemetry.bash-completion.
std::string completion();

}  // namespace telemetry
