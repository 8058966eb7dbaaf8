#include "trust/validate/certificate_check.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/pki/corporate_number.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::validate {
namespace {

using pki::PathFault;

constexpr std::string_view kCommonName = "2.5.4.3";

pki::PathVerdict chain_of(const Grounds& grounds, const pki::Certificate& target, const Role& role,
                          base::Micros at, bool validity) {
  const pki::PathQuestion question{.at = at,
                                   .revocation = pki::RevocationCheck::None,
                                   .purpose = role.purpose,
                                   .check_validity_period = validity};
  return judge_path(target, *role.anchors, grounds.pool, question);
}

/// The chain that holds at the time, otherwise one that holds but for validity periods.
pki::PathVerdict best_chain(const Grounds& grounds, const pki::Certificate& target,
                            const Role& role, base::Micros at) {
  auto verdict = chain_of(grounds, target, role, at, true);
  if (verdict.valid()) return verdict;
  return chain_of(grounds, target, role, at, false);
}

Conclusion no_chain(const pki::PathVerdict& verdict, const pki::Certificate& target) {
  const auto& culprit =
      verdict.culprit < verdict.chain.size() ? verdict.chain[verdict.culprit] : target;
  const std::vector<std::string> words{name_of(culprit), verdict.why};
  switch (verdict.fault) {
    case PathFault::NoChain:
    case PathFault::BadSignature:  // whoever did not sign it is nobody above it
      return indeterminate(SubIndication::NoCertificateChainFound, {Rule::NoChain, words});
    case PathFault::KeyUsage:
      return indeterminate(SubIndication::ChainConstraintsFailure, {Rule::PurposeMissing, words});
    case PathFault::Policy:
      return indeterminate(SubIndication::ChainConstraintsFailure, {Rule::ChainBroken, words});
    default:
      return indeterminate(SubIndication::CertificateChainGeneralFailure,
                           {Rule::ChainBroken, words});
  }
}

/// The newest word of the status at the time.
std::optional<Status> latest(const std::vector<Status>& statuses,
                             const pki::Certificate& certificate, base::Micros at) {
  for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
    if (status->issued_at > at) continue;
    if (speaks_of_expired(*status, certificate)) continue;
    return *status;
  }
  return std::nullopt;
}

void collect_statuses(const Grounds& grounds, CheckedCertificate& checked, base::Micros at) {
  for (std::size_t i = 0; i + 1 < checked.chain.size(); ++i) {
    if (grounds.settings.revocation == pki::RevocationCheck::None) {
      checked.statuses.emplace_back();
      continue;
    }
    const auto& known = grounds.statuses.of(checked.chain[i], checked.chain[i + 1]);
    checked.statuses.push_back(latest(known, checked.chain[i], at));
  }
}

std::optional<Conclusion> find_revoked(CheckedCertificate& checked, base::Micros at) {
  for (std::size_t i = 0; i < checked.statuses.size(); ++i) {
    const auto& status = checked.statuses[i];
    if (!status || !status->revoked || status->revoked->time > at) continue;
    checked.culprit = i;
    checked.revoked_at = status->revoked->time;
    checked.suspended = status->revoked->reason == pki::RevocationReason::CertificateHold;
    std::vector<std::string> words{name_of(checked.chain[i]), time_text(status->revoked->time),
                                   std::string(pki::to_string(status->revoked->reason))};
    if (checked.suspended) {
      return indeterminate(SubIndication::TryLater, {Rule::SignerSuspended, std::move(words)});
    }
    if (i > 0) {
      return indeterminate(SubIndication::RevokedCaNoPoe,
                           {Rule::AuthorityRevoked, std::move(words)});
    }
    return indeterminate(SubIndication::RevokedNoPoe, {Rule::SignerRevoked, std::move(words)});
  }
  return std::nullopt;
}

/// The signer's period first; an authority's counts as much, though no proof of its status helps.
std::optional<Conclusion> find_out_of_bounds(const Settings& settings, CheckedCertificate& checked,
                                             base::Micros at) {
  for (std::size_t i = 0; i + 1 < checked.chain.size(); ++i) {
    const auto& one = checked.chain[i];
    if (one.not_before() <= at && at <= one.not_after()) continue;
    checked.culprit = i;
    const bool early = at < one.not_before();
    const bool known_good =
        i == 0 && !early && (checked.statuses[0] || !revocation_demanded(settings, one));
    return indeterminate(
        known_good ? SubIndication::OutOfBoundsNotRevoked : SubIndication::OutOfBoundsNoPoe,
        {early ? Rule::CertificateNotYetValid : Rule::CertificateExpired,
         {name_of(one), time_text(early ? one.not_before() : one.not_after()), time_text(at)}});
  }
  return std::nullopt;
}

std::optional<Conclusion> find_unknown_status(const Settings& settings, CheckedCertificate& checked,
                                              base::Micros at) {
  if (settings.revocation == pki::RevocationCheck::None) return std::nullopt;
  for (std::size_t i = 0; i < checked.statuses.size(); ++i) {
    const auto& one = checked.chain[i];
    const auto& status = checked.statuses[i];
    if (!status && !revocation_demanded(settings, one)) continue;
    if (status && fresh(*status, settings.freshness, at)) continue;
    checked.culprit = i;
    if (!status) {
      return indeterminate(SubIndication::TryLater, {Rule::RevocationUnknown, {name_of(one)}});
    }
    return indeterminate(
        SubIndication::TryLater,
        {Rule::RevocationStale, {name_of(one), time_text(status->issued_at), time_text(at)}});
  }
  return std::nullopt;
}

