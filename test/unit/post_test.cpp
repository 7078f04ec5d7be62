// home/post, through its module as the program loads it: what home receives,
// and what each kind of trouble with home is called. A child process plays home
// in the clear on loopback; `openssl s_server` plays it behind TLS.

#define BOOST_TEST_MODULE post
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "audit/audit.h"
#include "base/file.h"
#include "home/answer.h"
#include "home/post_module.h"
#include "process/confine.h"
#include "support/temporary_folder.h"

using namespace telemetry;
using namespace telemetry::test;
using namespace std::chrono_literals;

namespace {

// What is posted here.
Payload report() {
  return audit(R"({"interval":"1"})", Channels(), "").value();
}

// A child process that lives as long as this.
class Child {
 public:
  explicit Child(const std::function<void()>& body) : pid_(::fork()) {
    if (pid_ == 0) {
      body();
      ::_exit(0);
    }
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  pid_t pid_;
};

struct Listener {
  Fd fd;
  int port = 0;
};

Listener listen_on_loopback() {
  Listener listener{Fd(::socket(AF_INET, SOCK_STREAM, 0)), 0};
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  BOOST_REQUIRE(::bind(listener.fd.get(), any, size) == 0);
  BOOST_REQUIRE(::listen(listener.fd.get(), 8) == 0);
  BOOST_REQUIRE(::getsockname(listener.fd.get(), any, &size) == 0);
  listener.port = ntohs(address.sin_port);
  return listener;
}

void say(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Reads a request up to the end of its body.
std::string hear(int fd, std::string_view body_end = "}") {
  std::string text;
  char part[4096];
  for (;;) {
    const auto got = ::recv(fd, part, sizeof part, 0);
    if (got <= 0) return text;
    text.append(part, static_cast<std::size_t>(got));
    if (text.find("\r\n\r\n") != std::string::npos && text.ends_with(body_end))
      return text;
  }
}

// Home in the clear: hears one request, keeps it in a pipe, and answers.
class ClearHome {
 public:
  explicit ClearHome(std::function<void(int)> answer)
      : listener_(listen_on_loopback()) {
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    heard_ = Fd(ends[0]);
    Fd write_end(ends[1]);
    child_ = std::make_unique<Child>([&] {
      const Fd client(::accept(listener_.fd.get(), nullptr, nullptr));
      const auto request = hear(client.get());
      if (::write(write_end.get(), request.data(), request.size()) < 0) return;
      write_end.reset();
      answer(client.get());
    });
    listener_.fd.reset();
  }
  explicit ClearHome(const std::string& answer)
      : ClearHome([answer](int fd) { say(fd, answer); }) {}

  Home home() const {
    return {
        "http://127.0.0.1:" + std::to_string(listener_.port) + "/telemetry/v1",
        "", ""};
  }
  std::string heard() const {
    return read_all(heard_.get(), 1 << 20, "request").value();
  }

 private:
  Listener listener_;
  Fd heard_;
  std::unique_ptr<Child> child_;
};

const PostModule& sender() {
  static const auto module = load_post_module().value();
  return module;
}

// Keeps everything.
const Fence no_fence = [](auto, const auto&) {};

Result<HomeAnswer> post_to(const Home& home,
                           std::chrono::milliseconds limit = 5s) {
  return sender().post(report(), home, limit, no_fence);
}

void check_failure(const Result<HomeAnswer>& answer, Exit exit,
                   std::string_view words) {
  BOOST_REQUIRE(!answer.has_value());
  BOOST_TEST(answer.error().message == words);
  BOOST_TEST(static_cast<int>(answer.error().exit) == static_cast<int>(exit));
}

struct Clear {
  const char* answer;
  Exit exit;
  const char* words;
};

constexpr char ok[] = "HTTP/1.1 200 OK\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(home_receives_the_bytes_as_json_from_this_agent) {
  const ClearHome home(std::string(ok) + "Content-Length: 0\r\n\r\n");
  const auto answer = post_to(home.home());
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->status == 200);
  const auto heard = home.heard();
  BOOST_TEST(heard.starts_with("POST /telemetry/v1 HTTP/1.1\r\n"));
  BOOST_TEST(heard.ends_with("\r\n\r\n{\"interval\":\"1\"}"));
  BOOST_TEST(heard.find("\r\nContent-Type: application/json\r\n") !=
             std::string::npos);
  BOOST_TEST(heard.find("\r\nUser-Agent: aerospike-telemetry/2.0.0\r\n") !=
             std::string::npos);
  for (const char* never : {"Expect", "Cookie", "Authorization", "Referer"})
    BOOST_TEST(heard.find(never) == std::string::npos, never);
}

BOOST_AUTO_TEST_CASE(the_message_in_the_reply_is_made_printable_and_short) {
  const auto message = reply_message("{\"message\":\"thank\\u001b[31m you\\n" +
                                     std::string(300, 'x') + "\"}");
  BOOST_TEST(message.starts_with("thank?[31m you?xxx"));
  BOOST_TEST(message.size() == 200u);
}

BOOST_AUTO_TEST_CASE(a_reply_that_is_no_json_or_has_no_message_is_fine) {
  for (const std::string body :
       {"", "{", "[]", "\"message\"", "{\"message\":7}", "<html>", "\xff"}) {
    const ClearHome home("HTTP/1.1 202 Accepted\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = post_to(home.home());
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 202);
    BOOST_TEST(answer->body == body);
    BOOST_TEST(reply_message(body) == "");
  }
}

BOOST_AUTO_TEST_CASE(an_endless_reply_is_cut_and_its_status_counts) {
  const ClearHome home([](int fd) {
    say(fd, std::string(ok) + "\r\n{\"message\":\"");
    const std::string more(1 << 16, 'x');
    for (int i = 0; i < 10000; ++i) say(fd, more);
  });
  const auto answer = post_to(home.home());
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->status == 200);
  BOOST_TEST(answer->body == "");
}

