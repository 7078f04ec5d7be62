#include "server/info_values.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace telemetry {
namespace {

// Whether `text` begins with `prefix`, which is in lower case.
bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix,
                            [](char a, char b) {
                              return (is_upper(a) ? a - 'A' + 'a' : a) == b;
                            });
}

bool equals(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && begins_with(text, lower);
}

// Letters of addresses, of DNS names and of a scope (`fe80::1%eth0`).
bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         std::ranges::all_of(text, [](char c) {
           return is_alpha(c) || is_digit(c) || c == '.' || c == '-' ||
                  c == '_' || c == ':' || c == '%';
         });
}

std::optional<std::uint16_t> to_port(std::string_view text) {
  const auto number = to_number(text);
  if (!number || *number > std::numeric_limits<std::uint16_t>::max())
    return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

// Takes `expected` from the front of `rest`.
bool take(std::string_view& rest, char expected) {
  if (!rest.starts_with(expected)) return false;
  rest.remove_prefix(1);
  return true;
}

// Takes the longest front of `rest` without any of `ends`.
std::string_view take_word(std::string_view& rest, std::string_view ends) {
  const auto size = std::min(rest.find_first_of(ends), rest.size());
  const auto word = rest.substr(0, size);
  rest.remove_prefix(size);
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

// `[NODE,TLS,[H,H]]`, or `[NODE,,]` of a node that has left.
std::optional<Peer> take_peer(std::string_view& rest,
                              std::optional<std::uint16_t> port) {
  Peer peer;
  if (!take(rest, '[')) return std::nullopt;
  peer.node = take_word(rest, ",[]");
  if (peer.node.empty() || peer.node.size() > 16 ||
      !std::ranges::all_of(peer.node, is_hex) || !take(rest, ','))
    return std::nullopt;
  peer.tls_name = take_word(rest, ",[]");
  if (!take(rest, ',')) return std::nullopt;
  if (take(rest, '[') && !take(rest, ']')) {
    do {
      const auto endpoint = take_endpoint(rest, port);
      if (!endpoint) return std::nullopt;
      peer.endpoints.push_back(*endpoint);
    } while (take(rest, ','));
    if (!take(rest, ']')) return std::nullopt;
  }
  if (!take(rest, ']')) return std::nullopt;
  return peer;
}

}  // namespace

bool is_error(std::string_view value) {
  constexpr std::array<std::string_view, 5> prefixes = {
      "error:", "fail:", "error-", "error=", "invalid stats"};
  constexpr std::array<std::string_view, 4> words = {
      "error", "type=unknown", "ns_type=unknown", "namespace not found"};
  return std::ranges::any_of(
             prefixes,
             [&](auto prefix) { return begins_with(value, prefix); }) ||
         std::ranges::any_of(words,
                             [&](auto word) { return equals(value, word); });
}

std::optional<KeyValue> ItemCursor::next() {
  while (!rest_.empty()) {
    const auto text = take_until(rest_, separator_);
    if (text.empty()) continue;
    const auto at = text.find('=');
    if (at == std::string_view::npos) return KeyValue{text, {}, false};
    return KeyValue{text.substr(0, at), text.substr(at + 1), true};
  }
  return std::nullopt;
}

std::optional<std::string_view> find_item(std::string_view text,
                                          std::string_view key,
                                          char separator) {
  ItemCursor items(text, separator);
  while (const auto item = items.next())
    if (item->has_value && item->key == key) return item->value;
  return std::nullopt;
}

std::optional<Endpoint> parse_endpoint(
    std::string_view text, std::optional<std::uint16_t> default_port) {
  auto host = text;
  std::optional<std::string_view> port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    if (host.find(':') == std::string_view::npos) return std::nullopt;
    auto rest = text.substr(end + 1);
    if (!rest.empty()) {
      if (!take(rest, ':')) return std::nullopt;
      port = rest;
    }
  } else if (const auto colon = text.rfind(':');
             colon != std::string_view::npos &&
             (text.find(':') == colon || !default_port)) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const auto number = port ? to_port(*port) : default_port;
  if (!number || !is_host(host)) return std::nullopt;
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

std::optional<std::vector<Peer>> parse_peers(std::string_view text) {
  if (!to_number(take_until(text, ','))) return std::nullopt;
  const auto port_text = take_word(text, ",");
  const auto port = to_port(port_text);
  if ((!port && !port_text.empty()) || !take(text, ',') || !take(text, '['))
    return std::nullopt;
  std::vector<Peer> peers;
  if (!take(text, ']')) {
    do {
      auto peer = take_peer(text, port);
      if (!peer) return std::nullopt;
      peers.push_back(std::move(*peer));
    } while (take(text, ','));
    if (!take(text, ']')) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return peers;
}

}  // namespace telemetry
