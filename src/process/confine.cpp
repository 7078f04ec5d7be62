#include "process/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

#include "process/descriptors.h"
#include "process/landlock.h"
#include "process/system_calls.h"

namespace telemetry {
namespace {

constexpr rlim_t memory_limit = rlim_t{1} << 30;
constexpr rlim_t descriptor_limit = 64;

// At most `most`, for good; a lower limit that is there already stays.
bool limit(__rlimit_resource what, rlim_t most) {
  rlimit now = {};
  if (::getrlimit(what, &now) != 0) return false;
  const rlimit wanted{std::min(now.rlim_cur, most),
                      std::min(now.rlim_max, most)};
  return ::setrlimit(what, &wanted) == 0;
}

bool limit_memory() {
#if defined(__SANITIZE_ADDRESS__)
  return false;  // AddressSanitizer takes terabytes of address space
#else
  return limit(RLIMIT_AS, memory_limit);
#endif
}

Measures confine(LandlockRule rule) {
  const bool no_new = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const bool no_dump = undumpable();
  const bool memory = limit_memory();
  const bool descriptors = limit(RLIMIT_NOFILE, descriptor_limit);
  const auto landlock = restrict_by_landlock(rule);
  return {{"no-new-privileges", no_new},
          {"no-dump", no_dump},
          {"memory", memory},
          {"descriptors", descriptors},
          {"landlock-files", landlock.files},
          {"landlock-tcp", landlock.tcp},
          {"landlock-scope", landlock.scope}};
}

// The measures that are, or are not, in force, ", " between.
std::string names_of(const Measures& measures, bool in_force) {
  std::string names;
  for (const auto& measure : measures)
    if (measure.in_force == in_force)
      names += (names.empty() ? "" : ", ") + std::string(measure.name);
  return names;
}

}  // namespace

std::string lacking(const Measures& measures) {
  return names_of(measures, false);
}

std::string measures_text(const Measures& measures) {
  const auto lacks = lacking(measures);
  return "in force: " + names_of(measures, true) +
         (lacks.empty() ? "" : "; lacking: " + lacks);
}

bool in_force(const Measures& measures, std::string_view name) {
  const auto found = std::ranges::find(measures, name, &Measure::name);
  return found != measures.end() && found->in_force;
}

Measures confine_clean_half() { return confine(LandlockRule::read_only); }

Measures confine_raw_half() {
  auto measures = confine(LandlockRule::nothing);
  measures.push_back({"system-calls", restrict_system_calls()});
  return measures;
}

}  // namespace telemetry