BOOST_AUTO_TEST_CASE(endless_headers_break_the_protocol) {
  const ClearHome home([](int fd) {
    say(fd, ok);
    for (int i = 0; i < 100000; ++i) say(fd, "X-More: 0123456789\r\n");
  });
  check_failure(post_to(home.home()), Exit::protocol,
                "home-url: 127.0.0.1: the answer's headers are longer than "
                "64 KiB");
}

BOOST_AUTO_TEST_CASE(each_refusal_has_its_status) {
  const Clear table[] = {
      {"301 Moved\r\nLocation: http://127.0.0.1:1/", Exit::unavailable,
       "301 (redirects are not followed)"},
      {"304 Not Modified", Exit::unavailable,
       "304 (redirects are not followed)"},
      {"400 Bad Request", Exit::unavailable, "400"},
      {"401 Unauthorized\r\nWWW-Authenticate: Basic realm=x", Exit::unavailable,
       "401"},
      {"408 Request Timeout", Exit::temporary, "408"},
      {"413 Too Large", Exit::unavailable, "413"},
      {"429 Too Many", Exit::temporary, "429"},
      {"500 Oops", Exit::temporary, "500"},
      {"503 Later", Exit::temporary, "503"},
      {"700 What", Exit::protocol, "700"},
  };
  for (const auto& [line, exit, words] : table) {
    const ClearHome home(std::string("HTTP/1.1 ") + line +
                         "\r\nContent-Length: 0\r\n\r\n");
    check_failure(
        post_to(home.home()), exit,
        std::string("home-url: 127.0.0.1: answered with status ") + words);
  }
}

BOOST_AUTO_TEST_CASE(each_way_to_break_off_is_told_apart) {
  const Clear table[] = {
      {"", Exit::temporary,
       "home-url: 127.0.0.1: the connection was closed without an answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", Exit::temporary,
       "home-url: 127.0.0.1: the answer broke off"},
      {"SSH-2.0-OpenSSH_9.2\r\n", Exit::protocol,
       "home-url: 127.0.0.1: the answer is not HTTP"},
  };
  for (const auto& [reply, exit, words] : table) {
    const ClearHome home(reply);
    check_failure(post_to(home.home()), exit, words);
  }
}

BOOST_AUTO_TEST_CASE(a_home_that_says_nothing_costs_the_limit_and_no_more) {
  const ClearHome home([](int) { ::sleep(60); });
  const auto start = std::chrono::steady_clock::now();
  check_failure(post_to(home.home(), 300ms), Exit::temporary,
                "home-url: 127.0.0.1: no answer in time");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 2s));
}

BOOST_AUTO_TEST_CASE(nobody_there_is_temporary) {
  const auto port = std::to_string(listen_on_loopback().port);
  const Home home{"https://127.0.0.1:" + port + "/x", "", ""};
  check_failure(post_to(home), Exit::temporary,
                "home-url: 127.0.0.1: cannot connect");
  BOOST_REQUIRE(!sender().probe(home, 1s, no_fence).has_value());
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_resolve_is_temporary) {
  check_failure(post_to({"https://home.invalid:1/x", "", ""}), Exit::temporary,
                "home-url: home.invalid: the name does not resolve");
}

