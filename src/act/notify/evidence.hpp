// Evidence: what a case rests on, sealed when it came in.
//
// Each event is kept as one text (model::to_json: the same event always gives the same octets), and
// hashed at once.  The hashes form a chain in the order of their numbers:
//
//   chain(0) = 32 zero octets
//   chain(n) = SHA-256( chain(n−1) ‖ hash(n) ‖ time(n) as RFC 3339 )
//
// so that no event can be changed, put in or taken out later without every chain after it changing.
// Whoever keeps one later chain elsewhere can prove all before it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::notify {

inline const std::string kFirstChain(32, '\0');

/// The chain after an event; `before` and `hash` are 32 octets.
std::string chain_after(std::string_view before, std::string_view hash, base::Micros time);

/// Where a chain is given to somebody who vouches for its time (a time-stamping authority, a
/// transparency log).  Asked once for every batch of events, within the transaction that keeps it:
/// an Error refuses the batch.
class Seal {
 public:
  virtual ~Seal() = default;
  /// What kept tokens are called: "hash-and-time", "rfc3161".
  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// The token over `chain`, kept beside it; empty where the kind needs none.
  virtual Result<std::string> seal(std::string_view chain, base::Micros time) = 0;
};

/// Nobody but this machine's clock vouches.
class HashAndTime final : public Seal {
 public:
  [[nodiscard]] std::string_view kind() const override { return "hash-and-time"; }
  Result<std::string> seal(std::string_view /*chain*/, base::Micros /*time*/) override {
    return std::string();
  }
};

}  // namespace noroshi::notify
