#include "trust/pki/digest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace noroshi::pki {
namespace {

struct Known {
  Digest digest;
  std::string_view name;
  std::string_view openssl;
  std::string_view jose;  // COSE and JOSE abbreviations; empty: none
  std::size_t octets;
  std::string_view oid;
};

// NIST's computer security objects register (2.16.840.1.101.3.4.2), PKCS #1, OIW, TeleTrusT.
constexpr std::array<Known, 11> kDigests{{
    {Digest::Md5, "MD5", "MD5", "", 16, "1.2.840.113549.2.5"},
    {Digest::Sha1, "SHA-1", "SHA1", "S1", 20, "1.3.14.3.2.26"},
    {Digest::Ripemd160, "RIPEMD-160", "RIPEMD160", "RMD160", 20, "1.3.36.3.2.1"},
    {Digest::Sha224, "SHA-224", "SHA224", "S224", 28, "2.16.840.1.101.3.4.2.4"},
    {Digest::Sha256, "SHA-256", "SHA256", "S256", 32, "2.16.840.1.101.3.4.2.1"},
    {Digest::Sha384, "SHA-384", "SHA384", "S384", 48, "2.16.840.1.101.3.4.2.2"},
    {Digest::Sha512, "SHA-512", "SHA512", "S512", 64, "2.16.840.1.101.3.4.2.3"},
    {Digest::Sha3_224, "SHA3-224", "SHA3-224", "S3-224", 28, "2.16.840.1.101.3.4.2.7"},
    {Digest::Sha3_256, "SHA3-256", "SHA3-256", "S3-256", 32, "2.16.840.1.101.3.4.2.8"},
    {Digest::Sha3_384, "SHA3-384", "SHA3-384", "S3-384", 48, "2.16.840.1.101.3.4.2.9"},
    {Digest::Sha3_512, "SHA3-512", "SHA3-512", "S3-512", 64, "2.16.840.1.101.3.4.2.10"},
}};

const Known& known(Digest digest) { return kDigests.at(static_cast<std::size_t>(digest)); }

/// Fetched once: OpenSSL 3 looks an algorithm up under a lock each time it is named.
const EVP_MD* algorithm(Digest digest) {
  static const auto fetched = [] {
    std::array<EVP_MD*, kDigests.size()> all{};
    std::transform(kDigests.begin(), kDigests.end(), all.begin(), [](const Known& one) {
      return EVP_MD_fetch(nullptr, one.openssl.data(), nullptr);
    });
    return all;
  }();
  return fetched.at(static_cast<std::size_t>(digest));
}

/// Lower case without dashes: "SHA-256", "sha256" and "Sha_256" are one.
std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == ' ') continue;
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

}  // namespace

std::string_view to_string(Digest digest) { return known(digest).name; }

std::optional<Digest> digest_named(std::string_view name) {
  const std::string wanted = plain(name);
  for (const Known& one : kDigests) {
    if (wanted == plain(one.name) || (!one.jose.empty() && wanted == plain(one.jose))) {
      return one.digest;
    }
  }
  return std::nullopt;
}

std::size_t size_of(Digest digest) { return known(digest).octets; }

der::Oid oid_of(Digest digest) { return known(digest).oid; }

std::optional<Digest> digest_of(const der::Oid& oid) {
  const auto found = std::find_if(kDigests.begin(), kDigests.end(),
                                  [&](const Known& one) { return one.oid == oid.dotted; });
  if (found == kDigests.end()) return std::nullopt;
  return found->digest;
}

Bytes digest(Digest digest, View octets) {
  // EVP_Digest makes a context for each call, which costs as much as hashing a short text.
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Bytes value(size_of(digest));
  const bool done = EVP_DigestInit_ex(context.get(), algorithm(digest), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), value.data(), nullptr) == 1;
  NOROSHI_ASSERT(done);
  return value;
}

struct Hasher::State {
  Digest digest;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

Hasher::Hasher(Digest digest) : state_(new State{digest}) {
  const int done = EVP_DigestInit_ex(state_->context.get(), algorithm(digest), nullptr);
  NOROSHI_ASSERT(done == 1);
}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

void Hasher::add(View octets) {
  const int done = EVP_DigestUpdate(state_->context.get(), octets.data(), octets.size());
  NOROSHI_ASSERT(done == 1);
}

Bytes Hasher::finish() {
  Bytes value(size_of(state_->digest));
  const int done = EVP_DigestFinal_ex(state_->context.get(), value.data(), nullptr);
  NOROSHI_ASSERT(done == 1);
  return value;
}

bool same_secret(View a, View b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace noroshi::pki
