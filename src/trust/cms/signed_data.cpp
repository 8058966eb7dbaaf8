#include "trust/cms/signed_data.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

using der::Element;
using der::Reader;

Result<Attribute> read_attribute(const Element& element) {
  Reader fields(element.contents);
  Attribute attribute;
  attribute.type = NOROSHI_TRY(fields.oid());
  Reader values = NOROSHI_TRY(fields.enter(der::kSet));
  while (!values.done()) attribute.values.push_back(der::copy_of(NOROSHI_TRY(values.next()).whole));
  NOROSHI_CHECK(fields.end("Attribute"));
  attribute.whole = der::copy_of(element.whole);
  return attribute;
}

Result<std::vector<Attribute>> read_attributes(View contents) {
  std::vector<Attribute> attributes;
  Reader reader(contents);
  while (!reader.done()) {
    const Element element = NOROSHI_TRY(reader.next(der::kSequence));
    attributes.push_back(NOROSHI_TRY(read_attribute(element)));
  }
  return attributes;
}

Status read_signer_identifier(Reader& fields, SignerInfo& signer) {
  if (const auto key_id = NOROSHI_TRY(fields.optional(der::context_primitive(0)))) {
    signer.subject_key_id = NOROSHI_TRY(der::octets_of(*key_id));
    return {};
  }
  Reader named = NOROSHI_TRY(fields.enter(der::kSequence));
  signer.issuer = der::copy_of(NOROSHI_TRY(named.next(der::kSequence)).whole);
  signer.serial = NOROSHI_TRY(named.integer());
  return named.end("IssuerAndSerialNumber");
}

Result<Bytes> read_algorithm(Reader& fields, der::Oid& name) {
  const Element element = NOROSHI_TRY(fields.next(der::kSequence));
  name = NOROSHI_TRY(Reader(element.contents).oid());
  return der::copy_of(element.whole);
}

Status read_signer(View contents, SignerInfo& signer) {
  Reader fields(contents);
  signer.version = NOROSHI_TRY(fields.small_integer());
  NOROSHI_CHECK(read_signer_identifier(fields, signer));
  der::Oid name;
  signer.digest_algorithm = NOROSHI_TRY(read_algorithm(fields, name));
  signer.digest = pki::digest_of(name);
  if (const auto attributes = NOROSHI_TRY(fields.optional(der::context(0)))) {
    signer.has_signed_attributes = true;
    signer.signed_attributes_octets = der::copy_of(attributes->whole);
    signer.signed_attributes_octets[0] = 0x31;  // RFC 5652 §5.4: SET OF instead of [0]
    signer.signed_attributes = NOROSHI_TRY(read_attributes(attributes->contents));
  }
  signer.signature_algorithm = NOROSHI_TRY(read_algorithm(fields, name));
  signer.signature = NOROSHI_TRY(fields.octets());
  if (const auto attributes = NOROSHI_TRY(fields.optional(der::context(1)))) {
    signer.unsigned_attributes = NOROSHI_TRY(read_attributes(attributes->contents));
  }
  return fields.end("SignerInfo");
}

SignerInfo signer_of(const Element& element) {
  SignerInfo signer;
  signer.whole = der::copy_of(element.whole);
  if (const auto read = read_signer(element.contents, signer); !read) {
    signer.flaw = read.error().message;
  }
  return signer;
}

Status read_content(Reader& fields, SignedData& data) {
  const Element encap = NOROSHI_TRY(fields.next(der::kSequence));
  data.encap_octets = der::copy_of(encap.whole);
  Reader inside(encap.contents);
  data.content_type = NOROSHI_TRY(inside.oid());
  if (const auto wrapped = NOROSHI_TRY(inside.optional(der::context(0)))) {
    Reader content(wrapped->contents);
    const Element element = NOROSHI_TRY(content.next());
    NOROSHI_CHECK(content.end("eContent"));
    // PKCS #7 before CMS had any type here, and signed its contents octets (RFC 5652 §5.2.1).
    const bool octets = element.tag.tag_class == der::TagClass::Universal &&
                        element.tag.number == der::kOctetString.number;
    data.content = octets ? NOROSHI_TRY(der::octets_of(element)) : der::copy_of(element.contents);
  }
  return inside.end("encapContentInfo");
}

Status read_certificates(Reader& fields, SignedData& data) {
  const auto field = NOROSHI_TRY(fields.optional(der::context(0)));
  if (!field) return {};
  data.certificates_octets = der::copy_of(field->whole);
  Reader choices(field->contents);
  while (!choices.done()) {
    const Element choice = NOROSHI_TRY(choices.next());
    auto& to = choice.tag == der::kSequence ? data.certificates : data.other_certificates;
    to.push_back(der::copy_of(choice.whole));
  }
  return {};
}

