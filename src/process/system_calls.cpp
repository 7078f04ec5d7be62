#include "process/system_calls.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "process/system_calls_table.h"

namespace telemetry {
namespace {

constexpr auto compiled = std::to_array<sock_filter>({
#include "system_call_filter.inc"
});

static_assert(std::ranges::count(compiled, own_number, &sock_filter::k) > 0);

}  // namespace

bool restrict_system_calls() {
  auto filter = compiled;
  for (auto& step : filter)
    if (step.k == own_number) step.k = static_cast<std::uint32_t>(::getpid());
  const sock_fprog program{static_cast<unsigned short>(filter.size()),
                           filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace telemetry
