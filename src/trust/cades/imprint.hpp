// What the time stamps of a CAdES signature are computed over.
//
// The standards want some fields in DER that the world sends otherwise, and changed a rule once
// (TS 101 733 table K.3, note 3, asks for trying both).  So where there is more than one reading,
// the candidate whose digest the token carries is taken: each of them covers the same values.
#pragma once

#include "base/result.hpp"
#include "trust/cades/subject.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::cades {

/// content-time-stamp: the octets that are signed (EN 319 122-1 §5.2.8).
Result<Bytes> content_imprint(const Subject& subject, pki::Digest digest);
/// signature-time-stamp: the octets of the signature value (§5.3).
Bytes signature_imprint(const Subject& subject, pki::Digest digest);
/// time-stamped certificate and revocation references (A.1.5.2), with the signature and its time
/// stamp before them where the whole of CAdES-C is meant (A.1.5.1).
Bytes references_imprint(const Subject& subject, pki::Digest digest, bool whole, View wanted);
/// archive-time-stamp-v3 (§5.5.3) with this ats-hash-index (one whole element).
Result<Bytes> archive_v3_imprint(const Subject& subject, View hash_index, pki::Digest digest,
                                 View wanted);
/// Of archive-time-stamp v2 (TS 101 733 §6.4.1).
struct ArchiveV2 {
  Bytes imprint{};
  /// What it covers are the attributes that stand before it in the set; otherwise all but archive
  /// stamps of its time or later.
  bool by_order = false;
};
/// The `position`-th unsigned attribute is the stamp's, `time` the one that it states.
Result<ArchiveV2> archive_v2(const Subject& subject, std::size_t position, base::Micros time,
                             pki::Digest digest, View wanted);

/// SignerInfo's fields up to its signature, each whole, as they came or in DER (signedAttrs
/// sorted).
Result<Bytes> signer_fields(const cms::SignerInfo& signer, bool as_der);

}  // namespace noroshi::cades
