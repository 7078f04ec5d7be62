#include "base/log_sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
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

struct LevelName {
  std::string_view name;
  int priority;  // of syslog(3), and of the journal's "<N>"
};
constexpr std::array<LevelName, 5> levels{{{"debug", LOG_DEBUG},
                                           {"info", LOG_INFO},
                                           {"warning", LOG_WARNING},
                                           {"error", LOG_ERR},
                                           {"critical", LOG_CRIT}}};

const LevelName& level_of(Level level) {
  return levels.at(static_cast<std::size_t>(level));
}

// One write, and only if it will not wait: a pipe or a terminal whose reader
// has stopped must not stop the run. A full disk loses the line.
void put(int fd, std::string line) {
  line += '\n';
  pollfd ready{fd, POLLOUT, 0};
  if (::poll(&ready, 1, 50) <= 0) return;
  if (::write(fd, line.data(), line.size()) < 0) return;
}

void put_error(Level level, std::string_view line, bool journal) {
  const std::string prefix =
      journal ? "<" + std::to_string(level_of(level).priority) + ">"
              : std::string("aerospike-telemetry: ");
  put(STDERR_FILENO, prefix + printable(line, line_limit));
}

// As strftime(3) and `format` have it; "-" where there is no such time.
std::string format_time(const char* format, const std::tm* parts) {
  std::array<char, 40> text{};
  if (parts == nullptr) return "-";
  return {text.data(), std::strftime(text.data(), text.size(), format, parts)};
}

Log::Sink error_sink() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  const bool journal =
      is_journal(STDERR_FILENO, stream != nullptr ? stream : "");
  return [journal](Level level, std::string_view line) {
    put_error(level, line, journal);
  };
}

std::string local_time() {
  const auto time = ::time(nullptr);
  std::tm parts = {};
  return format_time("%b %e %T", ::localtime_r(&time, &parts));
}

// What syslog(3) sends, but for its wait: it stands still for as long as the
// daemon does.
Log::Sink syslog_sink() {
  const auto socket = std::make_shared<Fd>(
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return [socket](Level level, std::string_view line) {
    const std::string text =
        "<" + std::to_string(LOG_DAEMON | level_of(level).priority) + ">" +
        local_time() + " aerospike-telemetry[" + std::to_string(::getpid()) +
        "]: " + printable(line, line_limit);
    sockaddr_un daemon = {AF_UNIX, "/dev/log"};
    // Without a daemon, or with one that is stuck, the line is lost.
    ::sendto(socket->get(), text.data(), text.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&daemon), sizeof daemon);
  };
}

// The file, or why not in errno.
Fd open_file(const std::string& path) {
  // O_NONBLOCK: a FIFO without a reader is refused and not waited for.
  Fd fd(::open(path.c_str(),
               O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
                   O_NONBLOCK | O_NOCTTY,
               0640));
  struct stat status = {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return {};
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) {
    errno = EINVAL;
    return {};
  }
  return fd;
}

Log::Sink file_sink(std::shared_ptr<Fd> file) {
  return [file = std::move(file)](Level level, std::string_view line) {
    put(file->get(), utc_time(::time(nullptr)) + " " +
                         std::string(name_of(level)) + ": " +
                         printable(line, line_limit));
  };
}

}  // namespace

std::string_view name_of(Level level) { return level_of(level).name; }

bool is_journal(int fd, std::string_view journal_stream) {
  const auto [device, inode] = cut(journal_stream, ':');
  struct stat status = {};
  return ::fstat(fd, &status) == 0 && to_number(device) == status.st_dev &&
         to_number(inode) == status.st_ino;
}

std::string utc_time(long long seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts = {};
  return format_time("%Y-%m-%dT%H:%M:%SZ", ::gmtime_r(&time, &parts));
}

Log make_error_log(Level threshold) { return {threshold, error_sink()}; }

Log make_log(const std::string& logfile, Level threshold) {
  if (logfile == "out") return make_error_log(threshold);
  if (logfile == "syslog") return {threshold, syslog_sink()};
  auto file = std::make_shared<Fd>(open_file(logfile));
  if (*file) return {threshold, file_sink(std::move(file))};
  const std::string why = errno == ELOOP ? "it is a symbolic link"
                          : errno == EINVAL || errno == ENXIO
                              ? "it is not a file"
                              : std::strerror(errno);
  auto log = make_error_log(threshold);
  log.error("logfile: cannot append to " + logfile + ": " + why);
  return log;
}

}  // namespace telemetry
