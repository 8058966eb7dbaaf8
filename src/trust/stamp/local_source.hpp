// LocalSource: tokens from an authority within this process.
#pragma once

#include <atomic>
#include <memory>

#include "trust/stamp/authority.hpp"

namespace noroshi::stamp {

class LocalSource final : public StampSource {
 public:
  explicit LocalSource(std::shared_ptr<const Authority> authority)
      : authority_(std::move(authority)) {}

  Result<Bytes> stamp(pki::Digest digest, View imprint) override {
    const Request request = request_for(digest, imprint);
    const Outcome outcome = authority_->answer(request.encode());
    Token token = NOROSHI_TRY(answer_to(request, outcome.response.octets));
    return std::move(token.whole);
  }

 private:
  std::shared_ptr<const Authority> authority_;
};

/// A source for tests: the time is what `now` says, serial numbers begin at 1 and are forgotten.
inline Result<std::unique_ptr<StampSource>> testing_source(
    std::shared_ptr<const key::Signer> signer, std::function<base::Micros()> now,
    Profile profile = {}) {
  auto last = std::make_shared<std::atomic<std::uint64_t>>(0);
  Authority authority = NOROSHI_TRY(Authority::open(
      std::move(signer), std::move(profile),
      [now = std::move(now)]() -> Result<base::Micros> { return now(); },
      [last]() -> Result<std::uint64_t> { return ++*last; }));
  return std::unique_ptr<StampSource>(
      std::make_unique<LocalSource>(std::make_shared<const Authority>(std::move(authority))));
}

}  // namespace noroshi::stamp
