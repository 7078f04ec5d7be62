#include "base/module.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "version.h"

namespace telemetry {
namespace {

struct Unload {
  void operator()(void* module) const {
    ::dlclose(module);  // of no effect: a module is linked with nodelete
  }
};

}  // namespace

std::string module_path(std::string_view file) {
  // What the loader's $ORIGIN means, without its way out by a variable
  // (LD_ORIGIN_PATH), and in a build whose dlopen is AddressSanitizer's too.
  std::array<char, 4096> program;
  const auto size =
      ::readlink("/proc/self/exe", program.data(), program.size());
  const std::string_view path(program.data(),
                              size > 0 ? static_cast<std::size_t>(size) : 0);
  const auto slash = path.rfind('/');
  std::string folder = INSTALLED_MODULES;  // without /proc: never relative
  if (slash != std::string_view::npos && path.size() < program.size())
    folder = std::string(path.substr(0, slash + 1)) + MODULES;
  return folder + "/" + std::string(file);
}

void load_library(const char* name) { ::dlopen(name, RTLD_LAZY | RTLD_LOCAL); }

Result<const void*> load_module(const std::string& path, const char* entry,
                                std::string_view what) {
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
