#include "trust/pki/path.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/pki/path_context.hpp"
#include "trust/pki/path_rules.hpp"

namespace noroshi::pki {
namespace {

/// Longer ones are nobody's; the longest of PKITS has seven.
constexpr std::size_t kLongestChain = 24;

std::string quoted(const Certificate& certificate) {
  const std::string name = certificate.subject().text();
  return name.empty() ? "serial " + certificate.serial_hex() : name;
}

/// How much a faulty path still says; the best one found is what is reported.
int standing(PathFault fault) {
  switch (fault) {
    case PathFault::NoChain:
      return 0;
    case PathFault::BadSignature:
    case PathFault::Malformed:
      return 1;
    case PathFault::RevocationUnknown:
    case PathFault::RevocationStale:
      return 3;
    case PathFault::NotYetValid:
    case PathFault::Expired:
      return 4;
    case PathFault::CaRevoked:
      return 5;
    case PathFault::Revoked:
      return 6;
    case PathFault::None:
      return 7;
    default:
      return 2;
  }
}

/// Looks for a path upwards from the target, depth first, the likeliest issuer first.
class Search {
 public:
  Search(PathContext& context, const PathQuestion& question)
      : context_(context), question_(question) {}

  PathVerdict run(const Certificate& target) {
    std::vector<Certificate> chain{target};
    extend(chain);
    if (best_.fault == PathFault::NoChain && context_.effort == 0) {
      best_.why = "the certificates at hand allow more ways upwards than can be tried";
    }
    return std::move(best_);
  }

 private:
  PathContext& context_;
  const PathQuestion& question_;
  PathVerdict best_{.fault = PathFault::NoChain};

  [[nodiscard]] bool is_anchor(const Certificate& certificate) const {
    const auto& anchors = context_.trust.anchors;
    return std::find(anchors.begin(), anchors.end(), certificate) != anchors.end();
  }

