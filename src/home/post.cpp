#include "home/post.h"

#include <curl/curl.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "base/address.h"
#include "base/file.h"
#include "base/text.h"
#include "home/answer.h"
#include "home/post_module.h"
#include "version.h"

namespace telemetry {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t reply_limit = 65'536;
constexpr char home_url[] = "home-url";

// libcurl's codes. `who` is the setting that the sentence is about.
struct Outcome {
  CURLcode code;
  Exit exit;
  const char* text;
  const char* who = home_url;
};
constexpr Outcome outcomes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, Exit::temporary, "the name does not resolve"},
    {CURLE_COULDNT_RESOLVE_PROXY, Exit::temporary, "the name does not resolve",
     "proxy"},
    {CURLE_COULDNT_CONNECT, Exit::temporary, "cannot connect"},
    {CURLE_OPERATION_TIMEDOUT, Exit::temporary, "no answer in time"},
    {CURLE_SEND_ERROR, Exit::temporary, "the connection broke"},
    {CURLE_RECV_ERROR, Exit::temporary, "the connection broke"},
    {CURLE_GOT_NOTHING, Exit::temporary,
     "the connection was closed without an answer"},
    {CURLE_PARTIAL_FILE, Exit::temporary, "the answer broke off"},
    {CURLE_HTTP2_STREAM, Exit::temporary, "the answer broke off"},
    {CURLE_PROXY, Exit::temporary, "cannot connect through it", "proxy"},
    {CURLE_UNSUPPORTED_PROTOCOL, Exit::protocol, "the answer is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, Exit::protocol, "the answer is not HTTP"},
    {CURLE_HTTP2, Exit::protocol, "the answer is not HTTP"},
    {CURLE_WRITE_ERROR, Exit::protocol,
     "the answer's headers are longer than 64 KiB"},
    {CURLE_URL_MALFORMAT, Exit::config, "cannot be used"},
    {CURLE_LOGIN_DENIED, Exit::config, "a user name in it is not supported"},
    {CURLE_SSL_CACERT_BADFILE, Exit::config,
     "holds no certificate that can be used", "cafile"},
    {CURLE_OUT_OF_MEMORY, Exit::software, "no memory"},
};

