// XML evidence records (RFC 6283): the proof of RFC 4998 in another syntax, and by other hashes:
// XML is hashed in canonical form, and a renewal binds canonical elements where RFC 4998 binds DER.
//
//   EvidenceRecord
//   └─ ArchiveTimeStampSequence
//      └─ ArchiveTimeStampChain        DigestMethod, CanonicalizationMethod
//         └─ ArchiveTimeStamp          HashTree of Sequences of DigestValues, TimeStamp
#pragma once

#include <span>

#include "trust/evidence/check.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

/// An XML document whose root is an EvidenceRecord.
bool is_xml_record(der::View octets);

/// The same findings as of an RFC 4998 record: pure, and nothing is said of trust.
Result<evidence::Finding> check_xml_record(der::View record,
                                           std::span<const signature::Detached> objects);

}  // namespace noroshi::asic
