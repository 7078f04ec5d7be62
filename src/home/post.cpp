#include "home/post.h"

#include <curl/curl.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "home/post_module.h"
#include "home/post_trouble.h"
#include "version.h"

namespace telemetry {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t reply_limit = 65'536;

// libcurl's codes. `who` is the setting that the sentence is about.
struct Outcome {
  CURLcode code;
  Exit exit;
  const char* who;
  const char* text;
};
constexpr Outcome outcomes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, Exit::temporary, "home-url",
     "the name does not resolve"},
    {CURLE_COULDNT_RESOLVE_PROXY, Exit::temporary, "proxy",
     "the name does not resolve"},
    {CURLE_COULDNT_CONNECT, Exit::temporary, "home-url", "cannot connect"},
    {CURLE_OPERATION_TIMEDOUT, Exit::temporary, "home-url",
     "no answer in time"},
    {CURLE_SEND_ERROR, Exit::temporary, "home-url", "the connection broke"},
    {CURLE_RECV_ERROR, Exit::temporary, "home-url", "the connection broke"},
    {CURLE_GOT_NOTHING, Exit::temporary, "home-url",
     "the connection was closed without an answer"},
    {CURLE_PARTIAL_FILE, Exit::temporary, "home-url", "the answer broke off"},
    {CURLE_HTTP2_STREAM, Exit::temporary, "home-url", "the answer broke off"},
    {CURLE_PROXY, Exit::temporary, "proxy", "cannot connect through it"},
    {CURLE_UNSUPPORTED_PROTOCOL, Exit::protocol, "home-url",
     "the answer is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, Exit::protocol, "home-url",
     "the answer is not HTTP"},
    {CURLE_HTTP2, Exit::protocol, "home-url", "the answer is not HTTP"},
    {CURLE_WRITE_ERROR, Exit::protocol, "home-url",
     "the answer's headers are longer than 64 KiB"},
    {CURLE_URL_MALFORMAT, Exit::config, "home-url", "cannot be used"},
    {CURLE_LOGIN_DENIED, Exit::config, "home-url",
     "a user name in it is not supported"},
    {CURLE_SSL_CACERT_BADFILE, Exit::config, "cafile",
     "cannot be read, or holds no certificate"},
    {CURLE_OUT_OF_MEMORY, Exit::software, "home-url", "no memory"},
};

struct FreeUrl {
  void operator()(CURLU* url) const { ::curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { ::curl_free(text); }
};
struct FreeEasy {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};

// libcurl, from its global start to its end.
class Library {
 public:
  Library() : code_(::curl_global_init(CURL_GLOBAL_DEFAULT)) {}
  ~Library() {
    if (code_ == CURLE_OK) ::curl_global_cleanup();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  bool started() const { return code_ == CURLE_OK; }

 private:
  CURLcode code_;
};

struct Target {
  std::string scheme;
  std::string host;
};

Result<Target> parse_target(const Home& home) {
  const std::unique_ptr<CURLU, FreeUrl> url(::curl_url());
  if (!url || ::curl_url_set(url.get(), CURLUPART_URL, home.url.c_str(),
                             CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return failure(Exit::config, "home-url: is not a URL");
  const auto part = [&](CURLUPart what) {
    char* text = nullptr;
    const auto code = ::curl_url_get(url.get(), what, &text, 0);
    const std::unique_ptr<char, FreeText> owner(text);
    return code == CURLUE_OK && text != nullptr ? printable(text, 253)
                                                : std::string();
  };
  Target target{to_lower(part(CURLUPART_SCHEME)),
                to_lower(part(CURLUPART_HOST))};
  // The second look at what Settings has accepted: this is the last place.
  if (target.scheme == "https") return target;
  const bool loopback =
      target.host == "localhost" || target.host == "[::1]" ||
      (target.host.starts_with("127.") &&
       target.host.find_first_not_of("0123456789.") == std::string::npos);
  if (target.scheme != "http" || !loopback)
    return failure(Exit::config,
                   "home-url: only https is accepted, or http on a loopback "
                   "address");
  if (!home.proxy.empty())
    return failure(Exit::config, "home-url: http does not go through a proxy");
  return target;
}

struct Reply {
  std::size_t header_bytes = 0;
  std::string body;
  bool cut = false;
};

std::size_t on_header(char*, std::size_t, std::size_t size, void* user) {
  auto& reply = *static_cast<Reply*>(user);
  reply.header_bytes += size;
  return reply.header_bytes <= reply_limit ? size : 0;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& reply = *static_cast<Reply*>(user);
  if (size > reply_limit - reply.body.size()) {
    reply.cut = true;
    return 0;
  }
  reply.body.append(data, size);
  return size;
}

Error told(const Target& target, Exit exit, const char* who,
           const std::string& text) {
  std::string message = std::string(who) + ": ";
  if (std::string_view(who) == "home-url") message += target.host + ": ";
  return {exit, message + text};
}

Error told(const Target& target, const Error& trouble) {
  return told(target, trouble.exit, "home-url", trouble.message);
}

// One connection to home. The setters of libcurl take variadic arguments whose
// types are not checked: pointers, and long for every number.
class Exchange {
 public:
  Exchange(const Home& home, Target target)
      : home_(home), target_(std::move(target)), easy_(::curl_easy_init()) {}

  Result<void> prepare(milliseconds limit) {
    if (!library_.started() || !easy_)
      return failure(Exit::software, "home-url: libcurl cannot start");
    const std::string scheme = target_.scheme;
    const std::string agent = std::string("aerospike-telemetry/") + version;
    const long total = static_cast<long>(limit.count());
    set(CURLOPT_ERRORBUFFER, detail_.data());
    set(CURLOPT_URL, home_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, scheme.c_str());
    set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_USERAGENT, agent.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, total / 2));
    set(CURLOPT_TIMEOUT_MS, total);
#if LIBCURL_VERSION_NUM >= 0x075700
    // A name server that is silent would hold us beyond the limit: the thread
    // that asks it is left behind.
    // A libcurl that does not know it yet waits, and is no reason to fail.
    ::curl_easy_setopt(easy_.get(), CURLOPT_QUICK_EXIT, 1L);
#endif
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, &reply_);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &reply_);
    // "" and not null: null is what lets the environment's proxies in.
    set(CURLOPT_PROXY, home_.proxy.c_str());
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
    set(CURLOPT_PROXY_SSL_VERIFYHOST, 2L);
    set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!home_.cafile.empty()) {
      // Instead of the system's certificates, not beside them.
      set(CURLOPT_CAINFO, home_.cafile.c_str());
      set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
      set(CURLOPT_PROXY_CAINFO, home_.cafile.c_str());
      set(CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
    }
    return checked();
  }

