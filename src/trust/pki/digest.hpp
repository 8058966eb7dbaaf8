// Digests: the hash functions that signatures of the last thirty years were made with.
//
// All can be computed, since old documents must be read; whether one may still be believed at some
// time is a question for trust/validate.  By OpenSSL.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"

namespace noroshi::pki {

using der::Bytes;
using der::View;

enum class Digest : std::uint8_t {
  Md5,
  Sha1,
  Ripemd160,
  Sha224,
  Sha256,
  Sha384,
  Sha512,
  // NOLINTBEGIN(readability-identifier-naming): Sha3256 would be another number
  Sha3_224,
  Sha3_256,
  Sha3_384,
  Sha3_512,
  // NOLINTEND(readability-identifier-naming)
};

std::string_view to_string(Digest digest);                  ///< "SHA-256", as FIPS 180-4 writes it
std::optional<Digest> digest_named(std::string_view name);  ///< "SHA-256", "sha256", "S256"
std::size_t size_of(Digest digest);                         ///< octets
der::Oid oid_of(Digest digest);
std::optional<Digest> digest_of(const der::Oid& oid);

Bytes digest(Digest digest, View octets);

/// A digest of octets that come in pieces.
class Hasher {
 public:
  explicit Hasher(Digest digest);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();

  void add(View octets);
  [[nodiscard]] Bytes finish();  ///< once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Equal, in a time that does not depend on where they differ.
bool same_secret(View a, View b);

}  // namespace noroshi::pki
