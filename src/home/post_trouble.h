// What went wrong with home, from numbers and words of the libraries and of
// HTTP: the tables behind post.h's list. Pure. The messages are without the
// setting and the host, which the caller knows.

#pragma once

#include <string_view>

#include "base/error.h"

namespace telemetry {

// Of a certificate that did not verify: X509_V_ERR_* of OpenSSL.
Error certificate_trouble(long verdict);

// Of a TLS handshake that failed, for which libcurl has one code: from the
// words of OpenSSL in its `detail`, which may hold more and is not repeated.
Error handshake_trouble(std::string_view detail);

// Of an HTTP status that is not 2xx.
Error status_trouble(long status);

}  // namespace telemetry
