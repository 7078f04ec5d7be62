#include "config/settings_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>

#include "base/file.h"
#include "base/handle.h"
#include "base/text.h"
#include "config/file_attributes.h"
#include "config/settings_table.h"

namespace telemetry {
namespace {

constexpr std::size_t size_limit = 1024 * 1024;
constexpr timespec lock_step = {.tv_sec = 0, .tv_nsec = 50'000'000};
constexpr int lock_steps = 200;
constexpr std::string_view temporary_end = ".edit";

// Writing beyond `ulimit -f` shall fail with EFBIG, not kill.
class NoFileSizeSignal {
 public:
  NoFileSizeSignal() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGXFSZ, &ignore, &before_);
  }
  NoFileSizeSignal(const NoFileSizeSignal&) = delete;
  NoFileSizeSignal& operator=(const NoFileSizeSignal&) = delete;
  ~NoFileSizeSignal() { ::sigaction(SIGXFSZ, &before_, nullptr); }

 private:
  struct sigaction before_ = {};
};

Exit exit_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return Exit::no_permission;
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
    case EISDIR:
      return Exit::no_input;
    default:
      return Exit::temporary;
  }
}

class FileEdit {
 public:
  FileEdit(std::string config, const Fault& fault)
      : config_(std::move(config)), fault_(fault) {}

  Result<std::vector<std::string>> run(std::span<const SettingChange> changes) {
    if (auto done = find_target(changes); !done)
      return std::unexpected(std::move(done).error());
    if (auto done = lock(); !done)
      return std::unexpected(std::move(done).error());
    if (auto done = read(); !done)
      return std::unexpected(std::move(done).error());
    auto edited = edit_text(old_text_, changes);
    if (!edited) return std::unexpected(std::move(edited).error());
    if (creating_ || edited->text != old_text_)
      if (auto done = replace(edited->text); !done)
        return std::unexpected(std::move(done).error());
    return std::move(edited->report);
  }

 private:
  template <class Call>
  auto call(std::string_view name, Call&& done) const {
    return checked(fault_, name, std::forward<Call>(done));
  }

  std::unexpected<Error> failed(const std::string& what = "") const {
    const int error = errno;
    const bool needs_root =
        (error == EACCES || error == EPERM) && ::geteuid() != 0;
    return failure(exit_of(error), "cannot change " + config_ + ": " + what +
                                       std::strerror(error) +
                                       (needs_root ? " (root can do it)" : ""));
  }

  Result<void> find_target(std::span<const SettingChange> changes) {
    char resolved[PATH_MAX];
    std::string path = config_;
    if (::realpath(config_.c_str(), resolved) != nullptr) {
      path = resolved;
    } else {
      struct stat status = {};
      const bool missing = errno == ENOENT;
      const bool disables =
          std::ranges::any_of(changes, [](const SettingChange& change) {
            return change.key == "disable" && to_boolean(change.value) == true;
          });
      if (!missing || !disables) return failed();
      if (::lstat(config_.c_str(), &status) == 0)
        return failed("it is a link to a missing file: ");
    }
    const auto slash = path.rfind('/');
    name_ = slash == std::string::npos ? path : path.substr(slash + 1);
    const auto folder = slash == std::string::npos ? "."
                        : slash == 0               ? "/"
                                                   : path.substr(0, slash);
    folder_ = Fd(call("open folder", [&] {
      return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }));
    if (!folder_) return failed();
    return {};
  }

  // The directory and not the file, because a run locks the file, and because
  // the file is another one after the rename.
  Result<void> lock() {
    for (int step = 0; step < lock_steps; ++step) {
      if (call("flock",
               [&] { return ::flock(folder_.get(), LOCK_EX | LOCK_NB); }) == 0)
        return {};
      if (errno != EWOULDBLOCK && errno != EINTR) return failed();
      ::nanosleep(&lock_step, nullptr);
    }
    return failure(Exit::temporary,
                   "cannot change " + config_ + ": another edit is under way");
  }

