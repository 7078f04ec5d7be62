#include "home/post_module.h"

#include <dlfcn.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "version.h"

namespace telemetry {
namespace {

struct Unload {
  void
  operator()(void* module) const {
    ::dlclose(module);  // of no effect: the module is linked with nodelete
  }
};

}  // namespace

std::string
post_module_path() {
  // What the loader's $ORIGIN means, without its way out by a variable
  // (LD_ORIGIN_PATH), and in a build whose dlopen is AddressSanitizer's too.
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return INSTALLED_POST_MODULE;  // without /proc: never relative
  return (program.parent_path() / POST_MODULE).lexically_normal().string();
}

Result<PostModule>
load_post_module(const std::string& path) {
  const std::unique_ptr<void, Unload> module(
      ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (!module) {
    const char* why = ::dlerror();
    return failure(Exit::software, std::string("cannot load the sender: ") +
                                       (why != nullptr ? why : path.c_str()));
  }
  auto* entry = reinterpret_cast<PostEntry*>(::dlsym(module.get(), post_entry));
  const auto* found = entry != nullptr ? entry(version, __VERSION__) : nullptr;
  if (found == nullptr)
    return failure(Exit::software, "cannot load the sender: " + path +
                                       " is of another build "
                                       "than this program (" +
                                       version +
                                       "): install them "
                                       "together");
  return *found;
}

}  // namespace telemetry