std::optional<Conclusion> find_organization_flaw(const OrganizationProfile& profile,
                                                 const pki::Certificate& certificate) {
  const auto identifier = certificate.organization_identifier();
  const auto number =
      identifier ? pki::corporate_number_in(*identifier, profile.prefix) : std::nullopt;
  if (!number) {
    if (!profile.required) return std::nullopt;
    return indeterminate(SubIndication::ChainConstraintsFailure,
                         {Rule::OrganizationMissing, {name_of(certificate), profile.prefix}});
  }
  if (!profile.corporate_number) return std::nullopt;
  const auto flaw = pki::corporate_number_flaw(*number);
  if (!flaw) return std::nullopt;
  return indeterminate(SubIndication::ChainConstraintsFailure,
                       {Rule::CorporateNumberWrong, {*identifier, name_of(certificate), *flaw}});
}

std::optional<Conclusion> find_constraint_flaw(const Grounds& grounds, const Role& role,
                                               const pki::Certificate& target) {
  const auto usage = target.key_usage();
  if (usage && (*usage & (pki::kDigitalSignature | pki::kNonRepudiation)) == 0) {
    return indeterminate(SubIndication::ChainConstraintsFailure,
                         {Rule::KeyUsageMissing, {name_of(target)}});
  }
  return role.seal ? find_organization_flaw(grounds.settings.organization, target) : std::nullopt;
}

Conclusion conclude(const Grounds& grounds, const Role& role, CheckedCertificate& checked,
                    base::Micros at) {
  if (auto found = find_revoked(checked, at)) return *found;
  if (auto found = find_out_of_bounds(grounds.settings, checked, at)) return *found;
  if (auto found = find_unknown_status(grounds.settings, checked, at)) return *found;
  if (auto found = find_constraint_flaw(grounds, role, checked.chain.front())) return *found;
  checked.weak = weaknesses(grounds.settings.algorithms, checked, at);
  if (!checked.weak.empty()) return weak_conclusion(checked.weak.front(), at);
  return {};
}

}  // namespace

Role Role::sealer(const Settings& settings) {
  return {.anchors = &settings.seals, .purpose = {}, .seal = true};
}

Role Role::stamper(const Settings& settings) {
  const bool apart = !settings.stampers.anchors.empty();
  return {.anchors = apart ? &settings.stampers : &settings.seals,
          .purpose = der::Oid(stamp::kTimeStamping)};
}

CheckedCertificate check_certificate(const Grounds& grounds, const pki::Certificate& target,
                                     const Role& role, base::Micros at) {
  CheckedCertificate checked;
  auto verdict = best_chain(grounds, target, role, at);
  checked.chain = verdict.chain;
  checked.culprit = verdict.culprit;
  if (!verdict.valid()) {
    checked.conclusion = no_chain(verdict, target);
    return checked;
  }
  collect_statuses(grounds, checked, at);
  checked.conclusion = conclude(grounds, role, checked, at);
  return checked;
}

base::Micros fresh_until(const Status& status, std::optional<base::Micros> freshness) {
  if (freshness) return status.issued_at + *freshness;
  return status.next_update.value_or(status.issued_at);
}

bool fresh(const Status& status, std::optional<base::Micros> freshness, base::Micros at) {
  return at <= fresh_until(status, freshness);
}

bool speaks_of_expired(const Status& status, const pki::Certificate& certificate) {
  return !status.revoked && status.issued_at > certificate.not_after();
}

bool revocation_demanded(const Settings& settings, const pki::Certificate& certificate) {
  return settings.revocation == pki::RevocationCheck::Required &&
         !exempt_from_revocation(certificate);
}

std::vector<Weakness> weaknesses(const AlgorithmTable& table, const CheckedCertificate& checked,
                                 base::Micros at) {
  std::vector<Weakness> weak;
  const auto look = [&](const der::Bytes& octets, const AlgorithmUse& use) {
    const auto until = table.until(use);
    if (until <= at) weak.push_back({octets, use, until});
  };
  for (std::size_t i = 0; i + 1 < checked.chain.size(); ++i) {
    const auto& one = checked.chain[i];
    look(one.der(), signed_with(one.der(), checked.chain[i + 1], "certificate " + name_of(one)));
    if (i >= checked.statuses.size() || !checked.statuses[i]) continue;
    const auto& status = *checked.statuses[i];
    if (!status.signer) continue;
    look(status.octets, signed_with(status.octets, *status.signer, status.spoken_by));
  }
  return weak;
}

Conclusion weak_conclusion(const Weakness& weakness, base::Micros at) {
  return indeterminate(
      SubIndication::CryptoConstraintsFailureNoPoe,
      {Rule::AlgorithmWeak,
       {weakness.use.where, weakness.use.name(), time_text(weakness.until), time_text(at)}});
}

std::string name_of(const pki::Certificate& certificate) {
  if (auto name = certificate.subject().attribute(der::Oid(kCommonName))) return *std::move(name);
  return certificate.subject().text();
}

std::string time_text(base::Micros instant) {
  if (instant == kNever) return "never";
  if (instant == kNoEnd) return "for ever";
  return base::to_rfc3339(instant);
}

}  // namespace noroshi::validate
