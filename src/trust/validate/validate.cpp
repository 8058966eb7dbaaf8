#include "trust/validate/validate.hpp"

#include <algorithm>
#include <set>

#include "base/hex.hpp"
#include "trust/pki/corporate_number.hpp"
#include "trust/validate/past.hpp"
#include "trust/validate/with_time.hpp"

namespace noroshi::validate {
namespace {

using signature::AdvancedSignature;
using signature::Stamp;
using signature::StampKind;

/// Everything that serves to build and judge paths, each once.
class Pool {
 public:
  void add(const pki::Material& from) {
    for (const auto& one : from.certificates) {
      if (seen_.insert(one.der()).second) material.certificates.push_back(one);
    }
    for (const auto& one : from.crls) {
      if (seen_.insert(one.der()).second) material.crls.push_back(one);
    }
    for (const auto& one : from.ocsp) {
      if (!seen_.insert(one.basic()).second) continue;
      material.ocsp.push_back(one);
      add({.certificates = one.certificates()});
    }
  }

  void add(const AdvancedSignature& signature) {
    add(signature.material);
    if (signature.certificate) add({.certificates = {*signature.certificate}});
    for (const auto& stamp : signature.stamps) add(material_in(stamp));
    for (const auto& counter : signature.counter_signatures) add(counter);
  }

  pki::Material material{};

