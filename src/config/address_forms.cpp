#include "config/address_forms.h"

#include <algorithm>
#include <optional>

#include "base/address.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t email_limit = 254;

// Printable ASCII that has no meaning of its own in JSON, shells and URLs.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7f && !std::string_view("\"'`\\<>^{}|").contains(c);
  });
}

// Of user and password: what stands for itself in a URL, and %XX for a byte
// that is no control character.
bool is_escaped(std::string_view text) {
  constexpr std::string_view plain = "-._~!$&()*+,;=:";
  while (!text.empty()) {
    const char c = text[0];
    const bool escape = c == '%' && text.size() >= 3 && is_hex(text[1]) &&
                        is_hex(text[2]) && text[1] >= '2' &&
                        to_lower(text.substr(1, 2)) != "7f";
    if (!escape && !is_alpha(c) && !is_digit(c) && !plain.contains(c))
      return false;
    text.remove_prefix(escape ? 3 : 1);
  }
  return true;
}

// What libcurl would change before it asks for the path.
bool has_dot_segment(std::string_view path) {
  return to_lower(path).contains("%2e") ||
         std::ranges::any_of(split(path, '/'), [](std::string_view part) {
           return part == "." || part == "..";
         });
}

// Takes "SCHEME://" from the front of a text, if it is there.
std::optional<std::string> take_scheme(std::string_view& text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  auto scheme = to_lower(text.substr(0, end));
  text.remove_prefix(end + 3);
  return scheme;
}

// host, host:port, [v6], [v6]:port
std::optional<HostPort> parse_authority(std::string_view text) {
  const auto parts = split_host_port(text);
  const auto& [host, port] = parts;
  if (!(text.starts_with('[') ? is_ipv6(host)
                              : is_ipv4(host) || is_host_name(host)))
    return std::nullopt;
  if (port.empty() && !text.ends_with(':')) return parts;
  const auto number = to_number(port);
  if (!number || *number > 65535 || port[0] == '0') return std::nullopt;
  return parts;
}

}  // namespace

Normal home_url_form(std::string_view text) {
  if (!is_plain(text))
    return Wrong("must hold no spaces, quotes or other special characters");
  const auto scheme = take_scheme(text).value_or("");
  if (scheme != "https" && scheme != "http")
    return Wrong("must begin with https://");
  const auto authority_text = text.substr(0, text.find_first_of("/?#"));
  const auto path = text.substr(authority_text.size());
  if (authority_text.contains('@'))
    return Wrong("must hold no user or password");
  if (path.find_first_of("?#") != std::string_view::npos)
    return Wrong("must hold no query and no fragment");
  if (has_dot_segment(path)) return Wrong("must hold no . or .. in its path");
  const auto authority = parse_authority(authority_text);
  if (!authority)
    return Wrong("must name a host, with a port from 1 to 65535 if any");
  if (scheme == "http" && !is_loopback(authority->host))
    return Wrong("must be https: plain http is for loopback addresses only");

  std::string url = scheme + "://" + to_lower(authority_text);
  if (authority->port.empty() && (path.empty() || path == "/"))
    return url.append(default_home_rest);
  if (authority->port.empty()) url += scheme == "https" ? ":443" : ":80";
  return url.append(path.empty() ? "/" : path);
}

Normal proxy_form(std::string_view text) {
  constexpr std::string_view schemes[] = {"http",    "https",  "socks4",
                                          "socks4a", "socks5", "socks5h"};
  if (!is_plain(text))
    return Wrong("must hold no spaces, quotes or other special characters");
  // Without one libcurl guesses it from the host's name.
  const auto scheme = take_scheme(text).value_or("http");
  if (!is_among(scheme, schemes))
    return Wrong("must be http, https, socks4, socks4a, socks5 or socks5h");
  std::string_view host = text;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    if (!is_escaped(text.substr(0, at)))
      return Wrong(
          "write @ # ? / % in the password as %40 %23 %3F %2F %25, and other "
          "special characters as %XX");
    if (at == 0 || text[0] == ':')
      return Wrong("must have a user before the @");
    host.remove_prefix(at + 1);
  }
  if (host.ends_with('/')) {
    host.remove_suffix(1);
    text.remove_suffix(1);
  }
  const auto authority = parse_authority(host);
  if (!authority || authority->port.empty())
    return Wrong("must be HOST:PORT or SCHEME://HOST:PORT");
  return scheme + "://" + std::string(text);
}

std::string shown_proxy(std::string_view proxy) {
  const auto scheme = take_scheme(proxy);
  const auto at = proxy.rfind('@');
  if (at != std::string_view::npos) proxy.remove_prefix(at + 1);
  return (scheme ? *scheme + "://" : "") + std::string(proxy);
}

Normal email_form(std::string_view text) {
  const auto [local, domain] = cut(text, '@');
  const bool good = text.size() <= email_limit && is_plain(text) &&
                    !local.empty() &&
                    text.find_first_of(",;:()[]") == std::string_view::npos &&
                    is_host_name(domain);
  if (!good) return Wrong("must be one address of the form NAME@HOST");
  return std::string(text);
}

}  // namespace telemetry
