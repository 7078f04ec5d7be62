#include "config/address_forms.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::string_view default_home_rest = ":8192/telemetry/v1";
constexpr std::size_t email_limit = 254;

using Wrong = std::unexpected<std::string>;

// Printable ASCII that has no meaning of its own in JSON, shells and URLs.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7f &&
           std::string_view("\"'`\\<>^{}|").find(c) == std::string_view::npos;
  });
}

struct Authority {
  std::string_view host;  // an IPv6 address without its brackets
  bool bracketed = false;
  std::optional<std::uint16_t> port;
};

// host, host:port, [v6], [v6]:port
std::optional<Authority> parse_authority(std::string_view text) {
  Authority found;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    found.host = text.substr(1, end - 1);
    found.bracketed = true;
    rest = text.substr(end + 1);
    if (!is_ipv6(found.host)) return std::nullopt;
  } else {
    const auto end = std::min(text.find(':'), text.size());
    found.host = text.substr(0, end);
    rest = text.substr(end);
    if (!is_ipv4(found.host) && !is_host_name(found.host)) return std::nullopt;
  }
  if (rest.empty()) return found;
  if (rest[0] != ':' || rest.size() > 6) return std::nullopt;
  const auto port = to_number(rest.substr(1));
  if (!port || *port == 0 || *port > 65535) return std::nullopt;
  found.port = static_cast<std::uint16_t>(*port);
  return found;
}

}  // namespace

bool is_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  return parts.size() == 4 &&
         std::ranges::all_of(parts, [](std::string_view part) {
           const auto number = to_number(part);
           return number && *number <= 255 && part == std::to_string(*number);
         });
}

bool is_ipv6(std::string_view text) {
  return text.size() >= 2 && text.size() <= 45 &&
         std::ranges::count(text, ':') >= 2 &&
         std::ranges::all_of(
             text, [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto labels = split(text, '.');
  const bool form = std::ranges::all_of(labels, [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && label[0] != '-' &&
           std::ranges::all_of(label, [](char c) {
             return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
           });
  });
  // 127.1 and 0x7f.1 are addresses to some resolvers.
  return form && !is_digit(labels.back()[0]);
}

bool is_loopback(std::string_view host) {
  return (is_ipv4(host) && host.starts_with("127.")) || host == "::1" ||
         to_lower(host) == "localhost";
}

Form home_url_form(std::string_view text) {
  if (!is_plain(text))
    return Wrong("must hold no spaces, quotes or other special characters");
  const auto scheme_end = text.find("://");
  const auto scheme =
      to_lower(text.substr(0, std::min(scheme_end, text.size())));
  if (scheme_end == std::string_view::npos ||
      (scheme != "https" && scheme != "http"))
    return Wrong("must begin with https://");
  text.remove_prefix(scheme_end + 3);
  const auto authority_text = text.substr(0, text.find_first_of("/?#"));
  const auto path = text.substr(authority_text.size());
  if (authority_text.contains('@'))
    return Wrong("must hold no user or password");
  if (path.find_first_of("?#") != std::string_view::npos)
    return Wrong("must hold no query and no fragment");
  const auto authority = parse_authority(authority_text);
  if (!authority)
    return Wrong("must name a host, with a port from 1 to 65535 if any");
  if (scheme == "http" && !is_loopback(authority->host))
    return Wrong("must be https: plain http is for loopback addresses only");

  std::string url = scheme + "://" + to_lower(authority_text);
  if (!authority->port && (path.empty() || path == "/"))
    return url.append(default_home_rest);
  if (!authority->port) url += scheme == "https" ? ":443" : ":80";
  return url.append(path.empty() ? "/" : path);
}

Form proxy_form(std::string_view text) {
  static constexpr std::array schemes = {"http",    "https",  "socks4",
                                         "socks4a", "socks5", "socks5h"};
  if (!is_plain(text))
    return Wrong("must hold no spaces, quotes or other special characters");
  std::string_view rest = text;
  if (const auto end = rest.find("://"); end != std::string_view::npos) {
    if (std::ranges::find(schemes, to_lower(rest.substr(0, end))) ==
        schemes.end())
      return Wrong("must be http, https, socks4, socks4a, socks5 or socks5h");
    rest.remove_prefix(end + 3);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  const auto authority = parse_authority(rest);
  if (!authority || !authority->port)
    return Wrong("must be HOST:PORT or SCHEME://HOST:PORT");
  return std::string(text);
}

std::string shown_proxy(std::string_view proxy) {
  const auto at = proxy.rfind('@');
  if (at == std::string_view::npos) return std::string(proxy);
  const auto scheme = proxy.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  return std::string(proxy.substr(0, begin)) +
         std::string(proxy.substr(at + 1));
}

Form email_form(std::string_view text) {
  const auto [local, domain] = cut(text, '@');
  const bool good = text.size() <= email_limit && is_plain(text) &&
                    !local.empty() &&
                    text.find_first_of(",;:()[]") == std::string_view::npos &&
                    is_host_name(domain);
  if (!good) return Wrong("must be one address of the form NAME@HOST");
  return std::string(text);
}

}  // namespace telemetry
