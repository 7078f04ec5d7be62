#include "home/post_module.h"

#include "base/module.h"

namespace telemetry {

std::string
post_module_path() {
  return module_path("post.so");
}

Result<PostModule>
load_post_module(const std::string& path) {
  const auto module = load_module(path, post_entry, "the sender");
  if (!module) return std::unexpected(module.error());
  return *static_cast<const PostModule*>(*module);
}

}  // namespace telemetry
