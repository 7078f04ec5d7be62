// The site's secret key on disk: 32 random bytes as 64 hex digits, one line,
// mode 0640, owner root, group of the service.

#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "privacy/pseudonym.h"

namespace telemetry {

// What whoever makes a new key must know: what it changes, and what not.
inline constexpr std::string_view new_key_remark =
    "Every pseudonym changes with a new key. But cluster-key, the server's "
    "start time and its counters go on, and home could tell from them which "
    "old pseudonym is which new one. To be forgotten, make a new key on every "
    "node and restart the cluster.";

// Where the key is read from: `key_file`, or telemetry.key in the directory of
// systemd's LoadCredential= (CREDENTIALS_DIRECTORY, null if there is none), if
// `key_file` is the default place, nothing is there, and the credential is.
std::string key_place(const std::string& key_file, const char* credentials);

// Follows links: a mounted Secret of Kubernetes is one. Fails with config, and
// says what to do, when the file is not there or holds no key, when this user
// may not read it, when it or the link belongs to neither root nor this user,
// or when its group may write it or others may use it.
Result<SecretKey> read_key(const std::string& path);

// Writes a new key to `path` (replace_file()), in the place of an old one. The
// file keeps the old one's owner and group; a new file gets `group` (by name;
// "" or unknown: the caller's) if the caller may. The mode is 0640.
Result<void> new_key(const std::string& path, const std::string& group);

// A new key, on no disk: for new_key(), and for --sample where there is none.
// Fails with temporary when the kernel gives no random bytes.
Result<SecretKey> random_key();

}  // namespace telemetry
