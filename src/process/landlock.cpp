#include "process/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "base/file.h"

namespace telemetry {
namespace {

// struct landlock_ruleset_attr of ABI 6; an older kernel takes the longer form
// as long as what it does not know is zero.
struct RulesetAttributes {
  std::uint64_t files;
  std::uint64_t tcp;
  std::uint64_t scope;
};

constexpr std::uint64_t execute = 1 << 0;
constexpr std::uint64_t may_read_file = 1 << 2;
constexpr std::uint64_t read_directory = 1 << 3;
constexpr std::uint64_t tcp_bind = 1 << 0;
constexpr std::uint64_t tcp_connect = 1 << 1;
constexpr std::uint64_t abstract_sockets = 1 << 0;
constexpr std::uint64_t signals = 1 << 1;

// All rights on files that an ABI knows: 13 in the first, then refer (2),
// truncate (3), ioctl on devices (5).
std::uint64_t all_files(long abi) {
  const int count = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5);
  return (std::uint64_t{1} << count) - 1;
}

bool allow_reading(int ruleset) {
  const Fd root(::open("/", O_PATH | O_CLOEXEC));
  landlock_path_beneath_attr rule = {};
  rule.allowed_access = may_read_file | read_directory;
  rule.parent_fd = root.get();
  return root && ::syscall(SYS_landlock_add_rule, ruleset,
                           LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

}  // namespace

LandlockState restrict_by_landlock(LandlockRule rule) {
  static_assert(execute == LANDLOCK_ACCESS_FS_EXECUTE &&
                may_read_file == LANDLOCK_ACCESS_FS_READ_FILE &&
                read_directory == LANDLOCK_ACCESS_FS_READ_DIR);
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                             LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return {};  // not built in, switched off, or filtered
  RulesetAttributes attributes = {};
  attributes.files = all_files(abi);
  if (abi >= 4)
    attributes.tcp =
        rule == LandlockRule::nothing ? tcp_bind | tcp_connect : tcp_bind;
  if (abi >= 6) attributes.scope = abstract_sockets | signals;
  const Fd ruleset(static_cast<int>(::syscall(
      SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) return {};
  if (rule == LandlockRule::read_only && !allow_reading(ruleset.get()))
    return {};
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return {};
  return {true, abi >= 4, abi >= 6};
}

}  // namespace telemetry
