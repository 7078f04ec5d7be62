// A raw half that was taken over: it does its honest work, and then, behind the
// fence, what the variable CRIME says. Whatever of it the kernel lets through
// ends in a report that home receives, so that a test sees it; what the kernel
// refuses ends in an error that says so.
//
// Built into a program of its own (CMakeLists.txt), which no package holds.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "process/frames.h"
#include "run/raw_half.h"

namespace telemetry {

// raw_half.cpp, compiled with report_bytes under this name.
extern Result<std::string> honest_report_bytes(const RawTask& task,
                                               const Pseudonymizer& names,
                                               const Log& log);

namespace {

// The pipe to the clean half.
int pipe_to_clean_half() {
  for (int fd = 3; fd < 64; ++fd) {
    struct stat state = {};
    if (::fstat(fd, &state) == 0 && S_ISFIFO(state.st_mode)) return fd;
  }
  return -1;
}

void say(std::string_view bytes) {
  const int fd = pipe_to_clean_half();
  while (!bytes.empty()) {
    const auto size = ::write(fd, bytes.data(), bytes.size());
    if (size <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool done_connect() {
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(9);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return false;
  (void)::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  return true;
}

bool done_datagram() { return ::socket(AF_INET6, SOCK_DGRAM, 0) >= 0; }

bool done_unix_socket() { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }

bool done_exec() {
  char name[] = "true";
  char* const words[] = {name, nullptr};
  ::execv("/bin/true", words);
  return false;
}

bool done_fork() { return ::fork() >= 0; }

bool done_ptrace() {
  return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0;
}

bool done_read() { return ::open("/etc/hostname", O_RDONLY) >= 0; }

bool done_read_memory() {
  const auto path = "/proc/" + std::to_string(::getppid()) + "/mem";
  return ::open(path.c_str(), O_RDONLY) >= 0;
}

bool done_write() {
  return ::open("/tmp/aerospike-telemetry-crime", O_WRONLY | O_CREAT, 0600) >=
         0;
}

bool done_kill() { return ::kill(::getppid(), SIGTERM) == 0; }

struct Crime {
  std::string_view name;
  bool (*done)();
};

constexpr auto crimes = std::to_array<Crime>({
    {"connect", done_connect},
    {"datagram", done_datagram},
    {"unix-socket", done_unix_socket},
    {"exec", done_exec},
    {"fork", done_fork},
    {"ptrace", done_ptrace},
    {"read", done_read},
    {"read-memory", done_read_memory},
    {"write", done_write},
    {"kill", done_kill},
});

// What it says to the clean half in the place of a report.
constexpr auto lies = std::to_array<std::pair<std::string_view, const char*>>({
    {"raw-name", R"({"cluster-name":"orion-billing-eu"})"},
    {"raw-address", R"({"services":"10.77.0.1:3000"})"},
    {"raw-path", R"({"config":{"work-directory":"/srv/orion"}})"},
    {"hidden-text", R"({"interval":"":"orion-billing-eu"})"},
    {"two-objects", R"({"interval":"600"}{"a":"orion-billing-eu"})"},
    {"no-json", "orion-billing-eu"},
});

}  // namespace

Result<std::string> report_bytes(const RawTask& task,
                                 const Pseudonymizer& names, const Log& log) {
  auto honest = honest_report_bytes(task, names, log);
  if (!honest) return honest;
  const char* const variable = std::getenv("CRIME");
  const std::string_view crime = variable == nullptr ? "" : variable;

  if (const auto* const found = std::ranges::find(crimes, crime, &Crime::name);
      found != crimes.end()) {
    if (found->done()) return honest;
    return failure(Exit::protocol, "the crime was refused");
  }
  for (const auto& [name, text] : lies)
    if (name == crime) return text;

  if (crime == "garbage") say("orion-billing-eu says what is no frame");
  if (crime == "after-the-end") say(std::string("B\2\0\0\0{}", 7));
  if (crime == "too-long") say("B\xff\xff\xff\x7f");
  if (crime == "endless-log")
    for (;;) say(std::string("L\3\0\0\0\0hi", 8));
  if (crime == "nothing") ::_exit(0);
  if (crime == "half-a-frame") {
    say(std::string("B\x10\0\0\0{", 6));
    ::_exit(0);
  }
  if (crime == "dies") {
    ::signal(SIGSEGV, SIG_DFL);
    ::raise(SIGSEGV);
  }
  if (crime == "eats") return std::string(std::size_t{3} << 30, ' ');
  if (crime == "killed") ::raise(SIGKILL);
  if (crime == "stops") ::raise(SIGSTOP);
  if (crime == "bad-status") {
    say(frame_header('B', honest->size()) + *honest);
    ::_exit(3);
  }
  if (crime == "sleeps")
    for (;;) ::pause();
  if (crime == "prints") {
    for (const int fd : {1, 2})
      if (::write(fd, "orion-billing-eu\n", 17) > 0) return honest;
    return failure(Exit::protocol, "the crime was refused");
  }
  return honest;
}

}  // namespace telemetry
