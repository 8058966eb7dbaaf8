#include "trust/cms/extension.hpp"

#include <algorithm>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

using der::Element;
using der::Reader;

Bytes with(View contents, const std::vector<Bytes>& more) {
  Bytes octets = der::copy_of(contents);
  for (const Bytes& each : more) der::append(octets, each);
  return octets;
}

/// SignerInfo with more unsigned attributes behind those that it has.
Result<Bytes> extended_signer(const Element& signer, const std::vector<Attribute>& more) {
  if (more.empty()) return der::copy_of(signer.whole);
  Bytes fields;
  Bytes attributes;
  Reader reader(signer.contents);
  bool past_signature = false;
  while (!reader.done()) {
    const Element field = NOROSHI_TRY(reader.next());
    if (past_signature && field.tag == der::context(1)) {
      attributes = der::copy_of(field.contents);
    } else {
      der::append(fields, field.whole);
    }
    // The signature's OCTET STRING is the only field of this type (the key identifier has a tag).
    past_signature = past_signature || (field.tag.tag_class == der::TagClass::Universal &&
                                        field.tag.number == der::kOctetString.number);
  }
  for (const Attribute& each : more) der::append(attributes, each.whole);
  der::append(fields, der::element(der::context(1), attributes));
  return der::element(der::kSequence, fields);
}

Result<Bytes> extended_signers(View contents, const Addition& addition) {
  Bytes octets;
  Reader reader(contents);
  for (std::size_t index = 0; !reader.done(); ++index) {
    const Element signer = NOROSHI_TRY(reader.next(der::kSequence));
    const bool named = index < addition.unsigned_attributes.size();
    der::append(octets,
                named ? NOROSHI_TRY(extended_signer(signer, addition.unsigned_attributes[index]))
                      : der::copy_of(signer.whole));
  }
  return with(octets, addition.signers);
}

Result<Bytes> extended_algorithms(View contents, const Addition& addition) {
  std::vector<Bytes> present;
  Reader reader(contents);
  while (!reader.done()) present.push_back(der::copy_of(NOROSHI_TRY(reader.next()).whole));
  std::vector<Bytes> more;
  for (const Bytes& each : addition.digest_algorithms) {
    if (std::find(present.begin(), present.end(), each) == present.end()) more.push_back(each);
  }
  return with(contents, more);
}

/// A field [n] IMPLICIT SET OF that may be absent, with more members.
Result<Bytes> extended_choices(Reader& fields, std::uint32_t number,
                               const std::vector<Bytes>& more) {
  const auto field = NOROSHI_TRY(fields.optional(der::context(number)));
  if (more.empty()) return field ? der::copy_of(field->whole) : Bytes();
  return der::element(der::context(number), with(field ? field->contents : View(), more));
}

bool needs_version_5(const Addition& addition) {
  return std::any_of(addition.crls.begin(), addition.crls.end(),
                     [](const Bytes& each) { return !each.empty() && each[0] == 0xA1; });
}

Result<Bytes> extended_fields(Reader fields, const Addition& addition) {
  const std::int64_t version = NOROSHI_TRY(fields.small_integer());
  Bytes made =
      der::integer(needs_version_5(addition) ? std::max<std::int64_t>(version, 5) : version);
  const Element algorithms = NOROSHI_TRY(fields.next(der::kSet));
  der::append(made, der::element(der::kSet,
                                 NOROSHI_TRY(extended_algorithms(algorithms.contents, addition))));
  der::append(made, NOROSHI_TRY(fields.next(der::kSequence)).whole);
  der::append(made, NOROSHI_TRY(extended_choices(fields, 0, addition.certificates)));
  der::append(made, NOROSHI_TRY(extended_choices(fields, 1, addition.crls)));
  const Element signers = NOROSHI_TRY(fields.next(der::kSet));
  der::append(made,
              der::element(der::kSet, NOROSHI_TRY(extended_signers(signers.contents, addition))));
  NOROSHI_CHECK(fields.end("SignedData"));
  return made;
}

}  // namespace

Result<Bytes> extended(View content_info, const Addition& addition) {
  Reader outer(content_info);
  Reader info = NOROSHI_TRY(outer.enter(der::kSequence).within("ContentInfo"));
  NOROSHI_CHECK(outer.end("the ContentInfo's file"));
  const der::Oid type = NOROSHI_TRY(info.oid());
  Reader wrapped = NOROSHI_TRY(info.enter(der::context(0)).within("ContentInfo"));
  Reader fields = NOROSHI_TRY(wrapped.enter(der::kSequence).within("SignedData"));
  const Bytes made = NOROSHI_TRY(extended_fields(fields, addition).within("extending SignedData"));
  return der::sequence({der::oid(type), der::explicitly(0, der::element(der::kSequence, made))});
}

}  // namespace noroshi::cms
