#include "home/answer.h"

#include <simdjson.h>

#include <algorithm>

#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t message_limit = 200;

// X509_V_ERR_*: OpenSSL's numbers for why a certificate does not verify.
struct Verdict {
  long number;
  const char* text;
};
constexpr Verdict verdicts[] = {
    // The chain is good, and libcurl's own look at the host name was not; it
    // leaves the number at 1 then.
    {0, "its certificate is for another host"},
    {1, "its certificate is for another host"},
    {9, "its certificate is not valid yet (is this host's clock right?)"},
    {10, "its certificate has expired (is this host's clock right?)"},
    {18, "its certificate is self-signed"},
    {19, "its certificate is signed by a root that is not trusted here"},
    {20, "the issuer of its certificate is not trusted here"},
    {21, "the issuer of its certificate is not trusted here"},
};

// The first that fits; the last fits always.
struct Handshake {
  const char* word;
  Exit exit;
  const char* text;
};
constexpr Handshake handshakes[] = {
    {"wrong version number", Exit::protocol, "does not speak TLS"},
    {"packet length too long", Exit::protocol, "does not speak TLS"},
    {"unexpected message", Exit::protocol, "does not speak TLS"},
    {"record too small", Exit::protocol, "does not speak TLS"},
    {"http request", Exit::protocol, "does not speak TLS"},
    {"unsupported protocol", Exit::unavailable, "offers no TLS from 1.2 on"},
    {"protocol version", Exit::unavailable, "offers no TLS from 1.2 on"},
    {"version too low", Exit::unavailable, "offers no TLS from 1.2 on"},
    {"unexpected eof", Exit::temporary, "broke off the TLS handshake"},
    {"SSL_ERROR_SYSCALL", Exit::temporary, "broke off the TLS handshake"},
    {"reset by peer", Exit::temporary, "broke off the TLS handshake"},
    {"Broken pipe", Exit::temporary, "broke off the TLS handshake"},
    {"", Exit::unavailable, "refused the TLS handshake"},
};

}  // namespace

Error certificate_trouble(long verdict) {
  for (const auto& [known, text] : verdicts)
    if (known == verdict) return {Exit::unavailable, text};
  return {Exit::unavailable,
          "its certificate does not verify (OpenSSL's error " +
              std::to_string(verdict) + ")"};
}

Error handshake_trouble(std::string_view detail) {
  const auto* found =
      std::ranges::find_if(handshakes, [detail](const auto& row) {
        return detail.find(row.word) != std::string_view::npos;
      });
  return {found->exit, found->text};
}

Error status_trouble(long status) {
  const bool later =
      status == 408 || status == 429 || (status >= 500 && status < 600);
  const bool refused = status >= 300 && status < 500;
  return {later     ? Exit::temporary
          : refused ? Exit::unavailable
                    : Exit::protocol,
          "answered with status " + std::to_string(status) +
              (status / 100 == 3 ? " (redirects are not followed)" : "")};
}

std::string reply_message(std::string_view reply) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(simdjson::padded_string(reply)).get(document)) return {};
  std::string_view message;
  if (document["message"].get(message)) return {};
  return printable(message, message_limit);
}

}  // namespace telemetry
