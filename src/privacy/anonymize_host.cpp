#include "privacy/anonymize_host.h"

#include <set>

#include "base/text.h"
#include "privacy/dictionary.h"

namespace telemetry {
namespace {

// 6.1.0-13-amd64 is 6.1.0: what follows the numbers may name who built it.
std::string_view numeric_head(std::string_view release) {
  std::size_t size = 0;
  int dots = 0;
  while (size < release.size() &&
         (is_digit(release[size]) || (release[size] == '.' && ++dots < 3)))
    ++size;
  const auto head = release.substr(0, size);
  return head.ends_with('.') ? head.substr(0, size - 1) : head;
}

// A member whose name the dictionary has, with the dictionary's own spelling.
void known_member(const DictionaryNode& section, std::string_view name,
                  std::string_view value, const Treat& treat, Report& report) {
  const auto* node = section.literal(name);
  if (node == nullptr || node->rule() == nullptr || value.empty()) return;
  report.member(node->rule()->path.last_part(),
                treat(*node->rule(), name, value));
}

}  // namespace

void write_meminfo(const HostFacts& host, const Treat& treat, Report& report) {
  if (host.meminfo.empty()) return;
  const auto& rule = *dictionary().literal("meminfo")->other()->rule();
  std::set<std::string_view> written;
  report.key("meminfo");
  report.begin_object();
  for (const auto& [name, value] : host.meminfo) {
    const auto key = Key::meminfo(name);
    // A namespace that is called "Cached" costs that line.
    if (!key || treat.is_seen(name) || !written.insert(name).second) continue;
    report.key(*key);
    report.value(treat(rule, name, value));
  }
  report.end_object();
}

void write_system(const HostFacts& host, const Treat& treat, Report& report) {
  const auto& section = *dictionary().literal("system");
  report.key("system");
  report.begin_object();
  report.member(Literal("os-name"), Literal("posix"));
  report.member(Literal("platform"), Literal("linux"));

  const auto element = [&](const DictionaryNode& list, std::size_t index,
                           std::string_view value) {
    report.value(treat(*list.element(index)->rule(), "", value));
  };
  const auto& distribution = *section.literal("linux_distribution");
  report.key("linux_distribution");
  report.begin_array();
  element(distribution, 0, host.os.id.value_or(""));
  element(distribution, 1, host.os.version_id.value_or(""));
  report.end_array();

  if (host.kernel) {
    const auto& uname = *section.literal("uname");
    report.key("uname");
    report.begin_array();
    element(uname, 0, host.kernel->sysname);
    element(uname, 1, host.kernel->host_name);
    element(uname, 2, numeric_head(host.kernel->release));
    report.value(withheld);
    element(uname, 4, host.kernel->machine);
    report.end_array();
  }

  const auto& cpu_form = *section.literal("CPU information")->element(0);
  report.key("CPU information");
  report.begin_array();
  for (const auto& cpu : host.cpus) {
    report.begin_object();
    for (const auto& [name, value] : cpu.fields)
      known_member(cpu_form, name, value, treat, report);
    report.member(Literal("count"), Leaf(std::uint64_t{cpu.count}));
    report.end_object();
  }
  report.end_array();
  report.end_object();
}

void write_dmi(const HostFacts& host, const Treat& treat, Report& report) {
  if (host.dmi.empty()) return;
  const auto& section = *dictionary().literal("dmi");
  report.key("dmi");
  report.begin_object();
  for (const auto& [name, value] : host.dmi)
    known_member(section, name, value, treat, report);
  report.end_object();
}

}  // namespace telemetry