 private:
  std::set<der::Bytes> seen_{};
};

pki::Material pool_of(const signature::Document& document, const Settings& settings) {
  Pool pool;
  pool.add(settings.more);
  for (const auto& signature : document.signatures) pool.add(signature);
  for (const auto& stamp : document.stamps) pool.add(material_in(stamp));
  return std::move(pool.material);
}

/// A stamp whose index contradicts the document proves nothing, whatever else is right.
Conclusion with_index(const Stamp& stamp, Conclusion found) {
  if (!found.passed() || !stamp.index_flaw) return found;
  return indeterminate(SubIndication::SigConstraintsFailure,
                       {Rule::StampIndexWrong, {*stamp.index_flaw}});
}

std::vector<JudgedStamp> judge_stamps(const Grounds& grounds, const std::vector<Stamp>& stamps) {
  const auto role = Role::stamper(grounds.settings);
  std::vector<JudgedStamp> judged;
  for (const auto& stamp : stamps) {
    JudgedStamp one{.read = candidate_of(stamp, grounds.pool.certificates)};
    one.basic = validate_basic(grounds, one.read.candidate, role, grounds.settings.at);
    one.basic.conclusion = with_index(stamp, std::move(one.basic.conclusion));
    one.conclusion = one.basic.conclusion;
    judged.push_back(std::move(one));
  }
  return judged;
}

/// Newest first, as §5.6.3.4 step 5 takes them; content stamps prove nothing about the signature.
std::vector<JudgedStamp*> newest_first(std::vector<JudgedStamp>& stamps) {
  std::vector<JudgedStamp*> order;
  for (auto& judged : stamps) order.push_back(&judged);
  std::stable_sort(order.begin(), order.end(), [](const JudgedStamp* a, const JudgedStamp* b) {
    return a->read.time > b->read.time;
  });
  return order;
}

/// What a stamp that passed proves (§5.6.2.3).
void extract_proofs(const AdvancedSignature& signature, const JudgedStamp& newer,
                    const std::vector<JudgedStamp>& stamps, Proofs& proofs) {
  const auto& stamp = *newer.read.stamp;
  const auto time = newer.read.time;
  const auto by = "stamp " + stamp.id;
  if (stamp.covers_signature && stamp.kind != StampKind::Content) {
    proofs.add(signature.value, "signature " + signature.id, time, by);
    if (signature.certificate) proofs.add({.certificates = {*signature.certificate}}, time, by);
  }
  proofs.add(stamp.covered, time, by);
  for (const auto& older : stamps) {
    const auto& covered = stamp.covered_stamps;
    if (std::find(covered.begin(), covered.end(), older.read.stamp->id) == covered.end()) continue;
    proofs.add(older.read.stamp->token, "stamp " + older.read.stamp->id, time, by);
    proofs.add(older.read.inside, time, by);
  }
}

/// §5.6.3.4 step 5c for one stamp: right then, and by algorithms that were reliable then.
Conclusion judge_past(const Grounds& grounds, const JudgedStamp& judged, const Proofs& proofs) {
  const auto& candidate = judged.read.candidate;
  auto found = validate_past_signature(grounds, candidate, Role::stamper(grounds.settings),
                                       judged.basic, proofs);
  if (!found.passed()) return found;
  const auto best = proofs.earliest(candidate.value);
  const auto weak = own_weaknesses(grounds.settings.algorithms, candidate, best);
  if (!weak.empty()) return weak_conclusion(weak.front(), best);
  return with_index(*judged.read.stamp, std::move(found));
}

/// §5.6.3.4 step 5.
void judge_with_proofs(const Grounds& grounds, const AdvancedSignature& signature,
                       std::vector<JudgedStamp>& stamps, Proofs& proofs) {
  for (auto* judged : newest_first(stamps)) {
    if (may_be_turned(judged->basic.conclusion)) {
      judged->conclusion = judge_past(grounds, *judged, proofs);
    }
    if (judged->conclusion.passed()) extract_proofs(signature, *judged, stamps, proofs);
  }
}

/// A signature on its way through the algorithm.
struct Course {
  const AdvancedSignature& signature;
  Candidate candidate;
  std::vector<JudgedStamp> stamps;
  Basic basic{};
  WithTime with_time{};
  Proofs proofs;
  Conclusion conclusion{};
};

/// §5.6.3.4 steps 6 to 10.
Conclusion conclude_past(const Grounds& grounds, Course& course) {
  const auto& settings = grounds.settings;
  const auto best = course.proofs.earliest(course.signature.value);
  auto current = course.basic;
  current.conclusion = course.with_time.conclusion;
  auto found = validate_past_signature(grounds, course.candidate, Role::sealer(settings), current,
                                       course.proofs);
  if (!found.passed()) return found;
  if (!course.stamps.empty()) {
    found = check_delay(settings, course.signature.claimed_time, best);
    if (!found.passed()) return found;
  }
  return accept_signature(settings, course.candidate, best);
}

void run(const Grounds& grounds, Course& course) {
  const auto& settings = grounds.settings;
  for (const auto& judged : course.stamps) {
    if (judged.read.stamp->kind != StampKind::Content) continue;
    if (judged.basic.conclusion.passed()) course.candidate.not_before.push_back(judged.read.time);
  }
  course.basic = validate_basic(grounds, course.candidate, Role::sealer(settings), settings.at);
  course.with_time = validate_with_time(grounds, course.candidate, course.basic, course.stamps,
                                        course.signature.claimed_time);
  course.conclusion = course.with_time.conclusion;
  judge_with_proofs(grounds, course.signature, course.stamps, course.proofs);
  if (may_be_turned(course.conclusion)) course.conclusion = conclude_past(grounds, course);
}

std::vector<ReferenceReport> references_report(const std::vector<signature::Reference>& all) {
  std::vector<ReferenceReport> reports;
  for (const auto& one : all) reports.push_back({one.name, one.found, one.intact, one.algorithm});
  return reports;
}

StampReport stamp_report(const JudgedStamp& judged, const Settings& settings) {
  const auto& read = judged.read;
  StampReport report{.id = read.stamp->id,
                     .kind = read.stamp->kind,
                     .conclusion = judged.conclusion,
                     .basic = judged.basic.conclusion,
                     .signature_intact = read.candidate.signature_intact,
                     .imprint_found = read.imprint_found,
                     .imprint_intact = read.imprint_intact,
                     .digest = read.digest,
                     .index_flaw = read.stamp->index_flaw,
                     .references = references_report(read.stamp->references)};
  if (!read.candidate.malformed) report.time = read.time;
  if (read.candidate.certificate) {
    report.stamper = report_of(*read.candidate.certificate, settings.organization.prefix);
  }
  return report;
}

void add_chain(const Course& course, const Settings& settings, SignatureReport& report) {
  const auto& chain = course.basic.path.chain;
  for (const auto& one : chain) {
    report.chain.push_back(report_of(one, settings.organization.prefix));
  }
  if (chain.empty() && course.candidate.certificate) {
    report.chain.push_back(report_of(*course.candidate.certificate, settings.organization.prefix));
  }
  const auto& anchors = settings.seals.anchors;
  report.anchored =
      !chain.empty() && std::find(anchors.begin(), anchors.end(), chain.back()) != anchors.end();
}

SignatureReport validate_one(const Grounds& grounds, const AdvancedSignature& signature);

SignatureReport signature_report(const Grounds& grounds, const Course& course) {
  const auto& signature = course.signature;
  SignatureReport report{.id = signature.id,
                         .position = signature.position,
                         .format = signature.format,
                         .level = signature.level,
                         .conclusion = course.conclusion,
                         .basic = course.basic.conclusion,
                         .long_term = course.with_time.conclusion,
                         .best_time = course.proofs.earliest(signature.value),
                         .best_time_by = course.proofs.by_what(signature.value),
                         .claimed_time = signature.claimed_time,
                         .signature_intact = signature.signature_intact,
                         .algorithm = signature.algorithm,
                         .references = references_report(signature.references),
                         .proofs = course.proofs.table(),
                         .policy = signature.policy,
                         .claimed_roles = signature.claimed_roles,
                         .location = signature.location,
                         .content_type = signature.content_type,
                         .remarks = signature.remarks};
  add_chain(course, grounds.settings, report);
  for (const auto& judged : course.stamps) {
    report.stamps.push_back(stamp_report(judged, grounds.settings));
  }
  for (const auto& counter : signature.counter_signatures) {
    report.counter_signatures.push_back(validate_one(grounds, counter));
  }
  return report;
}

SignatureReport validate_one(const Grounds& grounds, const AdvancedSignature& signature) {
  Course course{.signature = signature,
                .candidate = candidate_of(signature),
                .stamps = judge_stamps(grounds, signature.stamps),
                .proofs = Proofs(grounds.settings.at)};
  run(grounds, course);
  return signature_report(grounds, course);
}

}  // namespace

CertificateReport report_of(const pki::Certificate& certificate, std::string_view prefix) {
  CertificateReport report{.subject = certificate.subject().text(),
                           .issuer = certificate.issuer().text(),
                           .serial = certificate.serial_hex(),
                           .fingerprint = {},
                           .not_before = certificate.not_before(),
                           .not_after = certificate.not_after(),
                           .organization_identifier = certificate.organization_identifier()};
  report.fingerprint = base::to_hex(certificate.fingerprint());
  if (report.organization_identifier) {
    if (const auto number = pki::corporate_number_in(*report.organization_identifier, prefix)) {
      report.corporate_number = std::string(*number);
    }
  }
  return report;
}

bool Report::valid() const {
  const auto passed = [](const auto& one) { return one.conclusion.passed(); };
  if (signatures.empty()) {
    return !stamps.empty() && std::all_of(stamps.begin(), stamps.end(), passed);
  }
  return std::all_of(signatures.begin(), signatures.end(), passed);
}

Report validate(const signature::Document& document, const Settings& settings) {
  const auto pool = pool_of(document, settings);
  auto anchors = settings.seals.anchors;
  anchors.insert(anchors.end(), settings.stampers.anchors.begin(), settings.stampers.anchors.end());
  Statuses statuses(pool, std::move(anchors));
  const Grounds grounds{settings, pool, statuses};
  Report report{.validated_at = settings.at,
                .algorithms = settings.algorithms.name,
                .container = document.container,
                .uncovered = document.uncovered,
                .remarks = document.remarks};
  for (const auto& signature : document.signatures) {
    report.signatures.push_back(validate_one(grounds, signature));
  }
  // About nothing but the document: renewals prove the stamps before them.
  auto stamps = judge_stamps(grounds, document.stamps);
  Proofs proofs(settings.at);
  judge_with_proofs(grounds, {}, stamps, proofs);
  for (const auto& judged : stamps) {
    report.stamps.push_back(stamp_report(judged, settings));
  }
  return report;
}

}  // namespace noroshi::validate
