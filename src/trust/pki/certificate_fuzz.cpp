// Whatever comes as a certificate is read or refused; what was read says the same when it is read
// again, and can be judged as a path without end or harm.
#include <cstdlib>

#include "trust/pki/distribution_point.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/name_constraints.hpp"
#include "trust/pki/path.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::pki;
  const auto certificates = Certificate::parse_all({data, size});
  if (!certificates) return 0;
  for (const Certificate& one : *certificates) {
    const auto again = Certificate::parse(one.der());
    if (!again || !again->subject().matches(one.subject())) std::abort();
    if (again->subject().text() != one.subject().text()) std::abort();
    (void)one.pem();
    (void)one.serial_hex();
    (void)one.key_bits();
    (void)one.key_usage();
    (void)one.crl_urls();
    (void)one.ocsp_urls();
    (void)one.authority_key_id();
    (void)one.has_purpose("1.3.6.1.5.5.7.3.9");
    (void)one.organization_identifier();
    (void)distribution_points(one);
    NameConstraints names;
    const Extension* constraints = one.extension(ext::kNameConstraints);
    if (constraints == nullptr || !names.add(constraints->value)) continue;
    for (const Certificate& other : *certificates) (void)names.violation(other);
  }
  if (certificates->empty()) return 0;
  const TrustStore trust{{certificates->back()}};
  const Material material{*certificates};
  PathQuestion question{.at = certificates->front().not_before(), .explicit_policy = true};
  const PathVerdict verdict = judge_path(certificates->front(), trust, material, question);
  if (verdict.valid() != verdict.why.empty()) std::abort();
  return 0;
}
