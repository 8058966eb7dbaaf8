// Signature: TSIG (RFC 8945) on what comes in and what goes out.  Private to act/zone.
//
// The computation is ldns's; which key and algorithm are let in, and whether the time fits, is
// decided here.  HMAC-SHA-256 and -512 only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "act/zone/ldns_handles.hpp"
#include "act/zone/zone_server.hpp"

namespace noroshi::zone {

enum class TsigError : std::uint8_t { None = 0, BadSignature = 16, BadKey = 17, BadTime = 18 };

struct Signed {
  bool present = false;          ///< the message carries a TSIG
  const TsigKey* key = nullptr;  ///< which signed it; null: none that we take
  TsigError error = TsigError::None;
};

/// The key's name with its last dot, in lower case, and its algorithm likewise; an Error says which
/// part is not usable.
Result<TsigKey> checked(TsigKey key);

/// `now` in seconds of Unix time.
Signed check_signature(ldns_pkt* packet, std::span<const std::uint8_t> wire,
                       const std::vector<TsigKey>& keys, std::int64_t now);

/// Puts a TSIG with this error and no signature onto an answer (RFC 8945, section 5.3.2).
void refuse_signature(ldns_pkt* answer, const ldns_rr* request, TsigError error, std::int64_t now);

/// Signs the messages that answer one request, each after the one before.
class Signer {
 public:
  Signer() = default;  ///< signs nothing
  Signer(const TsigKey& key, const ldns_rr* request);

  /// False if ldns could not.
  bool sign(ldns_pkt* answer);

 private:
  const TsigKey* key_ = nullptr;
  Field mac_;  // of the message before; at first of the request
  bool first_ = true;
};

}  // namespace noroshi::zone
