// Who an identity provider says that somebody is: its signed ID token, checked (OpenID Connect Core
// 1.0, section 3.1.3.7; RFC 8725).
//
// The signature is cjose's work.  Ours is that nothing in the token chooses how it is checked: the
// algorithm must be on our list, its key of the right kind, and only a key of the issuer counts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::access {

/// The public keys of an issuer (a JWK Set, RFC 7517).
class KeySet {
 public:
  /// Keys that are of no use here (encryption, unknown kinds, RSA under 2,048 bits) are left out.
  static Result<KeySet> parse(std::string_view json);
  [[nodiscard]] std::size_t size() const;

  struct Keys;

 private:
  friend class IdTokenCheck;
  explicit KeySet(std::shared_ptr<const Keys> keys) : keys_(std::move(keys)) {}
  std::shared_ptr<const Keys> keys_;
};

struct Expected {
  std::string issuer;
  std::string client;  ///< us: the audience
  std::string nonce;   ///< of this sign-in
};

class IdTokenCheck {
 public:
  IdTokenCheck(KeySet keys, Expected expected)
      : keys_(std::move(keys)), expected_(std::move(expected)) {}

  /// The subject.  An Error with Errc::NotFound means that the token names a key that is not in
  /// the set: the issuer may have changed its keys.
  [[nodiscard]] Result<std::string> subject(std::string_view token, base::Micros now) const;

 private:
  [[nodiscard]] Result<std::string> signed_text(std::string_view token) const;
  KeySet keys_;
  Expected expected_;
};

}  // namespace noroshi::access
