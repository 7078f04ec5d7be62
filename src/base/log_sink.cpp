#include "base/log_sink.h"

#include <fcntl.h>
#include <paths.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>

#include "base/file.h"
#include "base/text.h"

namespace telemetry {
namespace {

constexpr std::size_t line_limit = 1000;

// Of syslog(3), and of the journal's "<N>".
int priority_of(Level level) {
  constexpr std::array priorities = {LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERR,
                                     LOG_CRIT};
  return priorities.at(static_cast<std::size_t>(level));
}

// A pipe, a terminal or a daemon whose reader has stopped must not stop the
// run.
bool is_ready(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, 50) > 0;
}

// One write. A full disk loses the line.
void put(int fd, std::string line) {
  line += '\n';
  if (is_ready(fd) && ::write(fd, line.data(), line.size()) < 0) return;
}

Log::Sink error_sink() {
  return
      [journal = journal_reads_errors()](Level level, std::string_view line) {
        const std::string prefix =
            journal ? "<" + std::to_string(priority_of(level)) + ">"
                    : std::string("aerospike-telemetry: ");
        put(STDERR_FILENO, prefix + printable(line, line_limit));
      };
}

// Nothing where there is no daemon, with the reason in errno. The connection
// tells what syslog(3) does not: whether a line would be taken at once.
Log::Sink syslog_sink() {
  const auto fd = std::make_shared<Fd>(
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const sockaddr_un daemon = {AF_UNIX, _PATH_LOG};
  if (!*fd || ::connect(fd->get(), reinterpret_cast<const sockaddr*>(&daemon),
                        sizeof daemon) != 0)
    return {};
  ::openlog("aerospike-telemetry", LOG_PID | LOG_NDELAY, LOG_DAEMON);
  return [fd](Level level, std::string_view line) {
    if (is_ready(fd->get()))
      ::syslog(priority_of(level), "%s", printable(line, line_limit).c_str());
  };
}

// Nothing where the file cannot be written to, with the reason in errno.
Log::Sink file_sink(const std::string& path) {
  // O_NONBLOCK: a FIFO without a reader is refused and not waited for.
  const auto fd =
      std::make_shared<Fd>(::open(path.c_str(),
                                  O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
                                      O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                                  0640));
  struct stat status = {};
  rlimit limit = {};
  if (!*fd || ::fstat(fd->get(), &status) != 0 ||
      ::getrlimit(RLIMIT_FSIZE, &limit) != 0)
    return {};
  const bool regular = S_ISREG(status.st_mode);
  // The service's own limit: each line would be lost, one by one.
  const bool no_room = regular && limit.rlim_cur == 0;
  if (no_room || (!regular && !S_ISCHR(status.st_mode))) {
    errno = no_room ? EFBIG : EINVAL;
    return {};
  }
  return [fd](Level level, std::string_view line) {
    put(fd->get(),
        utc_time(::time(nullptr)) + " " +
            std::string(level_names.at(static_cast<std::size_t>(level))) +
            ": " + printable(line, line_limit));
  };
}

std::string why_not(const std::string& path, int error) {
  if (error == ELOOP) return "it is a symbolic link";
  if (error == EINVAL || error == ENXIO) return "it is not a file";
  const std::string why = std::strerror(error);
  // ProtectSystem=strict and LimitFSIZE=0.
  if (error != EROFS && error != EFBIG) return why;
  return why +
         "; a service may write there by a drop-in (systemctl edit "
         "aerospike-telemetry.service): [Service] ReadWritePaths=" +
         path.substr(0, path.rfind('/')) + " LimitFSIZE=infinity";
}

}  // namespace

bool journal_reads_errors() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  const auto [device, inode] = cut(stream == nullptr ? "" : stream, ':');
  struct stat status = {};
  return ::fstat(STDERR_FILENO, &status) == 0 &&
         to_number(device) == status.st_dev &&
         to_number(inode) == status.st_ino;
}

std::string utc_time(long long seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts = {};
  std::array<char, 40> text{};
  if (::gmtime_r(&time, &parts) == nullptr) return "-";
  return {text.data(), std::strftime(text.data(), text.size(),
                                     "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Log make_error_log(Level threshold) { return {threshold, error_sink()}; }

Log make_syslog(Level threshold) { return {threshold, syslog_sink()}; }

Log make_log(const std::string& logfile, Level threshold) {
  if (logfile == "out") return make_error_log(threshold);
  const bool syslog = logfile == "syslog";
  auto sink = syslog ? syslog_sink() : file_sink(logfile);
  const int error = errno;
  if (sink) return {threshold, std::move(sink)};
  auto log = make_error_log(threshold);
  log.error(syslog ? "logfile: cannot reach syslog: " + why_not("", error)
                   : "logfile: cannot append to " + logfile + ": " +
                         why_not(logfile, error));
  return log;
}

}  // namespace telemetry
