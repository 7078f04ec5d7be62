// Loads the sender (post.h) when there are bytes to send. A run that sends
// nothing, and the raw half of every run, never has libcurl in its memory.

#pragma once

#include <string>

#include "home/post.h"

namespace telemetry {

// What the module hands out as aerospike_telemetry_post: the functions of
// post.h. It is of this program's build, as both are installed together.
struct PostModule {
  decltype(&telemetry::post) post;
  decltype(&telemetry::probe) probe;
};

// Where the module is: relative to the program's own file (/proc/self/exe), so
// that it is found in a build tree, below DESTDIR and where it is installed
// alike; where there is no /proc, where CMake was told that it is installed. No
// variable of the environment and no setting changes it.
std::string post_module_path();

// Loads the module; it then stays. Fails with software when it is not there or
// cannot be loaded; the message names the file.
Result<PostModule> load_post_module(
    const std::string& path = post_module_path());

}  // namespace telemetry

// Defined in the module, its only symbol.
extern "C" __attribute__((visibility("default")))
const telemetry::PostModule aerospike_telemetry_post;
