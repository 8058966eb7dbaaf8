// LocalSigner: a Signer whose key is in this process.  Internal to the leaf.
#pragma once

#include <string_view>

#include "trust/key/private_key.hpp"

namespace noroshi::key {

class LocalSigner final : public Signer {
 public:
  LocalSigner(PrivateKey key, pki::Certificate certificate, std::vector<pki::Certificate> chain)
      : key_(std::move(key)), certificate_(std::move(certificate)), chain_(std::move(chain)) {}

  [[nodiscard]] const pki::Certificate& certificate() const override { return certificate_; }
  [[nodiscard]] const std::vector<pki::Certificate>& chain() const override { return chain_; }
  [[nodiscard]] pki::Digest digest() const override { return key_.digest(); }
  [[nodiscard]] Bytes algorithm_identifier() const override { return key_.algorithm_identifier(); }
  [[nodiscard]] Result<Bytes> sign(View message) const override { return key_.sign(message); }
  [[nodiscard]] Result<Bytes> sign_digest(View digest) const override {
    return key_.sign_digest(digest);
  }

 private:
  PrivateKey key_;
  pki::Certificate certificate_;
  std::vector<pki::Certificate> chain_;
};

}  // namespace noroshi::key
