#include "trust/validate/past.hpp"

#include <algorithm>
#include <array>

namespace noroshi::validate {
namespace {

/// The chain of the target whatever the time, and whether there was one at which all were valid.
Conclusion past_chain(const Grounds& grounds, const pki::Certificate& target, const Role& role,
                      PastCertificate& past) {
  const pki::PathQuestion question{.at = grounds.settings.at,
                                   .revocation = pki::RevocationCheck::None,
                                   .purpose = role.purpose,
                                   .check_validity_period = false};
  auto verdict = judge_path(target, *role.anchors, grounds.pool, question);
  past.chain = verdict.chain;
  if (!verdict.valid()) {
    return indeterminate(SubIndication::NoCertificateChainFound,
                         {Rule::NoChain, {name_of(target), verdict.why}});
  }
  auto from = kNever;
  auto until = kNoEnd;
  for (std::size_t i = 0; i + 1 < past.chain.size(); ++i) {
    from = std::max(from, past.chain[i].not_before());
    until = std::min(until, past.chain[i].not_after());
  }
  if (from <= until) return {};
  return indeterminate(
      SubIndication::CertificateChainGeneralFailure,
      {Rule::ChainBroken, {name_of(target), "its certificates were never valid at the same time"}});
}

/// The newest status that was proved to exist, with the certificate, by the control time.
const Status* proved_status(const std::vector<Status>& statuses,
                            const pki::Certificate& certificate, const Proofs& proofs,
                            base::Micros control) {
  if (proofs.earliest(certificate.der()) > control) return nullptr;
  for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
    if (status->issued_at > control || speaks_of_expired(*status, certificate)) continue;
    if (proofs.earliest(status->octets) <= control) return &*status;
  }
  return nullptr;
}

/// §5.6.2.2.4 step 2 for one certificate: moves the control time back as far as must be.
Conclusion slide(const Grounds& grounds, const pki::Certificate& certificate,
                 const pki::Certificate& issuer, const Proofs& proofs, base::Micros& control) {
  const auto& settings = grounds.settings;
  const Status* status = nullptr;
  if (settings.revocation != pki::RevocationCheck::None) {
    status = proved_status(grounds.statuses.of(certificate, issuer), certificate, proofs, control);
  }
  if (status == nullptr && revocation_demanded(settings, certificate)) {
    return indeterminate(SubIndication::NoPoe,
                         {Rule::NoProofOfStatus, {name_of(certificate), time_text(control)}});
  }
  const auto& table = settings.algorithms;
  auto reliable = table.until(signed_with(certificate.der(), issuer, {}));
  if (status != nullptr) {
    // Not back to when it was issued, as the letter has it, but to the end of what it may be
    // believed for: an archive stamp is always a little younger than the material that it keeps.
    control = std::min(control, status->revoked ? status->revoked->time
                                                : fresh_until(*status, settings.freshness));
    if (status->signer) {
      reliable = std::min(reliable, table.until(signed_with(status->octets, *status->signer, {})));
    }
  }
  control = std::min(control, reliable);
  return {};
}

/// §5.6.2.4 step 1: word of the signer's status is proved while whoever gave it was valid.
bool status_issuer_proved(const Grounds& grounds, const std::vector<pki::Certificate>& chain,
                          const Proofs& proofs) {
  if (chain.size() < 2 || !revocation_demanded(grounds.settings, chain.front())) return true;
  const auto& statuses = grounds.statuses.of(chain[0], chain[1]);
  return std::any_of(statuses.begin(), statuses.end(), [&](const Status& status) {
    if (!status.signer || *status.signer == chain.back()) return true;
    return proofs.earliest(status.signer->der()) <= status.signer->not_after();
  });
}

Conclusion within_validity(const pki::Certificate& certificate, base::Micros best,
                           SubIndication otherwise) {
  if (best < certificate.not_before()) {
    return failed(SubIndication::NotYetValid,
                  {Rule::SignedBeforeIssue,
                   {name_of(certificate), time_text(best), time_text(certificate.not_before())}});
  }
  if (best <= certificate.not_after()) return {};
  return indeterminate(
      otherwise, {Rule::SignedAfterExpiry,
                  {name_of(certificate), time_text(best), time_text(certificate.not_after())}});
}

/// Word of the signer's status existed before its authority was revoked.
bool status_before(const Grounds& grounds, const CheckedCertificate& path, const Proofs& proofs) {
  if (path.chain.size() < 2 || !path.revoked_at) return false;
  const auto& statuses = grounds.statuses.of(path.chain[0], path.chain[1]);
  return std::any_of(statuses.begin(), statuses.end(), [&](const Status& status) {
    return proofs.earliest(status.octets) <= *path.revoked_at;
  });
}

bool proved_while_reliable(const std::vector<Weakness>& weak, const Proofs& proofs) {
  return std::all_of(weak.begin(), weak.end(),
                     [&](const Weakness& one) { return proofs.earliest(one.octets) < one.until; });
}

/// The signature's own algorithms and, since only one of both is found at first, its chain's too.
bool all_proved_while_reliable(const Grounds& grounds, const Candidate& candidate,
                               const Basic& current, const Proofs& proofs) {
  const auto at = grounds.settings.at;
  const auto& table = grounds.settings.algorithms;
  return proved_while_reliable(own_weaknesses(table, candidate, at), proofs) &&
         proved_while_reliable(weaknesses(table, current.path, at), proofs);
}

/// §5.6.2.4 steps 3 to 6; `best`: the earliest time at which the signature is proved.
Conclusion turn(const Grounds& grounds, const Candidate& candidate, const Basic& current,
                const Proofs& proofs, base::Micros control) {
  const auto& found = current.conclusion;
  const auto& certificate = *candidate.certificate;
  const auto best = proofs.earliest(candidate.value);
  if (found.is(SubIndication::CryptoConstraintsFailureNoPoe)) {
    return all_proved_while_reliable(grounds, candidate, current, proofs) ? Conclusion{} : found;
  }
  if (found.is(SubIndication::TryLater) && !current.path.suspended) {
    const auto& statuses = current.path.statuses;
    const auto culprit = current.path.culprit;
    const bool good = culprit < statuses.size() && statuses[culprit] &&
                      fresh(*statuses[culprit], grounds.settings.freshness, best);
    return good ? Conclusion{} : found;
  }
  if (best > control) return found;
  switch (found.sub) {
    case SubIndication::RevokedNoPoe:
    case SubIndication::RevocationOutOfBoundsNoPoe:
    case SubIndication::TryLater:
      return within_validity(certificate, best, SubIndication::OutOfBoundsNotRevoked);
    case SubIndication::RevokedCaNoPoe:
      if (!status_before(grounds, current.path, proofs)) return found;
      return within_validity(certificate, best, SubIndication::OutOfBoundsNotRevoked);
    case SubIndication::OutOfBoundsNoPoe:
    case SubIndication::OutOfBoundsNotRevoked:
      return within_validity(certificate, best, found.sub);
    default:
      return found;
  }
}

}  // namespace

