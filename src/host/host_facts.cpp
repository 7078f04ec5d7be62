#include "host/host_facts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t kib = 1024;

// Kinds of processors in one host; more is garbage.
constexpr std::size_t max_cpu_kinds = 64;

constexpr auto cpu_fields = std::to_array<std::string_view>(
    {"vendor_id", "cpu family", "model", "stepping", "flags", "CPU implementer",
     "CPU architecture", "CPU part", "CPU revision", "Features"});

// Name and value of a line `name : value`.
std::pair<std::string_view, std::string_view> cut_line(std::string_view line) {
  const auto [name, value] = cut(line, ':');
  return {trim(name), trim(value)};
}

void add_cpu(std::vector<CpuFacts>& cpus, CpuFacts& cpu) {
  if (cpu.fields.empty()) return;
  const auto same = std::ranges::find(cpus, cpu.fields, &CpuFacts::fields);
  if (same != cpus.end()) {
    ++same->count;
    same->megahertz = std::max(same->megahertz, cpu.megahertz);
  } else if (cpus.size() < max_cpu_kinds) {
    cpu.count = 1;
    cpus.push_back(std::move(cpu));
  }
  cpu = {};
}

// A clock changes from one look to the next, so it is rounded.
std::uint64_t in_hundreds(std::string_view megahertz) {
  return (std::min<std::uint64_t>(to_number(megahertz).value_or(0), 99'900) +
          50) /
         100 * 100;
}

bool has_name(const std::vector<NamedText>& list, std::string_view name) {
  return std::ranges::find(list, name, &NamedText::first) != list.end();
}

// The value of an assignment as a shell would read it, without expansion.
std::string unquote(std::string_view text) {
  const char quote = text.empty() ? '\0' : text.front();
  if (quote != '"' && quote != '\'') return std::string(text);
  text.remove_prefix(1);
  std::string value;
  for (std::size_t i = 0; i < text.size() && text[i] != quote; ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return value;
}

// Addresses of documentation (RFC 5737, RFC 3849): they take the default route
// and are nobody's.
constexpr const char* outside_v4 = "192.0.2.1";
constexpr const char* outside_v6 = "2001:db8::1";
constexpr std::uint16_t discard_port = 9;

// The members are those of a socket address of this family.
template <class Address, class Bytes>
std::optional<std::string> own_address(sa_family_t family,
                                       in_port_t Address::*port,
                                       Bytes Address::*bytes,
                                       const char* outside) {
  Address end = {};
  auto* const generic = reinterpret_cast<sockaddr*>(&end);
  generic->sa_family = family;
  end.*port = htons(discard_port);
  ::inet_pton(family, outside, &(end.*bytes));
  socklen_t size = sizeof end;
  const Fd fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  std::array<char, INET6_ADDRSTRLEN> text = {};
  // The other end becomes what the kernel chose as our end.
  if (!fd || ::connect(fd.get(), generic, size) != 0 ||
      ::getsockname(fd.get(), generic, &size) != 0 ||
      !::inet_ntop(family, &(end.*bytes), text.data(), text.size()))
    return std::nullopt;
  return text.data();
}

}  // namespace

std::vector<NamedText> parse_meminfo(std::string_view text) {
  std::vector<NamedText> pairs;
  while (!text.empty()) {
    const auto [name, value] = cut_line(take_until(text, '\n'));
    if (!name.empty() && !value.empty() && !has_name(pairs, name))
      pairs.emplace_back(name, value);
  }
  return pairs;
}

std::vector<CpuFacts> parse_cpuinfo(std::string_view text) {
  std::vector<CpuFacts> cpus;
  CpuFacts cpu;
  while (!text.empty()) {
    const auto [name, value] = cut_line(take_until(text, '\n'));
    // Each processor is a paragraph that begins with its number.
    if (name.empty() || name == "processor") add_cpu(cpus, cpu);
    if (std::ranges::find(cpu_fields, name) != cpu_fields.end() &&
        !has_name(cpu.fields, name))
      cpu.fields.emplace_back(name, value);
    if (name == "cpu MHz") cpu.megahertz = in_hundreds(cut(value, '.').first);
  }
  add_cpu(cpus, cpu);
  return cpus;
}

OsRelease parse_os_release(std::string_view text) {
  OsRelease os;
  while (!text.empty()) {
    const auto line = trim(take_until(text, '\n'));
    const auto [name, value] = cut(line, '=');
    if (name == "ID") os.id = unquote(value);
    if (name == "VERSION_ID") os.version_id = unquote(value);
  }
  return os;
}

std::optional<KernelFacts> read_kernel_facts() {
  utsname names = {};
  if (::uname(&names) != 0) return std::nullopt;
  return KernelFacts{names.sysname, names.nodename, names.release,
                     names.machine};
}

HostFacts read_host_facts(const std::string& root,
                          std::optional<KernelFacts> kernel) {
  const auto text_of = [&root](const std::string& path, std::size_t limit) {
    return read_file(root + path, limit).value_or("");
  };
  HostFacts facts;
  facts.meminfo = parse_meminfo(text_of("/proc/meminfo", 64 * kib));
  facts.cpus = parse_cpuinfo(text_of("/proc/cpuinfo", 4096 * kib));
  auto os_release = text_of("/etc/os-release", 64 * kib);
  if (os_release.empty()) os_release = text_of("/usr/lib/os-release", 64 * kib);
  facts.os = parse_os_release(os_release);
  facts.kernel = std::move(kernel);
  // Containers and small virtual machines have none at all.
  const std::string dmi = "/sys/class/dmi/id/";
  if (::access((root + dmi).c_str(), F_OK) != 0) return facts;
  // Serial numbers, UUIDs, asset tags and texts that somebody chose are never
  // opened (doc/payload.md). A file of sysfs is a page at most.
  for (const std::string name : {"chassis_type", "sys_vendor"}) {
    const auto text = text_of(dmi + name, 4 * kib);
    if (const auto value = trim(text); !value.empty())
      facts.dmi.emplace_back(name, value);
  }
  return facts;
}

std::string outward_address() {
  if (auto v4 = own_address(AF_INET, &sockaddr_in::sin_port,
                            &sockaddr_in::sin_addr, outside_v4))
    return *std::move(v4);
  return own_address(AF_INET6, &sockaddr_in6::sin6_port,
                     &sockaddr_in6::sin6_addr, outside_v6)
      .value_or("127.0.0.1");
}

std::optional<std::string> parse_machine_id(std::string_view text) {
  const auto id = trim(text);
  if (id.size() != 32 || !std::ranges::all_of(id, is_hex)) return std::nullopt;
  return to_lower(id);
}

std::optional<std::string> read_machine_id(const std::string& root) {
  for (const auto* path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
    const auto text = read_file(root + path, 4096);
    if (auto id = parse_machine_id(text.value_or(""))) return id;
  }
  return std::nullopt;
}

std::string read_host_id(const std::string& root,
                         const std::optional<KernelFacts>& kernel) {
  if (auto id = read_machine_id(root)) return *std::move(id);
  return kernel ? kernel->host_name : "";
}

}  // namespace telemetry
