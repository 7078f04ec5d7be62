#include "privacy/pseudonym.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <stdexcept>

#include "base/address.h"
#include "base/text.h"

namespace telemetry {
namespace {

// A failure here is a broken OpenSSL, not an input: nothing sensible can be
// sent, and main() ends the program.
void expect(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
}

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  std::array<unsigned char, 32> hash = {};
  unsigned int size = 0;
  expect(EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size,
                    EVP_sha256(), nullptr) == 1);
  return hash;
}

}  // namespace

SecretKey::SecretKey(std::span<unsigned char, size> bytes) {
  std::ranges::copy(bytes, bytes_.begin());
  OPENSSL_cleanse(bytes.data(), size);
}

SecretKey::SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) {
  OPENSSL_cleanse(other.bytes_.data(), size);
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), size); }

Pseudonymizer::Pseudonymizer(const SecretKey& key)
    : context_(nullptr, &EVP_MAC_CTX_free) {
  // Its sentences on errors are never read, and at the end of the process there
  // is nothing that it has to tidy up: a twentieth of a run's work.
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT, nullptr);
  auto* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  expect(mac != nullptr);
  context_.reset(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);  // the context has its own reference
  expect(context_ != nullptr);
  char name[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
      OSSL_PARAM_construct_end()};
  expect(EVP_MAC_init(context_.get(), key.bytes().data(), SecretKey::size,
                      parameters) == 1);
  digest(Domain::key, "");
}

Pseudonymizer::Pseudonymizer(const Pseudonymizer& other, Legend& legend)
    : context_(EVP_MAC_CTX_dup(other.context_.get()), &EVP_MAC_CTX_free),
      legend_(&legend) {
  expect(context_ != nullptr);
}

std::array<unsigned char, 16> Pseudonymizer::digest(
    Domain domain, std::string_view text) const {
  auto* context = context_.get();
  // No key and no parameters: both stay as they were set.
  expect(EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
  const auto update = [&](std::string_view part) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(part.data());
    expect(EVP_MAC_update(context, bytes, part.size()) == 1);
  };
  update(domain_name(domain));
  update(std::string_view("\0", 1));
  if (!text.empty()) update(text);
  std::array<unsigned char, 32> whole = {};
  std::size_t size = 0;
  expect(EVP_MAC_final(context, whole.data(), &size, whole.size()) == 1 &&
         size == whole.size());
  std::array<unsigned char, 16> half = {};
  std::copy_n(whole.begin(), half.size(), half.begin());
  return half;
}

Pseudonym Pseudonymizer::of(Domain domain, std::string_view text) const {
  const auto hex = to_hex(as_text(digest(domain, text)));
  Pseudonym pseudonym;
  std::ranges::copy(hex, pseudonym.hex_.begin());
  if (legend_ != nullptr) {
    auto behind = std::string(domain_name(domain)) + ' ' + std::string(text);
    legend_->emplace(hex, std::move(behind));
  }
  return pseudonym;
}

Pseudonym Pseudonymizer::of_address(std::string_view text) const {
  if (const auto address = canonical_address(text))
    return of(Domain::address, *address);
  auto name = to_lower(text);
  if (name.ends_with('.')) name.pop_back();
  return of(Domain::host, name);
}

Pseudonym Pseudonymizer::of_index(std::string_view namespace_name,
                                  std::string_view index) const {
  std::string text(namespace_name);
  text += '\0';
  text += index;
  return of(Domain::index, text);
}

std::array<unsigned char, 16> Pseudonymizer::phase(
    std::string_view host_id) const {
  return digest(Domain::phase, host_id);
}

std::string key_id(const SecretKey& key) {
  return std::string(Pseudonymizer(key).of(Domain::key, "").text());
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(as_text(sha256(bytes)));
}

std::string sha256_base64(std::string_view bytes) {
  const auto hash = sha256(bytes);
  std::array<unsigned char, 45> text = {};  // 44 and a zero byte
  EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
  return {text.begin(), text.end() - 1};
}

}  // namespace telemetry
