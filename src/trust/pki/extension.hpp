// Extensions as certificates, revocation lists and OCSP answers share them (RFC 5280 §4.2).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/der/reader.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::pki {

/// Of one SEQUENCE OF Extension that stands in `reader`; the sequence is taken.
Result<std::vector<Extension>> read_extensions(der::Reader& reader);

const Extension* find_extension(const std::vector<Extension>& extensions, const der::Oid& type);

/// keyIdentifier of an AuthorityKeyIdentifier; empty: none.
Bytes authority_key_id_in(const std::vector<Extension>& extensions);

/// A to-be-signed part, its AlgorithmIdentifier and its signature, of a SEQUENCE's reader.
Result<SignedPart> read_signed_part(der::Reader& fields);

/// The algorithm of an AlgorithmIdentifier; empty where it cannot be read.
der::Oid algorithm_in(View algorithm_identifier);

namespace ext {
inline const der::Oid kSubjectKeyId("2.5.29.14");
inline const der::Oid kKeyUsage("2.5.29.15");
inline const der::Oid kSubjectAltName("2.5.29.17");
inline const der::Oid kBasicConstraints("2.5.29.19");
inline const der::Oid kCrlNumber("2.5.29.20");
inline const der::Oid kReasonCode("2.5.29.21");
inline const der::Oid kInvalidityDate("2.5.29.24");
inline const der::Oid kDeltaCrlIndicator("2.5.29.27");
inline const der::Oid kIssuingDistributionPoint("2.5.29.28");
inline const der::Oid kCertificateIssuer("2.5.29.29");
inline const der::Oid kNameConstraints("2.5.29.30");
inline const der::Oid kCrlDistributionPoints("2.5.29.31");
inline const der::Oid kCertificatePolicies("2.5.29.32");
inline const der::Oid kPolicyMappings("2.5.29.33");
inline const der::Oid kAuthorityKeyId("2.5.29.35");
inline const der::Oid kPolicyConstraints("2.5.29.36");
inline const der::Oid kExtendedKeyUsage("2.5.29.37");
inline const der::Oid kFreshestCrl("2.5.29.46");
inline const der::Oid kInhibitAnyPolicy("2.5.29.54");
inline const der::Oid kAuthorityInfoAccess("1.3.6.1.5.5.7.1.1");
inline const der::Oid kExpiredOnCrl("2.5.29.60");
inline const der::Oid kOcspNoCheck("1.3.6.1.5.5.7.48.1.5");
inline const der::Oid kArchiveCutoff("1.3.6.1.5.5.7.48.1.6");
}  // namespace ext

}  // namespace noroshi::pki
