// The last gate before the network. The finished bytes, the very buffer that
// would be posted, are parsed again and walked against the dictionary. Nothing
// here trusts the anonymiser.

#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "privacy/identifiers.h"
#include "privacy/payload.h"

namespace telemetry {

class Audit {
 public:
  // Makes what every audit needs: once for this process and for those that it
  // forks.
  static void prepare();

  // The raw half knows what was raw, the clean half does not: it passes null.
  // `email` is what the configuration says, the one address that may stand in
  // a payload.
  Audit(const Identifiers* identifiers, std::string_view email)
      : identifiers_(identifiers), email_(email) {}

  // The bytes as a Payload if
  //  - they are one JSON object of printable ASCII without escapes,
  //  - each key and leaf is what the dictionary has for its path,
  //  - none looks like an address, a MAC, a path, an e-mail address or, if a
  //    leaf, a host name,
  //  - none of the raw identifiers stands as a word in a leaf or key that is
  //    not a number or a word of our own.
  // Fails with data; the message names the path of the first leaf that is not
  // so, with '?' for a key that the dictionary has not, never a value.
  // Time is linear in the bytes; they are not copied.
  Result<Payload> operator()(std::string bytes) const;

 private:
  const Identifiers* identifiers_;
  std::string_view email_;
};

}  // namespace telemetry
