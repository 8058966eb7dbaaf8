#include "trust/cms/digest_signature.hpp"

#include <memory>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace noroshi::cms {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

bool verifies_padded(EVP_PKEY* key, const EVP_MD* digest, der::View octets, der::View signature,
                     int padding) {
  const Context context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
  if (!context || EVP_PKEY_verify_init(context.get()) != 1) return false;
  if (EVP_PKEY_CTX_set_signature_md(context.get(), digest) != 1) return false;
  if (padding != 0 && EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1) return false;
  return EVP_PKEY_verify(context.get(), signature.data(), signature.size(), octets.data(),
                         octets.size()) == 1;
}

const EVP_MD* digest_of(pki::Digest digest) {
  // The names by which OpenSSL knows them are those of the standards, but for RIPEMD.
  if (digest == pki::Digest::Ripemd160) return EVP_get_digestbyname("RIPEMD160");
  return EVP_get_digestbyname(std::string(to_string(digest)).c_str());
}

}  // namespace

bool verifies_digest(const pki::Certificate& certificate, pki::Digest digest, der::View octets,
                     der::View signature) {
  EVP_PKEY* const key = X509_get0_pubkey(static_cast<X509*>(certificate.handle()));
  const EVP_MD* const md = digest_of(digest);
  if (key == nullptr || md == nullptr || octets.size() != pki::size_of(digest)) return false;
  switch (certificate.key_kind()) {
    case pki::KeyKind::Rsa:
      return verifies_padded(key, md, octets, signature, RSA_PKCS1_PADDING) ||
             verifies_padded(key, md, octets, signature, RSA_PKCS1_PSS_PADDING);
    case pki::KeyKind::RsaPss:
      return verifies_padded(key, md, octets, signature, RSA_PKCS1_PSS_PADDING);
    case pki::KeyKind::Ec:
    case pki::KeyKind::Dsa:
      return verifies_padded(key, md, octets, signature, 0);
    default:
      return false;
  }
}

}  // namespace noroshi::cms
