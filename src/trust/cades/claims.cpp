#include "trust/cades/claims.hpp"

#include <fmt/format.h>

#include "trust/cades/names.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::cades {
namespace {

using der::Bytes;
using der::Element;
using der::Reader;
using der::View;

void add_text(const Element& element, std::string_view separator, std::string& to) {
  const auto text = der::text_of(element);
  if (!text || text->empty()) return;
  if (!to.empty()) to += separator;
  to += *text;
}

/// SignaturePolicy: SignaturePolicyId, or NULL for one that is implied.
Status read_policy(View value, Claims& claims) {
  Reader outer(value);
  const Element element = NOROSHI_TRY(outer.next());
  if (element.tag == der::kNull) return {};
  Reader fields = outer.inside(element);
  const der::Oid policy = NOROSHI_TRY(fields.oid());
  claims.policy = policy.dotted;
  return {};
}

/// SignerLocation: countryName [0], localityName [1], postalAddress [2] SEQUENCE OF, all explicit.
Status read_location(View value, Claims& claims) {
  Reader outer(value);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  std::string place;
  while (!fields.done()) {
    const Element field = NOROSHI_TRY(fields.next());
    Reader inside(field.contents);
    const Element text = NOROSHI_TRY(inside.next());
    if (text.tag != der::kSequence) {
      add_text(text, ", ", place);
      continue;
    }
    Reader lines(text.contents);
    while (!lines.done()) {
      const Element line = NOROSHI_TRY(lines.next());
      add_text(line, ", ", place);
    }
  }
  if (!place.empty()) claims.location = place;
  return {};
}

/// One claimed Attribute: the texts among its values are roles.
Status read_role(Reader attribute, Claims& claims) {
  NOROSHI_TRY(attribute.oid());
  Reader values = NOROSHI_TRY(attribute.enter(der::kSet));
  while (!values.done()) {
    const Element value = NOROSHI_TRY(values.next());
    std::string role;
    add_text(value, "", role);
    if (!role.empty()) claims.roles.push_back(role);
  }
  return {};
}

/// SignerAttribute(V2): claimedAttributes [0] among other kinds, which no reader can judge.
Status read_roles(View value, Claims& claims) {
  Reader outer(value);
  Reader kinds = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!kinds.done()) {
    const Element kind = NOROSHI_TRY(kinds.next());
    if (kind.tag != der::context(0)) continue;
    Reader wrapped(kind.contents);
    Reader attributes = NOROSHI_TRY(wrapped.enter(der::kSequence));
    while (!attributes.done()) {
      const Reader attribute = NOROSHI_TRY(attributes.enter(der::kSequence));
      NOROSHI_CHECK(read_role(attribute, claims));
    }
  }
  return {};
}

Status read_mime_type(View value, Claims& claims) {
  Reader outer(value);
  const Element element = NOROSHI_TRY(outer.next());
  claims.content_type = NOROSHI_TRY(der::text_of(element));
  return {};
}

/// ContentHints: contentDescription UTF8String OPTIONAL, contentType.
Status read_hints(View value, Claims& claims) {
  if (claims.content_type) return {};
  Reader outer(value);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  const auto description = NOROSHI_TRY(fields.optional(der::kUtf8String));
  const der::Oid type = NOROSHI_TRY(fields.oid());
  claims.content_type = type.dotted;
  if (description) claims.content_type = NOROSHI_TRY(der::text_of(*description));
  return {};
}

struct Known {
  const char* type;
  std::string_view name;
  Status (*read)(View value, Claims& claims);
};

// mime-type before content-hints: the more exact one counts.
constexpr Known kKnown[] = {{kSignaturePolicy, "signature-policy-identifier", read_policy},
                            {kSignerLocation, "signer-location", read_location},
                            {kSignerAttributesV2, "signer-attributes-v2", read_roles},
                            {kSignerAttributes, "signer-attributes", read_roles},
                            {kMimeType, "mime-type", read_mime_type},
                            {kContentHints, "content-hints", read_hints}};

}  // namespace

Claims claims_of(const cms::SignerInfo& signer) {
  Claims claims;
  for (const Known& known : kKnown) {
    const cms::Attribute* const attribute = signer.signed_attribute(known.type);
    if (attribute == nullptr || attribute->values.empty()) continue;
    if (const Status read = known.read(attribute->values.front(), claims); !read) {
      claims.remarks.push_back(fmt::format("{}: {}", known.name, read.error().message));
    }
  }
  return claims;
}

}  // namespace noroshi::cades
