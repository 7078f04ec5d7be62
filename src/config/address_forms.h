// The forms of URLs, proxies and e-mail addresses that a setting may have.
// Pure, and narrower than the RFCs: whatever is accepted here libcurl takes
// apart in the same way (test/unit/address_forms_test.cpp compares them), so
// that what is checked is what is used.

#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace telemetry {

// The value in its normal form, or what is wrong with it ("must ...").
using Normal = std::expected<std::string, std::string>;
using Wrong = std::unexpected<std::string>;

// What is added to a home-url that has neither port nor path.
inline constexpr std::string_view default_home_rest = ":8192/telemetry/v1";

// scheme://host:port/path. Without port and path, default_home_rest is added;
// without one of them, the scheme's port or "/". Plain http only for loopback
// hosts.
Normal home_url_form(std::string_view text);

// [scheme://][user[:password]@]host:port, with the scheme (http if there is
// none) and without a slash at the end. User and password hold unreserved
// characters of URLs, a few signs, and everything else as %XX.
Normal proxy_form(std::string_view text);

// A proxy of that form as it may be shown: without user and password.
std::string shown_proxy(std::string_view proxy);

Normal email_form(std::string_view text);

}  // namespace telemetry
