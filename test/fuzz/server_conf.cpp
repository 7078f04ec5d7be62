// The server's configuration in both forms: hosts and a port, or one line that
// says what is wrong.

#include "config/server_conf.h"

#include <algorithm>
#include <string>

#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  const auto found = parse_server_conf(text, "f");
  const auto with_port = parse_server_conf(text, "f", 4333);
  if (!found) {
    require(found.error().exit == Exit::config, "it is the configuration");
    require_one_line(found.error().message);
  } else {
    require(!found->hosts.empty() && found->port != 0, "a host and a port");
    for (const auto& host : found->hosts) {
      require(!host.empty() && host.size() <= 253, "a host has a length");
      require_one_line(host);
      require(host.find_first_of(" /\"'\\{}[],") == std::string::npos,
              "a host is a word");
    }
    require(with_port && with_port->hosts == found->hosts,
            "a port of our own changes no host");
  }
  if (with_port) require(with_port->port == 4333, "our port is taken");
  return 0;
}
