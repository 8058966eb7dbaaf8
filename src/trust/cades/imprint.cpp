#include "trust/cades/imprint.hpp"

#include <algorithm>

#include "trust/cades/names.hpp"
#include "trust/cms/canonical.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cades {
namespace {

using der::Reader;

/// The element in DER where that can be had, or as it came.
Bytes in_der(View element) {
  auto anew = cms::canonical(element);
  return anew ? *std::move(anew) : der::copy_of(element);
}

/// attrType and attrValues of every attribute of this type, without the SEQUENCE around them.
void append_attributes(const Subject& subject, const char* type, bool as_der, Bytes& to) {
  for (const cms::Attribute& each : subject.signer->unsigned_attributes) {
    if (each.type != der::Oid(type)) continue;
    const Bytes whole = as_der ? in_der(each.whole) : each.whole;
    Reader outer(whole);
    if (const auto fields = outer.enter(der::kSequence)) der::append(to, fields->rest());
  }
}

Bytes references_octets(const Subject& subject, bool whole, bool as_der) {
  Bytes octets;
  if (whole) {
    der::append(octets, subject.signer->signature);
    append_attributes(subject, kSignatureTimeStamp, as_der, octets);
  }
  append_attributes(subject, kCertificateRefs, as_der, octets);
  append_attributes(subject, kRevocationRefs, as_der, octets);
  return octets;
}

Error missing_content() {
  return Error{Errc::NotFound, "the content that was signed is not at hand; name its file"};
}

}  // namespace

Result<Bytes> signer_fields(const cms::SignerInfo& signer, bool as_der) {
  Reader outer(signer.whole);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  Bytes octets;
  for (bool signed_yet = false; !signed_yet && !fields.done();) {
    const der::Element field = NOROSHI_TRY(fields.next());
    signed_yet = field.tag.tag_class == der::TagClass::Universal &&
                 field.tag.number == der::kOctetString.number;
    if (as_der && field.tag == der::context(0)) {
      Bytes attributes = in_der(signer.signed_attributes_octets);
      attributes[0] = 0xA0;
      der::append(octets, attributes);
    } else {
      der::append(octets, as_der ? in_der(field.whole) : der::copy_of(field.whole));
    }
  }
  return octets;
}

Result<Bytes> content_imprint(const Subject& subject, pki::Digest digest) {
  if (!subject.content) return missing_content();
  return pki::digest(digest, *subject.content);
}

Bytes signature_imprint(const Subject& subject, pki::Digest digest) {
  return pki::digest(digest, subject.signer->signature);
}

Bytes references_imprint(const Subject& subject, pki::Digest digest, bool whole, View wanted) {
  Bytes first = pki::digest(digest, references_octets(subject, whole, false));
  if (der::same(first, wanted)) return first;
  Bytes second = pki::digest(digest, references_octets(subject, whole, true));
  return der::same(second, wanted) ? second : first;
}

Result<Bytes> archive_v3_imprint(const Subject& subject, View hash_index, pki::Digest digest,
                                 View wanted) {
  if (!subject.content) return missing_content();
  const Bytes before = der::oid(subject.data->content_type);
  const Bytes content = pki::digest(digest, *subject.content);
  Bytes first;
  for (const bool as_der : {false, true}) {
    pki::Hasher hasher(digest);
    hasher.add(before);
    hasher.add(content);
    hasher.add(NOROSHI_TRY(signer_fields(*subject.signer, as_der)));
    hasher.add(as_der ? in_der(hash_index) : der::copy_of(hash_index));
    Bytes imprint = hasher.finish();
    if (der::same(imprint, wanted)) return imprint;
    if (first.empty()) first = std::move(imprint);
  }
  return first;
}

}  // namespace noroshi::cades
