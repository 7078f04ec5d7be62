#include "home/post_module.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

namespace telemetry {

std::string post_module_path() {
  // What the loader's $ORIGIN means, without its way out by a variable
  // (LD_ORIGIN_PATH), and in a build whose dlopen is AddressSanitizer's too.
  std::array<char, 4096> program;
  const auto size =
      ::readlink("/proc/self/exe", program.data(), program.size());
  const std::string_view path(program.data(),
                              size > 0 ? static_cast<std::size_t>(size) : 0);
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || path.size() == program.size())
    return INSTALLED_MODULES "/post.so";  // without /proc: never relative
  return std::string(path.substr(0, slash + 1)) + MODULES "/post.so";
}

Result<PostModule> load_post_module(const std::string& path) {
  // libcurl's RTMP and LDAP, which nobody uses here, bring GnuTLS, which would
  // start itself when it is loaded.
  ::setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 0);
  // Loaded by itself, its thirty libraries look their names up among each
  // other; as a part of the module they would look through the program's first.
  // Should it fail, the module's own loading says why.
  ::dlopen(LIBCURL, RTLD_LAZY | RTLD_LOCAL);
  // Lazily: binding all that those libraries might ever call is a third of the
  // work of loading them.
  void* module = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  const void* entry =
      module != nullptr ? ::dlsym(module, "aerospike_telemetry_post") : nullptr;
  if (entry != nullptr) return *static_cast<const PostModule*>(entry);
  const char* why = ::dlerror();
  return failure(
      Exit::software,
      "cannot load the sender: " + (why != nullptr ? std::string(why) : path));
}

}  // namespace telemetry
