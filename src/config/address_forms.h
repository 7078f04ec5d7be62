// The forms of URLs, proxies, hosts and e-mail addresses that a setting may
// have. Pure, and narrower than the RFCs: what is refused here cannot surprise
// libcurl, a log or the audit later.

#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace telemetry {

// The value in its normal form, or what is wrong with it ("must ...").
using Form = std::expected<std::string, std::string>;

// 1.2.3.4: four decimal numbers without leading zeros.
bool is_ipv4(std::string_view text);

// The characters and colons of an IPv6 address without a zone; which groups
// are there is left to whoever connects.
bool is_ipv6(std::string_view text);

// Dot-separated labels of letters, digits, "-" and "_", at most 253 bytes, the
// last not numeric.
bool is_host_name(std::string_view text);

// 127.x.y.z, ::1 or localhost.
bool is_loopback(std::string_view host);

// scheme://host:port/path. Without port and path, ":8192/telemetry/v1" is
// added; without one of them, the scheme's port or "/". Plain http only for
// loopback hosts.
Form home_url_form(std::string_view text);

// [scheme://][user[:password]@]host:port, as curl takes it.
Form proxy_form(std::string_view text);

// A proxy as it may be shown: without user and password.
std::string shown_proxy(std::string_view proxy);

Form email_form(std::string_view text);

}  // namespace telemetry
