// Lists of peers: their endpoints are of the text, can be written, and read the
// same.

#include <string>

#include "fuzz.h"
#include "server/info_values.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

std::string written(const std::vector<Endpoint>& endpoints) {
  std::string text = "1,,[[A,,[";
  for (const auto& endpoint : endpoints) {
    if (text.back() != '[') text += ',';
    const bool v6 = endpoint.host.contains(':');
    text += v6 ? "[" + std::string(endpoint.host) + "]"
               : std::string(endpoint.host);
    text += ":" + std::to_string(endpoint.port);
  }
  return text + "]]]";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  const auto endpoints = parse_peers(text);
  if (!endpoints) return 0;
  std::size_t bytes = 0;
  for (const auto& endpoint : *endpoints) {
    require(is_within(endpoint.host, text), "hosts are of the text");
    bytes += endpoint.host.size();
  }
  require(bytes <= size, "no byte is given twice");
  const auto line = written(*endpoints);
  require(parse_peers(line) == endpoints, "peers read as written");
  return 0;
}
