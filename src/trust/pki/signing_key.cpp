#include "trust/pki/signing_key.hpp"

#include <algorithm>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::pki {
namespace {

constexpr const char* kDsa = "1.2.840.10040.4.1";

/// The parameters in a SubjectPublicKeyInfo of DSA, whole element; empty: none.
Bytes dsa_parameters(const Certificate& certificate) {
  der::Reader outer(certificate.public_key_info());
  auto info = outer.enter(der::kSequence);
  if (!info) return {};
  auto identifier = info->enter(der::kSequence);
  if (!identifier || !identifier->oid()) return {};
  const auto parameters = identifier->optional(der::kSequence);
  return parameters && *parameters ? der::copy_of((*parameters)->whole) : Bytes();
}

std::shared_ptr<EVP_PKEY> with_parameters(const Certificate& certificate, const Bytes& parameters) {
  const Bytes info = der::sequence({der::sequence({der::oid(kDsa), parameters}),
                                    der::bit_string(certificate.public_key_bits())});
  const unsigned char* at = info.data();
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, static_cast<long>(info.size()));
  ERR_clear_error();
  return {key, &EVP_PKEY_free};
}

}  // namespace

bool lacks_parameters(const Certificate& certificate) {
  return certificate.key_kind() == KeyKind::Dsa && dsa_parameters(certificate).empty();
}

SigningKey::SigningKey(const Certificate& certificate, const SigningKey* above)
    : certificate_(certificate) {
  if (certificate.key_kind() != KeyKind::Dsa) return;
  dsa_parameters_ = dsa_parameters(certificate);
  if (!dsa_parameters_.empty() || above == nullptr || above->dsa_parameters_.empty()) return;
  dsa_parameters_ = above->dsa_parameters_;
  inherited_ = with_parameters(certificate, dsa_parameters_);
}

bool SigningKey::signed_this(const SignedPart& part) const {
  if (!inherited_) return certificate_.signed_this(part);
  const auto algorithm = parse_signature_algorithm(part.algorithm);
  return algorithm && signature_is_right(inherited_.get(), part.message, part.signature, *algorithm,
                                         std::nullopt);
}

std::vector<SigningKey> signing_keys(const std::vector<Certificate>& chain) {
  std::vector<SigningKey> keys;  // anchor first, then turned round
  keys.reserve(chain.size());
  for (auto certificate = chain.rbegin(); certificate != chain.rend(); ++certificate) {
    keys.emplace_back(*certificate, keys.empty() ? nullptr : &keys.back());
  }
  std::reverse(keys.begin(), keys.end());
  return keys;
}

}  // namespace noroshi::pki
