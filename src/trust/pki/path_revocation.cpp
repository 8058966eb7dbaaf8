// Whether a certificate of a path is revoked: RFC 5280 §6.3 for lists, RFC 6960 §4.2.2 for answers.
#include <algorithm>
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/pki/distribution_point.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/path_context.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::pki {
namespace {

constexpr const char* kOcspSigning = "1.3.6.1.5.5.7.3.9";  // id-kp-OCSPSigning
/// Who asks for a signer's own revocation, and for that of the signer's signer, ends somewhere.
constexpr std::size_t kDeepest = 6;

using Kind = RevocationStanding::Kind;

class Inquiry {
 public:
  Inquiry(PathContext& context, const std::vector<Certificate>& chain,
          const std::vector<SigningKey>& keys, std::size_t index, const PathQuestion& question)
      : context_(context), chain_(chain), keys_(keys), index_(index), question_(question) {}

  RevocationStanding run() {
    ask_responses();
    ask_lists();
    return conclude();
  }

 private:
  struct Evidence {
    base::Micros issued_at = 0;
    std::string spoken_by;
    std::optional<Revoked> revoked{};
  };

  PathContext& context_;
  const std::vector<Certificate>& chain_;
  const std::vector<SigningKey>& keys_;
  std::size_t index_;
  const PathQuestion& question_;

  std::optional<Evidence> good_{};     // the latest that says so
  std::optional<Evidence> revoked_{};  // the latest that says so
  bool stale_ = false;
  std::string obstacle_{};  // why what is there says nothing; the last one counts

  [[nodiscard]] const Certificate& subject() const { return chain_[index_]; }
  [[nodiscard]] const Certificate& issuer() const { return chain_[index_ + 1]; }

  void take_good(Evidence evidence);
  void take_revoked(Evidence evidence);
  RevocationStanding conclude() const;

  void ask_responses();
  void ask_response(const OcspResponse& response);
  bool may_answer(const OcspResponse& response);
  bool is_delegate(const OcspResponse& response, const Certificate& responder);
  bool is_fresh(std::optional<base::Micros> next_update, std::string_view who);
  bool outlives(base::Micros made, std::optional<base::Micros> keeps_since, std::string_view who);

  void ask_lists();
  void ask_point(const DistributionPoint& point, const std::vector<Crl>& newest_first,
                 Reasons& covered, std::vector<Evidence>& silent);
  std::optional<Evidence> ask_list(const Crl& list, const DistributionPoint& point);
  std::optional<SigningKey> signer_of(const Crl& list, const DistributionPoint& point);
  std::optional<SigningKey> signer_outside(const Crl& list);
  const Crl* delta_for(const Crl& list, const SigningKey& signer) const;
};

std::string list_name(const Crl& list) { return "CRL of " + list.issuer().text(); }

void Inquiry::take_good(Evidence evidence) {
  if (!good_ || evidence.issued_at > good_->issued_at) good_ = std::move(evidence);
}

void Inquiry::take_revoked(Evidence evidence) {
  if (!revoked_ || evidence.issued_at > revoked_->issued_at) revoked_ = std::move(evidence);
}

RevocationStanding Inquiry::conclude() const {
  RevocationStanding standing;
  const auto found = [&](Kind kind, const Evidence& evidence) {
    standing.kind = kind;
    standing.finding = {evidence.revoked, evidence.issued_at, evidence.spoken_by};
    return standing;
  };
  if (revoked_) {
    const Revoked& revoked = *revoked_->revoked;
    // Only a hold can end; whoever speaks later knows.
    const bool released = revoked.reason == RevocationReason::CertificateHold && good_ &&
                          good_->issued_at > revoked_->issued_at;
    if (!released && revoked.time > question_.at) return found(Kind::Good, *revoked_);
    if (!released) {
      standing.why = fmt::format("revoked at {} ({}), says the {}", base::to_rfc3339(revoked.time),
                                 to_string(revoked.reason), revoked_->spoken_by);
      return found(Kind::Revoked, *revoked_);
    }
  }
  if (good_) return found(Kind::Good, *good_);
  standing.kind = stale_ ? Kind::Stale : Kind::Unknown;
  standing.why = obstacle_.empty() ? "nothing at hand says whether it was revoked" : obstacle_;
  return standing;
}

bool Inquiry::is_fresh(std::optional<base::Micros> next_update, std::string_view who) {
  if (!next_update || *next_update >= question_.at) return true;
  stale_ = true;
  obstacle_ = fmt::format("the {} was to be renewed by {}, which is before {}", who,
                          base::to_rfc3339(*next_update), base::to_rfc3339(question_.at));
  return false;
}

/// Who is expired may be left out (RFC 5280 §3.3), so that silence says nothing of him any more,
/// unless the issuer says since when he keeps them all.
bool Inquiry::outlives(base::Micros made, std::optional<base::Micros> keeps_since,
                       std::string_view who) {
  const base::Micros end = subject().not_after();
  if (made <= end || (keeps_since && *keeps_since <= end)) return true;
  obstacle_ =
      fmt::format("the {} was made after the certificate had expired, and may leave it out", who);
  return false;
}

void Inquiry::ask_responses() {
  for (const OcspResponse& response : context_.material.ocsp) ask_response(response);
}

void Inquiry::ask_response(const OcspResponse& response) {
  const auto answer = response.answer_for(subject(), issuer());
  if (!answer || !context_.spend()) return;
  const std::string who = "OCSP of " + response.responder();
  if (response.unknown_critical()) {
    obstacle_ = fmt::format("the {} has a critical extension that is not known here", who);
    return;
  }
  if (!may_answer(response)) {
    obstacle_ = fmt::format("the {} is not signed by one who may speak for the issuer", who);
    return;
  }
  using State = OcspResponse::Answer::State;
  Evidence evidence{response.produced_at(), who};
  if (answer->state == State::Revoked) {
    evidence.revoked = answer->revoked;
    take_revoked(std::move(evidence));
  } else if (answer->state == State::Unknown) {
    obstacle_ = fmt::format("the {} does not know the certificate", who);
  } else if (is_fresh(answer->next_update, who) &&
             outlives(answer->this_update, answer->archive_cutoff, who)) {
    take_good(std::move(evidence));
  }
}

/// RFC 6960 §4.2.2.2: the issuer himself, or one whom he made a responder.
bool Inquiry::may_answer(const OcspResponse& response) {
  const SignedPart& part = response.signed_part();
  if (is_broken_algorithm(response.signature_algorithm())) return false;
  if (response.names_responder(issuer()) && keys_[index_ + 1].signed_this(part)) return true;
  const auto is_one = [&](const Certificate& one) { return is_delegate(response, one); };
  const auto& sent = response.certificates();
  const auto& held = context_.material.certificates;
  return std::any_of(sent.begin(), sent.end(), is_one) ||
         std::any_of(held.begin(), held.end(), is_one);
}

bool Inquiry::is_delegate(const OcspResponse& response, const Certificate& responder) {
  if (!response.names_responder(responder) || !responder.has_purpose(kOcspSigning)) return false;
  if (!responder.issuer().matches(issuer().subject())) return false;
  const base::Micros at = response.produced_at();
  if (at < responder.not_before() || at > responder.not_after()) return false;
  if (!context_.spend() || is_broken_algorithm(responder.signature_algorithm())) return false;
  std::vector<Certificate> chain{responder};
  chain.insert(chain.end(), chain_.begin() + static_cast<std::ptrdiff_t>(index_) + 1, chain_.end());
  const std::vector<SigningKey> keys = signing_keys(chain);
  if (!keys[1].signed_this(responder.signed_part())) return false;
  if (!keys[0].signed_this(response.signed_part())) return false;
  // Whether a responder is revoked is the issuer's to say, and he need not (§4.2.2.2.1).
  return revocation_standing(context_, chain, keys, 0, question_).kind != Kind::Revoked;
}

void Inquiry::ask_lists() {
  std::vector<DistributionPoint> points;
  if (auto stated = distribution_points(subject())) {
    points = std::move(*stated);
  } else {
    obstacle_ = "its cRLDistributionPoints cannot be read: " + stated.error().message;
  }
  points.push_back(default_point(subject()));
  std::vector<Crl> lists;
  const auto& held = context_.material.crls;
  std::copy_if(held.begin(), held.end(), std::back_inserter(lists),
               [](const Crl& one) { return !one.is_delta(); });
  std::stable_sort(lists.begin(), lists.end(),
                   [](const Crl& a, const Crl& b) { return a.this_update() > b.this_update(); });
  Reasons covered = 0;
  std::vector<Evidence> silent;
  for (const DistributionPoint& point : points) ask_point(point, lists, covered, silent);
  if (covered == kAllReasons) {
    // As old as the oldest of them.
    take_good(*std::min_element(
        silent.begin(), silent.end(),
        [](const Evidence& a, const Evidence& b) { return a.issued_at < b.issued_at; }));
  } else if (covered != 0) {
    obstacle_ = "the revocation lists at hand speak of some reasons only";
  }
}

/// §6.3.3: lists that add reasons, the latest first.
void Inquiry::ask_point(const DistributionPoint& point, const std::vector<Crl>& newest_first,
                        Reasons& covered, std::vector<Evidence>& silent) {
  for (const Crl& list : newest_first) {
    const auto scope = crl_scope(list);
    if (!scope || !is_responsible(list, *scope, subject(), point)) continue;
    const auto reasons = static_cast<Reasons>(scope->reasons & point.reasons);
    if ((reasons & ~covered) == 0 || !context_.spend()) continue;
    auto evidence = ask_list(list, point);
    if (!evidence) continue;
    if (evidence->revoked) {
      take_revoked(std::move(*evidence));
    } else {
      covered = static_cast<Reasons>(covered | reasons);
      silent.push_back(std::move(*evidence));
    }
  }
}

std::optional<Inquiry::Evidence> Inquiry::ask_list(const Crl& list,
                                                   const DistributionPoint& point) {
  const std::string who = list_name(list);
  if (list.unknown_critical()) {
    obstacle_ = fmt::format("the {} has a critical extension that is not known here", who);
    return std::nullopt;
  }
  const auto signer = signer_of(list, point);
  if (!signer) return std::nullopt;
  const Crl* delta = delta_for(list, *signer);
  Evidence evidence{list.this_update(), who};
  const CrlEntry* entry = list.entry(subject().issuer(), subject().serial());
  if (delta != nullptr) {
    evidence.issued_at = std::max(evidence.issued_at, delta->this_update());
    const CrlEntry* change = delta->entry(subject().issuer(), subject().serial());
    if (change != nullptr) entry = change;
    if (change != nullptr && change->revoked.reason == RevocationReason::RemoveFromCrl) {
      entry = nullptr;
    }
  }
  if (entry != nullptr) {
    evidence.revoked = entry->revoked;
    return evidence;
  }
  const auto next = delta != nullptr ? delta->next_update() : list.next_update();
  if (!is_fresh(next, who) || !outlives(evidence.issued_at, list.keeps_expired_since(), who)) {
    return std::nullopt;
  }
  return evidence;
}

bool may_sign_lists(const Certificate& certificate) {
  const auto usage = certificate.key_usage();
  return !usage || (*usage & kCrlSign) != 0;
}

/// The key of whoever signed the list and may: one above in the path, or one with a path of his own
/// to the same anchor (§6.3.3 f).  Who is named as the issuer of the list about himself, by the CA
/// that made him that, may sign it.
std::optional<SigningKey> Inquiry::signer_of(const Crl& list, const DistributionPoint& point) {
  const std::string who = list_name(list);
  if (is_broken_algorithm(list.signature_algorithm())) {
    obstacle_ = fmt::format("the {} is signed with an algorithm that binds nobody", who);
    return std::nullopt;
  }
  obstacle_ = fmt::format("the signature of the {} is not its issuer's", who);
  for (std::size_t i = index_ + (point.crl_issuers.empty() ? 1 : 0); i < chain_.size(); ++i) {
    if (!chain_[i].subject().matches(list.issuer())) continue;
    if (!keys_[i].signed_this(list.signed_part())) continue;
    if (may_sign_lists(chain_[i])) return keys_[i];
    obstacle_ = fmt::format("{} may not sign revocation lists (keyUsage without cRLSign)",
                            chain_[i].subject().text());
  }
  return signer_outside(list);
}

std::optional<SigningKey> Inquiry::signer_outside(const Crl& list) {
  PathQuestion question = question_;
  question.policies.clear();
  question.purpose.reset();
  question.explicit_policy = question.inhibit_any_policy = question.inhibit_policy_mapping = false;
  for (const Certificate& one : context_.material.certificates) {
    if (!one.subject().matches(list.issuer()) || !context_.spend()) continue;
    if (std::find(chain_.begin(), chain_.end(), one) != chain_.end()) continue;
    if (!lacks_parameters(one) && !one.signed_this(list.signed_part())) continue;
    if (!may_sign_lists(one)) {
      obstacle_ = fmt::format("{} may not sign revocation lists (keyUsage without cRLSign)",
                              one.subject().text());
      continue;
    }
    const PathVerdict verdict = judge(context_, one, question);
    if (!verdict.valid() || !(verdict.chain.back() == chain_.back())) {
      obstacle_ = fmt::format("the signer of the {} has no valid path to the same anchor: {}",
                              list_name(list), verdict.valid() ? "another one" : verdict.why);
      continue;
    }
    SigningKey key = signing_keys(verdict.chain).front();
    if (key.signed_this(list.signed_part())) return key;
  }
  return std::nullopt;
}

/// The latest delta that goes on from this list (§6.3.3 c, §5.2.4); null: none.
const Crl* Inquiry::delta_for(const Crl& list, const SigningKey& signer) const {
  const auto number = list.number();
  const Crl* best = nullptr;
  for (const Crl& delta : context_.material.crls) {
    const auto base = delta.delta_base();
    const auto delta_number = delta.number();
    if (!base || !number || !delta_number) continue;
    if (*base > *number || *delta_number <= *number || delta.unknown_critical()) continue;
    if (!delta.issuer().matches(list.issuer()) || !same_scope(delta, list)) continue;
    if (best != nullptr && *best->number() >= *delta_number) continue;
    if (delta.next_update() && *delta.next_update() < question_.at) continue;
    if (signer.signed_this(delta.signed_part())) best = &delta;
  }
  return best;
}

/// Certificates that are made not to be revoked: a responder's that says so (RFC 6960 §4.2.2.2.1),
/// those with noRevAvail (RFC 9608) and ETSI's validity-assured short-term ones (EN 319 412-1).
bool needs_no_revocation(const Certificate& certificate) {
  if (certificate.is_authority()) return false;
  constexpr const char* kNoRevocationAvailable = "2.5.29.56";
  constexpr const char* kShortTerm = "0.4.0.194121.2.1";
  return certificate.extension(kNoRevocationAvailable) != nullptr ||
         certificate.extension(kShortTerm) != nullptr ||
         (certificate.extension(ext::kOcspNoCheck) != nullptr &&
          certificate.has_purpose(kOcspSigning));
}

}  // namespace

RevocationStanding revocation_standing(PathContext& context, const std::vector<Certificate>& chain,
                                       const std::vector<SigningKey>& keys, std::size_t index,
                                       const PathQuestion& question) {
  const Certificate& subject = chain[index];
  if (needs_no_revocation(subject)) return {.kind = Kind::Good};
  auto& asked = context.asked;
  if (asked.size() >= kDeepest || std::find(asked.begin(), asked.end(), subject) != asked.end()) {
    return {.why = "what speaks of it hangs on itself"};
  }
  asked.push_back(subject);
  RevocationStanding standing = Inquiry(context, chain, keys, index, question).run();
  asked.pop_back();
  return standing;
}

}  // namespace noroshi::pki
