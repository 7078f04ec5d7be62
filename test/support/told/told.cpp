// A sender that reaches nobody. In the place of home's message it says how many
// milliseconds it was given, so that a test need not wait until they have
// passed, and what the clean half, in which it runs, lets it do.
//
// Built into a post.so of its own (CMakeLists.txt), which no package holds.

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "home/post_module.h"

namespace telemetry {

Result<HomeAnswer> post(const Payload&, const Home&,
                        std::chrono::milliseconds limit) {
  const Fd file(::open("/tmp/aerospike-telemetry-crime",
                       O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ::execl("/bin/true", "true", nullptr);  // had it worked, nothing is said
  return HomeAnswer{200, R"({"message":")" + std::to_string(limit.count()) +
                             " ms, writes " + (file ? "files" : "nothing") +
                             R"(, starts nothing"})"};
}

Result<void> probe(const Home&, std::chrono::milliseconds limit) {
  return failure(Exit::temporary, std::to_string(limit.count()) + " ms");
}

}  // namespace telemetry

const telemetry::PostModule aerospike_telemetry_post = {&telemetry::post,
                                                        &telemetry::probe};
