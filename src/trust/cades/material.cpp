#include "trust/cades/material.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/names.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cades {
namespace {

using der::Reader;

template <class Item>
void add_new(const Item& item, std::vector<Item>& to) {
  const bool known =
      std::any_of(to.begin(), to.end(), [&](const Item& each) { return each.der() == item.der(); });
  if (!known) to.push_back(item);
}

/// `what` names it, should it not be readable.
template <class Item>
void add_read(const Result<Item>& item, std::vector<Item>& to, std::string_view what,
              std::vector<std::string>& remarks) {
  if (item) {
    add_new(*item, to);
  } else {
    remarks.push_back(fmt::format("{} cannot be read: {}", what, item.error().message));
  }
}

Result<pki::OcspResponse> ocsp_of(View other_revocation) {
  Reader outer(other_revocation);
  Reader fields = NOROSHI_TRY(outer.enter(der::context(1)));
  const der::Oid format = NOROSHI_TRY(fields.oid());
  const der::Element answer = NOROSHI_TRY(fields.next());
  if (format == der::Oid(kOcspResponse)) return pki::OcspResponse::parse(answer.whole);
  if (format == der::Oid(kOcspBasic)) return pki::OcspResponse::parse_basic(answer.whole);
  return Error{Errc::InvalidInput, "revocation information of type " + format.dotted};
}

/// CertificateValues: SEQUENCE OF Certificate.
Status add_certificate_values(View value, pki::Material& to, std::vector<std::string>& remarks) {
  Reader outer(value);
  Reader certificates = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!certificates.done()) {
    const der::Element each = NOROSHI_TRY(certificates.next());
    add_read(pki::Certificate::parse(each.whole), to.certificates,
             "a certificate of certificate-values", remarks);
  }
  return {};
}

/// A field [n] SEQUENCE OF, explicit as the module has it.
Result<std::vector<View>> values_under(Reader& fields, std::uint32_t number) {
  std::vector<View> values;
  const auto field = NOROSHI_TRY(fields.optional(der::context(number)));
  if (!field) return values;
  Reader outer(field->contents);
  Reader members = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!members.done()) {
    const der::Element member = NOROSHI_TRY(members.next());
    values.push_back(member.whole);
  }
  return values;
}

/// RevocationValues: crlVals [0], ocspVals [1], otherRevVals [2].
Status add_revocation_values(View value, pki::Material& to, std::vector<std::string>& remarks) {
  Reader outer(value);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  const std::vector<View> lists = NOROSHI_TRY(values_under(fields, 0));
  const std::vector<View> answers = NOROSHI_TRY(values_under(fields, 1));
  for (const View each : lists) {
    add_read(pki::Crl::parse(each), to.crls, "a list of revocation-values", remarks);
  }
  for (const View each : answers) {
    add_read(pki::OcspResponse::parse_basic(each), to.ocsp, "an OCSP answer of revocation-values",
             remarks);
  }
  return {};
}

}  // namespace

void add_material(const cms::SignedData& data, pki::Material& to,
                  std::vector<std::string>& remarks) {
  for (const Bytes& each : data.certificates) {
    add_read(pki::Certificate::parse(each), to.certificates, "a certificate", remarks);
  }
  for (const Bytes& each : data.crls) {
    add_read(pki::Crl::parse(each), to.crls, "a revocation list", remarks);
  }
  for (const Bytes& each : data.other_revocation) {
    add_read(ocsp_of(each), to.ocsp, "an OCSP answer", remarks);
  }
}

void add_material(const std::vector<cms::Attribute>& attributes, pki::Material& to,
                  std::vector<std::string>& remarks) {
  for (const cms::Attribute& attribute : attributes) {
    const bool certificates = attribute.type == der::Oid(kCertificateValues);
    if (!certificates && attribute.type != der::Oid(kRevocationValues)) continue;
    for (const Bytes& value : attribute.values) {
      const Status added = certificates ? add_certificate_values(value, to, remarks)
                                        : add_revocation_values(value, to, remarks);
      if (added) continue;
      remarks.push_back(fmt::format("{}-values cannot be read: {}",
                                    certificates ? "certificate" : "revocation",
                                    added.error().message));
    }
  }
}

void add_material(const pki::Material& from, pki::Material& to) {
  for (const auto& each : from.certificates) add_new(each, to.certificates);
  for (const auto& each : from.crls) add_new(each, to.crls);
  for (const auto& each : from.ocsp) add_new(each, to.ocsp);
}

Bytes revocation_choice(const pki::OcspResponse& answer) {
  Bytes fields = der::oid(kOcspResponse);
  der::append(fields, answer.der());
  return der::element(der::context(1), fields);
}

}  // namespace noroshi::cades
