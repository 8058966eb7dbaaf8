// Authority: RFC 3161 requests in, responses out; nothing of HTTP, files or clocks.
//
// Where time and serial numbers come from is given to it: a time source that fails makes it refuse
// (timeNotAvailable), a serial source that fails too (systemFailure).  It keeps nothing; whoever
// answers a client with what it made has written it down before (service.hpp).  Safe from any
// thread, as long as what it was given is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "trust/key/signer.hpp"
#include "trust/stamp/exchange.hpp"
#include "trust/stamp/profile.hpp"
#include "trust/stamp/token_template.hpp"

namespace noroshi::stamp {

/// Now, in UTC, by a clock that was shown to be right; otherwise why no time can be given.
using TimeSource = std::function<Result<base::Micros>()>;
/// A number that was never given before, not even before a crash.
using SerialSource = std::function<Result<std::uint64_t>()>;

struct Outcome {
  MadeResponse response{};           ///< `octets` go to the client
  std::optional<Failure> failure{};  ///< none: a token was made
  std::string why{};                 ///< of a failure
  std::uint64_t serial = 0;          ///< of the token
  base::Micros time = 0;             ///< that it states
};

class Authority {
 public:
  /// Refuses a certificate that is not one of a time-stamping unit, and a profile that EN 319 421
  /// does not allow.
  static Result<Authority> open(std::shared_ptr<const key::Signer> signer, Profile profile,
                                TimeSource time, SerialSource serial);

  /// Whatever comes is answered.
  [[nodiscard]] Outcome answer(View request) const;

  [[nodiscard]] const pki::Certificate& certificate() const { return signer_->certificate(); }
  [[nodiscard]] const Profile& profile() const { return profile_; }

 private:
  Authority(std::shared_ptr<const key::Signer> signer, Profile profile, TokenTemplate made,
            TimeSource time, SerialSource serial)
      : signer_(std::move(signer)),
        profile_(std::move(profile)),
        template_(std::move(made)),
        time_(std::move(time)),
        serial_(std::move(serial)) {}

  [[nodiscard]] Outcome grant(const Request& request) const;

  std::shared_ptr<const key::Signer> signer_;
  Profile profile_;
  TokenTemplate template_;
  TimeSource time_;
  SerialSource serial_;
};

}  // namespace noroshi::stamp
