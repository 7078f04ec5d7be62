// Loads the sender (post.h) when there are bytes to send. A run that sends
// nothing, and the raw half of every run, never has libcurl in its memory.

#pragma once

#include <string>

#include "home/post.h"

namespace telemetry {

// What the module hands out: the two functions of post.h.
struct PostModule {
  Result<HomeAnswer> (*post)(const Payload& payload, const Home& home,
                             std::chrono::milliseconds limit,
                             const Fence& fence);
  Result<void> (*probe)(const Home& home, std::chrono::milliseconds limit,
                        const Fence& fence);
};

// The module's entry (base/module.h): it hands out a PostModule.
inline constexpr char post_entry[] = "aerospike_telemetry_post";

std::string post_module_path();

// Loads the module; it then stays. Fails with software when it is not there,
// cannot be loaded or is not of this build; the message names the file.
Result<PostModule> load_post_module(
    const std::string& path = post_module_path());

}  // namespace telemetry
