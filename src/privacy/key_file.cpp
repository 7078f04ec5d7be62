#include "privacy/key_file.h"

#include <fcntl.h>
#include <grp.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/file.h"
#include "base/handle.h"
#include "base/text.h"
#include "base/write.h"

namespace telemetry {
namespace {

constexpr char advice[] =
    "; make one with: aerospike-telemetry --new-key (nothing is sent without)";

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return (c | 0x20) - 'a' + 10;
}

Error system_error(const std::string& what, int error) {
  Exit exit = Exit::no_input;
  if (error == EACCES || error == EPERM || error == EROFS)
    exit = Exit::no_permission;
  if (error == ENOSPC || error == EDQUOT || error == EIO)
    exit = Exit::temporary;
  return {exit, what + ": " + std::strerror(error)};
}

Result<std::array<unsigned char, SecretKey::size>> random_bytes() {
  std::array<unsigned char, SecretKey::size> bytes = {};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return failure(Exit::temporary, "the system gives no random bytes");
  return bytes;
}

// Owner and group of the old file, or the group that was asked for. Not being
// allowed to give a file away is no failure: the mode keeps others out.
void give(int fd, const std::string& path, const std::string& group) {
  struct stat old = {};
  auto uid = static_cast<uid_t>(-1);
  auto gid = static_cast<gid_t>(-1);
  if (::stat(path.c_str(), &old) == 0) {
    uid = old.st_uid;
    gid = old.st_gid;
  } else if (!group.empty()) {
    if (const auto* entry = ::getgrnam(group.c_str())) gid = entry->gr_gid;
  }
  if (::fchown(fd, uid, gid) != 0) return;
}

}  // namespace

Result<SecretKey> read_key(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) {
    return failure(Exit::config,
                   "key-file " + path + ": " + std::strerror(errno) + advice);
  }
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return failure(Exit::config, "key-file " + path + ": not a file" + advice);
  if ((status.st_mode & 0007) != 0) {
    return failure(
        Exit::config,
        "key-file " + path + ": others may read or write it; set mode 0640");
  }
  // 64 digits and a line end; the rest is for a CR and a blank.
  auto text = read_all(fd.get(), 80, "key-file " + path);
  if (!text) return failure(Exit::config, text.error().message);
  const auto digits = trim(*text);
  bool ok = digits.size() == 2 * SecretKey::size;
  for (const char c : digits) ok = ok && is_hex(c);
  std::array<unsigned char, SecretKey::size> bytes = {};
  for (std::size_t i = 0; ok && i < bytes.size(); ++i)
    bytes[i] = static_cast<unsigned char>(hex_value(digits[2 * i]) * 16 +
                                          hex_value(digits[2 * i + 1]));
  OPENSSL_cleanse(text->data(), text->size());
  if (!ok) {
    return failure(Exit::config,
                   "key-file " + path + ": not 64 hex digits" + advice);
  }
  Result<SecretKey> key(std::in_place, bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

Result<void> new_key(const std::string& path, const std::string& group) {
  auto bytes = random_bytes();
  if (!bytes) return std::unexpected(bytes.error());
  std::string line;
  for (const unsigned char byte : *bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    line += digits[byte >> 4];
    line += digits[byte & 15];
  }
  line += '\n';

  const std::string what = "cannot write key-file " + path;
  std::string temporary = path + ".XXXXXX";
  const Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!fd) return std::unexpected(system_error(what, errno));
  give(fd.get(), path, group);
  const bool ok = write_all(fd.get(), line) && ::fchmod(fd.get(), 0640) == 0 &&
                  ::fsync(fd.get()) == 0 &&
                  ::rename(temporary.c_str(), path.c_str()) == 0;
  const int error = errno;
  OPENSSL_cleanse(line.data(), line.size());
  OPENSSL_cleanse(bytes->data(), bytes->size());
  if (!ok) {
    ::unlink(temporary.c_str());
    return std::unexpected(system_error(what, error));
  }
  // The key is in place; a directory that cannot be synced is not ours to mend.
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : path.substr(0, slash);
  const Fd directory(
      ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory) ::fsync(directory.get());
  return {};
}

Result<SecretKey> throw_away_key() {
  auto bytes = random_bytes();
  if (!bytes) return std::unexpected(bytes.error());
  return SecretKey(*bytes);
}

}  // namespace telemetry
