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

bool limit_calls(Filter filter) {
#if defined(__SANITIZE_ADDRESS__)
  return filter == Filter::raw_half &&
         restrict_system_calls(Filter::both_halves) &&
         restrict_system_calls(filter);
#else
  return restrict_system_calls(filter);
#endif
}

Measures confine(const Reach& reach, Filter filter) {
  const bool no_new = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const bool no_dump = undumpable();
  const bool memory = limit_memory();
  const bool descriptors = limit(RLIMIT_NOFILE, descriptor_limit);
  const auto landlock = restrict_by_landlock(reach);
  return {{"no-new-privileges", no_new},
          {"no-dump", no_dump},
          {"memory", memory},
          {"descriptors", descriptors},
          {"landlock-files", landlock.files},
          {"landlock-tcp", landlock.tcp},
          {"landlock-scope", landlock.scope},
          {"system-calls", limit_calls(filter)}};
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

Measures confine_clean_half() {
  return confine({.readable = {"/"}, .ports = {}}, Filter::both_halves);
}

Measures confine_raw_half() {
  return confine({.readable = {}, .ports = {{}}}, Filter::raw_half);
}

Measures confine_sender(std::span<const std::uint16_t> ports,
                        const std::string& certificates) {
  Reach reach = {{std::begin(sender_reads), std::end(sender_reads)},
                 {{ports.begin(), ports.end()}}};
  if (!certificates.empty()) reach.readable.push_back(certificates);
  reach.ports->push_back(name_service_port);
  return confine(reach, Filter::sender);
}

}  // namespace telemetry
