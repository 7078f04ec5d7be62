// What home answers, and what goes wrong with it, in words for the log: from
// the bytes of a reply, an HTTP status, and numbers and words of the libraries.
// Pure. The messages are without the setting and the host, which the caller
// knows.

#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace telemetry {

// The "message" of a reply that is a JSON object, printable ASCII, at most 200
// bytes; "" where there is none to show.
std::string reply_message(std::string_view reply);

// Of an HTTP status that is not 2xx.
Error status_trouble(long status);

// Of a certificate that did not verify: X509_V_ERR_* of OpenSSL.
Error certificate_trouble(long verdict);

// Of a TLS handshake that failed, for which libcurl has one code: from the
// words of OpenSSL in its `detail`, which may hold more and is not repeated.
Error handshake_trouble(std::string_view detail);

}  // namespace telemetry
