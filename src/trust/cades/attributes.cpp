#include "trust/cades/attributes.hpp"

#include "trust/cades/names.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cades {
namespace {

using der::Bytes;

constexpr const char* kPolicyUri = "1.2.840.113549.1.9.16.5.1";  // id-spq-ets-uri

}  // namespace

cms::Attribute mime_type(std::string_view type) {
  return cms::attribute(kMimeType, der::utf8_string(type));
}

cms::Attribute content_hints(std::string_view description) {
  return cms::attribute(kContentHints,
                        der::sequence({der::utf8_string(description), der::oid(cms::kData)}));
}

cms::Attribute signer_location(const Location& location) {
  std::vector<Bytes> fields;
  const auto add = [&](std::uint32_t number, const std::string& text) {
    if (!text.empty()) fields.push_back(der::explicitly(number, der::utf8_string(text)));
  };
  add(0, location.country);
  add(1, location.locality);
  if (!location.address.empty()) {
    std::vector<Bytes> lines;
    for (const std::string& line : location.address) lines.push_back(der::utf8_string(line));
    fields.push_back(der::explicitly(2, der::sequence(lines)));
  }
  return cms::attribute(kSignerLocation, der::sequence(fields));
}

cms::Attribute claimed_roles(const std::vector<std::string>& roles) {
  std::vector<Bytes> attributes;
  for (const std::string& role : roles) {
    attributes.push_back(cms::attribute(kRole, der::utf8_string(role)).whole);
  }
  const Bytes claimed = der::explicitly(0, der::sequence(attributes));
  return cms::attribute(kSignerAttributesV2, der::sequence({claimed}));
}

cms::Attribute signature_policy(const Policy& policy) {
  const Bytes algorithm = der::sequence({der::oid(pki::oid_of(policy.digest))});
  std::vector<Bytes> fields{der::oid(policy.id),
                            der::sequence({algorithm, der::octet_string(policy.hash)})};
  if (!policy.uri.empty()) {
    const Bytes qualifier = der::sequence({der::oid(kPolicyUri), der::ia5_string(policy.uri)});
    fields.push_back(der::sequence({qualifier}));
  }
  return cms::attribute(kSignaturePolicy, der::sequence(fields));
}

}  // namespace noroshi::cades
