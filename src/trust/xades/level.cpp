#include "trust/xades/level.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "trust/cades/level.hpp"
#include "trust/stamp/token.hpp"
#include "trust/xades/names.hpp"
#include "trust/xades/reference.hpp"
#include "trust/xades/signer_certificate.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;

/// Why a level is not reached; empty: it is.
using Gap = std::string;

/// What DataObjectFormat speaks of must be a reference of the signature, or of a manifest.
bool points_to_reference(const Parts& parts, Node format) {
  const Node element = element_at(*parts.source, format.attribute("ObjectReference").value_or(""));
  const Node owner = element.is(xml::kDsig, "Reference") ? element.parent() : Node();
  return owner && (owner == parts.signed_info || owner.is(xml::kDsig, "Manifest"));
}

Gap format_gap(const Parts& parts) {
  for (const Node each : properties(parts.data_object_properties, "DataObjectFormat")) {
    if (!points_to_reference(parts, each)) return "a DataObjectFormat refers to no ds:Reference";
    if (!property(each, "MimeType")) return "a DataObjectFormat has no MimeType";
  }
  return {};
}

bool needs_format(const Parts& parts, Node reference) {
  const std::string type = reference.attribute("Type").value_or("");
  const Node element = element_at(*parts.source, reference.attribute("URI").value_or(""));
  const bool of_signature =
      parts.is_signed_properties(reference) || type == kCountersigned || type == kManifestType ||
      (element && (element == parts.key_info || element.is(xml::kDsig, "SignatureProperties")));
  // Without an Id a DataObjectFormat could not name it; readers in use let that pass.
  return !of_signature && !reference.attribute("Id").value_or("").empty();
}

/// Requirement k: each signed object has its format.
Gap missing_format(const Parts& parts) {
  std::set<std::string> spoken_of;
  for (const Node each : properties(parts.data_object_properties, "DataObjectFormat")) {
    spoken_of.insert(id_in(each.attribute("ObjectReference").value_or("")).value_or(""));
  }
  for (const Node reference : parts.references) {
    const std::string id = reference.attribute("Id").value_or("");
    if (needs_format(parts, reference) && spoken_of.count(id) == 0) {
      return fmt::format("no DataObjectFormat speaks of \"{:.200}\"", id);
    }
  }
  return {};
}

Gap count_gap(const Parts& parts) {
  if (parts.count_signed({"SigningTime"}) != 1) return "there is not one SigningTime";
  if (parts.count_signed({"SigningCertificate", "SigningCertificateV2"}) != 1) {
    return "there is not one SigningCertificate or SigningCertificateV2";
  }
  if (parts.count_signed({"SignerRole", "SignerRoleV2"}) > 1) return "there are several SignerRole";
  if (parts.count_signed({"SignatureProductionPlace", "SignatureProductionPlaceV2"}) > 1) {
    return "there are several SignatureProductionPlace";
  }
  if (parts.count_signed({"SignaturePolicyIdentifier"}) > 1) {
    return "there are several SignaturePolicyIdentifier";
  }
  if (parts.count_unsigned({"SignaturePolicyStore"}) > 1) {
    return "there are several SignaturePolicyStore";
  }
  return {};
}

bool has_old_archive(const Parts& parts) {
  return std::any_of(parts.unsigned_ones.begin(), parts.unsigned_ones.end(), [](const Node& each) {
    return is_xades(each, "ArchiveTimeStamp") && each.namespace_uri() != xml::kXades141;
  });
}

bool names_uri(const Parts& parts) {
  const Node second = property(parts.signature_properties, "SigningCertificateV2");
  const auto certificates = properties(second, "Cert");
  return std::any_of(certificates.begin(), certificates.end(),
                     [](const Node& each) { return each.attribute("URI").has_value(); });
}

Gap gap_to_b(const Parts& parts, const AdvancedSignature& found) {
  if (!parts.signed_properties) return "it has no SignedProperties: plain XMLDSig";
  if (parts.qualifying.namespace_uri() != xml::kXades132) {
    return "its properties are of a version before baseline signatures";
  }
  if (Gap gap = count_gap(parts); !gap.empty()) return gap;
  if (parts.references.size() < 2) return "it has fewer than two references";
  const auto own = key_info_certificates(parts);
  if (!found.certificate || std::find(own.begin(), own.end(), *found.certificate) == own.end()) {
    return "KeyInfo does not hold the signer's certificate";
  }
  if (names_uri(parts)) return "SigningCertificateV2 has a URI";
  if (has_old_archive(parts)) return "it has an ArchiveTimeStamp of V1.3.2 or before";
  if (Gap gap = format_gap(parts); !gap.empty()) return gap;
  return missing_format(parts);
}

/// Requirements n and o.
Gap gap_to_t(const Parts& parts, const AdvancedSignature& found) {
  for (const Node each : parts.unsigned_ones) {
    if (is_xades(each, "SignatureTimeStamp") &&
        properties(each, "EncapsulatedTimeStamp").size() != 1) {
      return "a SignatureTimeStamp holds other than one time stamp";
    }
  }
  for (const signature::Stamp& each : found.stamps) {
    if (each.kind != StampKind::Signature) continue;
    const auto token = stamp::Token::parse(each.token);
    if (!token || token->info.time >= found.certificate->not_after()) {
      return "a SignatureTimeStamp is from after the signer's certificate";
    }
  }
  return {};
}

Gap gap_to_lt(const Parts& parts, const AdvancedSignature& found) {
  if (parts.count_unsigned({"CompleteCertificateRefs", "CompleteCertificateRefsV2",
                            "CompleteRevocationRefs", "SigAndRefsTimeStamp",
                            "SigAndRefsTimeStampV2", "RefsOnlyTimeStamp", "RefsOnlyTimeStampV2"}) >
      0) {
    return "it has references to validation data, which baseline signatures have not";
  }
  for (const char* name : {"CertificateValues", "RevocationValues", "AttrAuthoritiesCertValues",
                           "AttributeRevocationValues"}) {
    if (parts.count_unsigned({name}) > 1) return fmt::format("there are several {}", name);
  }
  if (cades::revocation_is_there(*found.certificate, found.material.certificates, found.material)) {
    return {};
  }
  return "nothing that it holds speaks of the signer's certificate";
}

bool has_stamp(const AdvancedSignature& found, StampKind kind) {
  return std::any_of(found.stamps.begin(), found.stamps.end(),
                     [&](const signature::Stamp& each) { return each.kind == kind; });
}

}  // namespace

Level level_of(const Parts& parts, AdvancedSignature& found) {
  const auto falls_short = [&](std::string_view level, const Gap& gap) {
    if (!gap.empty()) found.remarks.push_back(fmt::format("not {}: {}", level, gap));
    return !gap.empty();
  };
  if (falls_short("B-B", gap_to_b(parts, found))) return Level::None;
  if (!has_stamp(found, StampKind::Signature)) return Level::BB;
  if (falls_short("B-T", gap_to_t(parts, found))) return Level::BB;
  const bool has_values =
      parts.count_unsigned({"CertificateValues", "RevocationValues", "TimeStampValidationData",
                            "AnyValidationData"}) > 0;
  const Gap to_lt = gap_to_lt(parts, found);
  if (!to_lt.empty()) {
    if (has_values) falls_short("B-LT", to_lt);
    return Level::BT;
  }
  return has_stamp(found, StampKind::Archive) ? Level::BLTA : Level::BLT;
}

}  // namespace noroshi::xades