BOOST_AUTO_TEST_CASE(no_time_left_is_temporary) {
  check_failure(post_to({"https://127.0.0.1:1/x", "", ""}, 0s), Exit::temporary,
                "home-url: no time is left");
}

BOOST_AUTO_TEST_CASE(plain_http_goes_to_loopback_alone) {
  constexpr char words[] =
      "home-url: only https is accepted, or http on a loopback address";
  for (const char* url :
       {"http://192.0.2.1:80/x", "http://127.0.0.1.example.com:80/x",
        "http://127.home.example:80/x", "ftp://127.0.0.1:21/x",
        "http://[::2]:80/x", "gopher://127.0.0.1:70/x"})
    check_failure(post_to({url, "", ""}), Exit::config, words);
  check_failure(post_to({"http://127.0.0.1:1/x", "", "http://127.0.0.1:3/"}),
                Exit::config, "home-url: http does not go through a proxy");
}

BOOST_AUTO_TEST_CASE(what_libcurl_reads_otherwise_than_settings_is_refused) {
  constexpr char words[] =
      ": is no address of which every reader sees the same host: write @ # ? / "
      "% of a user name or password as %40 %23 %3F %2F %25";
  for (const char* proxy :
       {"http://u:P@localhost?x@127.0.0.1:3128",
        "http://u:P@localhost#x@127.0.0.1:3128",
        "http://u:P@localhost/x@127.0.0.1:3128",
        "http://localhost:1/@127.0.0.1:3128", "http://127.0.0.1",
        "http://127.0.0.1:3128?x", "http://127.1:3128", "127.0.0.1:3128#x"})
    check_failure(post_to({"https://192.0.2.1:443/x", "", proxy}), Exit::config,
                  std::string("proxy") + words);
  for (const char* url :
       {"https://127.0.0.1:1/x?y", "https://127.0.0.1:1/x#y",
        "https://127.0.0.1:1#@home.example:1/x",
        "https://127.0.0.1:1?@home.example:1/x", "file:///etc/passwd",
        "https://127.0.0.1/x", "https://127.1:1/x", "127.0.0.1:1/x"})
    check_failure(post_to({url, "", ""}), Exit::config,
                  std::string("home-url") + words);
}

BOOST_AUTO_TEST_CASE(a_user_name_in_home_url_is_refused) {
  for (const char* url : {"https://home.example@127.0.0.1:1/x",
                          "https://127.0.0.1:1\\@localhost:1/x"}) {
    const auto answer = post_to({url, "", ""});
    BOOST_REQUIRE(!answer.has_value());
    BOOST_CHECK(answer.error().exit == Exit::config);
  }
}

BOOST_AUTO_TEST_CASE(the_environment_has_no_say) {
  const ClearHome home(std::string(ok) + "Content-Length: 0\r\n\r\n");
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "ALL_PROXY"})
    ::setenv(name, "http://127.0.0.1:1/", 1);
  ::setenv("SSLKEYLOGFILE", "/tmp/never", 1);
  BOOST_TEST(post_to(home.home()).has_value());
  BOOST_TEST(::getenv("SSLKEYLOGFILE") == nullptr);
  BOOST_TEST(!std::filesystem::exists("/tmp/never"));
  for (const char* name : {"http_proxy", "HTTPS_PROXY", "ALL_PROXY"})
    ::unsetenv(name);
}

BOOST_AUTO_TEST_CASE(a_proxy_is_used_as_configured_and_named_when_it_fails) {
  const Clear table[] = {
      {"407 Who\r\nProxy-Authenticate: Basic realm=x", Exit::unavailable,
       "proxy: it asks for a user name and a password (status 407)"},
      {"403 No", Exit::unavailable,
       "proxy: it refused the connection with status 403"},
      {"503 Down", Exit::temporary,
       "proxy: it refused the connection with status 503"},
  };
  ::setenv("no_proxy", "*", 1);
  for (const auto& [line, exit, words] : table) {
    const auto listener = listen_on_loopback();
    const Child proxy([&] {
      const Fd client(::accept(listener.fd.get(), nullptr, nullptr));
      if (!hear(client.get(), "\r\n\r\n").starts_with("CONNECT ")) return;
      say(client.get(),
          std::string("HTTP/1.1 ") + line + "\r\nContent-Length: 0\r\n\r\n");
      hear(client.get());
    });
    check_failure(
        post_to({"https://192.0.2.1:8192/x", "",
                 "http://127.0.0.1:" + std::to_string(listener.port)}),
        exit, words);
  }
  ::unsetenv("no_proxy");
  const auto port = std::to_string(listen_on_loopback().port);
  check_failure(
      post_to({"https://192.0.2.1:443/x", "", "http://127.0.0.1:" + port}),
      Exit::temporary, "proxy: cannot connect");
}

