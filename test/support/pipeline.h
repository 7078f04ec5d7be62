// The pure part of a run, from a recording to audited bytes, with the clock,
// the key and the host given: what most suites test.

#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "host/host_facts.h"
#include "privacy/anonymize.h"
#include "server/collect.h"
#include "server/recording.h"

namespace telemetry::test {

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> hand_recordings() {
  return {"hand/3.3.5", "hand/3.8.4", "hand/3.9.0", "hand/3.16.0",
          "hand/5.1.0", "hand/6.0.0", "hand/8.1.0"};
}

inline const std::vector<std::string>& real_recordings() {
  static const std::vector<std::string> names = {
      "4.9.0.37-cluster3", "4.9.0.37-fresh",    "6.4.0.34-cluster3",
      "6.4.0.34-fresh",    "7.2.0.17-cluster3", "7.2.0.17-fresh",
      "8.1.2.0-cluster3",  "8.1.2.0-fresh"};
  return names;
}

inline std::string recording_path(const std::string& name) {
  return std::string(TEST_DIR) + "/recordings/" + name + ".json";
}

// 00 01 02 ... 1f
inline SecretKey test_key() {
  std::array<unsigned char, SecretKey::size> bytes = {};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<unsigned char>(i);
  return SecretKey(bytes);
}

inline HostFacts test_host() {
  HostFacts host;
  host.meminfo = {{"MemTotal", "24576000 kB"},
                  {"HugePages_Total", "0"},
                  {"Active(anon)", "1234 kB"}};
  host.cpus = {{.fields = {{"vendor_id", "GenuineIntel"},
                           {"cpu family", "6"},
                           {"model", "85"},
                           {"stepping", "4"},
                           {"flags", "fpu vme de sse4_2 avx512f"}},
                .count = 2,
                .megahertz = 2500}};
  host.os = {"debian", "12"};
  host.kernel =
      KernelFacts{"Linux", "db7.orion.example", "6.1.0-13-amd64", "x86_64"};
  host.dmi = {{"chassis_type", "23"}, {"sys_vendor", "HPE"}};
  return host;
}

inline AgentFacts test_agent() {
  return {.now = 1'800'000'000,
          .interval = 600,
          .email = "",
          .outward_address = "203.0.113.77"};
}

inline const Pseudonymizer& test_names() {
  static const Pseudonymizer names(test_key());
  return names;
}

// What a source says, asked for the report of the day or for other channels.
inline Sections collect_all(InfoSource& source,
                            Wanted wanted = {Channels::all(), true}) {
  auto sections = collect(source, [=](auto) { return wanted; });
  if (!sections) throw std::runtime_error(sections.error().message);
  return std::move(*sections);
}

inline std::string anonymize_source(InfoSource& source,
                                    Wanted wanted = {Channels::all(), true}) {
  return anonymize(collect_all(source, wanted), test_host(), test_agent(),
                   test_names());
}

inline std::string anonymize_recording(const std::string& name,
                                       Wanted wanted = {Channels::all(),
                                                        true}) {
  auto source = Recording::open(recording_path(name));
  if (!source) throw std::runtime_error(source.error().message);
  return anonymize_source(*source, wanted);
}

// The payload, or why the audit refuses.
inline std::expected<Payload, std::string> audited(
    std::string bytes, Channels channels = Channels::all()) {
  return audit(std::move(bytes), channels, "");
}

}  // namespace telemetry::test
