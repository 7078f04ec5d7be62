// A hostile server and host, anonymised and audited: what `mutate` runs with one
// line of the program changed. It prints what the audit says, and the report.

#include <cstdio>

#include "support/canaries.h"

using namespace telemetry;
using namespace telemetry::test;

namespace {

// One hostile value for each rule: it is nearly what the rule allows.
MemorySource::Bodies hostile_server() {
  auto bodies = RecordingFile::read("8.1.2.0-cluster3").bodies;
  const auto put = [&](const std::string& command, std::string_view front,
                       const std::string& more) {
    auto& body = bodies.at(command);
    body.insert(body.find(front) + front.size(), more);
  };
  put("statistics", "statistics\t",
      "tombstones=orion;cluster_size=3,acme;orion_objects=1;cluster_key=ORION;");
  put("get-config", "get-config\t",
      "auto-pin=orion;debug-allocations=acme;work-directory=/srv/acme;");
  put("namespace/invoices", "namespace/invoices\t",
      "storage-engine.file[acme].age=1;truncate_lut=4111;");
  bodies["release"] =
      "release\tedition=Aerospike Community Edition;version=8.1.2.0-orion;"
      "os=acme12\n";
  bodies["latencies:"] =
      "latencies:\t{invoices}-read:msec,orion;{invoices}-card:msec,1\n";
  return bodies;
}

HostFacts hostile_host() {
  auto host = test_host();
  host.meminfo = {
      {"MemTotal", "12 orion"}, {"Active", "1 kB"}, {"Orion", "1 kB"}};
  host.os = {"acme", "12-orion"};
  host.dmi = {{"sys_vendor", "Acme GmbH"}};
  host.cpus[0].fields.back() = {"flags", "avx2 orion"};
  return host;
}

}  // namespace

int main(int count, char**) {
  MemorySource source(hostile_server());
  const bool brief = count > 1;
  const auto sections =
      collect_all(source, {brief ? Channels() : Channels::all(), !brief});
  const auto json =
      anonymize(sections, hostile_host(), test_agent(), test_names());
  const auto payload = audited(json, sections.channels);
  std::printf("%s\n%s\n", payload ? "accepted" : payload.error().c_str(),
              json.c_str());
  return 0;
}