bool may_be_turned(const Conclusion& conclusion) {
  static constexpr std::array kTurnable{SubIndication::RevokedNoPoe,
                                        SubIndication::RevokedCaNoPoe,
                                        SubIndication::OutOfBoundsNoPoe,
                                        SubIndication::OutOfBoundsNotRevoked,
                                        SubIndication::CryptoConstraintsFailureNoPoe,
                                        SubIndication::RevocationOutOfBoundsNoPoe,
                                        SubIndication::TryLater};
  return conclusion.indication == Indication::Indeterminate &&
         std::find(kTurnable.begin(), kTurnable.end(), conclusion.sub) != kTurnable.end();
}

PastCertificate validate_past_certificate(const Grounds& grounds, const pki::Certificate& target,
                                          const Role& role, const Proofs& proofs) {
  PastCertificate past{.control_time = grounds.settings.at};
  past.conclusion = past_chain(grounds, target, role, past);
  if (!past.conclusion.passed() || past.chain.size() < 2) return past;
  for (auto i = past.chain.size() - 1; i-- > 0;) {
    past.conclusion = slide(grounds, past.chain[i], past.chain[i + 1], proofs, past.control_time);
    if (!past.conclusion.passed()) return past;
  }
  return past;
}

Conclusion validate_past_signature(const Grounds& grounds, const Candidate& candidate,
                                   const Role& role, const Basic& current, const Proofs& proofs) {
  if (!candidate.certificate) return current.conclusion;
  const auto past = validate_past_certificate(grounds, *candidate.certificate, role, proofs);
  if (!past.conclusion.passed()) return current.conclusion;
  auto turned = turn(grounds, candidate, current, proofs, past.control_time);
  if (!turned.passed() || status_issuer_proved(grounds, past.chain, proofs)) return turned;
  return indeterminate(SubIndication::RevocationOutOfBoundsNoPoe,
                       {Rule::StatusIssuerUnproved, {name_of(*candidate.certificate)}});
}

}  // namespace noroshi::validate
