// Whether a module and the program are of one build (module.h). A file of its
// own, so that a module has not the loader in it.

#include <cstring>

#include "base/module.h"
#include "version.h"

namespace telemetry {

const void* if_same_build(const void* table, const char* program_version,
                          const char* compiler_version) {
  const bool same = std::strcmp(program_version, version) == 0 &&
                    std::strcmp(compiler_version, __VERSION__) == 0;
  return same ? table : nullptr;
}

}  // namespace telemetry
