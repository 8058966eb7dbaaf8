// SigningKey: the key of a certificate within a path.
//
// A DSA key may leave its parameters out and take those of the key above it (RFC 5280 §6.1.4 (d),
// RFC 3279 §2.3.2), so that a key is what a path makes of it, not what one certificate says.
#pragma once

#include <memory>
#include <vector>

#include "trust/pki/certificate.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace noroshi::pki {

class SigningKey {
 public:
  /// `above`: the key of the certificate's issuer; null for an anchor.
  explicit SigningKey(const Certificate& certificate, const SigningKey* above = nullptr);

  [[nodiscard]] bool signed_this(const SignedPart& part) const;
  /// The certificate alone does not say it.
  [[nodiscard]] bool inherits() const { return inherited_ != nullptr; }

 private:
  Certificate certificate_;
  Bytes dsa_parameters_{};  ///< whole element; empty: no DSA key, or none known
  std::shared_ptr<evp_pkey_st> inherited_{};
};

/// The key leaves its parameters to its issuer's.
bool lacks_parameters(const Certificate& certificate);

/// Of a chain with the anchor last.
std::vector<SigningKey> signing_keys(const std::vector<Certificate>& chain);

}  // namespace noroshi::pki
