// A session with a server and a host as one text, for the fuzzer to change:
//
//   FLAGS { 0x01 NAME 0x02 VALUE }
//
// FLAGS is one byte. NAME is a command, and the reply to it is NAME TAB VALUE
// newline; a NAME that ends with '*' answers every command that begins so, and
// one that begins with "host:" is a file of the host. VALUE may hold newlines,
// and so lines that look like replies to other commands.
//
// Some bytes of a VALUE stand for canaries: texts that identify somebody, which
// must not leave whatever else is said. Those of names are names in this
// session: the first namespace, the cluster and a set have them.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/text.h"
#include "host/host_facts.h"
#include "server/info_protocol.h"

namespace telemetry::fuzz {

inline constexpr std::string_view canary_namespace = "zqspace";
inline constexpr std::string_view canary_cluster = "zqcluster";
inline constexpr std::string_view canary_set = "zqset";
// As 8.1 prints it.
inline constexpr std::string_view canary_record =
    "ns=zqspace:set=zqset:objects=1:tombstones=0:data_used_bytes=2:"
    "truncate_lut=0:sindexes=0:index_populating=false:truncating=false;";
// What never leaves, be it seen as an identifier or not.
inline constexpr std::string_view canary_address = "203.0.113.77";
inline constexpr std::string_view canary_address6 = "2001:db8::77";
inline constexpr std::string_view canary_path = "/zq/canary/path";
inline constexpr std::string_view canary_mail = "zq@zqmail.example";
inline constexpr std::string_view canary_mac = "02:42:AC:11:00:63";

class Session : public InfoSource {
 public:
  explicit Session(std::string_view text) {
    if (!text.empty()) flags_ = static_cast<unsigned char>(text[0]);
    text = text.substr(std::min(text.size(), text.find('\x01')));
    if (!text.empty()) text.remove_prefix(1);
    while (!text.empty() && sections_.size() < 64) {
      const auto [name, value] = cut(take_until(text, '\x01'), '\x02');
      sections_.insert_or_assign(std::string(name), expanded(name, value));
    }
    auto& names = sections_["namespaces"];
    names.insert(0, std::string(canary_namespace) + ";");
    if (sections_.contains("cluster-name*"))
      sections_["cluster-name"] = canary_cluster;
    if (const auto sets = sections_.find("sets"); sets != sections_.end())
      sets->second.insert(0, canary_record);
  }

  unsigned flags() const { return flags_; }

  std::string_view value(std::string_view name) const {
    const auto exact = sections_.find(name);
    if (exact != sections_.end()) return exact->second;
    for (const auto& [pattern, text] : sections_)
      if (pattern.ends_with('*') &&
          name.starts_with(pattern.substr(0, pattern.size() - 1)))
        return text;
    return {};
  }

  Result<Replies> ask(std::span<const std::string> commands) override {
    std::string body;
    for (const auto& command : commands) {
      const auto reply = value(command);
      if (reply.data() == nullptr) continue;
      body += command;
      body += '\t';
      body += reply;
      body += '\n';
    }
    return Replies({commands.begin(), commands.end()}, std::move(body));
  }

  HostFacts host() const {
    HostFacts host;
    host.meminfo = parse_meminfo(value("host:meminfo"));
    host.cpus = parse_cpuinfo(value("host:cpuinfo"));
    host.os = parse_os_release(value("host:os-release"));
    host.kernel = KernelFacts{"Linux", std::string(value("host:name")),
                              std::string(value("host:release")), "x86_64"};
    for (const auto* name : {"chassis_type", "sys_vendor"})
      host.dmi.emplace_back(name, value("host:dmi"));
    return host;
  }

 private:
  static std::string expanded(std::string_view name, std::string_view value) {
    // A build, a version and a release may have four numbers with dots between.
    const bool numbers = name.starts_with("build") || name == "version" ||
                         name == "release" || name.starts_with("host:");
    std::string text;
    for (const char c : value) switch (c) {
        case '\x03':
          text += canary_namespace;
          break;
        case '\x04':
          text += canary_cluster;
          break;
        case '\x05':
          text += canary_set;
          break;
        case '\x06':
          text += numbers ? "" : canary_address;
          break;
        case '\x07':
          text += canary_address6;
          break;
        case '\x0e':
          text += canary_path;
          break;
        case '\x0f':
          text += canary_mail;
          break;
        case '\x10':
          text += canary_mac;
          break;
        default:
          text += c;
      }
    return text;
  }

  unsigned flags_ = 0;
  std::map<std::string, std::string, std::less<>> sections_;
};

}  // namespace telemetry::fuzz