  Result<HomeAnswer> send(std::string_view bytes) {
    std::unique_ptr<curl_slist, FreeList> headers;
    for (const char* line : {"Content-Type: application/json", "Expect:"}) {
      auto* longer = ::curl_slist_append(headers.get(), line);
      if (longer == nullptr)
        return failure(Exit::software, "home-url: no memory");
      static_cast<void>(headers.release());
      headers.reset(longer);
    }
    set(CURLOPT_POST, 1L);
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POSTFIELDS, bytes.data());  // not copied: `bytes` must last
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    if (auto set_up = checked(); !set_up)
      return std::unexpected(set_up.error());
    const auto code = ::curl_easy_perform(easy_.get());
    // A body of more than the limit is ours to cut, and no fault.
    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && reply_.cut))
      return std::unexpected(explain(code));
    const long status = number(CURLINFO_RESPONSE_CODE);
    if (status >= 200 && status < 300)
      return HomeAnswer{static_cast<int>(status),
                        reply_.cut ? std::string() : std::move(reply_.body)};
    return std::unexpected(told(target_, status_trouble(status)));
  }

  Result<void> connect() {
    set(CURLOPT_CONNECT_ONLY, 1L);
    if (auto set_up = checked(); !set_up) return set_up;
    const auto code = ::curl_easy_perform(easy_.get());
    if (code != CURLE_OK) return std::unexpected(explain(code));
    return {};
  }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    const auto code = ::curl_easy_setopt(easy_.get(), option, value);
    if (set_ == CURLE_OK) set_ = code;
  }

  Result<void> checked() const {
    if (set_ == CURLE_OK) return {};
    return failure(Exit::software,
                   std::string("home-url: libcurl cannot be set up: ") +
                       ::curl_easy_strerror(set_));
  }

  long number(CURLINFO what) const {
    long value = 0;
    ::curl_easy_getinfo(easy_.get(), what, &value);
    return value;
  }

  Error explain(CURLcode code) const {
    const long tunnel = number(CURLINFO_HTTP_CONNECTCODE);
    if (tunnel == 407)
      return told(target_, Exit::unavailable, "proxy",
                  "it asks for a user name and a password (status 407)");
    if (tunnel >= 300)
      return told(
          target_, tunnel >= 500 ? Exit::temporary : Exit::unavailable, "proxy",
          "it refused the connection with status " + std::to_string(tunnel));
    if (code == CURLE_PEER_FAILED_VERIFICATION)
      return told(target_,
                  certificate_trouble(number(CURLINFO_SSL_VERIFYRESULT)));
    if (code == CURLE_SSL_CONNECT_ERROR)
      return told(target_, handshake_trouble(detail_.data()));
    if (code == CURLE_COULDNT_CONNECT && !home_.proxy.empty())
      return told(target_, Exit::temporary, "proxy", "cannot connect");
    if (code == CURLE_SSL_CACERT_BADFILE && home_.cafile.empty())
      return told(target_, Exit::config, "home-url",
                  "this host has no certificates to check it by: install "
                  "ca-certificates, or set cafile");
    for (const auto& outcome : outcomes)
      if (outcome.code == code)
        return told(target_, outcome.exit, outcome.who, outcome.text);
    return told(target_, Exit::temporary, "home-url",
                ::curl_easy_strerror(code));
  }

  const Home& home_;
  Target target_;
  Library library_;  // before easy_, and after it at the end
  std::unique_ptr<CURL, FreeEasy> easy_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  CURLcode set_ = CURLE_OK;
  Reply reply_;
};

}  // namespace

Result<HomeAnswer> post(const Payload& payload, const Home& home,
                        milliseconds limit) {
  auto target = parse_target(home);
  if (!target) return std::unexpected(target.error());
  if (limit.count() <= 0)
    return failure(Exit::temporary, "home-url: no time is left to send");
  // libcurl writes the session's secrets where this says.
  ::unsetenv("SSLKEYLOGFILE");
  Exchange exchange(home, *std::move(target));
  if (auto ready = exchange.prepare(limit); !ready)
    return std::unexpected(ready.error());
  return exchange.send(payload.bytes());
}

Result<void> probe(const Home& home, milliseconds limit) {
  auto target = parse_target(home);
  if (!target) return std::unexpected(target.error());
  if (limit.count() <= 0)
    return failure(Exit::temporary, "home-url: no time is left to connect");
  ::unsetenv("SSLKEYLOGFILE");
  Exchange exchange(home, *std::move(target));
  if (auto ready = exchange.prepare(limit); !ready) return ready;
  return exchange.connect();
}

}  // namespace telemetry

const telemetry::PostModule aerospike_telemetry_post = {&telemetry::post,
                                                        &telemetry::probe};
