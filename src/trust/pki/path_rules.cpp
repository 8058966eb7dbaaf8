#include "trust/pki/path_rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "trust/pki/constraint_values.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/name_constraints.hpp"
#include "trust/pki/policy_graph.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::pki {
namespace {

/// What RFC 5280 §6 and this leaf look at; qualified certificates' statements and the OCSP
/// responder's mark restrict nothing that a path decides.
bool is_known(const der::Oid& type) {
  static const std::set<der::Oid> kKnown{
      ext::kSubjectKeyId,        ext::kKeyUsage,
      ext::kSubjectAltName,      ext::kBasicConstraints,
      ext::kNameConstraints,     ext::kCrlDistributionPoints,
      ext::kCertificatePolicies, ext::kPolicyMappings,
      ext::kAuthorityKeyId,      ext::kPolicyConstraints,
      ext::kExtendedKeyUsage,    ext::kFreshestCrl,
      ext::kInhibitAnyPolicy,    ext::kAuthorityInfoAccess,
      ext::kOcspNoCheck,
      "1.3.6.1.5.5.7.1.3",  // qcStatements (RFC 3739)
  };
  return kKnown.count(type) != 0;
}

using Found = std::optional<BrokenRule>;
using Count = std::int64_t;

/// The state of §6.1.2 and what each certificate makes of it.
class Walk {
 public:
  Walk(const std::vector<Certificate>& chain, const std::vector<SigningKey>& keys,
       const PathQuestion& question)
      : chain_(chain), keys_(keys), question_(question) {
    const auto steps = static_cast<Count>(chain.size());  // n + 1, n being without the anchor
    explicit_policy_ = question.explicit_policy ? 0 : steps;
    policy_mapping_ = question.inhibit_policy_mapping ? 0 : steps;
    inhibit_any_ = question.inhibit_any_policy ? 0 : steps;
    path_length_ = steps - 1;
  }

  Found run() {
    if (chain_.size() == 1) return alone();
    if (Found found = start()) return found;
    for (at_ = chain_.size() - 1; at_-- > 0;) {
      if (Found found = step()) return found;
    }
    return std::nullopt;
  }

 private:
  const std::vector<Certificate>& chain_;
  const std::vector<SigningKey>& keys_;
  const PathQuestion& question_;
  std::size_t at_ = 0;  // the certificate that is looked at
  PolicyGraph graph_;
  NameConstraints names_;
  Count explicit_policy_ = 0;
  Count policy_mapping_ = 0;
  Count inhibit_any_ = 0;
  Count path_length_ = 0;

  [[nodiscard]] const Certificate& certificate() const { return chain_[at_]; }
  [[nodiscard]] bool final() const { return at_ == 0; }
  [[nodiscard]] Found broken(PathFault fault, std::string why) const {
    return BrokenRule{fault, at_, std::move(why)};
  }
  [[nodiscard]] Found unreadable(std::string_view extension, const Error& error) const {
    return broken(PathFault::Malformed,
                  fmt::format("its {} cannot be read: {}", extension, error.message));
  }

