// The shapes of values: errors, items, endpoints, the build, addresses. What
// they give back are pieces of what they were given, and say it again.

#include "server/info_values.h"

#include <string>

#include "base/address.h"
#include "base/text.h"
#include "fuzz.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

void check_items(std::string_view text) {
  for (const auto item : split(text, ';')) {
    const auto [key, value] = cut(item, '=');
    if (!item.contains('=')) continue;
    const auto found = find_item(text, key);
    require(found.has_value(), "an item that is there is found");
    require(is_within(*found, text) && !found->contains(';'),
            "an item ends at the semicolon");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto text = text_of(data, size);
  is_error(text);
  // Quadratic in the items, by find_item() above.
  check_items(text.substr(0, 512));

  for (const auto port : {std::optional<std::uint16_t>(), {4333}}) {
    const auto endpoint = parse_endpoint(text, port);
    if (!endpoint) continue;
    require(is_within(endpoint->host, text) && !endpoint->host.empty(),
            "a host is of the text");
    const bool v6 = endpoint->host.find(':') != std::string_view::npos;
    const auto host = v6 ? "[" + std::string(endpoint->host) + "]"
                         : std::string(endpoint->host);
    const auto written = host + ":" + std::to_string(endpoint->port);
    const auto again = parse_endpoint(written);
    require(again && *again == *endpoint, "an endpoint reads as written");
  }
  if (const auto endpoints = parse_endpoints(text))
    for (const auto& endpoint : *endpoints)
      require(is_within(endpoint.host, text), "hosts are of the text");

  if (const auto build = parse_build(text)) {
    std::string written;
    for (const auto part : build->part)
      written += (written.empty() ? "" : ".") + std::to_string(part);
    require(parse_build(written) == build, "a build reads as written");
  }

  const auto [host, port] = split_host_port(text);
  require(is_within(host, text) && is_within(port, text), "parts of the text");
  if (const auto address = canonical_address(text))
    require(canonical_address(*address) == address,
            "a canonical address stays as it is");
  return 0;
}
