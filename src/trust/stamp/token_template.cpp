#include "trust/stamp/token_template.hpp"

#include <algorithm>

#include "trust/der/writer.hpp"
#include "trust/stamp/tail_writer.hpp"

namespace noroshi::stamp {
namespace {

// Tags, as octets.
constexpr std::uint8_t kSequenceTag = 0x30;
constexpr std::uint8_t kSetTag = 0x31;
constexpr std::uint8_t kOctetsTag = 0x04;
constexpr std::uint8_t kZeroTag = 0xA0;  // [0], constructed

Bytes accuracy_of(base::Micros accuracy) {
  std::vector<Bytes> parts;
  const auto part = [&](base::Micros value, std::optional<std::uint32_t> number) {
    if (value == 0) return;
    const Bytes integer = der::integer(std::int64_t{value});
    parts.push_back(number ? der::implicitly(*number, integer) : integer);
  };
  part(accuracy / base::kSecond, std::nullopt);
  part(accuracy % base::kSecond / base::kMillisecond, 0);
  part(accuracy % base::kMillisecond, 1);
  return der::sequence(parts);
}

// The name of the authority, and the statement that its stamps are qualified.
Bytes end_of_info(const Profile& profile, const pki::Certificate& certificate) {
  Bytes end;
  if (profile.names_authority) {
    // GeneralName is a CHOICE, so both [0] and directoryName's [4] are explicit.
    end = der::explicitly(0, der::explicitly(4, certificate.subject().octets()));
  }
  if (!profile.qualified) return end;
  const Bytes statement = der::sequence({der::oid("0.4.0.19422.1.1")});
  const Bytes extension =
      der::sequence({der::oid("1.3.6.1.5.5.7.1.3"), der::octet_string(der::sequence({statement}))});
  der::append(end, der::explicitly(1, extension));
  return end;
}

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) der::append(all, part);
  return all;
}

bool is_root(const Bytes& certificate) {
  const auto read = pki::Certificate::parse(certificate);
  return read && read->self_issued();
}

}  // namespace

Result<TokenTemplate> TokenTemplate::make(std::shared_ptr<const key::Signer> signer,
                                          const Profile& profile) {
  TokenTemplate made;
  made.signer_ = std::move(signer);
  made.policy_ = der::oid(profile.policy);
  for (const pki::Digest digest : profile.digests) {
    made.imprint_algorithm_[digest] = der::sequence({der::oid(pki::oid_of(digest)), der::null()});
  }
  made.accuracy_ = accuracy_of(profile.accuracy);
  made.info_end_ = end_of_info(profile, made.signer_->certificate());
  NOROSHI_CHECK(made.learn_signature(profile));
  return made;
}

// A first signature, which also shows that the key can be used.
Status TokenTemplate::learn_signature(const Profile& profile) {
  const Bytes some = der::octet_string(Bytes(32, 0x5A));
  cms::SigningSettings settings;
  settings.embed_chain = profile.chain_in_token;
  cms::SignedData data = NOROSHI_TRY(
      cms::sign(cms::kTstInfo, some, *signer_, settings).within("trying the time-stamping key"));
  const auto roots = std::remove_if(data.certificates.begin(), data.certificates.end(), is_root);
  data.certificates.erase(roots, data.certificates.end());
  cms::SignerInfo& signer = data.signers.front();
  beginning_ = der::integer(data.version);
  der::append(beginning_, der::element(der::kSet, joined(data.digest_algorithms)));
  certificates_ = der::element(der::context(0), joined(data.certificates));
  signer_id_ = der::integer(signer.version);
  der::append(signer_id_, der::sequence({signer.issuer, der::integer(View(signer.serial))}));
  der::append(signer_id_, signer.digest_algorithm);
  signature_algorithm_ = signer.signature_algorithm;
  attributes_ = std::move(signer.signed_attributes_octets);
  const Bytes digest = pki::digest(signer_->digest(), some);
  const auto place =
      std::search(attributes_.begin(), attributes_.end(), digest.begin(), digest.end());
  NOROSHI_ASSERT(place != attributes_.end());
  digest_at_ = static_cast<std::size_t>(place - attributes_.begin());
  return {};
}

Bytes TokenTemplate::tst_info(const Stamp& stamp) const {
  const Bytes& algorithm = imprint_algorithm_.at(stamp.digest);
  thread_local Bytes room;
  TailWriter writer(room, 256 + policy_.size() + info_end_.size() + stamp.nonce.size() +
                              (stamp.policy == nullptr ? 0 : stamp.policy->dotted.size()));
  writer.put(info_end_);
  if (!stamp.nonce.empty()) writer.put_element(0x02, stamp.nonce);
  writer.put(accuracy_);  // ordering is false, the DEFAULT, and therefore not written
  writer.put(der::generalized_time(stamp.time - stamp.time % base::kMillisecond));
  writer.put_integer(stamp.serial);
  const std::size_t imprint = writer.size();
  writer.put_element(kOctetsTag, stamp.imprint);
  writer.put(algorithm);
  writer.wrap(kSequenceTag, imprint);
  writer.put(stamp.policy == nullptr ? policy_ : der::oid(*stamp.policy));
  writer.put_integer(1);
  writer.wrap(kSequenceTag, 0);
  return der::copy_of(writer.octets());
}

Result<MadeResponse> TokenTemplate::respond(const Stamp& stamp) const {
  static const Bytes kEncapType = der::oid(cms::kTstInfo);
  static const Bytes kContentType = der::oid(cms::kSignedData);
  static const Bytes kGranted = der::sequence({der::integer(std::int64_t{0})});

  const Bytes info = tst_info(stamp);
  Bytes attributes = attributes_;
  const Bytes digest = pki::digest(signer_->digest(), info);
  std::copy(digest.begin(), digest.end(),
            attributes.begin() + static_cast<std::ptrdiff_t>(digest_at_));
  const Bytes signature = NOROSHI_TRY(signer_->sign(attributes).within("signing a time stamp"));
  attributes[0] = kZeroTag;

  thread_local Bytes room;
  TailWriter writer(room, 256 + signature.size() + signature_algorithm_.size() + attributes.size() +
                              signer_id_.size() + certificates_.size() + info.size() +
                              beginning_.size());
  writer.put_element(kOctetsTag, signature);
  writer.put(signature_algorithm_);
  writer.put(attributes);
  writer.put(signer_id_);
  writer.wrap(kSequenceTag, 0);
  writer.wrap(kSetTag, 0);
  if (stamp.with_certificates) writer.put(certificates_);
  const std::size_t encap = writer.size();
  writer.put_element(kOctetsTag, info);
  writer.wrap(kZeroTag, encap);
  writer.put(kEncapType);
  writer.wrap(kSequenceTag, encap);
  writer.put(beginning_);
  writer.wrap(kSequenceTag, 0);
  writer.wrap(kZeroTag, 0);
  writer.put(kContentType);
  writer.wrap(kSequenceTag, 0);
  const std::size_t token = writer.size();
  writer.put(kGranted);
  writer.wrap(kSequenceTag, 0);
  return MadeResponse{der::copy_of(writer.octets()), writer.size() - token};
}

}  // namespace noroshi::stamp
