#include "privacy/key_file.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::string_view default_place = "/etc/aerospike/telemetry.key";
constexpr char advice[] =
    "; make one with: aerospike-telemetry --new-key (nothing is sent without)";

using Bytes = std::array<unsigned char, SecretKey::size>;

bool is_of_another(const struct stat& status) {
  return status.st_uid != 0 && status.st_uid != ::geteuid();
}

// What is wrong with whose file it is and who may use it, "" if nothing.
std::string problem_of(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return std::string("not a file") + advice;
  if (is_of_another(status))
    return "it belongs to another user, who knows it: remove it and make "
           "one with: aerospike-telemetry --new-key";
  if ((status.st_mode & 0007) != 0)
    return "others may read or write it: set mode 0640, or for a mounted "
           "Secret of Kubernetes defaultMode: 0440 and an fsGroup";
  if ((status.st_mode & 0020) != 0)
    return "its group may write it: set mode 0640";
  return "";
}

}  // namespace

std::string key_place(const std::string& key_file, const char* credentials) {
  if (key_file != default_place || credentials == nullptr) return key_file;
  const auto credential = std::string(credentials) + "/telemetry.key";
  const bool missing = ::access(key_file.c_str(), F_OK) != 0 && errno == ENOENT;
  return missing && ::access(credential.c_str(), F_OK) == 0 ? credential
                                                            : key_file;
}

Result<SecretKey> read_key(const std::string& path) {
  const auto refused = [&path](const std::string& why) {
    return failure(Exit::config, "key-file " + path + ": " + why);
  };
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && (errno == EACCES || errno == EPERM))
    return refused(
        "this user may not read it, only its owner and its group may: start "
        "the program as root or as the user of its service, or in a container "
        "give the pod the file's group (fsGroup)");
  struct stat status = {};
  if (!fd || ::fstat(fd.get(), &status) != 0)
    return refused(std::strerror(errno) + std::string(advice));
  // Links lead to a mounted Secret; whoever owns one chooses the key.
  struct stat link = {};
  if (::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode) &&
      is_of_another(link))
    return refused("it is a link that belongs to another user");
  if (const auto problem = problem_of(status); !problem.empty())
    return refused(problem);

  // 64 digits and a line end; the rest is for a CR and a blank.
  auto text = read_all(fd.get(), 80, "key-file " + path);
  if (!text) return failure(Exit::config, text.error().message);
  const auto digits = trim(*text);
  const bool good = digits.size() == 2 * SecretKey::size &&
                    std::ranges::all_of(digits, is_hex);
  Bytes bytes = {};
  for (std::size_t i = 0; good && i < bytes.size(); ++i)
    std::from_chars(&digits[2 * i], &digits[2 * i] + 2, bytes[i], 16);
  ::explicit_bzero(text->data(), text->size());
  if (!good) return refused(std::string("not 64 hex digits") + advice);
  return SecretKey(bytes);
}

Result<void> new_key(const std::string& path, const std::string& group) {
  TRY_ASSIGN(const auto key, random_key());
  auto line = to_hex(as_text(key.bytes())) + '\n';
  NewFile form = {.mode = 0640, .keep_owner_and_group = true};
  if (const auto* entry = group.empty() ? nullptr : ::getgrnam(group.c_str()))
    form.group = entry->gr_gid;
  auto written = replace_file(path, line, form);
  ::explicit_bzero(line.data(), line.size());
  return written;
}

Result<SecretKey> random_key() {
  Bytes bytes = {};
  // Never shorter than asked, for so few bytes.
  if (::getrandom(bytes.data(), bytes.size(), 0) < 0)
    return failure(Exit::temporary,
                   std::string("no random bytes: getrandom(2) failed: ") +
                       std::strerror(errno));
  return SecretKey(bytes);
}

}  // namespace telemetry
