// JAdES baseline signatures made: B-B here, then B-T, B-LT and B-LTA by what is put beside them
// (ETSI TS 119 182-1 V1.2.1, clause 6).
//
//   auto text = sign(payload, signer, {.signing_time = now, .serialization = …::Flattened});
//   text = stamp_signatures(*text, authority, pki::Digest::Sha256);           // B-T
//   text = add_values(*text, certificates_and_revocation);                    // B-LT
//   text = stamp_archive(*text, {}, authority, pki::Digest::Sha256);          // B-LTA
//
// The signer's key says which algorithm (RS256, PS256, ES256, ES384, ES512, EdDSA).  Unsigned
// components are written in base64url, so that no two readers canonicalise differently; compact
// serialisations become flattened ones when something is put beside them, since they have no room.
// No clock, no network: times and material come from the caller.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/path.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::jades {

using der::Bytes;
using der::View;

enum class Serialization : std::uint8_t { Compact, Flattened, General };

struct SigningSettings {
  base::Micros signing_time = 0;  ///< whole seconds are written (iat)
  Serialization serialization = Serialization::Compact;
  bool attach = true;                      ///< the payload is within
  bool encode = true;                      ///< false: RFC 7797, the payload is signed as it is
  std::string content_type{};              ///< cty, a media type; empty: none
  bool embed_chain = true;                 ///< x5c holds the certificates above the signer's too
  std::vector<std::string> commitments{};  ///< URIs or OIDs
  std::vector<std::string> claimed_roles{};
  std::string locality{};  ///< of the place of signing
  std::string country{};   ///< two letters
};

/// Over one octet string.
Result<std::string> sign(View payload, const key::Signer& signer, const SigningSettings& settings);

/// Over named objects, which stay where they are: sigD with ObjectIdByURIHash.  `attach` does not
/// apply; content types of the objects come from `content_type`.
Result<std::string> sign_objects(std::span<const signature::Detached> objects,
                                 const key::Signer& signer, const SigningSettings& settings);

/// One more signature over the same payload; the document becomes a general serialisation.
/// `detached` holds the payload where the document does not.
Result<std::string> add_signature(std::string_view document, View detached,
                                  const key::Signer& signer, const SigningSettings& settings);

/// A counter-signature (cSig) of the signature at `index`.
Result<std::string> counter_sign(std::string_view document, std::size_t index,
                                 const key::Signer& signer, const SigningSettings& settings);

/// sigTst over every signature.
Result<std::string> stamp_signatures(std::string_view document, stamp::StampSource& source,
                                     pki::Digest digest);

/// xVals and rVals, or tstVD behind an archive time stamp.  What a signature has already is not
/// put again.
Result<std::string> add_values(std::string_view document, const pki::Material& material);

/// arcTst over everything.
Result<std::string> stamp_archive(std::string_view document,
                                  std::span<const signature::Detached> detached,
                                  stamp::StampSource& source, pki::Digest digest);

}  // namespace noroshi::jades
