// The imprint of archive-time-stamp v2 (TS 101 733 §6.4.1, annex K.2).
#include "trust/cades/imprint.hpp"
#include "trust/cades/names.hpp"
#include "trust/cms/canonical.hpp"
#include "trust/der/writer.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cades {
namespace {

bool is_archive(const cms::Attribute& attribute) {
  return attribute.type == der::Oid(kArchiveTimeStampV2) ||
         attribute.type == der::Oid(kArchiveTimeStampV3);
}

bool stamped_before(const cms::Attribute& attribute, base::Micros time) {
  if (attribute.values.empty()) return false;
  const auto token = stamp::Token::parse(attribute.values.front());
  return token && token->info.time < time;
}

/// How one reading of the rule differs from another.
struct Reading {
  bool by_time = true;      ///< what came before is told by time, or by the order in the set
  bool with_header = true;  ///< tag and length of unsignedAttrs are covered (TS 101 733 v2.2.1)
  bool as_der = false;      ///< SignerInfo's fields in DER, or as they came
};

struct Stamped {
  std::size_t position = 0;
  base::Micros time = 0;
};

bool stood_before(const cms::SignerInfo& signer, std::size_t index, const Stamped& stamp,
                  bool by_time) {
  if (!by_time) return index < stamp.position;
  const cms::Attribute& attribute = signer.unsigned_attributes[index];
  return !is_archive(attribute) || stamped_before(attribute, stamp.time);
}

Result<Bytes> written(View element, bool as_der) {
  if (as_der) return cms::canonical(element);
  return der::copy_of(element);
}

Result<Bytes> signer_octets(const cms::SignerInfo& signer, const Stamped& stamp,
                            const Reading& reading) {
  Bytes octets = NOROSHI_TRY(signer_fields(signer, reading.as_der));
  Bytes attributes;
  for (std::size_t index = 0; index < signer.unsigned_attributes.size(); ++index) {
    if (!stood_before(signer, index, stamp, reading.by_time)) continue;
    der::append(attributes,
                NOROSHI_TRY(written(signer.unsigned_attributes[index].whole, reading.as_der)));
  }
  der::append(octets, reading.with_header ? der::element(der::context(1), attributes) : attributes);
  return octets;
}

}  // namespace

Result<ArchiveV2> archive_v2(const Subject& subject, std::size_t position, base::Micros time,
                             pki::Digest digest, View wanted) {
  if (!subject.content) {
    return Error{Errc::NotFound, "the content that was signed is not at hand; name its file"};
  }
  ArchiveV2 first;
  for (unsigned variant = 0; variant < 8; ++variant) {
    const Reading reading{(variant & 4U) == 0, (variant & 1U) == 0, (variant & 2U) != 0};
    pki::Hasher hasher(digest);
    hasher.add(subject.data->encap_octets);
    if (subject.detached()) hasher.add(*subject.content);
    hasher.add(subject.data->certificates_octets);
    hasher.add(subject.data->crls_octets);
    hasher.add(NOROSHI_TRY(signer_octets(*subject.signer, {position, time}, reading)));
    Bytes imprint = hasher.finish();
    if (der::same(imprint, wanted)) return ArchiveV2{std::move(imprint), !reading.by_time};
    if (first.imprint.empty()) first.imprint = std::move(imprint);
  }
  return first;
}

}  // namespace noroshi::cades
