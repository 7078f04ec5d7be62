#include "home/post_module.h"

#include <cstdlib>

#include "base/module.h"

namespace telemetry {
namespace {

// Loading it is a quarter of a run's work (doc/PERFORMANCE.md), and would be
// more. Should it fail, the sender's own loading says why.
void load_libcurl() {
  // Its RTMP and LDAP, which nobody uses here, bring GnuTLS, which would start
  // itself when it is loaded.
  ::setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 0);
  // Loaded by itself, its thirty libraries look their names up among each
  // other; as a part of the sender they would look through C++'s library first.
  load_library(LIBCURL);
}

}  // namespace

std::string post_module_path() { return module_path("post.so"); }

Result<PostModule> load_post_module(const std::string& path) {
  load_libcurl();
  const auto module = load_module(path, post_entry, "the sender");
  if (!module) return std::unexpected(module.error());
  return *static_cast<const PostModule*>(*module);
}

}  // namespace telemetry
