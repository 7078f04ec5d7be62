#include "process/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

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

// struct landlock_net_port_attr of ABI 4, for a rule of type 2.
struct PortRule {
  std::uint64_t access;
  std::uint64_t port;
};
constexpr int port_rule = 2;

constexpr std::uint64_t read_file = 1 << 2;
constexpr std::uint64_t read_directory = 1 << 3;
constexpr std::uint64_t tcp_bind = 1 << 0;
constexpr std::uint64_t tcp_connect = 1 << 1;
constexpr std::uint64_t abstract_sockets = 1 << 0;
constexpr std::uint64_t signals = 1 << 1;
static_assert(read_file == LANDLOCK_ACCESS_FS_READ_FILE &&
              read_directory == LANDLOCK_ACCESS_FS_READ_DIR);

// All rights on files that an ABI knows: 13 in the first, then refer (2),
// truncate (3), ioctl on devices (5).
std::uint64_t all_files(long abi) {
  const int count = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5);
  return (std::uint64_t{1} << count) - 1;
}

// What cannot be allowed stays forbidden: the caller need not hear of it.
void allow_reading(int ruleset, const std::string& path) {
  const Fd file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!file) return;
  // The second for what is no folder: the kernel takes no right to list it.
  for (const auto access : {read_file | read_directory, read_file}) {
    landlock_path_beneath_attr rule = {};
    rule.allowed_access = access;
    rule.parent_fd = file.get();
    if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
                  &rule, 0) == 0)
      return;
  }
}

}  // namespace

LandlockState restrict_by_landlock(const Reach& reach) {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                             LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return {};  // not built in, switched off, or filtered
  RulesetAttributes attributes = {};
  attributes.files = all_files(abi);
  if (abi >= 4) attributes.tcp = tcp_bind | (reach.ports ? tcp_connect : 0);
  if (abi >= 6) attributes.scope = abstract_sockets | signals;
  const Fd ruleset(static_cast<int>(::syscall(
      SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) return {};
  for (const auto& path : reach.readable) allow_reading(ruleset.get(), path);
  if (abi >= 4 && reach.ports)
    for (const auto port : *reach.ports) {
      const PortRule rule{tcp_connect, port};
      ::syscall(SYS_landlock_add_rule, ruleset.get(), port_rule, &rule, 0);
    }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return {};
  return {true, abi >= 4, abi >= 6};
}

}  // namespace telemetry
