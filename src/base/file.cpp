#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <span>

namespace telemetry {
namespace {

// Gives the new file its owner, group and mode. Returns what cannot be given,
// "" if nothing, with the reason in errno.
const char* give(int file, const struct stat* old, const NewFile& form) {
  constexpr auto same = static_cast<uid_t>(-1);
  if (old == nullptr && form.group) {
    // Not being allowed to is no failure: the mode keeps others out.
    [[maybe_unused]] const int given = ::fchown(file, same, *form.group);
  } else if (old != nullptr && form.keep_owner_and_group &&
             ::fchown(file, old->st_uid, old->st_gid) != 0) {
    return ": its owner cannot be kept";
  }
  const mode_t mode =
      old != nullptr && form.keep_mode ? old->st_mode & 07777 : form.mode;
  return ::fchmod(file, mode) == 0 ? "" : ": its mode cannot be set";
}

}  // namespace

Error file_error(const std::string& what, int error) {
  static constexpr int forbidden[] = {EACCES, EPERM, EROFS};
  static constexpr int missing[] = {ENOENT,       ENOTDIR, ELOOP,
                                    ENAMETOOLONG, EISDIR,  ENXIO};
  const auto is_in = [error](std::span<const int> errors) {
    return std::ranges::count(errors, error) > 0;
  };
  const auto exit = is_in(forbidden) ? Exit::no_permission
                    : is_in(missing) ? Exit::no_input
                                     : Exit::temporary;
  return {exit, what + ": " + std::strerror(error)};
}

Result<std::string> read_all(int fd, std::size_t limit,
                             const std::string& name) {
  std::string text;
  for (;;) {
    const std::size_t have = text.size();
    // Most files are small, and what is not used need not be touched; one byte
    // more than the limit tells a file that is too long.
    text.resize(std::min(2 * have + 4096, limit + 1));
    const ssize_t got = ::read(fd, text.data() + have, text.size() - have);
    text.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return std::unexpected(file_error("cannot read " + name, errno));
    if (text.size() > limit)
      return failure(Exit::config, name + " is longer than " +
                                       std::to_string(limit) + " bytes");
    if (got == 0) return text;
  }
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: a FIFO in the place of a file must not stop us.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status = {};
  if (!fd || ::fstat(fd.get(), &status) != 0)
    return std::unexpected(file_error("cannot read " + path, errno));
  if (!S_ISREG(status.st_mode))
    return failure(Exit::no_input, "cannot read " + path + ": not a file");
  return read_all(fd.get(), limit, path);
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote == 0) errno = EIO;  // a file system that takes nothing
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

Result<void> replace_file(const std::string& path, std::string_view bytes,
                          const NewFile& form) {
  const auto failed = [&path](const std::string& detail = "") {
    return std::unexpected(file_error("cannot write " + path + detail, errno));
  };
  struct stat status = {};
  const bool exists = ::lstat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return failed();
  if (exists && !S_ISREG(status.st_mode))
    return failure(Exit::no_input, "cannot write " + path + ": not a file");

  const auto folder = path.substr(0, path.rfind('/') + 1);
  auto temporary = folder + "." + path.substr(folder.size()) + ".XXXXXX";
  const Fd file(::mkostemp(temporary.data(), O_CLOEXEC));  // O_EXCL, 0600
  if (!file) return failed();
  std::string problem = give(file.get(), exists ? &status : nullptr, form);
  if (!problem.empty() || !write_all(file.get(), bytes) ||
      ::fsync(file.get()) != 0 ||
      ::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    return failed(problem);
  }
  const Fd opened(::open(folder.empty() ? "." : folder.c_str(),
                         O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Where a folder cannot be synced (EINVAL), there is nothing to be done.
  if (opened && ::fsync(opened.get()) != 0 && errno != EINVAL)
    return std::unexpected(file_error(
        path + " is written, but may be lost when the power fails", errno));
  return {};
}

}  // namespace telemetry
