#include "trust/pades/level.hpp"

#include <algorithm>

#include "trust/cades/level.hpp"
#include "trust/cades/names.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::pades {
namespace {

using signature::AdvancedSignature;
using signature::Level;
using signature::StampKind;

constexpr const char* kCommitmentType = "1.2.840.113549.1.9.16.2.16";  // EN 319 122-1 §5.2.3

std::size_t count_of(const cms::SignerInfo& signer, const char* type) {
  const auto& attributes = signer.signed_attributes;
  return static_cast<std::size_t>(
      std::count_if(attributes.begin(), attributes.end(),
                    [&](const cms::Attribute& each) { return each.type == der::Oid(type); }));
}

bool signs_data(const cms::SignerInfo& signer) {
  const auto* type = signer.signed_attribute(cms::kContentType);
  if (type == nullptr || type->values.empty()) return false;
  const auto oid = der::Reader(type->values.front()).oid();
  return oid && *oid == der::Oid(cms::kData);
}

// The time is in M, the reason in Reason or in an attribute, not in both (requirements d, m).
bool says_things_once(const SignatureDictionary& dictionary, const cms::SignerInfo& signer) {
  const bool reasons =
      count_of(signer, kCommitmentType) + count_of(signer, cades::kSignaturePolicy) > 0;
  return dictionary.time && count_of(signer, cms::kSigningTime) == 0 &&
         !(reasons && !dictionary.reason.empty());
}

bool reaches_b(const SignatureDictionary& dictionary, const cms::SignedData& data,
               const AdvancedSignature& found) {
  if (dictionary.sub_filter != "ETSI.CAdES.detached" || dictionary.filter.empty() ||
      dictionary.has_certificate || data.signers.size() != 1 || data.content)
    return false;
  const auto& signer = data.signers.front();
  const auto references =
      count_of(signer, cms::kSigningCertificate) + count_of(signer, cms::kSigningCertificateV2);
  const bool holds_signer =
      found.certificate && std::find(data.certificates.begin(), data.certificates.end(),
                                     found.certificate->der()) != data.certificates.end();
  return signs_data(signer) && count_of(signer, cms::kMessageDigest) == 1 && references == 1 &&
         holds_signer && says_things_once(dictionary, signer);
}

bool has_stamp(const AdvancedSignature& found) {
  return std::any_of(found.stamps.begin(), found.stamps.end(), [](const auto& stamp) {
    return stamp.kind == StampKind::Signature || stamp.kind == StampKind::Document;
  });
}

bool has_revocation(const AdvancedSignature& found, const pki::Material& by) {
  return cades::revocation_is_there(*found.certificate, found.material.certificates, by);
}

}  // namespace

Level level_of(const SignatureDictionary& dictionary, const cms::SignedData& data,
               const Support& support, const AdvancedSignature& found) {
  if (!reaches_b(dictionary, data, found)) return Level::None;
  if (!has_stamp(found)) return Level::BB;
  if (!support.has_store || !has_revocation(found, found.material)) return Level::BT;
  const bool archived =
      std::any_of(support.stamped.begin(), support.stamped.end(),
                  [&](const pki::Material& stamped) { return has_revocation(found, stamped); });
  return archived ? Level::BLTA : Level::BLT;
}

}  // namespace noroshi::pades
