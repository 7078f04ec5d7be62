// Files: the owner of a descriptor, reading a whole file with a limit, and
// writing one in one step.

#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace telemetry {

// A file descriptor, closed when its Fd goes.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    const Fd old(std::exchange(fd_, std::exchange(other.fd_, -1)));
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  // Closes the descriptor now. Errors of close(2) are not reported: whoever
  // wrote something that must last has called fsync(2) before.
  void reset() { *this = Fd(); }

 private:
  int fd_ = -1;
};

// "WHAT: " and the words for an errno: no_permission where another user might
// succeed, no_input where there is no such file, else temporary.
Error file_error(const std::string& what, int error);

// The bytes of a regular file or of an entry of /proc or /sys. Fails with
// no_input when it is not there or not a file, with no_permission when it may
// not be read, with config when it is longer than `limit` bytes. The message
// names the path.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// The same from a descriptor that is open for reading; `name` is for messages.
Result<std::string> read_all(int fd, std::size_t limit,
                             const std::string& name);

// Writes all of `text`, and waits where the descriptor does. False, with the
// reason in errno, when not all of it could be written.
bool write_all(int fd, std::string_view text);

// What replace_file() gives the new file.
struct NewFile {
  mode_t mode = 0600;
  // The group if there was no file, where the caller may give it.
  std::optional<gid_t> group = std::nullopt;
  // Take over from the old file, or fail.
  bool keep_owner_and_group = false;
  bool keep_mode = false;
};

// Puts a file with these bytes at `path`, in one step: a temporary file beside
// it, which nobody else can have made, is written, synced and renamed. Until
// then an old file is whole, and after a failure nothing else is left; a kill
// in between leaves ".NAME." and six more characters. What stands at `path` is
// never written into; a symbolic link, like anything else that is no file, is
// refused (no_input). Fails as file_error() says; if only the last sync fails
// the message says that the file is written.
Result<void> replace_file(const std::string& path, std::string_view bytes,
                          const NewFile& form);

}  // namespace telemetry
