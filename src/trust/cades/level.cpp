#include "trust/cades/level.hpp"

#include <algorithm>

#include "trust/cades/names.hpp"
#include "trust/der/reader.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;

std::size_t count_of(const std::vector<cms::Attribute>& attributes, const char* type) {
  return static_cast<std::size_t>(
      std::count_if(attributes.begin(), attributes.end(),
                    [&](const cms::Attribute& each) { return each.type == der::Oid(type); }));
}

bool is_data(const cms::SignerInfo& signer) {
  const cms::Attribute* const type = signer.signed_attribute(cms::kContentType);
  if (type == nullptr || type->values.empty()) return false;
  const auto oid = der::Reader(type->values.front()).oid();
  return oid && *oid == der::Oid(cms::kData);
}

/// Requirements h and i: the first version is for SHA-1 alone, the second for the others.
bool reference_version_fits(const cms::SignerInfo& signer) {
  const cms::Attribute* const v2 = signer.signed_attribute(cms::kSigningCertificateV2);
  if (v2 == nullptr) return signer.signed_attribute(cms::kSigningCertificate) != nullptr;
  if (v2->values.empty()) return false;
  const auto references = cms::certificate_references(v2->type, v2->values.front());
  return references && !references->empty() &&
         references->front().digest != std::optional(pki::Digest::Sha1);
}

bool holds_signer(const cms::SignedData& data, const AdvancedSignature& found) {
  return found.certificate && std::find(data.certificates.begin(), data.certificates.end(),
                                        found.certificate->der()) != data.certificates.end();
}

bool reaches_b(const Subject& subject, const AdvancedSignature& found) {
  const auto& attributes = subject.signer->signed_attributes;
  const bool counter = subject.parent_signature != nullptr;
  // RFC 5652 §11.4: a counter-signature has no content-type.
  const bool typed = counter
                         ? count_of(attributes, cms::kContentType) <= 1
                         : count_of(attributes, cms::kContentType) == 1 && is_data(*subject.signer);
  return typed && count_of(attributes, cms::kMessageDigest) == 1 &&
         count_of(attributes, cms::kSigningTime) == 1 &&
         count_of(attributes, cms::kSigningCertificate) +
                 count_of(attributes, cms::kSigningCertificateV2) ==
             1 &&
         count_of(attributes, kSignaturePolicy) <= 1 &&
         count_of(attributes, kSignerAttributes) + count_of(attributes, kSignerAttributesV2) <= 1 &&
         reference_version_fits(*subject.signer) && holds_signer(*subject.data, found);
}

/// Requirement m: the signature time stamps are from before the signer's certificate ended.
bool reaches_t(const AdvancedSignature& found) {
  std::size_t count = 0;
  for (const signature::Stamp& each : found.stamps) {
    if (each.kind != StampKind::Signature) continue;
    const auto token = stamp::Token::parse(each.token);
    if (!token || !found.certificate || token->info.time >= found.certificate->not_after()) {
      return false;
    }
    ++count;
  }
  return count > 0;
}

const pki::Certificate* issuer_of(const pki::Certificate& certificate,
                                  const std::vector<pki::Certificate>& known) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& candidate) {
    return candidate.subject().matches(certificate.issuer()) && candidate != certificate;
  });
  return found == known.end() ? nullptr : &*found;
}

bool spoken_of(const pki::Certificate& certificate, const pki::Certificate& issuer,
               const pki::Material& material) {
  return std::any_of(
             material.crls.begin(), material.crls.end(),
             [&](const pki::Crl& crl) { return crl.issuer().matches(certificate.issuer()); }) ||
         std::any_of(material.ocsp.begin(), material.ocsp.end(), [&](const auto& answer) {
           return answer.answer_for(certificate, issuer).has_value();
         });
}

bool reaches_lt(const Subject& subject, const AdvancedSignature& found) {
  const auto& attributes = subject.signer->unsigned_attributes;
  for (const char* forbidden : {kCertificateValues, kRevocationValues, kCertificateRefs,
                                kRevocationRefs, kReferencesTimeStamp}) {
    if (count_of(attributes, forbidden) > 0) return false;
  }
  return revocation_is_there(*found.certificate, found.material.certificates, found.material);
}

}  // namespace

bool revocation_is_there(const pki::Certificate& signer, const std::vector<pki::Certificate>& known,
                         const pki::Material& by) {
  if (by.crls.empty() && by.ocsp.empty()) return false;
  if (signer.self_issued()) return true;
  const pki::Certificate* const issuer = issuer_of(signer, known);
  return issuer != nullptr && spoken_of(signer, *issuer, by);
}

Level level_of(const Subject& subject, const AdvancedSignature& found) {
  if (!reaches_b(subject, found)) return Level::None;
  if (!reaches_t(found)) return Level::BB;
  if (!reaches_lt(subject, found)) return Level::BT;
  const bool archived = count_of(subject.signer->unsigned_attributes, kArchiveTimeStampV3) > 0;
  return archived ? Level::BLTA : Level::BLT;
}

}  // namespace noroshi::cades
