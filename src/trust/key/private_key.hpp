// PrivateKey: a key that OpenSSL holds in this process, and signatures with it from any thread.
//
// OpenSSL prepares each signature in a context that one thread may use; making one costs about a
// tenth of a P-256 signature, so contexts are lent out and come back.  Internal to the leaf.
#pragma once

#include <memory>
#include <mutex>
#include <openssl/evp.h>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/key/algorithm.hpp"

namespace noroshi::key {

struct EvpKeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using EvpKey = std::unique_ptr<EVP_PKEY, EvpKeyFree>;

/// What OpenSSL says of its last failure, behind `what`; clears its queue.
Error crypto_error(std::string_view what);

class PrivateKey {
 public:
  static Result<PrivateKey> of(EvpKey key, RsaPadding padding);

  [[nodiscard]] EVP_PKEY* handle() const { return key_.get(); }
  [[nodiscard]] pki::Digest digest() const { return algorithm_.digest; }
  [[nodiscard]] const Bytes& algorithm_identifier() const { return algorithm_.identifier; }

  [[nodiscard]] Result<Bytes> sign(View message) const;
  [[nodiscard]] Result<Bytes> sign_digest(View digest) const;

 private:
  struct ContextFree {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  };
  using Context = std::unique_ptr<EVP_PKEY_CTX, ContextFree>;
  struct Pool {
    std::mutex mutex;
    std::vector<Context> idle;
  };

  PrivateKey(EvpKey key, SignatureAlgorithm algorithm, bool pss)
      : key_(std::move(key)),
        algorithm_(std::move(algorithm)),
        pss_(pss),
        pool_(std::make_unique<Pool>()) {}

  [[nodiscard]] Result<Bytes> sign_message(View message) const;
  [[nodiscard]] Result<Context> borrow() const;
  [[nodiscard]] Result<Context> make_context() const;
  void give_back(Context context) const;

  EvpKey key_;
  SignatureAlgorithm algorithm_;
  bool pss_;  // RSASSA-PSS is asked of OpenSSL
  std::unique_ptr<Pool> pool_;
};

}  // namespace noroshi::key
