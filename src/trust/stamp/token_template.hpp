// TokenTemplate: tokens of one key, of which everything is ready but what differs between two.
//
// Between two tokens only TSTInfo, its digest within the signed attributes, and the signature
// differ; the rest is taken once from a token that trust/cms makes, so both ways write the same
// octets.  Safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "trust/key/signer.hpp"
#include "trust/stamp/profile.hpp"

namespace noroshi::stamp {

/// What one token says.
struct Stamp {
  pki::Digest digest = pki::Digest::Sha256;
  View imprint{};
  const der::Oid* policy = nullptr;  ///< null: the profile's
  std::uint64_t serial = 0;
  base::Micros time = 0;  ///< written in whole milliseconds, cut
  View nonce{};           ///< two's complement, shortest; empty: none
  bool with_certificates = false;
};

/// TimeStampResp that grants the token; the token is its end.
struct MadeResponse {
  Bytes octets{};
  std::size_t token_at = 0;
  [[nodiscard]] View token() const { return View(octets).subspan(token_at); }
};

class TokenTemplate {
 public:
  static Result<TokenTemplate> make(std::shared_ptr<const key::Signer> signer,
                                    const Profile& profile);

  [[nodiscard]] Bytes tst_info(const Stamp& stamp) const;
  [[nodiscard]] Result<MadeResponse> respond(const Stamp& stamp) const;

 private:
  TokenTemplate() = default;
  Status learn_signature(const Profile& profile);

  std::shared_ptr<const key::Signer> signer_;
  Bytes policy_;                                    // OID, whole
  std::map<pki::Digest, Bytes> imprint_algorithm_;  // AlgorithmIdentifier
  Bytes accuracy_;
  Bytes info_end_;      // tsa and extensions
  Bytes beginning_;     // SignedData: version and digestAlgorithms
  Bytes certificates_;  // [0]
  Bytes signer_id_;     // SignerInfo: version to digestAlgorithm
  Bytes attributes_;    // [0] IMPLICIT, with some digest at …
  std::size_t digest_at_ = 0;
  Bytes signature_algorithm_;
};

}  // namespace noroshi::stamp
