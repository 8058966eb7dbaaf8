#include "trust/cades/extend.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/hash_index.hpp"
#include "trust/cades/imprint.hpp"
#include "trust/cades/material.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/reader.hpp"
#include "trust/cades/version_two.hpp"
#include "trust/cms/extension.hpp"

namespace noroshi::cades {
namespace {

using signature::Level;

Status needs_stamps(const ExtendSettings& settings) {
  if (settings.stamps != nullptr) return {};
  return Error{Errc::InvalidUsage,
               "this level needs a time stamp; name a time-stamping authority to ask"};
}

/// A signature-time-stamp for every signer that has none.
Result<Bytes> with_signature_stamps(View document, const ExtendSettings& settings) {
  const cms::SignedData data = NOROSHI_TRY(cms::SignedData::parse(document));
  cms::Addition addition;
  addition.unsigned_attributes.resize(data.signers.size());
  for (std::size_t index = 0; index < data.signers.size(); ++index) {
    const cms::SignerInfo& signer = data.signers[index];
    if (signer.unsigned_attribute(kSignatureTimeStamp) != nullptr) continue;
    NOROSHI_CHECK(needs_stamps(settings));
    const Bytes imprint = pki::digest(settings.digest, signer.signature);
    const Bytes token = NOROSHI_TRY(
        settings.stamps->stamp(settings.digest, imprint).within("signature time stamp"));
    addition.unsigned_attributes[index].push_back(cms::attribute(kSignatureTimeStamp, token));
  }
  return cms::extended(document, addition);
}

void add_unknown(const Bytes& element, const std::vector<Bytes>& known, std::vector<Bytes>& to) {
  if (std::find(known.begin(), known.end(), element) == known.end()) to.push_back(element);
}

Result<Bytes> with_material(View document, const pki::Material& material) {
  const cms::SignedData data = NOROSHI_TRY(cms::SignedData::parse(document));
  cms::Addition addition;
  for (const auto& each : material.certificates) {
    add_unknown(each.der(), data.certificates, addition.certificates);
  }
  for (const auto& each : material.crls) add_unknown(each.der(), data.crls, addition.crls);
  for (const auto& each : material.ocsp) {
    add_unknown(revocation_choice(each), data.other_revocation, addition.crls);
  }
  if (addition.certificates.empty() && addition.crls.empty()) return der::copy_of(document);
  NOROSHI_CHECK(refuse_version_two(data));
  return cms::extended(document, addition);
}

/// The certificates in the time stamps' tokens: B-LT wants them in SignedData, and there they can
/// be spoken of by the lists beside them.
Result<pki::Material> stamp_certificates(View document) {
  const cms::SignedData data = NOROSHI_TRY(cms::SignedData::parse(document));
  pki::Material found;
  for (const cms::SignerInfo& signer : data.signers) {
    for (const cms::Attribute& each : signer.unsigned_attributes) {
      if (each.type != der::Oid(kSignatureTimeStamp)) continue;
      for (const Bytes& value : each.values) {
        const stamp::Token token = NOROSHI_TRY(stamp::Token::parse(value));
        pki::Material of_token;
        of_token.certificates = token.data.readable_certificates();
        add_material(of_token, found);
      }
    }
  }
  return found;
}

/// The token with the index that its imprint was computed over.
Result<Bytes> archive_token(const Subject& subject, const ExtendSettings& settings) {
  const HashIndex index = make_hash_index(subject, settings.digest);
  const Bytes imprint = NOROSHI_TRY(archive_v3_imprint(subject, index.whole, settings.digest, {}));
  const Bytes token =
      NOROSHI_TRY(settings.stamps->stamp(settings.digest, imprint).within("archive time stamp"));
  cms::Addition addition;
  addition.unsigned_attributes = {{cms::attribute(kHashIndexV3, index.whole)}};
  return cms::extended(token, addition);
}

Result<Bytes> with_archive_stamps(View document, const ExtendSettings& settings) {
  NOROSHI_CHECK(needs_stamps(settings));
  auto data =
      std::make_shared<const cms::SignedData>(NOROSHI_TRY(cms::SignedData::parse(document)));
  cms::Addition addition;
  addition.unsigned_attributes.resize(data->signers.size());
  for (std::size_t index = 0; index < data->signers.size(); ++index) {
    Subject subject;
    subject.data = data;
    subject.signer = {data, &data->signers[index]};
    subject.content = data->content ? std::optional(View(*data->content)) : settings.detached;
    const Bytes token = NOROSHI_TRY(archive_token(subject, settings));
    addition.unsigned_attributes[index].push_back(cms::attribute(kArchiveTimeStampV3, token));
  }
  return cms::extended(document, addition);
}

std::string_view missing_for(Level reached) {
  switch (reached) {
    case Level::None:
      return "it lacks what B-B asks for (signing time, a reference to its certificate, or the "
             "certificate itself)";
    case Level::BB:
      return "its time stamp is missing or later than the end of its certificate";
    case Level::BT:
      return "no revocation list or OCSP answer speaks of its certificate, or the issuer's "
             "certificate is "
             "missing; give them";
    default:
      return "it has no archive time stamp";
  }
}

Status check_reached(View document, Level target, const ExtendSettings& settings) {
  std::vector<signature::Detached> detached;
  if (settings.detached) detached.push_back({"content", *settings.detached});
  const signature::Document made = NOROSHI_TRY(read(document, detached));
  for (const signature::AdvancedSignature& each : made.signatures) {
    if (each.level >= target) continue;
    return Error{Errc::InvalidUsage, fmt::format("{} stays at level {}: {}", each.position,
                                                 to_string(each.level), missing_for(each.level))};
  }
  return {};
}

}  // namespace

Result<Bytes> extend(View document, Level target, const ExtendSettings& settings) {
  Bytes made = der::copy_of(document);
  if (target >= Level::BT) made = NOROSHI_TRY(with_signature_stamps(made, settings));
  if (target >= Level::BLT) {
    const pki::Material of_stamps = NOROSHI_TRY(stamp_certificates(made));
    pki::Material material = settings.material;
    add_material(of_stamps, material);
    made = NOROSHI_TRY(with_material(made, material));
  }
  if (target == Level::BLTA) made = NOROSHI_TRY(with_archive_stamps(made, settings));
  NOROSHI_CHECK(check_reached(made, target, settings));
  return made;
}

}  // namespace noroshi::cades
