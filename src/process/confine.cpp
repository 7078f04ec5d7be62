#include "process/confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.h"
#include "process/descriptors.h"
#include "process/system_calls.h"

namespace telemetry {
namespace {

constexpr rlim_t memory_limit = rlim_t{1} << 30;
constexpr rlim_t descriptor_limit = 64;

constexpr std::uint16_t name_service_port = 53;

// What the C library, the modules of its name service (nsswitch.conf(5)) and
// OpenSSL open while a name is resolved and a certificate is verified. Sockets
// need no right here: the modules' daemons are asked as before.
constexpr const char* sender_reads[] = {
    // the C library
    "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf",
    "/etc/gai.conf", "/etc/services", "/etc/localtime", "/usr/share/zoneinfo",
    // where resolv.conf is made anew while we run
    "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager",
    "/run/connman",
    // modules, and what they load
    "/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
    "/usr/local/lib",
    // what modules read: sss, mdns, mymachines
    "/var/lib/sss/mc", "/etc/mdns.allow", "/run/systemd/machines",
    // the system's certificates: what is in the folder, and what that links to
    "/etc/ssl/certs", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted"};

// Landlock by its raw system calls, with numbers of its own, because the
// headers of Debian 12 end at ABI 2. struct landlock_ruleset_attr of ABI 6; an
// older kernel takes the longer form as long as what it does not know is zero.
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

// At most `most`, for good; a lower limit that is there already stays.
bool limit(__rlimit_resource what, rlim_t most) {
  rlimit now = {};
  if (::getrlimit(what, &now) != 0) return false;
  const rlimit wanted{std::min(now.rlim_cur, most),
                      std::min(now.rlim_max, most)};
  return ::setrlimit(what, &wanted) == 0;
}

bool limit_calls(Filter filter) {
  if (sanitized && (filter != Filter::raw_half ||
                    !restrict_system_calls(Filter::both_halves)))
    return false;
  return restrict_system_calls(filter);
}

Measures confine(const Reach& reach, Filter filter) {
  Measures measures;
  const auto add = [&](const char* name, bool in_force) {
    auto& names = in_force ? measures.in_force : measures.lacking;
    names.append(names.empty() ? "" : ", ").append(name);
  };
  add("no-new-privileges", ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  const long landlock = restrict_by_landlock(reach);
  add("no-dump", undumpable());
  add("memory", !sanitized && limit(RLIMIT_AS, memory_limit));
  add("descriptors", limit(RLIMIT_NOFILE, descriptor_limit));
  add("landlock-files", landlock >= 1);
  add("landlock-tcp", landlock >= 4);
  add("landlock-scope", landlock >= 6);
  add("system-calls", limit_calls(filter));
  return measures;
}

}  // namespace

long restrict_by_landlock(const Reach& reach) {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                             LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return 0;  // not built in, switched off, or filtered
  RulesetAttributes attributes = {};
  attributes.files = all_files(abi);
  if (abi >= 4) attributes.tcp = tcp_bind | (reach.ports ? tcp_connect : 0);
  if (abi >= 6) attributes.scope = abstract_sockets | signals;
  const Fd ruleset(static_cast<int>(::syscall(
      SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) return 0;
  for (const auto& path : reach.readable) allow_reading(ruleset.get(), path);
  if (abi >= 4 && reach.ports)
    for (const auto port : *reach.ports) {
      const PortRule rule{tcp_connect, port};
      ::syscall(SYS_landlock_add_rule, ruleset.get(), port_rule, &rule, 0);
    }
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return 0;
  return abi;
}

std::string Measures::text() const {
  return "in force: " + in_force +
         (lacking.empty() ? "" : "; lacking: " + lacking);
}

Measures confine_clean_half() {
  return confine({.readable = {"/"}, .ports = {}}, Filter::both_halves);
}

Measures confine_raw_half() {
  return confine({.readable = {}, .ports = std::vector<std::uint16_t>()},
                 Filter::raw_half);
}

Measures confine_sender(std::uint16_t port, const std::string& certificates) {
  Reach reach = {{std::begin(sender_reads), std::end(sender_reads)},
                 {{port, name_service_port}}};
  if (!certificates.empty()) reach.readable.push_back(certificates);
  return confine(reach, Filter::sender);
}

}  // namespace telemetry
