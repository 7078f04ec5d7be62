// A sender that was taken over. It reaches nobody, and says in the place of
// home's message how many milliseconds it was given, so that a test need not
// wait until they have passed, and what the fence still lets it have: of the
// files in the variable READ (":" between) those that it can read, of the ports
// in CONNECT those that it can connect to on 127.0.0.1. CRIME is one thing
// more, for which the kernel ends the process. HOME_PORT is the port of the
// fence.
//
// Built into a post.so of its own (CMakeLists.txt), which no package holds.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/file.h"
#include "base/text.h"
#include "home/post_module.h"

namespace telemetry {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool connects(std::uint64_t port, int protocol, bool by_sending) {
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* any = reinterpret_cast<const sockaddr*>(&to);
  const Fd fd(::socket(AF_INET, SOCK_STREAM, protocol));
  return by_sending
             ? ::sendto(fd.get(), "x", 1, MSG_FASTOPEN, any, sizeof to) >= 0
             : ::connect(fd.get(), any, sizeof to) == 0;
}

// " ITEM" for each of those that can be had.
std::string had() {
  std::string text;
  const auto files = variable("READ");
  for (const auto file : split(files, ':'))
    if (Fd(::open(std::string(file).c_str(), O_RDONLY | O_CLOEXEC)))
      text += " " + std::string(file);
  const auto ports = variable("CONNECT");
  for (const auto word : split(ports, ':')) {
    const auto port = to_number(word).value_or(0);
    const std::string name(word);
    if (connects(port, 0, false)) text += " " + name;
    if (connects(port, IPPROTO_MPTCP, false)) text += " mptcp:" + name;
    if (connects(port, 0, true)) text += " fastopen:" + name;
  }
  if (Fd(::open("/tmp/aerospike-telemetry-crime",
                O_WRONLY | O_CREAT | O_CLOEXEC, 0600)))
    text += " writing";
  if (::ioctl(0, TIOCSTI, "x") == 0) text += " typing";
  return text;
}

void commit(std::string_view crime) {
  if (crime == "exec") ::execl("/bin/true", "true", nullptr);
  if (crime == "fork" && ::fork() == 0) ::_exit(0);
  if (crime == "listen")
    (void)::listen(Fd(::socket(AF_INET, SOCK_STREAM, 0)).get(), 1);
  if (crime == "ptrace") ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr);
}

}  // namespace

Result<HomeAnswer> post(const Payload&, const Home&,
                        std::chrono::milliseconds limit, const Fence& fence) {
  const auto port =
      static_cast<std::uint16_t>(to_number(variable("HOME_PORT")).value_or(1));
  fence(port, "");
  commit(variable("CRIME"));
  return HomeAnswer{200, R"({"message":")" + std::to_string(limit.count()) +
                             " ms, has:" + had() + "\"}"};
}

Result<void> probe(const Home&, std::chrono::milliseconds limit, const Fence&) {
  return failure(Exit::temporary, std::to_string(limit.count()) + " ms");
}

}  // namespace telemetry

const telemetry::PostModule aerospike_telemetry_post = {&telemetry::post,
                                                        &telemetry::probe};
