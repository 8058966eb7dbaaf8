#include "trust/validate/statuses.hpp"

#include <algorithm>
#include <array>

namespace noroshi::validate {
namespace {

constexpr std::string_view kOcspSigning = "1.3.6.1.5.5.7.3.9";

/// The delegated responder among the answer's certificates, otherwise the issuer itself.
pki::Certificate responder_of(const pki::OcspResponse& answer, const pki::Certificate& issuer) {
  for (const auto& one : answer.certificates()) {
    if (one.has_purpose(der::Oid(kOcspSigning)) && one.issuer().matches(issuer.subject())) {
      return one;
    }
  }
  return issuer;
}

}  // namespace

std::optional<pki::RevocationFinding> Statuses::spoken(const pki::Certificate& certificate,
                                                       const pki::Certificate& issuer,
                                                       const pki::Material& alone,
                                                       base::Micros at) const {
  const pki::PathQuestion question{
      .at = at, .revocation = pki::RevocationCheck::WhereHeld, .check_validity_period = false};
  pki::TrustStore trust{.anchors = {issuer}};
  trust.anchors.insert(trust.anchors.end(), anchors_.begin(), anchors_.end());
  const auto verdict = judge_path(certificate, trust, alone, question);
  if (!verdict.valid() && verdict.fault != pki::PathFault::Revoked) return std::nullopt;
  if (verdict.revocation.empty() || verdict.revocation.front().issued_at == 0) return std::nullopt;
  return verdict.revocation.front();
}

std::optional<Status> Statuses::from_crl(const pki::Crl& crl, const pki::Certificate& certificate,
                                         const pki::Certificate& issuer) const {
  if (crl.is_delta()) return std::nullopt;  // says nothing without its base
  const pki::Material alone{.certificates = material_->certificates, .crls = {crl}};
  const auto said = spoken(certificate, issuer, alone, crl.this_update());
  if (!said) return std::nullopt;
  return Status{.octets = crl.der(),
                .issued_at = crl.this_update(),
                .next_update = crl.next_update(),
                .revoked = said->revoked,
                .spoken_by = said->spoken_by,
                .signer = issuer};
}

std::optional<Status> Statuses::from_ocsp(const pki::OcspResponse& response,
                                          const pki::Certificate& certificate,
                                          const pki::Certificate& issuer) const {
  const auto answer = response.answer_for(certificate, issuer);
  if (!answer || answer->state == pki::OcspResponse::Answer::State::Unknown) return std::nullopt;
  const pki::Material alone{.certificates = material_->certificates, .ocsp = {response}};
  const auto said = spoken(certificate, issuer, alone, response.produced_at());
  if (!said) return std::nullopt;
  return Status{.octets = response.basic(),
                .issued_at = answer->this_update,
                .next_update = answer->next_update,
                .revoked = said->revoked,
                .spoken_by = said->spoken_by,
                .signer = responder_of(response, issuer)};
}

const std::vector<Status>& Statuses::of(const pki::Certificate& certificate,
                                        const pki::Certificate& issuer) {
  auto [at, fresh] = found_.try_emplace({certificate.fingerprint(), issuer.fingerprint()});
  auto& found = at->second;
  if (!fresh) return found;
  for (const auto& crl : material_->crls) {
    if (auto status = from_crl(crl, certificate, issuer)) {
      found.push_back(std::move(*status));
    }
  }
  for (const auto& response : material_->ocsp) {
    if (auto status = from_ocsp(response, certificate, issuer)) {
      found.push_back(std::move(*status));
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Status& a, const Status& b) { return a.issued_at < b.issued_at; });
  return found;
}

bool exempt_from_revocation(const pki::Certificate& certificate) {
  static const std::array<der::Oid, 3> kExempting{
      der::Oid("1.3.6.1.5.5.7.48.1.5"), der::Oid("0.4.0.194121.2.1"), der::Oid("2.5.29.56")};
  return std::any_of(kExempting.begin(), kExempting.end(),
                     [&](const der::Oid& oid) { return certificate.extension(oid) != nullptr; });
}

}  // namespace noroshi::validate
