#include "act/notify/digest.hpp"

#include <array>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace noroshi::notify {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  void begin() const {
    NOROSHI_ASSERT(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { state_->begin(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  NOROSHI_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::array<unsigned char, 32> digest{};
  NOROSHI_ASSERT(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
  state_->begin();
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string sha256(std::string_view bytes) {
  thread_local Sha256 digest;  // a context costs more than a short digest
  digest.add(bytes);
  return digest.finish();
}

}  // namespace noroshi::notify
