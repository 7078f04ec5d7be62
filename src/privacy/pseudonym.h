// Pseudonyms: HMAC-SHA-256 under the site's secret key, over the domain's name,
// a zero byte and the normalised text, cut to 128 bits.
//
//   printf 'address\0%s' 192.0.2.1 |
//     openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat KEYFILE)
//
// begins with the pseudonym that home sees for 192.0.2.1.

#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "rule/leaf.h"

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

namespace telemetry {

// 32 random bytes, in one place at a time; wiped when it goes.
class SecretKey {
 public:
  static constexpr std::size_t size = 32;

  // Wipes the bytes that it is made from.
  explicit SecretKey(std::span<unsigned char, size> bytes);
  SecretKey(SecretKey&& other) noexcept;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  ~SecretKey();

  std::span<const unsigned char, size> bytes() const { return bytes_; }

 private:
  std::array<unsigned char, size> bytes_;
};

// What stands behind each pseudonym of a run, "domain text" by pseudonym; for
// the operator's own eyes (--explain --sample).
using Legend = std::map<std::string, std::string, std::less<>>;

class Pseudonymizer {
 public:
  // Starts OpenSSL, if nothing has: it reads its configuration and finds its
  // algorithms, once for this process and for those that it forks, and opens
  // nothing later.
  explicit Pseudonymizer(const SecretKey& key);
  // With the key of another, and fills `legend`, which outlives this object.
  Pseudonymizer(const Pseudonymizer& other, Legend& legend);

  // The pseudonym of a name or identifier, byte for byte.
  Pseudonym of(Domain domain, std::string_view text) const;

  // An IPv4 or IPv6 address in any spelling is taken in the form that
  // inet_ntop(3) prints, in the domain `address`; any other text as a host
  // name, in lower case without the final dot, in the domain `host`.
  Pseudonym of_address(std::string_view text) const;

  // An index by its namespace and name: two namespaces may have an index of
  // the same name.
  Pseudonym of_index(std::string_view namespace_name,
                     std::string_view index) const;

  // 16 bytes for schedule.h, from this machine's id; nothing of it is sent.
  std::array<unsigned char, 16> phase(std::string_view host_id) const;

 private:
  std::array<unsigned char, 16> digest(Domain domain,
                                       std::string_view text) const;

  // It has the key. Each pseudonym starts it again.
  std::unique_ptr<evp_mac_ctx_st, void (*)(evp_mac_ctx_st*)> context_;
  Legend* legend_ = nullptr;
};

// What a report says as telemetry-key-id.
std::string key_id(const SecretKey& key);

// The SHA-256 of the bytes, 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

// The same in base64, as a Content-Security-Policy has it.
std::string sha256_base64(std::string_view bytes);

}  // namespace telemetry
