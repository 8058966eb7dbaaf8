// Makes a SignedData of one signer.
#include <algorithm>

#include "trust/cms/signed_data.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

Bytes digest_algorithm(pki::Digest digest) {
  // RFC 5754 §2: parameters are left out.
  return der::sequence({der::oid(pki::oid_of(digest))});
}

Attribute message_digest(View digest) {
  return attribute(kMessageDigest, der::octet_string(digest));
}

Attribute signing_certificate(const pki::Certificate& certificate, pki::Digest digest) {
  const Bytes hash = der::octet_string(certificate.fingerprint(digest));
  // The GeneralNames are of one directoryName, [4] EXPLICIT since Name is a CHOICE.
  const Bytes issuer = der::sequence({der::explicitly(4, certificate.issuer().octets())});
  const Bytes issuer_serial = der::sequence({issuer, der::integer(View(certificate.serial()))});
  const Bytes algorithm = digest == pki::Digest::Sha256 ? Bytes() : digest_algorithm(digest);
  const Bytes reference = der::sequence({algorithm, hash, issuer_serial});
  return attribute(kSigningCertificateV2, der::sequence({der::sequence({reference})}));
}

void add_signed_attributes(SignerInfo& signer, const der::Oid& content_type, View digest,
                           const key::Signer& key, const SigningSettings& settings) {
  auto& attributes = signer.signed_attributes;
  attributes.push_back(attribute(kContentType, der::oid(content_type)));
  attributes.push_back(message_digest(digest));
  attributes.push_back(signing_certificate(key.certificate(), key.digest()));
  if (settings.signing_time) {
    attributes.push_back(attribute(kSigningTime, der::cms_time(*settings.signing_time)));
  }
  attributes.insert(attributes.end(), settings.more_signed.begin(), settings.more_signed.end());
  std::vector<Bytes> parts;
  parts.reserve(attributes.size());
  for (const Attribute& each : attributes) parts.push_back(each.whole);
  signer.has_signed_attributes = true;
  signer.signed_attributes_octets = der::set_of(std::move(parts));
}

Result<SignedData> sign_digest(const der::Oid& content_type, View digest, const key::Signer& key,
                               const SigningSettings& settings) {
  SignerInfo signer;
  signer.issuer = key.certificate().issuer().octets();
  signer.serial = key.certificate().serial();
  signer.digest = key.digest();
  signer.digest_algorithm = digest_algorithm(key.digest());
  signer.signature_algorithm = key.algorithm_identifier();
  add_signed_attributes(signer, content_type, digest, key, settings);
  signer.signature =
      NOROSHI_TRY(key.sign(signer.signed_attributes_octets).within("signing the attributes"));

  SignedData data;
  data.version = content_type == der::Oid(kData) ? 1 : 3;  // RFC 5652 §5.1
  data.digest_algorithms.push_back(signer.digest_algorithm);
  data.content_type = content_type;
  data.certificates.push_back(key.certificate().der());
  if (settings.embed_chain) {
    for (const pki::Certificate& above : key.chain()) data.certificates.push_back(above.der());
  }
  std::sort(data.certificates.begin(), data.certificates.end());  // a SET OF, in DER's order
  data.signers.push_back(std::move(signer));
  return data;
}

}  // namespace

Result<SignedData> sign(const der::Oid& content_type, View content, const key::Signer& signer,
                        const SigningSettings& settings) {
  SignedData data = NOROSHI_TRY(
      sign_digest(content_type, pki::digest(signer.digest(), content), signer, settings));
  if (settings.embed_content) data.content = der::copy_of(content);
  return data;
}

Result<SignedData> sign_detached_digest(const der::Oid& content_type, View digest,
                                        const key::Signer& signer,
                                        const SigningSettings& settings) {
  if (digest.size() != pki::size_of(signer.digest())) {
    return Error{Errc::InvalidUsage,
                 "the digest to be signed is not of the key's digest algorithm"};
  }
  return sign_digest(content_type, digest, signer, settings);
}

}  // namespace noroshi::cms