  Found alone();
  Found start();
  Found step();
  [[nodiscard]] Found check_form() const;
  [[nodiscard]] Found check_signature() const;
  Found take_policies();
  Found prepare_next();
  Found take_mappings();
  Found take_policy_constraints();
  Found take_path_length();
  Found wrap_up();
  [[nodiscard]] Found check_purpose() const;
};

/// The target is an anchor itself: trusted as it is, but not for what it is not made for.
Found Walk::alone() {
  at_ = 0;
  if (Found found = check_form()) return found;
  return check_purpose();
}

/// An anchor's own constraints bind those below it, as RFC 5937 §3.2 would have it; RFC 5280
/// leaves it open, and a name that a root may not vouch for is better not believed.
Found Walk::start() {
  at_ = chain_.size() - 1;
  if (const Extension* names = certificate().extension(ext::kNameConstraints)) {
    if (const auto taken = names_.add(names->value); !taken) {
      return unreadable("nameConstraints", taken.error());
    }
  }
  const Extension* basic = certificate().extension(ext::kBasicConstraints);
  if (basic == nullptr) return std::nullopt;
  const auto constraints = read_basic_constraints(basic->value);
  if (!constraints) return unreadable("basicConstraints", constraints.error());
  if (constraints->path_length) path_length_ = std::min(path_length_, *constraints->path_length);
  return std::nullopt;
}

Found Walk::step() {
  if (Found found = check_form()) return found;
  if (Found found = check_signature()) return found;
  if (final() || !certificate().self_issued()) {
    if (auto why = names_.violation(certificate())) {
      return broken(PathFault::NameConstraints, std::move(*why));
    }
  }
  if (Found found = take_policies()) return found;
  return final() ? wrap_up() : prepare_next();
}

Found Walk::check_form() const {
  if (!certificate().algorithms_agree()) {
    return broken(PathFault::Malformed, "it names two signature algorithms (RFC 5280 §4.1.1.2)");
  }
  std::set<der::Oid> seen;
  for (const Extension& extension : certificate().extensions()) {
    if (!seen.insert(extension.type).second) {
      return broken(
          PathFault::Malformed,
          fmt::format("it has the extension {} twice (RFC 5280 §4.2)", extension.type.dotted));
    }
  }
  for (const Extension& extension : certificate().extensions()) {
    if (extension.critical && !is_known(extension.type)) {
      return broken(PathFault::UnknownCritical,
                    fmt::format("its critical extension {} is not known here (RFC 5280 §4.2)",
                                extension.type.dotted));
    }
  }
  return std::nullopt;
}

Found Walk::check_signature() const {
  const der::Oid algorithm = certificate().signature_algorithm();
  if (is_broken_algorithm(algorithm)) {
    return broken(PathFault::WeakAlgorithm,
                  fmt::format("it is signed with {}, for which anybody can make a second "
                              "certificate (RFC 6151)",
                              algorithm.dotted));
  }
  if (keys_[at_ + 1].signed_this(certificate().signed_part())) return std::nullopt;
  return broken(PathFault::BadSignature,
                fmt::format("its signature is not that of {}", chain_[at_ + 1].subject().text()));
}

/// §6.1.3 (d)–(f).
Found Walk::take_policies() {
  const Extension* extension = certificate().extension(ext::kCertificatePolicies);
  if (extension == nullptr) {
    graph_.clear();
  } else {
    const auto policies = read_policies(extension->value);
    if (!policies) return unreadable("certificatePolicies", policies.error());
    const bool any_counts = inhibit_any_ > 0 || (!final() && certificate().self_issued());
    graph_.descend(*policies, any_counts && policies->count(kAnyPolicy) != 0);
  }
  if (explicit_policy_ > 0 || !graph_.empty()) return std::nullopt;
  return broken(PathFault::Policy,
                "no certificate policy is left that holds for the whole path, and one is demanded "
                "(RFC 5280 §6.1.3 f)");
}

/// §6.1.4 (a), (b).
Found Walk::take_mappings() {
  const Extension* extension = certificate().extension(ext::kPolicyMappings);
  if (extension == nullptr) return std::nullopt;
  const auto mappings = read_mappings(extension->value);
  if (!mappings) return unreadable("policyMappings", mappings.error());
  for (const auto& [from, to] : *mappings) {
    if (from.dotted == kAnyPolicy || to.dotted == kAnyPolicy) {
      return broken(PathFault::Policy, "it maps anyPolicy, which nobody may (RFC 5280 §6.1.4 a)");
    }
  }
  graph_.map(*mappings, policy_mapping_ > 0);
  return std::nullopt;
}

/// §6.1.4 (h)–(j).
Found Walk::take_policy_constraints() {
  if (!certificate().self_issued()) {
    for (Count* count : {&explicit_policy_, &policy_mapping_, &inhibit_any_}) {
      if (*count > 0) --*count;
    }
  }
  if (const Extension* extension = certificate().extension(ext::kPolicyConstraints)) {
    const auto constraints = read_policy_constraints(extension->value);
    if (!constraints) return unreadable("policyConstraints", constraints.error());
    explicit_policy_ =
        std::min(explicit_policy_, constraints->require_explicit.value_or(explicit_policy_));
    policy_mapping_ =
        std::min(policy_mapping_, constraints->inhibit_mapping.value_or(policy_mapping_));
  }
  if (const Extension* extension = certificate().extension(ext::kInhibitAnyPolicy)) {
    const auto count = der::Reader(extension->value).small_integer();
    if (!count) return unreadable("inhibitAnyPolicy", count.error());
    inhibit_any_ = std::min(inhibit_any_, *count);
  }
  return std::nullopt;
}

/// §6.1.4 (k)–(m).
Found Walk::take_path_length() {
  const Extension* extension = certificate().extension(ext::kBasicConstraints);
  if (extension == nullptr) {
    return broken(PathFault::NotAuthority,
                  "it has no basicConstraints, so that it may not issue (RFC 5280 §6.1.4 k)");
  }
  const auto constraints = read_basic_constraints(extension->value);
  if (!constraints) return unreadable("basicConstraints", constraints.error());
  if (!constraints->authority) {
    return broken(PathFault::NotAuthority,
                  "its basicConstraints say that it is no CA (RFC 5280 §6.1.4 k)");
  }
  if (!certificate().self_issued()) {
    if (path_length_ <= 0) {
      return broken(PathFault::NotAuthority,
                    "the path is longer than pathLenConstraint of a CA above it allows (RFC 5280 "
                    "§6.1.4 l)");
    }
    --path_length_;
  }
  if (constraints->path_length) path_length_ = std::min(path_length_, *constraints->path_length);
  return std::nullopt;
}

Found Walk::prepare_next() {
  if (Found found = take_mappings()) return found;
  if (const Extension* names = certificate().extension(ext::kNameConstraints)) {
    if (const auto taken = names_.add(names->value); !taken) {
      return unreadable("nameConstraints", taken.error());
    }
  }
  if (Found found = take_policy_constraints()) return found;
  if (Found found = take_path_length()) return found;
  const auto usage = certificate().key_usage();
  if (!usage || (*usage & kKeyCertSign) != 0) return std::nullopt;
  return broken(PathFault::NotAuthority,
                "its keyUsage does not allow it to sign certificates (RFC 5280 §6.1.4 n)");
}

/// §6.1.5.
Found Walk::wrap_up() {
  if (explicit_policy_ > 0) --explicit_policy_;
  if (const Extension* extension = certificate().extension(ext::kPolicyConstraints)) {
    const auto constraints = read_policy_constraints(extension->value);
    if (!constraints) return unreadable("policyConstraints", constraints.error());
    if (constraints->require_explicit == 0) explicit_policy_ = 0;
  }
  const PolicySet wanted(question_.policies.begin(), question_.policies.end());
  if (explicit_policy_ == 0 && !graph_.meets(wanted)) {
    return broken(PathFault::Policy,
                  "the path stands under none of the certificate policies that are asked for "
                  "(RFC 5280 §6.1.5 g)");
  }
  return check_purpose();
}

Found Walk::check_purpose() const {
  if (!question_.purpose || certificate().has_purpose(*question_.purpose)) return std::nullopt;
  return broken(PathFault::KeyUsage,
                fmt::format("its extendedKeyUsage does not name {}", question_.purpose->dotted));
}

}  // namespace

std::optional<BrokenRule> broken_rule(const std::vector<Certificate>& chain,
                                      const std::vector<SigningKey>& keys,
                                      const PathQuestion& question) {
  return Walk(chain, keys, question).run();
}

}  // namespace noroshi::pki
