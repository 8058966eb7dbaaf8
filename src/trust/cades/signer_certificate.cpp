#include "trust/cades/signer_certificate.hpp"

#include <algorithm>

#include "trust/der/reader.hpp"

namespace noroshi::cades {
namespace {

using der::View;

/// The first reference of every signing-certificate attribute, of both versions.
std::vector<cms::CertificateReference> first_references(const cms::SignerInfo& signer,
                                                        SignerCertificate& found) {
  std::vector<cms::CertificateReference> references;
  for (const cms::Attribute& each : signer.signed_attributes) {
    const bool refers = each.type == der::Oid(cms::kSigningCertificate) ||
                        each.type == der::Oid(cms::kSigningCertificateV2);
    if (!refers) continue;
    found.referenced = true;
    for (const auto& value : each.values) {
      const auto named = cms::certificate_references(each.type, value);
      references.push_back(named && !named->empty() ? named->front() : cms::CertificateReference{});
      if (!named) found.remarks.push_back("signing-certificate: " + named.error().message);
    }
  }
  return references;
}

bool all_name(const std::vector<cms::CertificateReference>& references,
              const pki::Certificate& certificate) {
  return !references.empty() &&
         std::all_of(references.begin(), references.end(),
                     [&](const auto& each) { return cms::names(each, certificate); });
}

/// SignerInfo's own identifier first; among several, and without any, the reference decides.
std::optional<pki::Certificate> choose(const cms::SignerInfo& signer,
                                       const std::vector<pki::Certificate>& candidates,
                                       const std::vector<cms::CertificateReference>& references) {
  std::vector<pki::Certificate> named;
  for (const pki::Certificate& each : candidates) {
    if (cms::signer_among(signer, {each})) named.push_back(each);
  }
  const auto is_meant = [&](const pki::Certificate& each) { return all_name(references, each); };
  const auto among = std::find_if(named.begin(), named.end(), is_meant);
  if (among != named.end()) return *among;
  if (!named.empty()) return named.front();
  const auto elsewhere = std::find_if(candidates.begin(), candidates.end(), is_meant);
  if (elsewhere != candidates.end()) return *elsewhere;
  return std::nullopt;
}

/// RFC 5035 §5: issuerSerial, where it stands, is that of the certificate too.
bool same_serial(const cms::CertificateReference& reference, const pki::Certificate& certificate) {
  return reference.serial.empty() || reference.serial == certificate.serial();
}

}  // namespace

SignerCertificate signer_certificate(const cms::SignerInfo& signer,
                                     const std::vector<pki::Certificate>& candidates) {
  SignerCertificate found;
  const auto references = first_references(signer, found);
  if (!references.empty()) found.reference_digest = references.front().digest;
  found.certificate = choose(signer, candidates, references);
  if (!found.certificate) return found;
  found.reference_matches = all_name(references, *found.certificate);
  const bool serials = std::all_of(references.begin(), references.end(), [&](const auto& each) {
    return same_serial(each, *found.certificate);
  });
  if (!serials) found.remarks.emplace_back("signing-certificate names another serial number");
  return found;
}

}  // namespace noroshi::cades
