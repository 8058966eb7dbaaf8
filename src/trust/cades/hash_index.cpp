#include "trust/cades/hash_index.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/material.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/token_material.hpp"
#include "trust/cms/canonical.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cades {
namespace {

using der::Reader;

Result<std::vector<Bytes>> read_digests(Reader& fields) {
  std::vector<Bytes> digests;
  Reader members = NOROSHI_TRY(fields.enter(der::kSequence));
  while (!members.done()) digests.push_back(NOROSHI_TRY(members.octets()));
  return digests;
}

std::size_t count_elements(Reader fields) {
  std::size_t count = 0;
  while (!fields.done() && fields.next()) ++count;
  return count;
}

Result<HashIndex> read_value(View value, bool per_value) {
  HashIndex index;
  index.per_value = per_value;
  index.digest = pki::Digest::Sha256;  // TS 101 733 §6.4.2: the DEFAULT
  index.whole = der::copy_of(value);
  Reader outer(value);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  if (count_elements(fields) > 3) {
    Reader algorithm = NOROSHI_TRY(fields.enter(der::kSequence));
    const der::Oid name = NOROSHI_TRY(algorithm.oid());
    index.digest = pki::digest_of(name);
  }
  index.certificates = NOROSHI_TRY(read_digests(fields));
  index.crls = NOROSHI_TRY(read_digests(fields));
  index.attributes = NOROSHI_TRY(read_digests(fields));
  return index;
}

bool is_in(const std::vector<Bytes>& digests, const Bytes& digest) {
  return std::find(digests.begin(), digests.end(), digest) != digests.end();
}

/// The digest of an element as it stands, and in DER where that differs: makers do either.
std::vector<Bytes> digests_of(pki::Digest digest, View element) {
  std::vector<Bytes> both{pki::digest(digest, element)};
  const auto anew = cms::canonical(element);
  if (anew && !der::same(*anew, element)) both.push_back(pki::digest(digest, *anew));
  return both;
}

/// What an index has of one attribute: its own digest, or one for each value behind the type.
std::vector<Bytes> attribute_digests(const cms::Attribute& attribute, bool per_value,
                                     pki::Digest digest) {
  if (!per_value) return digests_of(digest, attribute.whole);
  std::vector<Bytes> digests;
  const Bytes type = der::oid(attribute.type);
  const auto add = [&](View value) {
    Bytes octets = type;
    der::append(octets, value);
    digests.push_back(pki::digest(digest, octets));
  };
  for (const Bytes& value : attribute.values) {
    add(value);
    const auto anew = cms::canonical(value);
    if (anew && *anew != value) add(*anew);
  }
  return digests;
}

std::vector<Bytes> digests_of_all(pki::Digest digest, const std::vector<Bytes>& some,
                                  const std::vector<Bytes>& others) {
  std::vector<Bytes> digests;
  for (const auto* each : {&some, &others}) {
    for (const Bytes& element : *each) {
      for (Bytes& one : digests_of(digest, element)) digests.push_back(std::move(one));
    }
  }
  return digests;
}

std::size_t count_missing(const std::vector<Bytes>& listed, const std::vector<Bytes>& present) {
  return static_cast<std::size_t>(std::count_if(
      listed.begin(), listed.end(), [&](const Bytes& digest) { return !is_in(present, digest); }));
}

std::vector<Bytes> all_attribute_digests(const HashIndex& index, const Subject& subject) {
  std::vector<Bytes> digests;
  for (const cms::Attribute& each : subject.signer->unsigned_attributes) {
    for (Bytes& one : attribute_digests(each, index.per_value, *index.digest)) {
      digests.push_back(std::move(one));
    }
  }
  return digests;
}

Bytes sequence_of(const std::vector<Bytes>& digests) {
  std::vector<Bytes> parts;
  for (const Bytes& each : digests) parts.push_back(der::octet_string(each));
  return der::sequence(parts);
}

std::vector<Bytes> listed(const std::vector<Bytes>& elements, const std::vector<Bytes>& digests,
                          pki::Digest digest) {
  std::vector<Bytes> found;
  for (const Bytes& element : elements) {
    const auto both = digests_of(digest, element);
    const bool is_listed = std::any_of(both.begin(), both.end(),
                                       [&](const Bytes& each) { return is_in(digests, each); });
    if (is_listed) found.push_back(element);
  }
  return found;
}

}  // namespace

