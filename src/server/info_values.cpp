#include "server/info_values.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/address.h"
#include "base/text.h"

namespace telemetry {
namespace {

// Letters of addresses, of DNS names and of a scope (`fe80::1%eth0`).
bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         std::ranges::all_of(text, [](char c) {
           return is_alpha(c) || is_digit(c) || c == '.' || c == '-' ||
                  c == '_' || c == ':' || c == '%';
         });
}

// Takes `expected` from the front of `rest`.
bool take(std::string_view& rest, char expected) {
  if (!rest.starts_with(expected)) return false;
  rest.remove_prefix(1);
  return true;
}

// Takes the longest front of `rest` without any of `ends`.
std::string_view take_word(std::string_view& rest, std::string_view ends) {
  const auto word = rest.substr(0, rest.find_first_of(ends));
  rest.remove_prefix(word.size());
  return word;
}

// `host`, `host:port`, `[v6]` or `[v6]:port` up to ',' or ']'.
std::optional<Endpoint> take_endpoint(std::string_view& rest,
                                      std::optional<std::uint16_t> port) {
  const auto begin = rest;
  if (take(rest, '[')) {
    take_word(rest, "]");
    if (!take(rest, ']')) return std::nullopt;
  }
  take_word(rest, ",]");
  return parse_endpoint(begin.substr(0, begin.size() - rest.size()), port);
}

// `[item,item]` or `[]`, each item taken from the front of `rest`, too.
template <class TakeItem>
bool take_list(std::string_view& rest, const TakeItem& take_item) {
  if (!take(rest, '[')) return false;
  if (take(rest, ']')) return true;
  do {
    if (!take_item()) return false;
  } while (take(rest, ','));
  return take(rest, ']');
}

// `[NODE,TLS,[H,H]]`, or `[NODE,,]` of a node that has left.
bool take_peer(std::string_view& rest, std::optional<std::uint16_t> port,
               std::vector<Endpoint>& endpoints) {
  if (!take(rest, '[')) return false;
  const auto node = take_word(rest, ",[]");
  if (node.empty() || node.size() > 16 || !std::ranges::all_of(node, is_hex) ||
      !take(rest, ','))
    return false;
  take_word(rest, ",[]");  // the name in its certificate
  if (!take(rest, ',')) return false;
  const auto take_host = [&] {
    const auto endpoint = take_endpoint(rest, port);
    if (endpoint) endpoints.push_back(*endpoint);
    return endpoint.has_value();
  };
  if (rest.starts_with('[') && !take_list(rest, take_host)) return false;
  return take(rest, ']');
}

}  // namespace

bool is_error(std::string_view value) {
  constexpr std::array<std::string_view, 5> prefixes = {
      "error:", "fail:", "error-", "error=", "invalid stats"};
  constexpr std::array<std::string_view, 4> words = {
      "error", "type=unknown", "ns_type=unknown", "namespace not found"};
  // Longer than any of them, so that a longer value is none of the words.
  const auto front = to_lower(value.substr(0, 20));
  return std::ranges::find(words, front) != words.end() ||
         std::ranges::any_of(
             prefixes, [&](auto prefix) { return front.starts_with(prefix); });
}

std::optional<std::string_view> find_item(std::string_view text,
                                          std::string_view key) {
  while (!text.empty()) {
    const auto item = take_until(text, ';');
    if (item.starts_with(key) && item.substr(key.size()).starts_with('='))
      return item.substr(key.size() + 1);
  }
  return std::nullopt;
}

std::optional<std::uint16_t> to_port(std::string_view text) {
  const auto number = to_number(text);
  if (!number || *number > std::numeric_limits<std::uint16_t>::max())
    return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

std::optional<Build> parse_build(std::string_view text) {
  Build build;
  std::size_t parts = 0;
  const auto* at = text.data();
  const auto* const end = at + text.size();
  while (parts < build.part.size()) {
    const auto [stop, error] = std::from_chars(at, end, build.part[parts]);
    if (error == std::errc::invalid_argument) break;
    if (error != std::errc()) return std::nullopt;
    ++parts;
    at = stop;
    if (at == end || *at != '.') break;
    ++at;
  }
  if (parts < 2) return std::nullopt;
  return build;
}

std::optional<Endpoint> parse_endpoint(
    std::string_view text, std::optional<std::uint16_t> default_port) {
  auto [host, port] = split_host_port(text);
  const auto colon = text.rfind(':');
  if (port.empty() && !default_port && colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto number = port.empty() ? default_port : to_port(port);
  if (!number || !is_host(host) ||
      (text.starts_with('[') && !host.contains(':')))
    return std::nullopt;
  return Endpoint{host, *number};
}

std::optional<std::vector<Endpoint>> parse_endpoints(std::string_view text) {
  std::vector<Endpoint> endpoints;
  text = trim(text);
  while (!text.empty()) {
    const auto word = take_word(text, ";,");
    if (!text.empty()) text.remove_prefix(1);
    if (word.empty()) continue;
    const auto endpoint = parse_endpoint(word);
    if (!endpoint) return std::nullopt;
    endpoints.push_back(*endpoint);
  }
  return endpoints;
}

std::optional<std::vector<Endpoint>> parse_peers(std::string_view text) {
  std::vector<Endpoint> endpoints;
  const auto generation = to_number(take_until(text, ','));
  const auto port_text = take_word(text, ",");
  const auto port = to_port(port_text);
  const auto next = [&] { return take_peer(text, port, endpoints); };
  if (!generation || (!port && !port_text.empty()) || !take(text, ',') ||
      !take_list(text, next) || !text.empty())
    return std::nullopt;
  return endpoints;
}

}  // namespace telemetry
