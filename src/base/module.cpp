#include "base/module.h"

#include <dlfcn.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "version.h"

namespace telemetry {
namespace {

struct Unload {
  void
  operator()(void* module) const {
    ::dlclose(module);  // of no effect: a module is linked with nodelete
  }
};

}  // namespace

const void*
if_same_build(const void* table, const char* program_version,
              const char* compiler_version) {
  const bool same = std::strcmp(program_version, version) == 0 &&
                    std::strcmp(compiler_version, __VERSION__) == 0;
  return same ? table : nullptr;
}

std::string
module_path(std::string_view file) {
  // What the loader's $ORIGIN means, without its way out by a variable
  // (LD_ORIGIN_PATH), and in a build whose dlopen is AddressSanitizer's too.
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error)  // without /proc: never relative
    return (std::filesystem::path(INSTALLED_MODULES) / file).string();
  return (program.parent_path() / MODULES / file).lexically_normal().string();
}

Result<const void*>
load_module(const std::string& path, const char* entry, std::string_view what) {
  const auto refuse = [&](std::string_view why) {
    return failure(Exit::software, "cannot load " + std::string(what) + ": " +
                                       std::string(why));
  };
  // Lazily: a module itself is linked to be bound at once, but binding all that
  // the thirty libraries behind libcurl might ever call is a third of the work
  // of loading them.
  const std::unique_ptr<void, Unload> module(
      ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL));
  if (!module) {
    const char* why = ::dlerror();
    return refuse(why != nullptr ? why : path.c_str());
  }
  auto* function = reinterpret_cast<ModuleEntry*>(::dlsym(module.get(), entry));
  const auto* found =
      function != nullptr ? function(version, __VERSION__) : nullptr;
  if (found == nullptr)
    return refuse(path + " is of another build than this program (" + version +
                  "): install them together");
  return found;
}

}  // namespace telemetry
