#include "trust/seal/arrival.hpp"

#include <array>
#include <fmt/format.h>

#include "trust/seal/material_files.hpp"
#include "trust/seal/read.hpp"
#include "trust/validate/validate.hpp"

namespace noroshi::seal {
namespace {

std::string verdict_of(const validate::Conclusion& conclusion) {
  const auto sub = to_string(conclusion.sub);
  return sub.empty() ? std::string(total_name(conclusion.indication))
                     : fmt::format("{}/{}", total_name(conclusion.indication), sub);
}

/// The first that did not pass decides; otherwise the first.
const validate::SignatureReport& deciding(const validate::Report& report) {
  for (const auto& one : report.signatures) {
    if (!one.conclusion.passed()) return one;
  }
  return report.signatures.front();
}

}  // namespace

Result<Inspector> Inspector::open(const ArrivalSettings& settings) {
  validate::Settings inside;
  inside.seals = NOROSHI_TRY(pki::TrustStore::load(settings.anchors));
  if (!settings.tsa_anchors.empty()) {
    inside.stampers = NOROSHI_TRY(pki::TrustStore::load(settings.tsa_anchors));
  }
  if (!settings.material.empty()) inside.more = NOROSHI_TRY(load_material(settings.material));
  if (!settings.prefix.empty()) {
    inside.organization = {.prefix = settings.prefix, .required = true};
  }
  inside.revocation = settings.revocation;
  return Inspector(std::move(inside));
}

Result<Arrival> Inspector::inspect(der::View text, der::View seal, base::Micros at) const {
  validate::Settings settings = settings_;
  settings.at = at;
  const Bytes octets = NOROSHI_TRY(unwrapped(der::copy_of(seal)));
  const std::array contents{signature::Detached{"text", text}};
  const auto document = NOROSHI_TRY(read(octets, contents, settings.more.certificates));
  const auto report = validate::validate(document, settings);
  if (report.signatures.empty()) {
    return Error{Errc::InvalidInput, "the seal holds no signature"};
  }
  const auto& first = deciding(report);
  Arrival arrival{.valid = report.valid(),
                  .verdict = verdict_of(first.conclusion),
                  .why = first.conclusion.reason.sentence(Language::English),
                  .since = first.best_time,
                  .stamped = !first.stamps.empty() && first.best_time != at,
                  .level = first.level};
  if (!first.chain.empty()) {
    const auto& certificate = first.chain.front();
    arrival.sealer = certificate.subject;
    arrival.organization = certificate.organization_identifier;
    arrival.corporate_number = certificate.corporate_number;
  }
  return arrival;
}

}  // namespace noroshi::seal
