#include "trust/validate/with_time.hpp"

#include <algorithm>

#include "trust/validate/past.hpp"

namespace noroshi::validate {
namespace {

using signature::StampKind;

/// Stamps that prove the signature value by themselves, without archive material.
bool proves_signature(const JudgedStamp& judged) {
  const auto& stamp = *judged.read.stamp;
  const bool kind = stamp.kind == StampKind::Signature || stamp.kind == StampKind::Document ||
                    stamp.kind == StampKind::References;
  return kind && stamp.covers_signature && judged.basic.conclusion.passed();
}

Conclusion not_before_issue(const pki::Certificate& certificate, base::Micros best) {
  if (best >= certificate.not_before()) return {};
  return failed(SubIndication::NotYetValid,
                {Rule::SignedBeforeIssue,
                 {name_of(certificate), time_text(best), time_text(certificate.not_before())}});
}

/// §5.5.4 step 4a.
Conclusion compare_with_revocation(const CheckedCertificate& path, const Conclusion& found,
                                   base::Micros best) {
  if (!path.revoked_at || *path.revoked_at <= best) return found;
  const auto& signer = path.chain.front();
  auto early = not_before_issue(signer, best);
  if (!early.passed()) return early;
  if (best < signer.not_after()) return {};
  return indeterminate(
      SubIndication::OutOfBoundsNotRevoked,
      {Rule::SignedAfterExpiry, {name_of(signer), time_text(best), time_text(signer.not_after())}});
}

/// §5.5.4 steps 4b and 4d.
Conclusion compare_with_validity(const CheckedCertificate& path, const Conclusion& found,
                                 base::Micros best) {
  const auto& signer = path.chain.front();
  auto early = not_before_issue(signer, best);
  if (!early.passed()) return early;
  if (found.passed()) return {};
  const bool turned = found.is(SubIndication::OutOfBoundsNotRevoked) && best < signer.not_after();
  return turned ? Conclusion{} : found;
}

/// §5.5.4 steps 6 and 7.
Conclusion try_again(const Settings& settings, const CheckedCertificate& path,
                     const Conclusion& found, base::Micros best) {
  if (path.suspended) return path.revoked_at && best < *path.revoked_at ? Conclusion{} : found;
  const auto& statuses = path.statuses;
  const bool good = path.culprit < statuses.size() && statuses[path.culprit] &&
                    fresh(*statuses[path.culprit], settings.freshness, best);
  return good ? Conclusion{} : found;
}

/// §5.5.4 steps 4a to 4d, 6 and 7.
Conclusion compare_times(const Grounds& grounds, const Candidate& candidate, const Basic& basic,
                         base::Micros best) {
  const auto& found = basic.conclusion;
  const auto& settings = grounds.settings;
  switch (found.sub) {
    case SubIndication::RevokedNoPoe:
    case SubIndication::RevokedCaNoPoe:
      return compare_with_revocation(basic.path, found, best);
    case SubIndication::CryptoConstraintsFailureNoPoe:
      if (basic.weak.empty()) return found;  // a certificate's: proofs of it must be looked for
      return own_weaknesses(settings.algorithms, candidate, best).empty() ? Conclusion{} : found;
    case SubIndication::TryLater:
      return try_again(settings, basic.path, found, best);
    default:
      return compare_with_validity(basic.path, found, best);
  }
}

/// §5.5.4 step 4e: stamps over the signature are newer than those over its content.
Conclusion check_order(const std::vector<JudgedStamp>& stamps) {
  for (const auto& content : stamps) {
    if (content.read.stamp->kind != StampKind::Content) continue;
    if (!content.basic.conclusion.passed()) continue;
    for (const auto& later : stamps) {
      if (!proves_signature(later)) continue;
      const auto slack = content.read.accuracy + later.read.accuracy;
      if (later.read.time + slack >= content.read.time) continue;
      return indeterminate(
          SubIndication::TimestampOrderFailure,
          {Rule::StampBeforeContent,
           {later.read.stamp->id, time_text(later.read.time), time_text(content.read.time)}});
    }
  }
  return {};
}

bool has_signature_stamp(const std::vector<JudgedStamp>& stamps) {
  return std::any_of(stamps.begin(), stamps.end(), proves_signature);
}

/// Certificates were not looked at for algorithms when something else was found first.
Conclusion check_chain_algorithms(const Grounds& grounds, const Basic& basic, base::Micros best) {
  if (basic.conclusion.passed()) return {};
  const auto weak = weaknesses(grounds.settings.algorithms, basic.path, best);
  return weak.empty() ? Conclusion{} : weak_conclusion(weak.front(), best);
}

}  // namespace

Conclusion check_delay(const Settings& settings, std::optional<base::Micros> claimed_time,
                       base::Micros best_time) {
  if (!settings.stamp_delay) return {};
  if (!claimed_time) {
    return indeterminate(SubIndication::SigConstraintsFailure, {Rule::ClaimedTimeMissing});
  }
  if (*claimed_time + *settings.stamp_delay > best_time) return {};
  return indeterminate(SubIndication::SigConstraintsFailure,
                       {Rule::StampTooLate, {time_text(best_time), time_text(*claimed_time)}});
}

WithTime validate_with_time(const Grounds& grounds, const Candidate& candidate, const Basic& basic,
                            const std::vector<JudgedStamp>& stamps,
                            std::optional<base::Micros> claimed_time) {
  WithTime made{basic.conclusion, grounds.settings.at, "validation"};
  for (const auto& judged : stamps) {
    if (!proves_signature(judged) || judged.read.time >= made.best_time) continue;
    made.best_time = judged.read.time;
    made.best_time_by = "stamp " + judged.read.stamp->id;
  }
  if (!basic.conclusion.passed() && !may_be_turned(basic.conclusion)) return made;
  made.conclusion = compare_times(grounds, candidate, basic, made.best_time);
  if (!made.conclusion.passed()) return made;
  made.conclusion = check_order(stamps);
  if (made.conclusion.passed() && has_signature_stamp(stamps)) {
    made.conclusion = check_delay(grounds.settings, claimed_time, made.best_time);
  }
  if (!made.conclusion.passed()) return made;
  made.conclusion = accept_signature(grounds.settings, candidate, made.best_time);
  if (!made.conclusion.passed()) return made;
  made.conclusion = check_chain_algorithms(grounds, basic, made.best_time);
  return made;
}

}  // namespace noroshi::validate
