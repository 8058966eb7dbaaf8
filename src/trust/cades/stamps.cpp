#include "trust/cades/stamps.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/hash_index.hpp"
#include "trust/cades/imprint.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/token_material.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cades {
namespace {

using signature::Stamp;
using signature::StampKind;

/// A token where it stands: the position of its attribute among the unsigned ones.
struct Found {
  std::size_t position = 0;
  std::string type{};
  Bytes octets{};
  std::optional<stamp::Token> token{};
  std::optional<HashIndex> index{};  ///< of an archive-time-stamp-v3
  bool by_order = false;             ///< of an archive-time-stamp v2: see ArchiveV2
  bool is_signed = false;            ///< among the signed attributes
  std::string id{};
  [[nodiscard]] base::Micros time() const { return token ? token->info.time : 0; }
  [[nodiscard]] Bytes imprint() const { return token ? token->info.imprint : Bytes(); }
};

Found found_at(std::size_t position, const cms::Attribute& attribute, const Bytes& value) {
  Found found;
  found.position = position;
  found.type = attribute.type.dotted;
  found.octets = value;
  found.id = signature::id_of("T-", value);
  if (auto token = stamp::Token::parse(value)) found.token = *std::move(token);
  if (found.type == kArchiveTimeStampV3 && found.token && !found.token->data.signers.empty()) {
    if (auto index = read_hash_index(found.token->data.signers.front())) {
      found.index = *std::move(index);
    }
  }
  return found;
}

void add_tokens(const std::vector<cms::Attribute>& attributes, bool is_signed,
                std::vector<Found>& to) {
  for (std::size_t position = 0; position < attributes.size(); ++position) {
    const cms::Attribute& attribute = attributes[position];
    if (!is_time_stamp(attribute.type)) continue;
    for (const Bytes& value : attribute.values) {
      to.push_back(found_at(position, attribute, value));
      to.back().is_signed = is_signed;
    }
  }
}

StampKind kind_of(const std::string& type) {
  if (type == kContentTimeStamp) return StampKind::Content;
  if (type == kSignatureTimeStamp) return StampKind::Signature;
  if (type == kCadesCTimeStamp || type == kReferencesTimeStamp) return StampKind::References;
  return StampKind::Archive;
}

stamp::Imprint archive_imprint(const Subject& subject, const Found& found) {
  const Bytes wanted = found.imprint();
  if (found.type == kArchiveTimeStampV2) {
    return [subject, wanted, position = found.position,
            time = found.time()](pki::Digest digest) -> Result<Bytes> {
      ArchiveV2 made = NOROSHI_TRY(archive_v2(subject, position, time, digest, wanted));
      return std::move(made.imprint);
    };
  }
  if (found.index) {
    return [subject, wanted, value = found.index->whole](pki::Digest digest) {
      return archive_v3_imprint(subject, value, digest, wanted);
    };
  }
  const bool first_version = found.type == kArchiveTimeStampV1;
  return [first_version](pki::Digest) -> Result<Bytes> {
    return Error{Errc::InvalidInput,
                 first_version
                     ? "an archive time stamp of the first version (RFC 3126) is not computed here"
                     : "the archive time stamp has no ats-hash-index that can be read"};
  };
}

stamp::Imprint imprint_for(const Subject& subject, const Found& found) {
  switch (kind_of(found.type)) {
    case StampKind::Content:
      return [subject](pki::Digest digest) { return content_imprint(subject, digest); };
    case StampKind::Signature:
      return [subject](pki::Digest digest) -> Result<Bytes> {
        return signature_imprint(subject, digest);
      };
    case StampKind::References:
      return [subject, wanted = found.imprint(),
              whole = found.type == kCadesCTimeStamp](pki::Digest digest) -> Result<Bytes> {
        return references_imprint(subject, digest, whole, wanted);
      };
    default:
      return archive_imprint(subject, found);
  }
}

/// Whether the archive or references stamp `by` has the octets of `other` in its imprint.
bool covers(const Subject& subject, const Found& by, const Found& other) {
  if (by.type == kCadesCTimeStamp) return other.type == kSignatureTimeStamp;
  if (kind_of(by.type) != StampKind::Archive || by.octets == other.octets) return false;
  if (other.is_signed) return true;
  if (by.type == kArchiveTimeStampV2) {
    if (by.by_order) return other.position < by.position;
    return kind_of(other.type) != StampKind::Archive || other.time() < by.time();
  }
  return by.index &&
         lists(*by.index, subject.signer->unsigned_attributes[other.position], other.octets);
}

/// All that SignedData and the attributes before this stamp hold: what a v2 archive stamp covers.
pki::Material all_before(const Subject& subject, const Found& stamp,
                         const std::vector<Found>& all) {
  pki::Material covered;
  std::vector<std::string> passed_over;  // told where the whole of it is read
  add_material(*subject.data, covered, passed_over);
  auto attributes = subject.signer->unsigned_attributes;
  if (stamp.by_order) attributes.resize(stamp.position);
  add_material(attributes, covered, passed_over);
  for (const Found& other : all) {
    if (!covers(subject, stamp, other)) continue;
    const cms::Attribute whole{der::Oid(other.type), {other.octets}, {}};
    add_attribute_material(whole, covered, passed_over);
  }
  return covered;
}

void describe_archive(const Subject& subject, const Found& found, const std::vector<Found>& all,
                      Stamp& stamp) {
  if (found.type == kArchiveTimeStampV2) {
    stamp.covered = all_before(subject, found, all);
  } else if (found.index) {
    stamp.index_flaw = flaw_of(*found.index, subject, found.token->info.digest);
    stamp.covered = covered_by(*found.index, subject);
  } else if (found.type == kArchiveTimeStampV3) {
    stamp.index_flaw = "the archive time stamp has no ats-hash-index that can be read";
  }
}

Stamp described(const Subject& subject, const Found& found, const std::vector<Found>& all,
                const std::optional<pki::Certificate>& certificate) {
  Stamp stamp;
  stamp.kind = kind_of(found.type);
  stamp.id = found.id;
  stamp.token = found.octets;
  stamp.imprint = imprint_for(subject, found);
  stamp.covers_signature = stamp.kind != StampKind::Content && found.type != kReferencesTimeStamp;
  if (stamp.kind == StampKind::Archive) describe_archive(subject, found, all, stamp);
  for (const Found& other : all) {
    if (covers(subject, found, other)) stamp.covered_stamps.push_back(other.id);
  }
  if (stamp.covers_signature && certificate) {
    add_material(pki::Material{{*certificate}, {}, {}}, stamp.covered);
  }
  return stamp;
}

/// The same token twice in one signature is two stamps.
void number_twins(std::vector<Found>& all) {
  for (auto at = all.begin(); at != all.end(); ++at) {
    const auto twins = std::count_if(all.begin(), at,
                                     [&](const Found& each) { return each.octets == at->octets; });
    if (twins > 0) at->id += fmt::format("-{}", twins + 1);
  }
}

/// Which of its readings an archive-time-stamp v2 was made by.
void find_reading(const Subject& subject, Found& found) {
  if (found.type != kArchiveTimeStampV2 || !found.token || !found.token->info.digest) return;
  const auto made = archive_v2(subject, found.position, found.time(), *found.token->info.digest,
                               found.token->info.imprint);
  found.by_order = made && made->by_order;
}

}  // namespace

std::vector<Stamp> stamps_of(const Subject& subject,
                             const std::optional<pki::Certificate>& certificate,
                             std::vector<std::string>& remarks) {
  std::vector<Found> all;
  add_tokens(subject.signer->signed_attributes, true, all);
  add_tokens(subject.signer->unsigned_attributes, false, all);
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    const StampKind kind_a = kind_of(a.type);
    const StampKind kind_b = kind_of(b.type);
    if (kind_a != kind_b) return kind_a < kind_b;
    return kind_a == StampKind::Archive && a.time() < b.time();
  });
  number_twins(all);
  for (Found& each : all) find_reading(subject, each);
  std::vector<Stamp> stamps;
  for (const Found& each : all) {
    if (each.token) {
      stamps.push_back(described(subject, each, all, certificate));
    } else {
      remarks.push_back(each.id + ": a time stamp that cannot be read proves nothing");
    }
  }
  return stamps;
}

}  // namespace noroshi::cades
