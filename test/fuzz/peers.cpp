// Lists of peers: what is read can be written, and reads the same.

#include <string>

#include "fuzz.h"
#include "server/info_values.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

std::string written(const std::vector<Peer>& peers) {
  std::string text = "1,,[";
  for (const auto& peer : peers) {
    if (text.back() != '[') text += ',';
    text +=
        "[" + std::string(peer.node) + "," + std::string(peer.tls_name) + ",[";
    for (const auto& endpoint : peer.endpoints) {
      if (text.back() != '[') text += ',';
      const bool v6 = endpoint.host.find(':') != std::string_view::npos;
      text += v6 ? "[" + std::string(endpoint.host) + "]"
                 : std::string(endpoint.host);
      text += ":" + std::to_string(endpoint.port);
    }
    text += "]]";
  }
  return text + "]";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  const auto peers = parse_peers(text);
  if (!peers) return 0;
  std::size_t bytes = 0;
  for (const auto& peer : *peers) {
    require(is_within(peer.node, text) && is_within(peer.tls_name, text),
            "names are of the text");
    bytes += peer.node.size() + peer.tls_name.size();
    for (const auto& endpoint : peer.endpoints) {
      require(is_within(endpoint.host, text), "hosts are of the text");
      bytes += endpoint.host.size();
    }
  }
  require(bytes <= size, "no byte is given twice");
  const auto line = written(*peers);
  const auto again = parse_peers(line);
  require(again && again->size() == peers->size(), "peers read as written");
  for (std::size_t i = 0; i < peers->size(); ++i)
    require((*again)[i].node == (*peers)[i].node &&
                (*again)[i].tls_name == (*peers)[i].tls_name &&
                (*again)[i].endpoints == (*peers)[i].endpoints,
            "each peer reads as written");
  return 0;
}
