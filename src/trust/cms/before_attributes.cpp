// A ContentInfo without the unsigned attributes that came later: what an evidence record was made
// over.
#include "trust/cms/extension.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

using der::Element;
using der::Reader;

/// The element with other contents, its length as definite as it was.
Bytes around(const Element& element, View contents) {
  const bool indefinite = element.whole.size() > 1 && element.whole[1] == 0x80;
  if (!indefinite) return der::element(element.tag, contents);
  Bytes octets{element.whole[0], 0x80};
  der::append(octets, contents);
  octets.insert(octets.end(), {0, 0});
  return octets;
}

bool is_octet_string(const Element& field) {
  return field.tag.tag_class == der::TagClass::Universal &&
         field.tag.number == der::kOctetString.number;
}

Result<Bytes> first_of(View contents, std::size_t count) {
  Bytes octets;
  Reader reader(contents);
  for (std::size_t index = 0; index < count && !reader.done(); ++index) {
    const Element each = NOROSHI_TRY(reader.next());
    der::append(octets, each.whole);
  }
  return octets;
}

Result<Bytes> signer_with(const Element& signer, std::size_t count) {
  Bytes fields;
  Reader reader(signer.contents);
  bool past_signature = false;
  while (!reader.done()) {
    const Element field = NOROSHI_TRY(reader.next());
    if (past_signature && field.tag == der::context(1)) {
      const Bytes attributes = NOROSHI_TRY(first_of(field.contents, count));
      if (!attributes.empty()) der::append(fields, around(field, attributes));
    } else {
      der::append(fields, field.whole);
    }
    past_signature = past_signature || is_octet_string(field);
  }
  return around(signer, fields);
}

Result<Bytes> signers_with(const Element& set, const std::vector<std::size_t>& kept) {
  Bytes octets;
  Reader reader(set.contents);
  for (std::size_t index = 0; !reader.done(); ++index) {
    const Element signer = NOROSHI_TRY(reader.next(der::kSequence));
    if (index < kept.size()) {
      der::append(octets, NOROSHI_TRY(signer_with(signer, kept[index])));
    } else {
      der::append(octets, signer.whole);
    }
  }
  return around(set, octets);
}

/// SignedData's fields; signerInfos is the last of them.
Result<Bytes> fields_with(const Element& data, const std::vector<std::size_t>& kept) {
  Bytes octets;
  Reader reader(data.contents);
  while (!reader.done()) {
    const Element field = NOROSHI_TRY(reader.next());
    const bool last = reader.done() && field.tag == der::kSet;
    der::append(octets, last ? NOROSHI_TRY(signers_with(field, kept)) : der::copy_of(field.whole));
  }
  return around(data, octets);
}

}  // namespace

Result<Bytes> before_attributes(View content_info, const std::vector<std::size_t>& kept) {
  Reader outer(content_info);
  const Element info = NOROSHI_TRY(outer.next(der::kSequence));
  Reader fields(info.contents);
  const Element type = NOROSHI_TRY(fields.next(der::kOid));
  const Element wrapper = NOROSHI_TRY(fields.next(der::context(0)));
  Reader wrapped(wrapper.contents);
  const Element data = NOROSHI_TRY(wrapped.next(der::kSequence));
  const Bytes made = NOROSHI_TRY(fields_with(data, kept));
  Bytes contents = der::copy_of(type.whole);
  der::append(contents, around(wrapper, made));
  return around(info, contents);
}

}  // namespace noroshi::cms
