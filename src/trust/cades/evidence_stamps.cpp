#include "trust/cades/evidence_stamps.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/cades/material.hpp"
#include "trust/cades/names.hpp"
#include "trust/cades/token_material.hpp"
#include "trust/cms/canonical.hpp"
#include "trust/cms/extension.hpp"
#include "trust/evidence/check.hpp"

namespace noroshi::cades {
namespace {

using evidence::Record;
using signature::Stamp;

bool is_evidence(const cms::Attribute& attribute) {
  return attribute.type == der::Oid(kInternalEvidence) ||
         attribute.type == der::Oid(kExternalEvidence);
}

/// How many unsigned attributes stand before a signer's first evidence record.
std::size_t before_evidence(const cms::SignerInfo& signer) {
  const auto& attributes = signer.unsigned_attributes;
  const auto first = std::find_if(attributes.begin(), attributes.end(), is_evidence);
  return static_cast<std::size_t>(first - attributes.begin());
}

/// Every reading of "the document as it was before this attribute": the other signers with or
/// without records of their own, octets as they came (RFC 4998) or in DER (TS 119 122-3 §5).
std::vector<Bytes> readings(const Subject& subject, std::size_t position) {
  std::vector<Bytes> found;
  for (const bool others_too : {false, true}) {
    std::vector<std::size_t> kept;
    for (const cms::SignerInfo& each : subject.data->signers) {
      const bool own = &each == subject.signer.get();
      const std::size_t all = each.unsigned_attributes.size();
      kept.push_back(own ? position : (others_too ? before_evidence(each) : all));
    }
    auto octets = cms::before_attributes(subject.document, kept);
    if (!octets) continue;
    if (auto anew = cms::canonical(*octets)) found.push_back(*std::move(anew));
    found.push_back(*std::move(octets));
  }
  return found;
}

/// The record's first list has this hash, or its token is over it alone.
bool speaks_of(const evidence::ArchiveTimeStamp& first, const Bytes& hash) {
  if (!first.hash_tree.empty()) {
    const auto& group = first.hash_tree.front();
    return std::find(group.begin(), group.end(), hash) != group.end();
  }
  const auto token = stamp::Token::parse(first.token);
  return token && token->info.imprint == hash;
}

/// The reading that the record was made over, or the first where it was over none.
Bytes stamped_document(const Subject& subject, std::size_t position, const Record& record) {
  std::vector<Bytes> found = readings(subject, position);
  if (found.empty()) return {};
  const evidence::ArchiveTimeStamp& first = record.chains.front().stamps.front();
  if (first.digest) {
    for (Bytes& each : found) {
      if (speaks_of(first, pki::digest(*first.digest, each))) return std::move(each);
    }
  }
  return std::move(found.front());
}

stamp::Imprint imprint_of(const evidence::StampFinding& finding) {
  if (!finding.imprint_found) {
    return [why = finding.why](pki::Digest) -> Result<Bytes> { return Error{Errc::NotFound, why}; };
  }
  // What it is over was computed with the record; nothing at all is over octets that are not there.
  const bool holds = finding.imprint_intact && finding.covers && finding.token;
  return [imprint = holds ? finding.token->info.imprint : Bytes()](pki::Digest) -> Result<Bytes> {
    return imprint;
  };
}

Stamp stamp_of(const evidence::StampFinding& finding, const Bytes& token, std::string id) {
  Stamp stamp;
  stamp.kind = signature::StampKind::Evidence;
  stamp.id = std::move(id);
  stamp.token = token;
  stamp.imprint = imprint_of(finding);
  stamp.covers_signature = finding.role != evidence::Role::StampRenewal && finding.covers;
  return stamp;
}

class Records {
 public:
  Records(const Subject& subject, pki::Material& material, std::vector<Stamp>& to,
          std::vector<std::string>& remarks)
      : subject_(subject), material_(material), to_(to), remarks_(remarks) {}

  void add(std::size_t position, View value) {
    const auto record = Record::parse(value);
    if (!record) {
      remarks_.push_back("an evidence record that cannot be read proves nothing: " +
                         record.error().message);
      return;
    }
    const Bytes document = stamped_document(subject_, position, *record);
    std::vector<evidence::DataObject> objects{evidence::data_object("the signature", document)};
    const cms::Attribute& attribute = subject_.signer->unsigned_attributes[position];
    if (subject_.detached() && subject_.content && attribute.type == der::Oid(kExternalEvidence)) {
      objects.push_back(evidence::data_object("the content", *subject_.content));
    }
    const evidence::Finding finding = evidence::check(*record, objects);
    const pki::Material before = material_before(position);
    add_material(finding.material, material_);
    remarks_.insert(remarks_.end(), finding.remarks.begin(), finding.remarks.end());
    add_stamps(*record, finding, signature::id_of("E-", value), before, position);
  }

 private:
  /// What stood in the document when the record came: attributes behind it are not covered.
  [[nodiscard]] pki::Material material_before(std::size_t position) const {
    pki::Material before;
    std::vector<std::string> passed_over;  // told where the whole of it is read
    add_material(*subject_.data, before, passed_over);
    for (const cms::Attribute& each : subject_.signer->signed_attributes) {
      add_attribute_material(each, before, passed_over);
    }
    for (std::size_t index = 0; index < position; ++index) {
      add_attribute_material(subject_.signer->unsigned_attributes[index], before, passed_over);
    }
    return before;
  }

  [[nodiscard]] bool stands_before(const Stamp& stamp, std::size_t position) const {
    const auto holds = [&](const cms::Attribute& each) {
      return std::find(each.values.begin(), each.values.end(), stamp.token) != each.values.end();
    };
    const auto& of_signer = subject_.signer->signed_attributes;
    const auto& others = subject_.signer->unsigned_attributes;
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(position);
    return std::any_of(of_signer.begin(), of_signer.end(), holds) ||
           std::any_of(others.begin(), end, holds);
  }

  void add_stamps(const Record& record, const evidence::Finding& finding, const std::string& id,
                  const pki::Material& material_before_it, std::size_t position) {
    std::vector<std::string> others;
    for (const Stamp& each : to_) {
      if (stands_before(each, position)) others.push_back(each.id);
    }
    std::string before;
    for (std::size_t i = 0; i < finding.stamps.size(); ++i) {
      const evidence::StampFinding& found = finding.stamps[i];
      const Bytes& token = record.chains[found.chain].stamps[found.index].token;
      Stamp stamp = stamp_of(found, token, fmt::format("{}-{}", id, i + 1));
      if (stamp.covers_signature) {
        stamp.covered = material_before_it;
        stamp.covered_stamps = others;
      }
      // A renewal is over the token before it, or over all of the chains before it.
      if (!before.empty() && found.covers) stamp.covered_stamps.push_back(before);
      before = stamp.id;
      to_.push_back(std::move(stamp));
    }
  }

  const Subject& subject_;
  pki::Material& material_;
  std::vector<Stamp>& to_;
  std::vector<std::string>& remarks_;
};

}  // namespace

void add_evidence(const Subject& subject, pki::Material& material, std::vector<Stamp>& to,
                  std::vector<std::string>& remarks) {
  const auto& attributes = subject.signer->unsigned_attributes;
  if (std::none_of(attributes.begin(), attributes.end(), is_evidence)) return;
  Records records(subject, material, to, remarks);
  for (std::size_t position = 0; position < attributes.size(); ++position) {
    if (!is_evidence(attributes[position])) continue;
    for (const Bytes& value : attributes[position].values) records.add(position, value);
  }
}

}  // namespace noroshi::cades
