// What the arithmetic says of a SignerInfo: digests, signature, certificate reference.
#include <algorithm>

#include "trust/cms/canonical.hpp"
#include "trust/cms/digest_signature.hpp"
#include "trust/cms/signed_data.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::cms {
namespace {

using der::Reader;

/// IssuerSerial: GeneralNames and the number; attribute certificates' issuerUID is passed over.
Status read_issuer_serial(Reader& fields, CertificateReference& reference) {
  if (fields.done()) return {};
  Reader named = NOROSHI_TRY(fields.enter(der::kSequence));
  reference.issuer = der::copy_of(NOROSHI_TRY(named.next(der::kSequence)).whole);
  reference.serial = NOROSHI_TRY(named.integer());
  return {};
}

Result<CertificateReference> read_reference(Reader fields, bool v2) {
  CertificateReference reference;
  reference.digest = v2 ? pki::Digest::Sha256 : pki::Digest::Sha1;  // RFC 5035 §4: the DEFAULT
  if (v2) {
    if (const auto algorithm = NOROSHI_TRY(fields.optional(der::kSequence))) {
      const der::Oid name = NOROSHI_TRY(Reader(algorithm->contents).oid());
      reference.digest = pki::digest_of(name);
    }
  }
  reference.hash = NOROSHI_TRY(fields.octets());
  NOROSHI_CHECK(read_issuer_serial(fields, reference));
  return reference;
}

/// The first reference of every attribute value of both versions must be the certificate's.
void check_reference(const SignerInfo& signer, const pki::Certificate& certificate,
                     SignerCheck& check) {
  bool all_match = true;
  for (const Attribute& each : signer.signed_attributes) {
    const bool refers =
        each.type == der::Oid(kSigningCertificate) || each.type == der::Oid(kSigningCertificateV2);
    if (!refers) continue;
    check.reference_present = true;
    for (const Bytes& value : each.values) {
      const auto references = certificate_references(each.type, value);
      all_match = all_match && references && !references->empty() &&
                  names(references->front(), certificate);
    }
    all_match = all_match && !each.values.empty();
  }
  check.reference_matches = check.reference_present && all_match;
}

void check_content_type(const SignerInfo& signer, const der::Oid& content_type,
                        SignerCheck& check) {
  const Attribute* const said = signer.signed_attribute(kContentType);
  if (said == nullptr || said->values.size() != 1) return;
  const auto type = Reader(said->values.front()).oid();
  check.content_type_ok = type && *type == content_type;
}

void check_message_digest(const SignerInfo& signer, View digest, SignerCheck& check) {
  const Attribute* const said = signer.signed_attribute(kMessageDigest);
  if (said == nullptr || said->values.size() != 1) return;
  const auto octets = Reader(said->values.front()).octets();
  check.digest_found = octets.has_value();
  check.digest_intact = octets && signer.digest && der::same(*octets, digest);
}

/// RFC 5652 §5.4 signs the attributes in DER.  Signers exist that sign what they send, and others
/// that send BER (or another order) but sign DER: either says that this key signed these
/// attributes.
bool attributes_signed(const SignerInfo& signer, const pki::Certificate& certificate) {
  const auto over = [&](View octets) {
    return certificate.verifies(octets, signer.signature, signer.signature_algorithm,
                                signer.digest);
  };
  if (over(signer.signed_attributes_octets)) return true;
  const auto anew = canonical(signer.signed_attributes_octets);
  return anew && !der::same(*anew, signer.signed_attributes_octets) && over(*anew);
}

SignerCheck check_attributes(const SignerInfo& signer, const der::Oid& content_type, View digest,
                             const pki::Certificate& certificate) {
  SignerCheck check;
  check_content_type(signer, content_type, check);
  check_message_digest(signer, digest, check);
  check_reference(signer, certificate, check);
  check.signature_intact = attributes_signed(signer, certificate);
  return check;
}

/// Without attributes the signature is over the content itself, which must be id-data (§5.3); what
/// holds for the signature holds for the digest then.
SignerCheck check_bare(const der::Oid& content_type, bool intact) {
  SignerCheck check;
  check.content_type_ok = content_type == der::Oid(kData);
  check.digest_found = true;
  check.digest_intact = intact;
  check.signature_intact = intact;
  return check;
}

}  // namespace

Result<std::vector<CertificateReference>> certificate_references(const der::Oid& type, View value) {
  Reader outer(value);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence).within("SigningCertificate"));
  Reader certs = NOROSHI_TRY(fields.enter(der::kSequence).within("SigningCertificate"));
  std::vector<CertificateReference> references;
  while (!certs.done()) {
    Reader reference = NOROSHI_TRY(certs.enter(der::kSequence).within("ESSCertID"));
    references.push_back(
        NOROSHI_TRY(read_reference(reference, type == der::Oid(kSigningCertificateV2))));
  }
  return references;
}

bool names(const CertificateReference& reference, const pki::Certificate& certificate) {
  return reference.digest &&
         der::same(pki::digest(*reference.digest, certificate.der()), reference.hash);
}

SignerCheck check(const SignerInfo& signer, const der::Oid& content_type, View content,
                  const pki::Certificate& certificate) {
  if (!signer.flaw.empty()) return {};
  if (!signer.has_signed_attributes) {
    return check_bare(
        content_type,
        certificate.verifies(content, signer.signature, signer.signature_algorithm, signer.digest));
  }
  const Bytes digest = signer.digest ? pki::digest(*signer.digest, content) : Bytes();
  return check_attributes(signer, content_type, digest, certificate);
}

SignerCheck check_digest(const SignerInfo& signer, const der::Oid& content_type, View digest,
                         const pki::Certificate& certificate) {
  if (!signer.flaw.empty()) return {};
  if (!signer.has_signed_attributes) {
    return check_bare(content_type, signer.digest && verifies_digest(certificate, *signer.digest,
                                                                     digest, signer.signature));
  }
  return check_attributes(signer, content_type, digest, certificate);
}

}  // namespace noroshi::cms
