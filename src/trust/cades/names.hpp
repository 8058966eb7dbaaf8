// The object identifiers of CAdES attributes (EN 319 122-1, its predecessor TS 101 733, RFC 5126).
#pragma once

namespace noroshi::cades {

// Signed.
inline constexpr const char* kContentHints = "1.2.840.113549.1.9.16.2.4";  // RFC 2634 §2.9
inline constexpr const char* kSignaturePolicy = "1.2.840.113549.1.9.16.2.15";
inline constexpr const char* kSignerLocation = "1.2.840.113549.1.9.16.2.17";
inline constexpr const char* kSignerAttributes = "1.2.840.113549.1.9.16.2.18";
inline constexpr const char* kSignerAttributesV2 = "0.4.0.19122.1.1";
inline constexpr const char* kContentTimeStamp = "1.2.840.113549.1.9.16.2.20";
inline constexpr const char* kMimeType = "0.4.0.1733.2.1";
inline constexpr const char* kRole = "2.5.4.72";  // an attribute among the claimed ones

// Unsigned.
inline constexpr const char* kCounterSignature = "1.2.840.113549.1.9.6";  // RFC 5652 §11.4
inline constexpr const char* kSignatureTimeStamp = "1.2.840.113549.1.9.16.2.14";
inline constexpr const char* kCertificateRefs = "1.2.840.113549.1.9.16.2.21";
inline constexpr const char* kRevocationRefs = "1.2.840.113549.1.9.16.2.22";
inline constexpr const char* kCertificateValues = "1.2.840.113549.1.9.16.2.23";
inline constexpr const char* kRevocationValues = "1.2.840.113549.1.9.16.2.24";
inline constexpr const char* kCadesCTimeStamp = "1.2.840.113549.1.9.16.2.25";      // type 1
inline constexpr const char* kReferencesTimeStamp = "1.2.840.113549.1.9.16.2.26";  // type 2
inline constexpr const char* kArchiveTimeStampV1 = "1.2.840.113549.1.9.16.2.27";
inline constexpr const char* kArchiveTimeStampV2 = "1.2.840.113549.1.9.16.2.48";
inline constexpr const char* kArchiveTimeStampV3 = "0.4.0.1733.2.4";
inline constexpr const char* kInternalEvidence = "1.2.840.113549.1.9.16.2.49";  // RFC 4998 A
inline constexpr const char* kExternalEvidence = "1.2.840.113549.1.9.16.2.50";

// Unsigned, of an archive time stamp's token.
inline constexpr const char* kHashIndexV1 = "0.4.0.1733.2.5";
inline constexpr const char* kHashIndexV2 = "0.4.0.19122.1.4";
inline constexpr const char* kHashIndexV3 = "0.4.0.19122.1.5";

// Of OtherRevocationInfoFormat.
inline constexpr const char* kOcspResponse = "1.3.6.1.5.5.7.16.2";  // RFC 5940, OCSPResponse
inline constexpr const char* kOcspBasic = "1.3.6.1.5.5.7.48.1.1";   // BasicOCSPResponse

}  // namespace noroshi::cades
