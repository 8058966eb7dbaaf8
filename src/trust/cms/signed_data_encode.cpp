// SignedData as octets.  What came is written as it came: a SET OF that was not in DER's order
// stays so, since archive time stamps cover the octets.
#include "trust/cms/signed_data.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

Bytes joined(std::span<const Bytes> parts, std::span<const Bytes> more = {}) {
  Bytes octets;
  for (const Bytes& part : parts) der::append(octets, part);
  for (const Bytes& part : more) der::append(octets, part);
  return octets;
}

Bytes encap(const SignedData& data) {
  if (!data.encap_octets.empty()) return data.encap_octets;
  Bytes fields = der::oid(data.content_type);
  if (data.content) {
    der::append(fields, der::explicitly(0, der::octet_string(*data.content)));
  }
  return der::element(der::kSequence, fields);
}

Bytes identifier(const SignerInfo& signer) {
  if (!signer.subject_key_id.empty()) {
    return der::element(der::context_primitive(0), signer.subject_key_id);
  }
  return der::sequence({signer.issuer, der::integer(View(signer.serial))});
}

Bytes signer_info(const SignerInfo& signer) {
  if (!signer.flaw.empty()) return signer.whole;
  Bytes fields = der::integer(signer.version);
  der::append(fields, identifier(signer));
  der::append(fields, signer.digest_algorithm);
  if (signer.has_signed_attributes) {
    const std::size_t at = fields.size();
    der::append(fields, signer.signed_attributes_octets);
    fields[at] = 0xA0;  // [0] IMPLICIT
  }
  der::append(fields, signer.signature_algorithm);
  der::append(fields, der::octet_string(signer.signature));
  if (!signer.unsigned_attributes.empty()) {
    Bytes attributes;
    for (const Attribute& each : signer.unsigned_attributes) der::append(attributes, each.whole);
    der::append(fields, der::element(der::context(1), attributes));
  }
  return der::element(der::kSequence, fields);
}

}  // namespace

Bytes SignedData::encode() const {
  Bytes fields = der::integer(version);
  der::append(fields, der::element(der::kSet, joined(digest_algorithms)));
  der::append(fields, encap(*this));
  if (!certificates.empty() || !other_certificates.empty()) {
    der::append(fields, der::element(der::context(0), joined(certificates, other_certificates)));
  }
  if (!crls.empty() || !other_revocation.empty()) {
    der::append(fields, der::element(der::context(1), joined(crls, other_revocation)));
  }
  Bytes infos;
  for (const SignerInfo& signer : signers) der::append(infos, signer_info(signer));
  der::append(fields, der::element(der::kSet, infos));
  return der::sequence(
      {der::oid(kSignedData), der::explicitly(0, der::element(der::kSequence, fields))});
}

}  // namespace noroshi::cms
