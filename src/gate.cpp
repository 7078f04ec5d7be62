// The program's first steps: a run that is switched off ends here. Everything
// else is main.cpp, in the module run.so, which comes to the same decision by
// itself: all that this saves is the loading of what such a run does not need,
// which is most of its cost (doc/PERFORMANCE.md). Hence no library but inih is
// linked here, and none of C++'s own streams.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>

#include "base/module.h"
#include "config/options.h"
#include "config/switches.h"
#include "run/run_module.h"

namespace telemetry {
namespace {

// Whether there is nothing to do and nothing to say.
bool is_switched_off(std::span<const char* const> arguments) {
  const auto options = parse_options(arguments);
  if (!options || options->action != Action::run || options->verbose)
    return false;
  const Environment environment = [](const char* name) {
    return std::getenv(name);
  };
  if (const auto off = switched_off(environment)) return off->remark.empty();
  const auto configuration = load_settings(options->config);
  return configuration && switched_off(environment, *configuration);
}

// Everything is written and said. What forty libraries would tidy up now goes
// with the process; only a search for leaks has to wait for it.
[[noreturn]] void end(int status) {
#if defined(__SANITIZE_ADDRESS__)
  std::exit(status);
#else
  std::_Exit(status);
#endif
}

int run(int count, char** values) {
  const std::span arguments(
      values + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0));
  if (is_switched_off(arguments)) return 0;
  const auto module = load_module(module_path("run.so"), run_entry, "run.so");
  if (module) end(static_cast<const RunModule*>(*module)->run(count, values));
  std::fprintf(stderr, "aerospike-telemetry: %s\n",
               module.error().message.c_str());
  return static_cast<int>(module.error().exit);
}

}  // namespace
}  // namespace telemetry

int main(int count, char** values) {
  try {
    return telemetry::run(count, values);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "aerospike-telemetry: %s; nothing is sent\n",
                 error.what());
  }
  return static_cast<int>(telemetry::Exit::software);
}
