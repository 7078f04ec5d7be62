// What the host says about itself: memory, processors, operating system, model,
// and what names it. Raw: it never leaves the raw half. Reading (under a root
// directory that tests replace) is apart from parsing, which is pure;
// everything is bounded, and what is missing, unreadable or too long is absent.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telemetry {

using NamedText = std::pair<std::string, std::string>;

// Processors that are the same in all fields which are read.
struct CpuFacts {
  std::vector<NamedText> fields;  // by the names of /proc/cpuinfo, in its order
  std::uint64_t count = 0;
  std::uint64_t megahertz = 0;  // in hundreds, of the fastest; 0 = not told
};

struct OsRelease {
  std::optional<std::string> id;          // ID
  std::optional<std::string> version_id;  // VERSION_ID
};

// uname(2), without the build text of the kernel.
struct KernelFacts {
  std::string sysname;
  std::string host_name;  // an identifier
  std::string release;    // whole
  std::string machine;
};

struct HostFacts {
  std::vector<NamedText> meminfo;  // {"MemTotal", "123 kB"}, each name once
  std::vector<CpuFacts> cpus;      // distinct ones, in order of appearance
  OsRelease os;
  std::optional<KernelFacts> kernel;
  std::vector<NamedText> dmi;  // {"sys_vendor", "..."}: two files alone
};

// Lines `name: value`, each name once.
std::vector<NamedText> parse_meminfo(std::string_view text);

// Per processor: maker, family, model, stepping, clock, flags, of x86 and of
// ARM. Not what names one machine (Serial) or a text of its maker's choice.
std::vector<CpuFacts> parse_cpuinfo(std::string_view text);

// os-release(5): the last assignment counts; quotes are taken off.
OsRelease parse_os_release(std::string_view text);

// The running kernel, or nothing.
std::optional<KernelFacts> read_kernel_facts();

// Reads below `root` ("" for the host itself); `kernel` is handed in, because
// uname(2) has no root.
HostFacts read_host_facts(const std::string& root,
                          std::optional<KernelFacts> kernel);

// The address, as inet_ntop(3) prints it, from which this host would talk to
// the Internet: of IPv4, else of IPv6, else 127.0.0.1. A UDP socket is
// connected to find it; nothing is sent.
std::string outward_address();

// /etc/machine-id, else /var/lib/dbus/machine-id, below `root`: 32 hex digits
// in lower case. Nothing when there is none.
std::optional<std::string> read_machine_id(const std::string& root);

// What tells this host from others that have the same key: read_machine_id(),
// else, as in most containers, the host's name; "" when there is neither.
std::string read_host_id(const std::string& root,
                         const std::optional<KernelFacts>& kernel);

// The id in the text of such a file. Pure.
std::optional<std::string> parse_machine_id(std::string_view text);

}  // namespace telemetry