  bool extend(std::vector<Certificate>& chain);
  [[nodiscard]] std::vector<Certificate> issuers_of(const std::vector<Certificate>& chain);
  void keep_signers(std::vector<Certificate>& candidates, const Certificate& of);
  bool signature_fits(const Certificate& certificate, const Certificate& issuer);
  void offer(PathVerdict verdict);
  [[nodiscard]] PathVerdict no_way_up(const std::vector<Certificate>& chain) const;
  PathVerdict judge_chain(const std::vector<Certificate>& chain);
  void judge_times(PathVerdict& verdict) const;
  void judge_revocation(PathVerdict& verdict, const std::vector<SigningKey>& keys);
};

/// The certificate has been on the way, or another for the same name and key (RFC 4158 §5.2).
bool repeats(const std::vector<Certificate>& chain, const Certificate& certificate) {
  return std::any_of(chain.begin(), chain.end(), [&](const Certificate& one) {
    return one == certificate || (one.subject().matches(certificate.subject()) &&
                                  one.public_key_info() == certificate.public_key_info());
  });
}

/// Higher is likelier: key identifiers that fit, then validity, then youth (RFC 4158 §3.5).
std::array<base::Micros, 3> likelihood(const Certificate& issuer, const Certificate& of,
                                       base::Micros at) {
  const Bytes wanted = of.authority_key_id();
  const Bytes offered = issuer.subject_key_id();
  const bool stated = !wanted.empty() && !offered.empty();
  const base::Micros fits = !stated ? 1 : wanted == offered ? 2 : 0;
  const bool valid = issuer.not_before() <= at && at <= issuer.not_after();
  return {fits, valid ? 1 : 0, issuer.not_before()};
}

std::vector<Certificate> Search::issuers_of(const std::vector<Certificate>& chain) {
  const Certificate& of = chain.back();
  std::vector<Certificate> candidates;
  const auto take = [&](const std::vector<Certificate>& from) {
    const std::size_t first = candidates.size();
    for (const Certificate& one : from) {
      if (!one.subject().matches(of.issuer()) || repeats(chain, one)) continue;
      if (std::find(candidates.begin(), candidates.end(), one) == candidates.end()) {
        candidates.push_back(one);
      }
    }
    std::stable_sort(candidates.begin() + static_cast<std::ptrdiff_t>(first), candidates.end(),
                     [&](const Certificate& a, const Certificate& b) {
                       return likelihood(a, of, question_.at) > likelihood(b, of, question_.at);
                     });
  };
  take(context_.trust.anchors);
  take(context_.material.certificates);
  if (candidates.size() > 1) keep_signers(candidates, of);
  return candidates;
}

bool Search::signature_fits(const Certificate& certificate, const Certificate& issuer) {
  if (lacks_parameters(issuer)) return true;  // the whole chain will tell
  const std::pair<const void*, const void*> key{issuer.der().data(), certificate.der().data()};
  if (const auto known = context_.signatures.find(key); known != context_.signatures.end()) {
    return known->second;
  }
  const bool fits = context_.spend() && issuer.signed_this(certificate.signed_part());
  context_.signatures[key] = fits;
  return fits;
}

/// Of several with the right name those that signed; where none did the likeliest, to be named.
void Search::keep_signers(std::vector<Certificate>& candidates, const Certificate& of) {
  std::vector<Certificate> signers;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(signers),
               [&](const Certificate& one) { return signature_fits(of, one); });
  if (signers.empty()) signers.push_back(candidates.front());
  candidates = std::move(signers);
}

bool Search::extend(std::vector<Certificate>& chain) {
  if (is_anchor(chain.back())) {
    offer(judge_chain(chain));
    return best_.valid();
  }
  const std::vector<Certificate> issuers = chain.size() < kLongestChain && context_.spend()
                                               ? issuers_of(chain)
                                               : std::vector<Certificate>();
  if (issuers.empty()) offer(no_way_up(chain));
  for (const Certificate& issuer : issuers) {
    chain.push_back(issuer);
    if (extend(chain)) return true;
    chain.pop_back();
  }
  return false;
}

void Search::offer(PathVerdict verdict) {
  const bool first = best_.chain.empty();
  const int better = standing(verdict.fault) - standing(best_.fault);
  const bool longer = verdict.fault == PathFault::NoChain && best_.fault == PathFault::NoChain &&
                      verdict.chain.size() > best_.chain.size();
  if (first || better > 0 || longer) best_ = std::move(verdict);
}

PathVerdict Search::no_way_up(const std::vector<Certificate>& chain) const {
  PathVerdict verdict{.fault = PathFault::NoChain, .chain = chain};
  verdict.culprit = chain.size() - 1;
  const Certificate& last = chain.back();
  if (chain.size() >= kLongestChain) {
    verdict.why = fmt::format("the path is longer than {} certificates", kLongestChain);
  } else if (last.self_issued()) {
    verdict.why = fmt::format("{} is no anchor, and nobody above it is known", quoted(last));
  } else {
    verdict.why = fmt::format("no certificate of {}, who issued {}, is at hand",
                              last.issuer().text(), quoted(last));
  }
  return verdict;
}

void Search::judge_times(PathVerdict& verdict) const {
  const auto blame = [&](PathFault fault, std::size_t culprit, std::string why) {
    verdict.fault = fault;
    verdict.culprit = culprit;
    verdict.why = std::move(why);
  };
  const std::size_t judged = std::max<std::size_t>(1, verdict.chain.size() - 1);
  for (std::size_t i = judged; i-- > 0;) {  // the one nearest the anchor first
    const Certificate& one = verdict.chain[i];
    if (question_.at < one.not_before()) {
      return blame(PathFault::NotYetValid, i,
                   fmt::format("{} is valid from {}, not yet at {}", quoted(one),
                               base::to_rfc3339(one.not_before()), base::to_rfc3339(question_.at)));
    }
    if (question_.at > one.not_after()) {
      return blame(PathFault::Expired, i,
                   fmt::format("{} was valid until {}, no longer at {}", quoted(one),
                               base::to_rfc3339(one.not_after()), base::to_rfc3339(question_.at)));
    }
  }
}

/// Revocation weighs more than a period that is over, and that more than not knowing.
void Search::judge_revocation(PathVerdict& verdict, const std::vector<SigningKey>& keys) {
  using Kind = RevocationStanding::Kind;
  verdict.revocation.resize(verdict.chain.size() - 1);
  const bool required = question_.revocation == RevocationCheck::Required;
  for (std::size_t i = verdict.revocation.size(); i-- > 0;) {
    RevocationStanding found = revocation_standing(context_, verdict.chain, keys, i, question_);
    verdict.revocation[i] = std::move(found.finding);
    if (found.kind == Kind::Good) continue;
    if (found.kind != Kind::Revoked && !required) continue;
    const PathFault fault = found.kind == Kind::Unknown ? PathFault::RevocationUnknown
                            : found.kind == Kind::Stale ? PathFault::RevocationStale
                            : i == 0                    ? PathFault::Revoked
                                                        : PathFault::CaRevoked;
    if (verdict.fault != PathFault::None && standing(fault) <= standing(verdict.fault)) continue;
    verdict.fault = fault;
    verdict.culprit = i;
    verdict.why = fmt::format("{}: {}", quoted(verdict.chain[i]), found.why);
  }
}

PathVerdict Search::judge_chain(const std::vector<Certificate>& chain) {
  PathVerdict verdict{.chain = chain};
  const std::vector<SigningKey> keys = signing_keys(chain);
  if (auto broken = broken_rule(chain, keys, question_)) {
    verdict.fault = broken->fault;
    verdict.culprit = broken->culprit;
    verdict.why = fmt::format("{}: {}", quoted(chain[broken->culprit]), broken->why);
    verdict.revocation.resize(chain.size() - 1);
    return verdict;
  }
  if (question_.check_validity_period) judge_times(verdict);
  if (question_.revocation == RevocationCheck::None) {
    verdict.revocation.resize(chain.size() - 1);
  } else {
    judge_revocation(verdict, keys);
  }
  return verdict;
}

}  // namespace

std::string_view to_string(PathFault fault) {
  constexpr std::array<std::string_view, 16> kNames{"none",
                                                    "no-chain",
                                                    "bad-signature",
                                                    "not-yet-valid",
                                                    "expired",
                                                    "revoked",
                                                    "ca-revoked",
                                                    "revocation-unknown",
                                                    "revocation-stale",
                                                    "not-authority",
                                                    "name-constraints",
                                                    "policy",
                                                    "unknown-critical",
                                                    "key-usage",
                                                    "weak-algorithm",
                                                    "malformed"};
  return kNames.at(static_cast<std::size_t>(fault));
}

PathVerdict judge(PathContext& context, const Certificate& target, const PathQuestion& question) {
  return Search(context, question).run(target);
}

PathVerdict judge_path(const Certificate& target, const TrustStore& trust, const Material& material,
                       const PathQuestion& question) {
  PathContext context{.trust = trust, .material = material};
  return judge(context, target, question);
}

}  // namespace noroshi::pki
