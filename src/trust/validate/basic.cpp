#include "trust/validate/basic.hpp"

#include <algorithm>

namespace noroshi::validate {
namespace {

/// §5.2.3.
std::optional<Conclusion> find_signer_flaw(const Candidate& candidate) {
  if (!candidate.certificate) {
    return indeterminate(SubIndication::NoSigningCertificateFound, {Rule::SignerUnknown});
  }
  if (candidate.referenced && !candidate.reference_matches) {
    return indeterminate(SubIndication::NoSigningCertificateFound,
                         {Rule::SignerMismatch, {name_of(*candidate.certificate)}});
  }
  return std::nullopt;
}

/// §5.2.4.  A policy's own rules are nobody's here; the caller names those he has read.
std::optional<Conclusion> find_policy_flaw(const Settings& settings, const Candidate& candidate) {
  if (!candidate.policy || !settings.policies) return std::nullopt;
  if (candidate.policy->empty()) {
    return indeterminate(SubIndication::PolicyProcessingError, {Rule::PolicyUnreadable});
  }
  const auto& accepted = *settings.policies;
  if (std::find(accepted.begin(), accepted.end(), *candidate.policy) != accepted.end()) {
    return std::nullopt;
  }
  return indeterminate(SubIndication::SignaturePolicyNotAvailable,
                       {Rule::PolicyUnknown, {*candidate.policy}});
}

/// §5.2.7.
std::optional<Conclusion> find_crypto_flaw(const Candidate& candidate) {
  for (const auto& octets : candidate.data) {
    if (!octets.found) {
      return indeterminate(SubIndication::SignedDataNotFound, {Rule::DataMissing, {octets.name}});
    }
  }
  for (const auto& octets : candidate.data) {
    if (!octets.intact)
      return failed(SubIndication::HashFailure, {Rule::DataAltered, {octets.name}});
  }
  if (candidate.signature_intact) return std::nullopt;
  return failed(SubIndication::SigCryptoFailure,
                {Rule::ValueWrong, {name_of(*candidate.certificate)}});
}

std::optional<base::Micros> proved_after(const Candidate& candidate, base::Micros limit) {
  for (const auto time : candidate.not_before) {
    if (time > limit) return time;
  }
  return std::nullopt;
}

/// §5.3.4 step 4: what it signs was stamped when the certificate was revoked or had expired.
Conclusion with_content_stamps(const Candidate& candidate, const CheckedCertificate& path) {
  const auto& found = path.conclusion;
  if (found.is(SubIndication::RevokedNoPoe) && path.revoked_at) {
    if (const auto time = proved_after(candidate, *path.revoked_at)) {
      return failed(SubIndication::Revoked,
                    {Rule::SignedAfterRevocation,
                     {name_of(path.chain.front()), time_text(*time), time_text(*path.revoked_at)}});
    }
  }
  const bool out =
      found.is(SubIndication::OutOfBoundsNoPoe) || found.is(SubIndication::OutOfBoundsNotRevoked);
  if (!out) return found;
  const auto end = path.chain.front().not_after();
  if (const auto time = proved_after(candidate, end)) {
    return failed(
        SubIndication::Expired,
        {Rule::SignedAfterExpiry, {name_of(path.chain.front()), time_text(*time), time_text(end)}});
  }
  return found;
}

/// §5.3.4 step 6: the same for algorithms.
Conclusion with_content_stamps(const Candidate& candidate, const Weakness& weakness,
                               Conclusion found) {
  const auto time = proved_after(candidate, weakness.until);
  if (!time) return found;
  return indeterminate(SubIndication::CryptoConstraintsFailure,
                       {Rule::SignedAfterWeakness, {weakness.use.name(), time_text(*time)}});
}

}  // namespace

std::vector<Weakness> own_weaknesses(const AlgorithmTable& table, const Candidate& candidate,
                                     base::Micros at) {
  std::vector<Weakness> weak;
  for (const auto& use : candidate.uses) {
    const auto until = table.until(use);
    if (until <= at) weak.push_back({candidate.value, use, until});
  }
  return weak;
}

Conclusion accept_signature(const Settings& settings, const Candidate& candidate, base::Micros at) {
  if (!candidate.stamp && settings.certificate_reference && !candidate.referenced) {
    return indeterminate(SubIndication::SigConstraintsFailure,
                         {Rule::SignerNotReferenced, {name_of(*candidate.certificate)}});
  }
  if (!candidate.stamp && candidate.level < settings.least_level) {
    return indeterminate(SubIndication::SigConstraintsFailure,
                         {Rule::LevelTooLow,
                          {std::string(signature::to_string(candidate.level)),
                           std::string(signature::to_string(settings.least_level))}});
  }
  const auto weak = own_weaknesses(settings.algorithms, candidate, at);
  return weak.empty() ? Conclusion{} : weak_conclusion(weak.front(), at);
}

Basic validate_basic(const Grounds& grounds, const Candidate& candidate, const Role& role,
                     base::Micros at) {
  Basic basic;
  if (candidate.malformed) {
    const auto rule = candidate.stamp ? Rule::StampUnread : Rule::Malformed;
    basic.conclusion = failed(SubIndication::FormatFailure, {rule, {*candidate.malformed}});
    return basic;
  }
  auto flaw = find_signer_flaw(candidate);
  if (!flaw) flaw = find_policy_flaw(grounds.settings, candidate);
  if (flaw) {
    basic.conclusion = *std::move(flaw);
    return basic;
  }
  basic.path = check_certificate(grounds, *candidate.certificate, role, at);
  if ((flaw = find_crypto_flaw(candidate))) {
    basic.conclusion = *std::move(flaw);
    return basic;
  }
  basic.conclusion = with_content_stamps(candidate, basic.path);
  if (!basic.conclusion.passed()) return basic;
  basic.conclusion = accept_signature(grounds.settings, candidate, at);
  if (!basic.conclusion.is(SubIndication::CryptoConstraintsFailureNoPoe)) return basic;
  basic.weak = own_weaknesses(grounds.settings.algorithms, candidate, at);
  basic.conclusion =
      with_content_stamps(candidate, basic.weak.front(), std::move(basic.conclusion));
  return basic;
}

}  // namespace noroshi::validate
