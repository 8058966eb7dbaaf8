// Signer: a private key with its certificate, wherever it lies: a file, a PKCS#11 token, a service.
//
// The rest of Noroshi asks for signatures and never sees a key.  Keys in files are read once into
// memory that is wiped and kept out of core dumps.  `sign` may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::key {

using der::Bytes;
using der::View;

class Signer {
 public:
  virtual ~Signer() = default;

  [[nodiscard]] virtual const pki::Certificate& certificate() const = 0;
  /// The certificates above it that are known, the issuer's first; may be empty.
  [[nodiscard]] virtual const std::vector<pki::Certificate>& chain() const = 0;
  /// The digest that goes with the key: SHA-256 for RSA, P-256; SHA-384 for P-384; SHA-512 for
  /// P-521 and Ed25519.
  [[nodiscard]] virtual pki::Digest digest() const = 0;
  /// AlgorithmIdentifier of its signatures, whole (ecdsa-with-SHA256, RSASSA-PSS with parameters,
  /// sha256WithRSAEncryption, Ed25519).
  [[nodiscard]] virtual Bytes algorithm_identifier() const = 0;

  /// A signature over the message, as CMS carries it (ECDSA: DER of r and s).
  [[nodiscard]] virtual Result<Bytes> sign(View message) const = 0;
  /// The same when only the message's digest is at hand (not for Ed25519, which signs messages).
  [[nodiscard]] virtual Result<Bytes> sign_digest(View digest) const = 0;
};

enum class RsaPadding : std::uint8_t { Pkcs1, Pss };

struct FileKey {
  std::string key{};          ///< PEM or DER PKCS#8, or PKCS#12 with certificates
  std::string certificate{};  ///< PEM or DER, with the chain behind it; empty: they stand in `key`
  std::string passphrase_file{};  ///< its first line; empty: none
  RsaPadding padding = RsaPadding::Pkcs1;
};
/// Refuses a key file that others may read, and a key that is not the certificate's.
Result<std::unique_ptr<Signer>> open_file_key(const FileKey& from);

struct TokenKey {
  std::string module{};       ///< the PKCS#11 library
  std::string token{};        ///< label
  std::string key{};          ///< label of the private key
  std::string pin_file{};     ///< its first line
  std::string certificate{};  ///< a file; empty: the token's certificate with the key's CKA_ID
  RsaPadding padding = RsaPadding::Pkcs1;
};
Result<std::unique_ptr<Signer>> open_token_key(const TokenKey& from);

/// ECDSA's (r, s) from DER to two numbers of fixed width, as JOSE wants them, and back.
Result<Bytes> ecdsa_to_raw(View der, std::size_t octets_each);
Result<Bytes> ecdsa_to_der(View raw);

}  // namespace noroshi::key