BOOST_AUTO_TEST_CASE(
    a_module_that_is_not_there_is_a_fault_of_the_installation) {
  const auto module = load_post_module("/no-such-module.so");
  BOOST_REQUIRE(!module.has_value());
  BOOST_CHECK(module.error().exit == Exit::software);
  BOOST_TEST(module.error().message.starts_with("cannot load the sender: "));
  BOOST_TEST(!load_post_module("libc.so.6").has_value());
}

// --- behind TLS -------------------------------------------------------------

namespace {

int shell(const std::string& command) {
  return ::system((command + " >/dev/null 2>&1").c_str());
}

// A directory with what test/support/make_certs makes.
class Certificates {
 public:
  Certificates() {
    const std::string make =
        TEST_DIR "/support/make_certs '" + folder_.path() + "'";
    BOOST_REQUIRE(::system(make.c_str()) == 0);
  }

  std::string path(const std::string& name) const { return folder_ / name; }

 private:
  TemporaryFolder folder_;
};

const Certificates& certificates() {
  static const Certificates made;
  return made;
}

// Home behind TLS: openssl s_server, whose standard output is what it hears and
// whose standard input is what it says.
class TlsHome {
 public:
  TlsHome(const std::string& name, const std::vector<std::string>& more = {})
      : port_(listen_on_loopback().port) {
    int in[2];
    int out[2];
    BOOST_REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
    BOOST_REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
    says_ = Fd(in[1]);
    hears_ = Fd(out[0]);
    const Fd child_in(in[0]);
    const Fd child_out(out[1]);
    std::vector<std::string> words{"openssl",
                                   "s_server",
                                   "-quiet",
                                   "-accept",
                                   std::to_string(port_),
                                   "-cert",
                                   certificates().path(name + ".pem"),
                                   "-key",
                                   certificates().path(name + ".key")};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    child_ = std::make_unique<Child>([&] {
      ::dup2(child_in.get(), 0);
      ::dup2(child_out.get(), 1);
      ::dup2(Fd(::open("/dev/null", O_WRONLY)).get(), 2);
      ::execvp("openssl", pointers.data());
    });
    for (int i = 0; i < 200 && !listens(); ++i) ::usleep(20'000);
  }

  Home home() const {
    return {"https://127.0.0.1:" + std::to_string(port_) + "/t",
            certificates().path("ca.pem"), ""};
  }
  int says() const { return says_.get(); }
  int hears() const { return hears_.get(); }

 private:
  // Looks at the table of sockets: a connection would use up a handshake.
  bool listens() const {
    char port[8];
    std::snprintf(port, sizeof port, ":%04X ", port_);
    const auto table = read_file("/proc/net/tcp", 1 << 22).value_or("") +
                       read_file("/proc/net/tcp6", 1 << 22).value_or("");
    for (auto at = table.find(port); at != std::string::npos;
         at = table.find(port, at + 1))
      if (table.find(" 0A ", at) < at + 60) return true;
    return false;
  }

  int port_;
  Fd says_;
  Fd hears_;
  std::unique_ptr<Child> child_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_fence_is_told_the_next_peer_before_anybody_is_asked) {
  const auto fenced = [](const Home& home) {
    std::string told;
    const Fence fence = [&](auto port, const std::string& certificates) {
      told += std::to_string(port) + " " + certificates;
    };
    sender().probe(home, 1s, fence);
    return told;
  };
  const auto port = listen_on_loopback().port;
  const auto number = std::to_string(port);
  const auto ca = certificates().path("ca.pem");
  BOOST_TEST(fenced({"https://127.0.0.1:" + number + "/x", ca, ""}) ==
             number + " " + ca);
  BOOST_TEST(fenced({"https://192.0.2.1:443/x", ca, "[::1]:" + number}) ==
             number + " " + ca);
  BOOST_TEST(fenced({"https://192.0.2.1:443/x", ca,
                     "socks5h://u%40x:p%2f:@localhost:" + number}) ==
             number + " " + ca);
}

BOOST_AUTO_TEST_CASE(over_tls_home_receives_the_same_bytes) {
  const TlsHome home("home");
  const Child scribe([&] {
    std::string heard;
    char part[4096];
    while (!heard.ends_with("}")) {
      const auto got = ::read(home.hears(), part, sizeof part);
      if (got <= 0) ::_exit(1);
      heard.append(part, static_cast<std::size_t>(got));
    }
    const std::string_view answer =
        heard.ends_with("\r\n\r\n{\"interval\":\"1\"}")
            ? "HTTP/1.1 200 OK\r\nContent-Length: "
              "15\r\n\r\n{\"message\":\"ok\"}\n"
            : "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n";
    if (::write(home.says(), answer.data(), answer.size()) < 0) ::_exit(1);
    ::sleep(60);
  });
  const auto answer = post_to(home.home());
  BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  BOOST_TEST(answer->status == 200);
}

BOOST_AUTO_TEST_CASE(confined_as_a_run_confines_it_the_sender_works) {
  const TlsHome home("home");
  const Child scribe([&] {
    char part[4096];
    const std::string_view answer = "HTTP/1.1 204 No Content\r\n\r\n";
    if (::read(home.hears(), part, sizeof part) <= 0) ::_exit(1);
    if (::write(home.says(), answer.data(), answer.size()) < 0) ::_exit(1);
    ::sleep(60);
  });
  const auto where = home.home();
  const pid_t pid = ::fork();
  if (pid == 0) {
    confine_clean_half();
    // Loaded after the first fence is up, as a run does.
    const auto module = load_post_module();
    if (!module) ::_exit(1);
    const auto answer = module->post(
        report(), where, 5s, [](auto port, const std::string& certificates) {
          confine_sender(port, certificates);
        });
    ::_exit(answer && answer->status == 204 ? 0 : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(a_probe_ends_after_the_handshake) {
  const TlsHome home("home");
  const auto probed = sender().probe(home.home(), 5s, no_fence);
  BOOST_REQUIRE_MESSAGE(probed.has_value(), probed.error().message);
  pollfd heard{home.hears(), POLLIN, 0};
  BOOST_TEST(::poll(&heard, 1, 200) == 0);
}

BOOST_AUTO_TEST_CASE(a_certificate_must_be_for_the_host_in_date_and_trusted) {
  {
    const TlsHome home("expired");
    check_failure(post_to(home.home()), Exit::unavailable,
                  "home-url: 127.0.0.1: its certificate has expired (is this "
                  "host's clock right?)");
  }
  {
    const TlsHome home("wrong-host");
    check_failure(post_to(home.home()), Exit::unavailable,
                  "home-url: 127.0.0.1: its certificate is for another host");
  }
  {
    const TlsHome home("self-signed");
    auto where = home.home();
    where.cafile = "";
    check_failure(post_to(where), Exit::unavailable,
                  "home-url: 127.0.0.1: its certificate is self-signed");
  }
  {
    const TlsHome home("home");
    auto where = home.home();
    where.cafile = "";
    check_failure(post_to(where), Exit::unavailable,
                  "home-url: 127.0.0.1: the issuer of its certificate is not "
                  "trusted here");
    const auto probed = sender().probe(where, 5s, no_fence);
    BOOST_REQUIRE(!probed.has_value());
    BOOST_CHECK(probed.error().exit == Exit::unavailable);
  }
}

BOOST_AUTO_TEST_CASE(a_cafile_that_is_none_is_a_fault_of_the_configuration) {
  const TlsHome home("home");
  BOOST_REQUIRE(
      shell("cd " + certificates().path("") +
            " && openssl x509 -in ca.pem -outform der -out ca.der "
            "&& cp ca.pem broken.pem && sed -i 's/^M/-/' broken.pem") == 0);
  const std::pair<std::string, const char*> table[] = {
      {"/nonexistent", "cafile: cannot be read"},
      {TEST_DIR "/support/make_certs", "cafile: holds no certificate in PEM"},
      {certificates().path("ca.der"),
       "cafile: holds a certificate in DER; PEM is wanted (openssl x509 "
       "-inform der)"},
      {certificates().path("broken.pem"),
       "cafile: holds no certificate that can be used"},
  };
  for (const auto& [file, words] : table) {
    auto where = home.home();
    where.cafile = file;
    check_failure(post_to(where), Exit::config, words);
  }
}

BOOST_AUTO_TEST_CASE(an_old_tls_is_refused_and_plain_text_is_no_tls) {
  {
    const TlsHome home("home", {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
    check_failure(post_to(home.home()), Exit::unavailable,
                  "home-url: 127.0.0.1: offers no TLS from 1.2 on");
  }
  const auto listener = listen_on_loopback();
  const Child plain([&] {
    for (;;) {
      const Fd client(::accept(listener.fd.get(), nullptr, nullptr));
      say(client.get(), "HTTP/1.1 400 Bad Request\r\n\r\n");
      ::usleep(200'000);
    }
  });
  const Home home{"https://127.0.0.1:" + std::to_string(listener.port) + "/x",
                  "", ""};
  check_failure(post_to(home), Exit::protocol,
                "home-url: 127.0.0.1: does not speak TLS");
}
