// PAdES made (EN 319 142-1): a signature, what proves it later, and a time stamp over everything,
// each as an update behind what was there.
//
//   B-B   sign()                      M, ESSCertIDv2, no signing-time attribute (§6.3)
//   B-T   sign() with `stamps`        a signature time stamp within the CMS
//   B-LT  add_evidence()              DSS with certificates, CRLs, OCSP answers; VRI per signature
//   B-LTA add_document_stamp()        a DocTimeStamp over all of it, again and again
//
// Refuses where an earlier signature forbids it (DocMDP, ISO 32000-2 §12.8.2.2).
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/key/signer.hpp"
#include "trust/pades/object.hpp"
#include "trust/pki/path.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::pades {

struct SignWish {
  base::Micros time = 0;  ///< M: when the signer says that it was
  std::string field{};    ///< an empty field of the form; empty: a new one is added
  std::string reason{};
  std::string location{};
  /// The first signature may say what later changes it allows: 1 none, 2 forms and signatures, 3
  /// annotations too.
  std::optional<int> certifies{};
  stamp::StampSource* stamps = nullptr;  ///< null: B-B
};

/// The file with one more signature, which is not to be seen on any page.
Result<Bytes> sign(View pdf, const key::Signer& signer, const SignWish& wish);

/// The file with this evidence about its signatures, what is there already left out.
Result<Bytes> add_evidence(View pdf, const pki::Material& evidence);

/// The file with a time stamp over everything that it holds.
Result<Bytes> add_document_stamp(View pdf, stamp::StampSource& stamps);

}  // namespace noroshi::pades
