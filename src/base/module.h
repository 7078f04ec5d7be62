// The modules of the program: parts with large libraries behind them, loaded
// when they are needed and not before.

#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace telemetry {

// A module's only symbol is a function of this type. C++ types cross the
// border, so both sides must be of one version and one compiler: the entry
// answers null to a build that is not its own, else what it hands out.
using ModuleEntry = const void*(const char* program_version,
                                const char* compiler_version);

// For an entry: `table` if the program is of this module's build, else null.
const void* if_same_build(const void* table, const char* program_version,
                          const char* compiler_version);

// Where a module is: relative to the program's own file (/proc/self/exe), so
// that it is found in a build tree, below DESTDIR and where it is installed
// alike; where there is no /proc, where CMake was told that it is installed. No
// variable of the environment and no setting changes it.
std::string module_path(std::string_view file);

// Loads a shared library, before a module that needs it, for what that saves.
// It then stays; that it cannot be loaded is for the module to say.
void load_library(const char* name);

// Loads the module; it then stays. Fails with software when it is not there,
// cannot be loaded, has no such entry or is not of this build; the message
// names `what` and the file.
Result<const void*> load_module(const std::string& path, const char* entry,
                                std::string_view what);

}  // namespace telemetry