Result<HashIndex> read_hash_index(const cms::SignerInfo& token_signer) {
  for (const char* type : {kHashIndexV3, kHashIndexV2, kHashIndexV1}) {
    const cms::Attribute* const attribute = token_signer.unsigned_attribute(type);
    if (attribute == nullptr || attribute->values.empty()) continue;
    return read_value(attribute->values.front(), type == kHashIndexV3).within("ats-hash-index");
  }
  return Error{Errc::NotFound, "the archive time stamp has no ats-hash-index"};
}

HashIndex make_hash_index(const Subject& subject, pki::Digest digest) {
  HashIndex index;
  index.digest = digest;
  const cms::SignedData& data = *subject.data;
  const auto add = [&](const std::vector<Bytes>& elements, std::vector<Bytes>& to) {
    for (const Bytes& each : elements) to.push_back(pki::digest(digest, each));
  };
  add(data.certificates, index.certificates);
  add(data.other_certificates, index.certificates);
  add(data.crls, index.crls);
  add(data.other_revocation, index.crls);
  for (const cms::Attribute& each : subject.signer->unsigned_attributes) {
    const Bytes type = der::oid(each.type);
    for (const Bytes& value : each.values) {
      Bytes octets = type;
      der::append(octets, value);
      index.attributes.push_back(pki::digest(digest, octets));
    }
  }
  index.whole = der::sequence({der::sequence({der::oid(pki::oid_of(digest))}),
                               sequence_of(index.certificates), sequence_of(index.crls),
                               sequence_of(index.attributes)});
  return index;
}

std::optional<std::string> flaw_of(const HashIndex& index, const Subject& subject,
                                   std::optional<pki::Digest> imprint_digest) {
  if (!index.digest) return "the ats-hash-index was made with a digest that is unknown here";
  if (imprint_digest && *imprint_digest != *index.digest) {
    return fmt::format("the ats-hash-index was made with {}, the time stamp with {}",
                       to_string(*index.digest), to_string(*imprint_digest));
  }
  const cms::SignedData& data = *subject.data;
  const auto certificates =
      digests_of_all(*index.digest, data.certificates, data.other_certificates);
  const auto crls = digests_of_all(*index.digest, data.crls, data.other_revocation);
  const struct {
    std::string_view what;
    std::size_t missing;
  } parts[] = {{"certificates", count_missing(index.certificates, certificates)},
               {"revocation values", count_missing(index.crls, crls)},
               {"unsigned attributes",
                count_missing(index.attributes, all_attribute_digests(index, subject))}};
  for (const auto& part : parts) {
    if (part.missing > 0) {
      return fmt::format("the ats-hash-index lists {} {} that are not in the document",
                         part.missing, part.what);
    }
  }
  return std::nullopt;
}

pki::Material covered_by(const HashIndex& index, const Subject& subject) {
  pki::Material covered;
  if (!index.digest) return covered;
  std::vector<std::string> passed_over;  // told where the whole of it is read
  cms::SignedData listed_data;
  listed_data.certificates = listed(subject.data->certificates, index.certificates, *index.digest);
  listed_data.crls = listed(subject.data->crls, index.crls, *index.digest);
  listed_data.other_revocation = listed(subject.data->other_revocation, index.crls, *index.digest);
  add_material(listed_data, covered, passed_over);
  for (const cms::Attribute& each : subject.signer->unsigned_attributes) {
    for (const Bytes& value : each.values) {
      if (!lists(index, each, value)) continue;
      add_attribute_material({each.type, {value}, {}}, covered, passed_over);
    }
  }
  return covered;
}

bool lists(const HashIndex& index, const cms::Attribute& attribute, const Bytes& value) {
  if (!index.digest) return false;
  const cms::Attribute part{attribute.type, {value}, attribute.whole};
  const auto digests = attribute_digests(part, index.per_value, *index.digest);
  return std::any_of(digests.begin(), digests.end(),
                     [&](const Bytes& digest) { return is_in(index.attributes, digest); });
}

}  // namespace noroshi::cades