// Owns what libcurl has made until `release` frees it.
template <class T, auto release>
struct Release {
  void operator()(T* made) const { release(made); }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<T, release>>;

// An address as libcurl reads it.
struct Address {
  std::string scheme;
  std::string host;
  std::string port;
  std::string path;
};

std::optional<std::string> part(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  const auto code = ::curl_url_get(url, what, &text, CURLU_DEFAULT_PORT);
  const Owned<char, ::curl_free> owner(text);
  if (code != CURLUE_OK || text == nullptr) return std::nullopt;
  return text;
}

std::string same_host(std::string_view host) {
  return canonical_address(host).value_or(to_lower(host));
}

// Whether the text is these parts and nothing else: the login, "" or with its
// "@", in its place before the host.
bool is_written(std::string_view text, const Address& address,
                const std::string& login) {
  const auto front = address.scheme + "://" + login;
  auto back = ":" + address.port;
  if (address.path != "/" || text.ends_with('/')) back += address.path;
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  if (!text.ends_with(back)) return false;
  text.remove_suffix(back.size());
  return same_host(text) == address.host;
}

std::unexpected<Error> ambiguous(const std::string& setting) {
  return failure(
      Exit::config,
      setting +
          ": is no address of which every reader sees the same host: write "
          "@ # ? / % of a user name or password as %40 %23 %3F %2F %25");
}

// The address if libcurl, which will use it, reads it as Settings did.
Result<Address> read_address(const char* setting, const std::string& text) {
  const Owned<CURLU, ::curl_url_cleanup> url(::curl_url());
  if (!url || ::curl_url_set(url.get(), CURLUPART_URL, text.c_str(),
                             CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return ambiguous(setting);
  const auto text_of = [&](CURLUPart what) {
    return part(url.get(), what).value_or("");
  };
  Address address = {.scheme = text_of(CURLUPART_SCHEME),
                     .host = same_host(text_of(CURLUPART_HOST)),
                     .port = text_of(CURLUPART_PORT),
                     .path = text_of(CURLUPART_PATH)};
  auto login = text_of(CURLUPART_USER);
  if (const auto password = part(url.get(), CURLUPART_PASSWORD))
    login += ":" + *password;
  if (!login.empty()) login += "@";
  if (!is_written(text, address, login)) return ambiguous(setting);
  return address;
}

// Where the bytes go. The second look at what Settings have accepted: this is
// the last place.
struct Target {
  std::string scheme;
  std::string host;        // home's, for messages
  std::string proxy;       // with its scheme
  std::uint16_t port = 0;  // of the next peer: the proxy, if any, else home
};

Result<Target> read_target(const Home& home) {
  TRY_ASSIGN(const auto address, read_address("home-url", home.url));
  if (address.scheme != "https" &&
      (address.scheme != "http" || !is_loopback(address.host)))
    return failure(Exit::config,
                   "home-url: only https is accepted, or http on a loopback "
                   "address");
  auto port = address.port;
  Target target{address.scheme, printable(address.host, 253), home.proxy};
  if (!home.proxy.empty()) {
    if (address.scheme == "http")
      return failure(Exit::config,
                     "home-url: http does not go through a proxy");
    // By itself libcurl would guess a scheme from the host's name.
    if (!target.proxy.contains("://")) target.proxy.insert(0, "http://");
    TRY_ASSIGN(const auto proxy, read_address("proxy", target.proxy));
    if (proxy.path != "/") return ambiguous("proxy");
    port = proxy.port;
  }
  target.port = static_cast<std::uint16_t>(to_number(port).value_or(0));
  return target;
}

// libcurl looks into it only when there is a connection, and says less.
Result<void> check_certificates(const std::string& cafile) {
  if (cafile.empty()) return {};
  constexpr std::size_t cafile_limit = 16 << 20;
  const auto text = read_file(cafile, cafile_limit);
  if (!text) return failure(Exit::config, "cafile: cannot be read");
  if (text->contains(" CERTIFICATE-----")) return {};
  return failure(Exit::config,
                 text->starts_with("\x30\x82")
                     ? "cafile: holds a certificate in DER; PEM is wanted "
                       "(openssl x509 -inform der)"
                     : "cafile: holds no certificate in PEM");
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

// One connection to home. The setters of libcurl take variadic arguments whose
// types are not checked: pointers, and long for every number.
class Exchange {
 public:
  Exchange(const Home& home, Target target)
      : home_(home), target_(std::move(target)), easy_(::curl_easy_init()) {}

  // Sets everything up; the fence is the last step.
  Result<void> prepare(milliseconds limit, const Fence& fence) {
    if (!easy_)
      return failure(Exit::software, "home-url: libcurl cannot start");
    const std::string agent = std::string("aerospike-telemetry/") + version;
    const long total = static_cast<long>(limit.count());
    set(CURLOPT_ERRORBUFFER, detail_.data());
    set(CURLOPT_URL, home_.url.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, target_.scheme.c_str());
#else
    set(CURLOPT_PROTOCOLS, target_.scheme == "https" ? long{CURLPROTO_HTTPS}
                                                     : long{CURLPROTO_HTTP});
#endif
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
    set(CURLOPT_PROXY, target_.proxy.c_str());
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
    TRY(checked());
    const char* bundle = ::curl_version_info(CURLVERSION_NOW)->cainfo;
    fence(target_.port, !home_.cafile.empty() ? home_.cafile
                        : bundle != nullptr   ? bundle
                                              : std::string());
    return {};
  }

  Result<HomeAnswer> send(std::string_view bytes) {
    Owned<curl_slist, ::curl_slist_free_all> headers(
        ::curl_slist_append(nullptr, "Content-Type: application/json"));
    if (!headers || ::curl_slist_append(headers.get(), "Expect:") == nullptr)
      return failure(Exit::software, "home-url: no memory");
    set(CURLOPT_POST, 1L);
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POSTFIELDS, bytes.data());  // not copied: `bytes` must last
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    TRY(perform());
    const long status = number(CURLINFO_RESPONSE_CODE);
    if (status >= 200 && status < 300)
      return HomeAnswer{static_cast<int>(status),
                        reply_.cut ? std::string() : std::move(reply_.body)};
    return std::unexpected(told(home_url, status_trouble(status)));
  }

  Result<void> connect() {
    set(CURLOPT_CONNECT_ONLY, 1L);
    return perform();
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

  Result<void> perform() {
    TRY(checked());
    const auto code = ::curl_easy_perform(easy_.get());
    // A body of more than the limit is ours to cut, and no fault.
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && reply_.cut))
      return {};
    return std::unexpected(explain(code));
  }

  long number(CURLINFO what) const {
    long value = 0;
    ::curl_easy_getinfo(easy_.get(), what, &value);
    return value;
  }

  // The trouble, with the setting and the host that it is about.
  Error told(std::string_view setting, const Error& trouble) const {
    const auto host = setting == home_url ? target_.host + ": " : "";
    return {trouble.exit, std::string(setting) + ": " + host + trouble.message};
  }

  Error explain(CURLcode code) const {
    const long tunnel = number(CURLINFO_HTTP_CONNECTCODE);
    if (tunnel == 407)
      return told("proxy",
                  {Exit::unavailable,
                   "it asks for a user name and a password (status 407)"});
    if (tunnel >= 300)
      return told("proxy", {tunnel >= 500 ? Exit::temporary : Exit::unavailable,
                            "it refused the connection with status " +
                                std::to_string(tunnel)});
    if (code == CURLE_PEER_FAILED_VERIFICATION)
      return told(home_url,
                  certificate_trouble(number(CURLINFO_SSL_VERIFYRESULT)));
    if (code == CURLE_SSL_CONNECT_ERROR)
      return told(home_url, handshake_trouble(detail_.data()));
    if (code == CURLE_COULDNT_CONNECT && !home_.proxy.empty())
      return told("proxy", {Exit::temporary, "cannot connect"});
    if (code == CURLE_SSL_CACERT_BADFILE && home_.cafile.empty())
      return told(home_url,
                  {Exit::config,
                   "this host has no certificates to check it by: install "
                   "ca-certificates, or set cafile"});
    for (const auto& outcome : outcomes)
      if (outcome.code == code)
        return told(outcome.who, {outcome.exit, outcome.text});
    return told(home_url, {Exit::temporary, ::curl_easy_strerror(code)});
  }

  const Home& home_;
  Target target_;
  Owned<CURL, ::curl_easy_cleanup> easy_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  CURLcode set_ = CURLE_OK;
  Reply reply_;
};

// Everything up to the fence.
Result<std::unique_ptr<Exchange>> make_exchange(const Home& home,
                                                milliseconds limit,
                                                const Fence& fence) {
  TRY_ASSIGN(auto target, read_target(home));
  TRY(check_certificates(home.cafile));
  if (limit.count() <= 0)
    return failure(Exit::temporary, "home-url: no time is left");
  // libcurl writes the session's secrets where this says.
  ::unsetenv("SSLKEYLOGFILE");
  auto exchange = std::make_unique<Exchange>(home, std::move(target));
  TRY(exchange->prepare(limit, fence));
  return exchange;
}

}  // namespace

Result<HomeAnswer> post(const Payload& payload, const Home& home,
                        milliseconds limit, const Fence& fence) {
  TRY_ASSIGN(const auto exchange, make_exchange(home, limit, fence));
  return exchange->send(payload.bytes());
}

Result<void> probe(const Home& home, milliseconds limit, const Fence& fence) {
  TRY_ASSIGN(const auto exchange, make_exchange(home, limit, fence));
  return exchange->connect();
}

}  // namespace telemetry

const telemetry::PostModule aerospike_telemetry_post = {&telemetry::post,
                                                        &telemetry::probe};
