#include "process/system_calls.h"

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <span>

#include "process/system_calls_table.h"

namespace telemetry {
namespace {

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

// A fence with a hole is not called a fence: whatever fails, all fails.
class Rules {
 public:
  Rules() : filter_(::seccomp_init(SCMP_ACT_ALLOW)) {
    // Calls by another architecture's numbers (x32, i386).
    good_ = filter_ != nullptr &&
            ::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH,
                               SCMP_ACT_KILL_PROCESS) == 0 &&
            // A tree, not a list: the kernel walks it for every call.
            ::seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0;
  }

  void add(std::uint32_t action, std::span<const char* const> names,
           const Condition& condition = {}) {
    for (const char* name : names) add(action, {name, condition});
  }
  void add(std::uint32_t action, std::span<const Looked> rows) {
    for (const auto& row : rows) add(action, row);
  }

  bool load() const { return good_ && ::seccomp_load(filter_.get()) == 0; }

 private:
  // Below zero: not on this architecture; __NR_SCMP_ERROR: what is that?
  static int number_of(const char* name) {
    const int known = ::seccomp_syscall_resolve_name(name);
    if (known != __NR_SCMP_ERROR) return known;
    const auto* found = std::ranges::find(newer, name, &Newer::name);
    return found != std::end(newer) ? found->number : __NR_SCMP_ERROR;
  }

  void add(std::uint32_t action, const Looked& row) {
    const int number = number_of(row.name);
    if (number == __NR_SCMP_ERROR) good_ = false;
    if (!good_ || number < 0) return;
    const scmp_arg_cmp conditions[] = {compared(row.first),
                                       compared(row.second)};
    const unsigned count = (row.first.test != Condition::Test::none) +
                           (row.second.test != Condition::Test::none);
    good_ = ::seccomp_rule_add_array(filter_.get(), action, number, count,
                                     conditions) == 0;
  }

  static scmp_arg_cmp compared(const Condition& condition) {
    switch (condition.test) {
      case Condition::Test::bits:
        return {condition.argument, SCMP_CMP_MASKED_EQ, condition.mask,
                condition.value};
      case Condition::Test::above:
        return {condition.argument, SCMP_CMP_GT, condition.value, 0};
      default:
        return {condition.argument, SCMP_CMP_NE, condition.value, 0};
    }
  }

  std::unique_ptr<void, Release> filter_;
  bool good_ = false;
};

// Asked without libseccomp, which would go on with prctl(2) where there is no
// seccomp(2): there, in an emulator, the filter would meet the emulator.
bool can_kill() {
  const std::uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

}  // namespace

bool restrict_system_calls(Filter filter) {
  if (!can_kill()) return false;
  constexpr auto kill = SCMP_ACT_KILL_PROCESS;
  constexpr auto refuse = SCMP_ACT_ERRNO(EPERM);
  constexpr auto not_there = SCMP_ACT_ERRNO(ENOSYS);
  Rules rules;
  if (filter == Filter::both_halves) {
    rules.add(kill, killed_in_both);
    rules.add(refuse, refused_in_both);
    rules.add(refuse, looked_at_in_both);
    rules.add(not_there, not_there_in_both);
    return rules.load();
  }
  rules.add(kill, killed_alone);
  rules.add(refuse, refused_alone);
  rules.add(refuse, looked_at_alone);
  rules.add(not_there, not_there_alone);
  rules.add(refuse, to_itself_alone,
            is_not(0, static_cast<std::uint64_t>(::getpid())));
  if (filter == Filter::raw_half) {
    rules.add(kill, killed_in_raw);
    rules.add(refuse, refused_in_raw);
    rules.add(refuse, looked_at_in_raw);
  } else {
    rules.add(kill, killed_in_sender);
    rules.add(refuse, looked_at_in_sender);
  }
  return rules.load();
}

}  // namespace telemetry
