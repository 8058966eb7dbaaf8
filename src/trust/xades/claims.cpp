#include "trust/xades/claims.hpp"

#include <fmt/format.h>

#include "trust/xades/names.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;

/// xs:dateTime; where it says no zone, UTC is taken.
void describe_time(Node signed_ones, AdvancedSignature& to) {
  const Node element = property(signed_ones, "SigningTime");
  if (!element) return;
  const std::string text = element.trimmed();
  to.claimed_time = base::parse_rfc3339(text);
  if (to.claimed_time) return;
  to.claimed_time = base::parse_rfc3339(text + "Z");
  to.remarks.push_back(to.claimed_time ? "SigningTime says no time zone; UTC is taken"
                                       : fmt::format("SigningTime \"{:.100}\" is no time", text));
}

/// "urn:oid:1.2.3" (RFC 3061) as its object identifier.
std::string identifier(const std::string& text) {
  constexpr std::string_view kOid = "urn:oid:";
  std::string start = text.substr(0, kOid.size());
  for (char& letter : start) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return start == kOid ? text.substr(kOid.size()) : text;
}

void describe_policy(Node signed_ones, AdvancedSignature& to) {
  const Node policy = property(signed_ones, "SignaturePolicyIdentifier");
  if (!policy || property(policy, "SignaturePolicyImplied")) return;
  const Node id = property(property(policy, "SignaturePolicyId"), "SigPolicyId");
  const std::string text = property(id, "Identifier").trimmed();
  if (text.empty()) {
    to.remarks.emplace_back("SignaturePolicyIdentifier names no policy");
    return;
  }
  to.policy = identifier(text);
}

void describe_roles(Node signed_ones, AdvancedSignature& to) {
  for (const char* name : {"SignerRole", "SignerRoleV2"}) {
    const Node roles = property(property(signed_ones, name), "ClaimedRoles");
    for (const Node each : properties(roles, "ClaimedRole")) {
      if (auto role = each.trimmed(); !role.empty()) to.claimed_roles.push_back(std::move(role));
    }
  }
}

/// From the street to the country, as an address is read.
void describe_place(Node signed_ones, AdvancedSignature& to) {
  std::string place;
  for (const char* name : {"SignatureProductionPlace", "SignatureProductionPlaceV2"}) {
    const Node element = property(signed_ones, name);
    for (const char* part :
         {"StreetAddress", "PostalCode", "City", "StateOrProvince", "CountryName"}) {
      const std::string text = property(element, part).trimmed();
      if (text.empty()) continue;
      if (!place.empty()) place += ", ";
      place += text;
    }
  }
  if (!place.empty()) to.location = std::move(place);
}

void describe_type(Node signed_ones, AdvancedSignature& to) {
  for (const Node each : properties(signed_ones, "DataObjectFormat")) {
    std::string type = property(each, "MimeType").trimmed();
    if (type.empty()) continue;
    to.content_type = std::move(type);
    return;
  }
}

}  // namespace

void describe_claims(const Parts& parts, AdvancedSignature& to) {
  describe_time(parts.signature_properties, to);
  describe_policy(parts.signature_properties, to);
  describe_place(parts.signature_properties, to);
  describe_roles(parts.signature_properties, to);
  describe_type(parts.data_object_properties, to);
}

}  // namespace noroshi::xades
