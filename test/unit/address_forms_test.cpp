// config/address_forms: what the narrow grammar accepts, libcurl takes apart in
// the same way. What is checked is what is used.

#define BOOST_TEST_MODULE address_forms
#include "config/address_forms.h"

#include <curl/curl.h>

#include <boost/test/unit_test.hpp>
#include <memory>
#include <random>

#include "base/address.h"
#include "base/text.h"

using namespace telemetry;

namespace {

struct Parts {
  std::string scheme, user, password, host, port, path;
  bool operator==(const Parts&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Parts& parts) {
  return out << parts.scheme << '|' << parts.user << '|' << parts.password
             << '|' << parts.host << '|' << parts.port << '|' << parts.path;
}

// What libcurl makes of a URL, or of a proxy as its parse_proxy() does.
Parts libcurls_parts(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle(
      curl_url(), curl_url_cleanup);
  const auto set = curl_url_set(handle.get(), CURLUPART_URL, url.c_str(),
                                CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  BOOST_REQUIRE_MESSAGE(set == CURLUE_OK, "libcurl refuses " << url);
  const auto part = [&](CURLUPart what, unsigned flags) -> std::string {
    char* text = nullptr;
    const auto result = curl_url_get(handle.get(), what, &text, flags);
    const std::string copy = text == nullptr ? "" : text;
    curl_free(text);
    BOOST_TEST((result == CURLUE_OK || copy.empty()));
    BOOST_TEST(result != CURLUE_URLDECODE, url);
    return copy;
  };
  Parts parts{part(CURLUPART_SCHEME, 0),
              part(CURLUPART_USER, CURLU_URLDECODE),
              part(CURLUPART_PASSWORD, CURLU_URLDECODE),
              part(CURLUPART_HOST, 0),
              part(CURLUPART_PORT, 0),
              part(CURLUPART_PATH, 0)};
  // It may print an address in another way.
  if (parts.host.starts_with('['))
    parts.host = canonical_address(parts.host).value();
  BOOST_TEST(part(CURLUPART_QUERY, 0) == "", url);
  BOOST_TEST(part(CURLUPART_FRAGMENT, 0) == "", url);
  return parts;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(
        std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

// What a person reads in a normal form.
Parts our_parts(std::string_view text) {
  Parts parts;
  const auto scheme = text.find("://");
  parts.scheme = text.substr(0, scheme);
  text.remove_prefix(scheme + 3);
  const auto slash = text.find('/');
  parts.path = slash == std::string_view::npos ? "/" : text.substr(slash);
  text = text.substr(0, slash);
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    const auto [user, password] = cut(text.substr(0, at), ':');
    parts.user = decoded(user);
    parts.password = decoded(password);
    text.remove_prefix(at + 1);
  }
  const auto [host, port] = split_host_port(text);
  parts.host = canonical_address(host).value_or(std::string(host));
  parts.port = port;
  return parts;
}

// Texts as a person, or somebody hostile, may write them.
class Writer {
 public:
  std::string text() {
    std::string all;
    if (draw(5) != 0)
      all += pick({"http://", "https://", "HTTPS://", "socks5h://", "socks4://",
                   "ftp://", "http:/", "socks5://"});
    if (draw(2) == 0) {
      all += words(6) + (draw(3) == 0 ? "" : ":" + words(8));
      all += pick({"@", "@", "@", "@", "%40", "@@"});
    }
    all += pick({"localhost", "127.0.0.1", "home.example", "ftp.example",
                 "[::1]", "[2001:DB8::0:1]", "[::ffff:1.2.3.4]", "10.0.0.1",
                 "127.1", "0x7f.1", "smtp.x", "[::1%25lo]", "h_1.x-y", "[::g]",
                 "1.2.3.4.", "[1::2::3]", "LDAP.Example", "017.0.0.1"});
    all += pick({"", ":1", ":3128", ":65535", ":65536", ":0", ":", ":08",
                 ":000080", ":80x"});
    const std::size_t parts = draw(3);
    for (std::size_t n = 0; n < parts; ++n) all += "/" + words(3);
    return all;
  }

 private:
  std::size_t draw(std::size_t below) { return chance_() % below; }
  std::string pick(std::initializer_list<const char*> list) {
    return list.begin()[draw(list.size())];
  }
  std::string words(std::size_t most) {
    std::string all;
    for (auto n = draw(most); n > 0; --n)
      all += pick({"a",   "B",   "7",      ".",   "..",  "-",   "~",
                   "!",   "$",   "&",      "(",   ")",   "*",   "+",
                   ",",   ";",   "=",      ":",   "%40", "%2F", "%3a",
                   "%25", "%2e", "%c3%A4", "%7f", "%00", "%0a", "%",
                   "%4",  "@",   "#",      "?",   "/",   "\\",  "[",
                   "]",   "|",   "^",      "'",   "\"",  "{",   "<"});
    return all;
  }

  std::mt19937 chance_{1};  // NOLINT: the same texts in every run
};

}  // namespace

BOOST_AUTO_TEST_CASE(libcurl_reads_a_proxy_as_the_check_does) {
  Writer writer;
  int accepted = 0;
  int with_password = 0;
  for (int round = 0; round < 300'000; ++round) {
    const auto form = proxy_form(writer.text());
    if (!form) continue;
    ++accepted;
    const auto ours = our_parts(*form);
    with_password += ours.password.empty() ? 0 : 1;
    BOOST_TEST(libcurls_parts(*form) == ours, *form);
    BOOST_TEST(proxy_form(*form).value() == *form);
    BOOST_TEST(!shown_proxy(*form).contains('@'));
    BOOST_TEST(our_parts(shown_proxy(*form)).host == ours.host);
  }
  BOOST_TEST(accepted > 1000);
  BOOST_TEST(with_password > 100);
}

BOOST_AUTO_TEST_CASE(libcurl_reads_a_home_url_as_the_check_does) {
  Writer writer;
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    const auto form = home_url_form(writer.text());
    if (!form) continue;
    ++accepted;
    const auto ours = our_parts(*form);
    BOOST_TEST(libcurls_parts(*form) == ours, *form);
    BOOST_TEST((ours.scheme == "https" || is_loopback(ours.host)), *form);
    BOOST_TEST(home_url_form(*form).value() == *form);
  }
  BOOST_TEST(accepted > 1000);
}

BOOST_AUTO_TEST_CASE(a_sign_with_a_meaning_in_the_password_is_refused) {
  for (const auto* text :
       {"http://svc:left@right@192.0.2.10:3128",
        "http://svc:left#right@192.0.2.10:3128",
        "http://svc:left@right?more@192.0.2.10:3128",
        "svc:left/right@192.0.2.10:3128", "http://u:P@localhost?x@127.0.0.1:1",
        "u:p%@h:1", "u:p%4@h:1", "u:%00@h:1", "u:%0a@h:1", "u:%7f@h:1",
        "u:[@h:1"})
    BOOST_TEST(proxy_form(text).error().starts_with(
                   "write @ # ? / % in the password as %40 %23 %3F %2F %25"),
               text);
  for (const auto* text : {"@h:1", ":p@h:1"})
    BOOST_TEST(proxy_form(text).error().contains("user"), text);
  BOOST_TEST(proxy_form("svc:%40%23%3F%2F%25@h:1").value() ==
             "http://svc:%40%23%3F%2F%25@h:1");
}

BOOST_AUTO_TEST_CASE(a_proxy_has_a_scheme_that_nobody_has_to_guess) {
  // libcurl takes a host called ftp.* for an FTP server.
  BOOST_TEST(proxy_form("ftp.example:3128").value() ==
             "http://ftp.example:3128");
  BOOST_TEST(proxy_form("SOCKS5H://u@h:1/").value() == "socks5h://u@h:1");
  BOOST_TEST(shown_proxy("socks5h://u:p@h:1") == "socks5h://h:1");
}

BOOST_AUTO_TEST_CASE(a_path_that_libcurl_would_change_is_refused) {
  for (const auto* path : {"/../x", "/a/./b", "/..", "/a/%2E%2e/b"})
    BOOST_TEST(!home_url_form("https://h" + std::string(path)), path);
  BOOST_TEST(home_url_form("https://h/.a/b..c").value() ==
             "https://h:443/.a/b..c");
}
