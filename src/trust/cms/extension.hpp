// Extension: adds to a SignedData that exists without touching an octet of what it has.
//
// Time stamps and signatures cover octets of the document; writing it anew from values could change
// them.  So what came is copied and only the lengths around it are made anew (definite where they
// were not).  What is added stands behind what was there, in the order given.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "trust/cms/signed_data.hpp"

namespace noroshi::cms {

struct Addition {
  std::vector<Bytes> certificates{};       ///< CertificateChoices, each whole
  std::vector<Bytes> crls{};               ///< RevocationInfoChoices, each whole
  std::vector<Bytes> digest_algorithms{};  ///< of `signers`; those that are there are not repeated
  std::vector<Bytes> signers{};            ///< more SignerInfos, each whole
  /// Unsigned attributes for the signer at this index; shorter than the signers: none for the rest.
  std::vector<std::vector<Attribute>> unsigned_attributes{};
};

/// A ContentInfo with the additions.  Where an OtherRevocationInfoFormat comes in, the version
/// becomes 5 (RFC 5652 §5.1), which nothing is signed over.
Result<Bytes> extended(View content_info, const Addition& addition);

/// The ContentInfo as it was when the signer at each index had only so many unsigned attributes;
/// its lengths are definite where they were.  Signers beyond `kept` stay as they are.
Result<Bytes> before_attributes(View content_info, const std::vector<std::size_t>& kept);

}  // namespace noroshi::cms
