#include "trust/validate/candidate.hpp"

#include <fmt/format.h>

namespace noroshi::validate {
namespace {

void add_uses(const signature::AdvancedSignature& from, Candidate& to) {
  if (from.certificate) {
    auto use = use_of_key(*from.certificate, from.digest, "the signature value");
    use.pss = from.algorithm.find("PSS") != std::string::npos;
    to.uses.push_back(std::move(use));
  } else if (from.digest) {
    to.uses.push_back({from.digest, {}, 0, false, "the signature value"});
  }
  if (from.reference_digest) {
    to.uses.push_back({from.reference_digest, {}, 0, false, "the reference to the certificate"});
  }
  for (const auto& reference : from.references) {
    if (!reference.algorithm) continue;
    to.uses.push_back({reference.algorithm, {}, 0, false, "the reference to " + reference.name});
  }
}

pki::Material material_of(const stamp::Token& token) {
  pki::Material inside{.certificates = token.data.readable_certificates()};
  for (const auto& octets : token.data.crls) {
    if (auto crl = pki::Crl::parse(octets)) inside.crls.push_back(*std::move(crl));
  }
  return inside;
}

void add_stamp_uses(const stamp::Token& token, StampCandidate& made) {
  auto& uses = made.candidate.uses;
  uses.push_back({token.info.digest, {}, 0, false, "the imprint of stamp " + made.candidate.id});
  if (token.data.signers.empty() || !made.candidate.certificate) return;
  const auto& signer = token.data.signers.front();
  uses.push_back(use_of_key(*made.candidate.certificate, signer.digest,
                            "the signature of stamp " + made.candidate.id));
}

void take_check(stamp::TokenCheck check, StampCandidate& made) {
  auto& candidate = made.candidate;
  made.imprint_found = check.imprint_found;
  made.imprint_intact = check.imprint_intact;
  candidate.certificate = std::move(check.certificate);
  candidate.signature_intact = check.signature_intact;
  // RFC 5816: without ESSCertID(v2) the token's signature check fails as a whole.
  candidate.referenced = true;
  candidate.reference_matches = true;
  candidate.data = {{"the imprint of " + candidate.id, check.imprint_found, check.imprint_intact}};
}

}  // namespace

Candidate candidate_of(const signature::AdvancedSignature& signature) {
  Candidate candidate{.id = signature.id,
                      .malformed = signature.malformed,
                      .certificate = signature.certificate,
                      .referenced = signature.certificate_referenced,
                      .reference_matches = signature.reference_matches,
                      .policy = signature.policy,
                      .level = signature.level,
                      .signature_intact = signature.signature_intact,
                      .value = signature.value};
  for (const auto& reference : signature.references) {
    candidate.data.push_back({reference.name, reference.found, reference.intact});
  }
  add_uses(signature, candidate);
  return candidate;
}

StampCandidate candidate_of(const signature::Stamp& stamp,
                            const std::vector<pki::Certificate>& certificates) {
  StampCandidate made{.stamp = &stamp, .candidate = {.id = stamp.id, .stamp = true}};
  made.candidate.value = stamp.token;
  const auto token = stamp::Token::parse(stamp.token);
  if (!token) {
    made.candidate.malformed = token.error().message;
    return made;
  }
  made.time = token->info.time;
  made.accuracy = token->info.accuracy.value_or(base::kSecond);
  made.digest = token->info.digest;
  made.inside = material_of(*token);
  take_check(stamp::check(*token, stamp.imprint, certificates), made);
  add_stamp_uses(*token, made);
  return made;
}

pki::Material material_in(const signature::Stamp& stamp) {
  const auto token = stamp::Token::parse(stamp.token);
  return token ? material_of(*token) : pki::Material{};
}

}  // namespace noroshi::validate
