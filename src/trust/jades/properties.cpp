#include "trust/jades/properties.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "trust/jades/header.hpp"

namespace noroshi::jades {
namespace {

/// "urn:oid:1.2.3" is how an OID stands in a URI (RFC 3061).
std::string identifier(const std::string& uri) {
  constexpr std::string_view kOid = "urn:oid:";
  return uri.starts_with(kOid) ? uri.substr(kOid.size()) : uri;
}

/// The texts of qArrays (clause 5.2.5).
void add_roles(const Json& attributes, const char* name, std::vector<std::string>& roles) {
  const auto* arrays = member_of(attributes, name);
  if (arrays == nullptr || !arrays->is_array()) return;
  for (const auto& one : *arrays) {
    const auto* values = member_of(one, "qVals");
    if (values == nullptr || !values->is_array()) continue;
    for (const auto& value : *values) {
      roles.push_back(value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
}

/// From the street to the country, as an address is read.
std::string address(const Json& place) {
  std::string text;
  for (const char* name : {"streetAddress", "postOfficeBoxNumber", "postalCode", "addressLocality",
                           "addressRegion", "addressCountry"}) {
    const auto* part = text_in(place, name);
    if (part == nullptr || part->empty()) continue;
    if (!text.empty()) text += ", ";
    text += *part;
  }
  return text;
}

/// RFC 7515 §4.1.10: "application/" may be left out.
std::string media_type(const std::string& text) {
  return text.find('/') == std::string::npos ? "application/" + text : text;
}

std::optional<std::string> content_type(const Jws& jws) {
  if (const auto* type = text_in(*jws.header, "cty")) return media_type(*type);
  const auto* sig_d = jws.member("sigD");
  const auto* types = sig_d != nullptr ? member_of(*sig_d, "ctys") : nullptr;
  if (types == nullptr || !types->is_array() || types->empty() || !types->front().is_string()) {
    return std::nullopt;
  }
  return media_type(types->front().get<std::string>());
}

}  // namespace

void describe_properties(const Jws& jws, signature::AdvancedSignature& signature) {
  if (!jws.header) return;
  signature.claimed_time = claimed_time(jws);
  signature.content_type = content_type(jws);
  if (const auto* policy = jws.member("sigPId")) {
    const auto* id = member_of(*policy, "id");
    if (const auto* uri = id != nullptr ? text_in(*id, "id") : nullptr) {
      signature.policy = identifier(*uri);
    }
  }
  if (const auto* attributes = jws.member("srAts")) {
    add_roles(*attributes, "claimed", signature.claimed_roles);
    add_roles(*attributes, "signedAssertions", signature.claimed_roles);
  }
  if (const auto* place = jws.member("sigPl")) {
    if (auto text = address(*place); !text.empty()) signature.location = std::move(text);
  }
}

}  // namespace noroshi::jades