  Result<void> read() {
    Fd old(call("open", [&] {
      return ::openat(folder_.get(), name_.c_str(),
                      O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    }));
    if (!old) {
      // find_target() has let it be missing only if it is to be created.
      if (errno != ENOENT) return failed();
      creating_ = true;
      return {};
    }
    old_ = std::move(old);
    struct stat status = {};
    if (call("fstat", [&] { return ::fstat(old_.get(), &status); }) != 0)
      return failed();
    if (!S_ISREG(status.st_mode))
      return failure(Exit::no_input, config_ + " is not a file");
    auto text = read_all(old_.get(), size_limit, config_);
    if (!text) return std::unexpected(std::move(text).error());
    old_text_ = *std::move(text);
    return {};
  }

  Result<void> replace(std::string_view text) {
    const NoFileSizeSignal no_signal;
    remove_leftovers();
    if (auto written = write_temporary(text); !written) {
      if (!temporary_.empty()) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
      return written;
    }
    // Where a folder cannot be synced (EINVAL), there is nothing to be done.
    if (call("fsync folder", [&] { return ::fsync(folder_.get()); }) != 0 &&
        errno != EINVAL)
      return failure(Exit::temporary,
                     config_ +
                         " is changed, but it is not certain that a "
                         "power failure leaves it so: " +
                         std::strerror(errno));
    return {};
  }

  Result<void> write_temporary(std::string_view text) {
    const auto name = temporary_name();
    const Fd file(call("open temporary", [&] {
      return ::openat(folder_.get(), name.c_str(),
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
    }));
    if (!file) return failed();
    temporary_ = name;
    const auto problem = creating_
                             ? make_readable(file.get(), fault_)
                             : copy_attributes(old_.get(), file.get(), fault_);
    if (!problem.empty()) return failed(problem + ": ");
    while (!text.empty()) {
      const ssize_t size = call("write", [&] {
        return ::write(file.get(), text.data(), text.size());
      });
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return failed();
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    if (call("fsync", [&] { return ::fsync(file.get()); }) != 0)
      return failed();
    if (call("rename", [&] {
          return ::renameat(folder_.get(), temporary_.c_str(), folder_.get(),
                            name_.c_str());
        }) != 0)
      return failed();
    return {};
  }

  // .telemetry.conf.0123456789abcdef.edit
  std::string temporary_name() const {
    std::array<unsigned char, 8> bytes = {};
    // Never shorter than asked, for so few bytes; O_EXCL guards all the same.
    if (::getrandom(bytes.data(), bytes.size(), 0) < 0) bytes[0] = 1;
    std::string name = prefix();
    for (const auto byte : bytes) {
      name += "0123456789abcdef"[byte >> 4];
      name += "0123456789abcdef"[byte & 15];
    }
    return name.append(temporary_end);
  }

  std::string prefix() const { return "." + name_ + "."; }

  // Of an edit that was killed. We hold the lock, so nobody writes one now.
  void remove_leftovers() {
    const int opened = ::openat(folder_.get(), ".", O_RDONLY | O_CLOEXEC);
    if (opened < 0) return;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(opened),
                                                     ::closedir);
    if (!folder) return;
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string_view name = entry->d_name;
      const auto size = prefix().size() + 16 + temporary_end.size();
      if (name.size() == size && name.starts_with(prefix()) &&
          name.ends_with(temporary_end))
        ::unlinkat(folder_.get(), entry->d_name, 0);
    }
  }

  std::string config_;
  const Fault& fault_;
  Fd folder_;
  std::string name_;  // in the folder
  bool creating_ = false;
  Fd old_;
  std::string old_text_;
  std::string temporary_;  // "" before it is made
};

}  // namespace

Result<std::vector<std::string>> edit_file(
    const std::string& config, std::span<const SettingChange> changes,
    const Fault& fault) {
  return FileEdit(config, fault).run(changes);
}

}  // namespace telemetry
