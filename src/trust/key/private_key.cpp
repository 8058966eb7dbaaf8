#include "trust/key/private_key.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace noroshi::key {
namespace {

pki::KeyKind kind_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return pki::KeyKind::Rsa;
    case EVP_PKEY_RSA_PSS:
      return pki::KeyKind::RsaPss;
    case EVP_PKEY_EC:
      return pki::KeyKind::Ec;
    case EVP_PKEY_ED25519:
      return pki::KeyKind::Ed25519;
    default:
      return pki::KeyKind::Other;
  }
}

const EVP_MD* md_of(pki::Digest digest) {
  if (digest == pki::Digest::Sha256) return EVP_sha256();
  return digest == pki::Digest::Sha384 ? EVP_sha384() : EVP_sha512();
}

// Padding and digest, as the AlgorithmIdentifier of algorithm_for() promises them.
bool set_rsa(EVP_PKEY_CTX* context, pki::Digest digest, bool pss) {
  if (EVP_PKEY_CTX_set_rsa_padding(context, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) <= 0 ||
      EVP_PKEY_CTX_set_signature_md(context, md_of(digest)) <= 0) {
    return false;
  }
  if (!pss) return true;
  return EVP_PKEY_CTX_set_rsa_mgf1_md(context, md_of(digest)) > 0 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0;
}

}  // namespace

Error crypto_error(std::string_view what) {
  const auto code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  std::string message(what);
  if (reason != nullptr) message += fmt::format(": {}", reason);
  ERR_clear_error();
  return Error{Errc::InvalidInput, std::move(message)};
}

Result<PrivateKey> PrivateKey::of(EvpKey key, RsaPadding padding) {
  const pki::KeyKind kind = kind_of(key.get());
  const int bits = EVP_PKEY_get_bits(key.get());
  auto algorithm = NOROSHI_TRY(algorithm_for(kind, static_cast<unsigned>(bits), padding));
  const bool pss =
      kind == pki::KeyKind::RsaPss || (kind == pki::KeyKind::Rsa && padding == RsaPadding::Pss);
  return PrivateKey(std::move(key), std::move(algorithm), pss);
}

Result<Bytes> PrivateKey::sign(View message) const {
  if (!algorithm_.over_digest) return sign_message(message);
  return sign_digest(pki::digest(algorithm_.digest, message));
}

Result<Bytes> PrivateKey::sign_digest(View digest) const {
  if (!algorithm_.over_digest) {
    return Error{Errc::InvalidUsage, "this key signs messages, not their digests (Ed25519)"};
  }
  if (digest.size() != pki::size_of(algorithm_.digest)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("a digest of {} octets was given to a key that signs {}",
                             digest.size(), pki::to_string(algorithm_.digest))};
  }
  Context context = NOROSHI_TRY(borrow());
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())));
  std::size_t size = signature.size();
  if (EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) <= 0) {
    return crypto_error("signing");  // the context is not used again
  }
  give_back(std::move(context));
  signature.resize(size);
  return signature;
}

Result<Bytes> PrivateKey::sign_message(View message) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())));
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) <= 0 ||
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) <= 0) {
    return crypto_error("signing");
  }
  signature.resize(size);
  return signature;
}

Result<PrivateKey::Context> PrivateKey::borrow() const {
  {
    const std::lock_guard lock(pool_->mutex);
    if (!pool_->idle.empty()) {
      Context context = std::move(pool_->idle.back());
      pool_->idle.pop_back();
      return context;
    }
  }
  return make_context();
}

Result<PrivateKey::Context> PrivateKey::make_context() const {
  Context context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  if (context == nullptr || EVP_PKEY_sign_init(context.get()) <= 0) {
    return crypto_error("preparing a signature");
  }
  const bool rsa = EVP_PKEY_get_base_id(key_.get()) != EVP_PKEY_EC;
  if (rsa && !set_rsa(context.get(), algorithm_.digest, pss_)) {
    return crypto_error("preparing an RSA signature");
  }
  return context;
}

void PrivateKey::give_back(Context context) const {
  const std::lock_guard lock(pool_->mutex);
  pool_->idle.push_back(std::move(context));
}

}  // namespace noroshi::key
