#include "trust/cades/seal.hpp"

#include <algorithm>

#include "trust/cades/names.hpp"
#include "trust/cades/version_two.hpp"
#include "trust/cms/extension.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::cades {
namespace {

/// `digest`: of the content, by signer.digest().
Result<cms::SigningSettings> signing_settings(View digest, const key::Signer& signer,
                                              const SealSettings& settings) {
  cms::SigningSettings to;
  to.signing_time = settings.signing_time;
  to.embed_content = !settings.detached;
  to.embed_chain = settings.embed_chain;
  auto& more = to.more_signed;
  if (!settings.mime_type.empty()) more.push_back(mime_type(settings.mime_type));
  if (!settings.description.empty()) more.push_back(content_hints(settings.description));
  if (!settings.location.empty()) more.push_back(signer_location(settings.location));
  if (!settings.claimed_roles.empty()) more.push_back(claimed_roles(settings.claimed_roles));
  if (settings.policy) more.push_back(signature_policy(*settings.policy));
  if (settings.content_stamps != nullptr) {
    const Bytes token = NOROSHI_TRY(
        settings.content_stamps->stamp(signer.digest(), digest).within("content time stamp"));
    more.push_back(cms::attribute(kContentTimeStamp, token));
  }
  return to;
}

Result<cms::SignedData> sealed(View content, const key::Signer& signer,
                               const SealSettings& settings) {
  const Bytes digest = pki::digest(signer.digest(), content);
  const cms::SigningSettings to = NOROSHI_TRY(signing_settings(digest, signer, settings));
  return cms::sign(cms::kData, content, signer, to);
}

/// The SignerInfos of a ContentInfo that was just made, each whole.
Result<std::vector<Bytes>> signers_of(const cms::SignedData& data) {
  const cms::SignedData written = NOROSHI_TRY(cms::SignedData::parse(data.encode()));
  std::vector<Bytes> signers;
  for (const cms::SignerInfo& each : written.signers) signers.push_back(each.whole);
  return signers;
}

}  // namespace

Result<Bytes> seal(View content, const key::Signer& signer, const SealSettings& settings) {
  const cms::SignedData data = NOROSHI_TRY(sealed(content, signer, settings));
  return data.encode();
}

Result<Bytes> seal_digest(View digest, const key::Signer& signer, const SealSettings& settings) {
  cms::SigningSettings to = NOROSHI_TRY(signing_settings(digest, signer, settings));
  to.embed_content = false;
  const cms::SignedData data =
      NOROSHI_TRY(cms::sign_detached_digest(cms::kData, digest, signer, to));
  return data.encode();
}

Result<Bytes> add_seal(View document, const key::Signer& signer, const SealSettings& settings,
                       std::optional<View> detached) {
  const cms::SignedData present = NOROSHI_TRY(cms::SignedData::parse(document));
  NOROSHI_CHECK(refuse_version_two(present));
  if (present.content_type != der::Oid(cms::kData)) {
    return Error{Errc::InvalidUsage, "the document holds no plain content, but one of type " +
                                         present.content_type.dotted};
  }
  if (!present.content && !detached) {
    return Error{Errc::InvalidUsage, "the document's content is detached; name its file"};
  }
  const View content = present.content ? View(*present.content) : *detached;
  const cms::SignedData made = NOROSHI_TRY(sealed(content, signer, settings));
  cms::Addition addition;
  addition.digest_algorithms = made.digest_algorithms;
  addition.signers = NOROSHI_TRY(signers_of(made));
  for (const Bytes& each : made.certificates) {
    const auto& known = present.certificates;
    if (std::find(known.begin(), known.end(), each) == known.end()) {
      addition.certificates.push_back(each);
    }
  }
  return cms::extended(document, addition);
}

}  // namespace noroshi::cades
