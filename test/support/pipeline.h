// The pure part of a run, from a recording to audited bytes, with the clock,
// the key and the host given: what most suites test.

#pragma once

#include <simdjson.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/host_facts.h"
#include "privacy/anonymize.h"
#include "privacy/audit.h"
#include "server/collect.h"
#include "server/recording.h"

namespace telemetry::test {

inline std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
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
  host.cpus = {
      {{{"vendor_id", "GenuineIntel"},
        {"cpu family", "6"},
        {"model", "85"},
        {"model name", "Intel(R) Xeon(R) Platinum 8175M CPU @ 2.50GHz"},
        {"stepping", "4"},
        {"flags", "fpu vme de sse4_2 avx512f"}},
       2}};
  host.os = {"debian", "12"};
  host.kernel =
      KernelFacts{"Linux", "db7.orion.example", "6.1.0-13-amd64", "x86_64"};
  host.dmi = {{"bios_date", "10/16/2017"},
              {"bios_vendor", "American Megatrends Inc."},
              {"product_name", "ProLiant DL380 Gen10"},
              {"sys_vendor", "HPE"}};
  return host;
}

inline AgentFacts test_agent(bool full = true) {
  return {.now = 1'800'000'000,
          .interval = 600,
          .full = full,
          .email = "",
          .outward_address = "203.0.113.77"};
}

inline Collection collect_all(InfoSource& source, bool full = true) {
  auto collection =
      collect(source, [=](auto) { return Decision{.full = full}; });
  if (!collection) throw std::runtime_error(collection.error().message);
  return std::move(*collection);
}

inline Anonymized anonymize_source(InfoSource& source, bool full = true) {
  const auto collection = collect_all(source, full);
  return anonymize(collection.snapshot, test_host(), test_agent(full),
                   Pseudonymizer(test_key()));
}

inline Anonymized anonymize_recording(const std::string& name,
                                      bool full = true) {
  auto source = Recording::open(recording_path(name));
  if (!source) throw std::runtime_error(source.error().message);
  return anonymize_source(*source, full);
}

}  // namespace telemetry::test
