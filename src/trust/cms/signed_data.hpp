// SignedData (RFC 5652 §5): who signed which octets, taken apart and put together.
//
// Everything that a signature is made over is kept as the octets that came: re-encoding would make
// another document of it.  What comes may be BER; what is made is DER.  Reading judges nothing but
// form.  Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::cms {

using der::Bytes;
using der::View;

inline constexpr const char* kData = "1.2.840.113549.1.7.1";
inline constexpr const char* kSignedData = "1.2.840.113549.1.7.2";
inline constexpr const char* kContentType = "1.2.840.113549.1.9.3";
inline constexpr const char* kMessageDigest = "1.2.840.113549.1.9.4";
inline constexpr const char* kSigningTime = "1.2.840.113549.1.9.5";
inline constexpr const char* kSigningCertificate = "1.2.840.113549.1.9.16.2.12";    // RFC 2634
inline constexpr const char* kSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";  // RFC 5035
inline constexpr const char* kTimeStampToken = "1.2.840.113549.1.9.16.2.14";        // RFC 3161 A
inline constexpr const char* kTstInfo = "1.2.840.113549.1.9.16.1.4";

struct Attribute {
  der::Oid type;
  std::vector<Bytes> values{};  ///< each one whole element
  Bytes whole{};                ///< the Attribute as it came, or as it is to be written
};
/// An attribute of one value, ready to be written.
Attribute attribute(const der::Oid& type, View value);

struct SignerInfo {
  std::int64_t version = 1;
  Bytes issuer{};                       ///< whole Name; empty where a key id names the signer
  Bytes serial{};                       ///< two's complement, shortest
  Bytes subject_key_id{};               ///< empty where issuer and serial name the signer
  Bytes digest_algorithm{};             ///< AlgorithmIdentifier, whole
  std::optional<pki::Digest> digest{};  ///< none: unknown here
  bool has_signed_attributes = false;
  Bytes signed_attributes_octets{};  ///< as SET OF (tag 0x31), what the signature is over
  std::vector<Attribute> signed_attributes{};
  Bytes signature_algorithm{};  ///< AlgorithmIdentifier, whole
  Bytes signature{};
  std::vector<Attribute> unsigned_attributes{};
  Bytes whole{};       ///< SignerInfo as it came; not used by `encode`
  std::string flaw{};  ///< why it cannot be read to its end, so that nothing can be said of it

  /// The first attribute of this type; null: none.
  [[nodiscard]] const Attribute* signed_attribute(const der::Oid& type) const;
  [[nodiscard]] const Attribute* unsigned_attribute(const der::Oid& type) const;
  [[nodiscard]] std::optional<base::Micros> claimed_time() const;  ///< signingTime
};

/// One SignerInfo (whole element); what cannot be read is told in its flaw.
SignerInfo read_signer_info(View octets);

struct SignedData {
  std::int64_t version = 1;
  std::vector<Bytes> digest_algorithms{};  ///< AlgorithmIdentifiers, whole
  der::Oid content_type;
  std::optional<Bytes> content{};     ///< the octets of eContent; none: detached
  Bytes encap_octets{};               ///< encapContentInfo as it came
  std::vector<Bytes> certificates{};  ///< each whole, X.509 only; others are in other_certificates
  std::vector<Bytes> other_certificates{};
  std::vector<Bytes> crls{};              ///< CertificateList, each whole
  std::vector<Bytes> other_revocation{};  ///< [1] OtherRevocationInfoFormat, each whole
  Bytes certificates_octets{};            ///< the field [0] as it came; not used by `encode`
  Bytes crls_octets{};                    ///< the field [1] as it came; not used by `encode`
  std::vector<SignerInfo> signers{};

  /// Of a ContentInfo that holds it; octets behind it are an Error.  A SignerInfo that cannot be
  /// read is kept with its flaw, since those beside it may be sound.
  static Result<SignedData> parse(View content_info);
  /// The whole ContentInfo.  Attributes, certificates and lists stay in the order that they have.
  [[nodiscard]] Bytes encode() const;

  /// What can be read of `certificates`; broken ones are left out and counted in `unread`.
  [[nodiscard]] std::vector<pki::Certificate> readable_certificates(
      std::size_t* unread = nullptr) const;
};

/// Whether the signer's certificate (found among `candidates` by issuer and serial or key id) can
/// be named: its index.
std::optional<std::size_t> signer_among(const SignerInfo& signer,
                                        const std::vector<pki::Certificate>& candidates);

/// What ESSCertID or ESSCertIDv2 (RFC 5035) says of one certificate.
struct CertificateReference {
  std::optional<pki::Digest> digest{};  ///< none: unknown here
  Bytes hash{};
  Bytes issuer{};  ///< GeneralNames, whole; empty: not said
  Bytes serial{};  ///< two's complement, shortest; empty: not said
};
/// All that an attribute value of type signing-certificate or signing-certificate-v2 names.
Result<std::vector<CertificateReference>> certificate_references(const der::Oid& type, View value);
/// By its digest (and, where it is said, by its serial number).
bool names(const CertificateReference& reference, const pki::Certificate& certificate);

struct SignerCheck {
  bool content_type_ok = false;    ///< the contentType attribute is there and says what is signed
  bool digest_found = false;       ///< messageDigest is there (or no attributes are)
  bool digest_intact = false;      ///< it is that of the content
  bool signature_intact = false;   ///< the key made the signature over the attributes (or content)
  bool reference_present = false;  ///< ESSCertID(v2) is there …
  bool reference_matches = false;  ///< … and its first is the certificate's (RFC 5035 §5.4)
};
/// `content`: the octets that were signed, embedded or detached.
SignerCheck check(const SignerInfo& signer, const der::Oid& content_type, View content,
                  const pki::Certificate& certificate);
/// The same where only the digest of a detached content is known.
SignerCheck check_digest(const SignerInfo& signer, const der::Oid& content_type, View digest,
                         const pki::Certificate& certificate);

/// What a new signature says beside contentType, messageDigest and ESSCertIDv2.
struct SigningSettings {
  std::optional<base::Micros> signing_time{};
  std::vector<Attribute> more_signed{};
  bool embed_content = true;
  bool embed_chain = true;  ///< the certificates above the signer's
};
/// A SignedData of one signer over `content` of this type.
Result<SignedData> sign(const der::Oid& content_type, View content, const key::Signer& signer,
                        const SigningSettings& settings);
/// The same over a content of which only the digest (signer.digest()) is at hand: detached.
Result<SignedData> sign_detached_digest(const der::Oid& content_type, View digest,
                                        const key::Signer& signer, const SigningSettings& settings);

}  // namespace noroshi::cms