Status read_crls(Reader& fields, SignedData& data) {
  const auto field = NOROSHI_TRY(fields.optional(der::context(1)));
  if (!field) return {};
  data.crls_octets = der::copy_of(field->whole);
  Reader choices(field->contents);
  while (!choices.done()) {
    const Element choice = NOROSHI_TRY(choices.next());
    auto& to = choice.tag == der::kSequence ? data.crls : data.other_revocation;
    to.push_back(der::copy_of(choice.whole));
  }
  return {};
}

Result<SignedData> read_signed_data(Reader fields) {
  SignedData data;
  data.version = NOROSHI_TRY(fields.small_integer());
  Reader algorithms = NOROSHI_TRY(fields.enter(der::kSet));
  while (!algorithms.done()) {
    data.digest_algorithms.push_back(der::copy_of(NOROSHI_TRY(algorithms.next()).whole));
  }
  NOROSHI_CHECK(read_content(fields, data));
  NOROSHI_CHECK(read_certificates(fields, data));
  NOROSHI_CHECK(read_crls(fields, data));
  Reader signers = NOROSHI_TRY(fields.enter(der::kSet));
  while (!signers.done()) {
    data.signers.push_back(signer_of(NOROSHI_TRY(signers.next(der::kSequence))));
  }
  NOROSHI_CHECK(fields.end("SignedData"));
  return data;
}

const Attribute* first_of(const std::vector<Attribute>& attributes, const der::Oid& type) {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& each) { return each.type == type; });
  return found == attributes.end() ? nullptr : &*found;
}

}  // namespace

Attribute attribute(const der::Oid& type, View value) {
  Attribute made{type, {der::copy_of(value)}, {}};
  made.whole = der::sequence({der::oid(type), der::element(der::kSet, value)});
  return made;
}

const Attribute* SignerInfo::signed_attribute(const der::Oid& type) const {
  return first_of(signed_attributes, type);
}

const Attribute* SignerInfo::unsigned_attribute(const der::Oid& type) const {
  return first_of(unsigned_attributes, type);
}

SignerInfo read_signer_info(View octets) {
  Reader outer(octets);
  const auto element = outer.next(der::kSequence);
  if (element && outer.done()) return signer_of(*element);
  SignerInfo signer;
  signer.whole = der::copy_of(octets);
  signer.flaw = element ? "octets behind a SignerInfo" : element.error().message;
  return signer;
}

std::optional<base::Micros> SignerInfo::claimed_time() const {
  const Attribute* const said = signed_attribute(kSigningTime);
  if (said == nullptr || said->values.empty()) return std::nullopt;
  const auto time = Reader(said->values.front()).time();
  if (!time) return std::nullopt;
  return *time;
}

Result<SignedData> SignedData::parse(View content_info) {
  Reader outer(content_info);
  Reader info = NOROSHI_TRY(outer.enter(der::kSequence).within("ContentInfo"));
  NOROSHI_CHECK(outer.end("the ContentInfo's file"));
  const der::Oid type = NOROSHI_TRY(info.oid().within("ContentInfo"));
  if (type != der::Oid(kSignedData)) {
    return Error{Errc::InvalidInput,
                 fmt::format("a CMS content of type {} where SignedData should be", type.dotted)};
  }
  Reader wrapped = NOROSHI_TRY(info.enter(der::context(0)).within("ContentInfo"));
  NOROSHI_CHECK(info.end("ContentInfo"));
  Reader fields = NOROSHI_TRY(wrapped.enter(der::kSequence).within("SignedData"));
  NOROSHI_CHECK(wrapped.end("ContentInfo"));
  return read_signed_data(fields).within("SignedData");
}

std::vector<pki::Certificate> SignedData::readable_certificates(std::size_t* unread) const {
  std::vector<pki::Certificate> readable;
  for (const Bytes& octets : certificates) {
    auto certificate = pki::Certificate::parse(octets);
    if (certificate) {
      readable.push_back(*std::move(certificate));
    } else if (unread != nullptr) {
      ++*unread;
    }
  }
  return readable;
}

std::optional<std::size_t> signer_among(const SignerInfo& signer,
                                        const std::vector<pki::Certificate>& candidates) {
  const auto issuer = pki::Name::parse(signer.issuer);
  const auto is_it = [&](const pki::Certificate& candidate) {
    if (!signer.subject_key_id.empty()) return candidate.subject_key_id() == signer.subject_key_id;
    return issuer && candidate.serial() == signer.serial && candidate.issuer().matches(*issuer);
  };
  const auto found = std::find_if(candidates.begin(), candidates.end(), is_it);
  if (found == candidates.end()) return std::nullopt;
  return static_cast<std::size_t>(found - candidates.begin());
}

}  // namespace noroshi::cms
