#include "trust/asic/stamps_alone.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/asic/xml_record.hpp"
#include "trust/evidence/check.hpp"
#include "trust/stamp/token.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::asic {
namespace {

using signature::Detached;
using signature::Document;
using signature::Stamp;
using signature::StampKind;

std::vector<evidence::DataObject> objects_of(std::span<const Detached> detached) {
  std::vector<evidence::DataObject> objects;
  for (const auto& one : detached) {
    objects.push_back(evidence::data_object(one.name, one.octets));
  }
  return objects;
}

/// The record's arithmetic is done: what the token should be over is what it is over, or not.
std::function<Result<der::Bytes>(pki::Digest)> imprint_of(const evidence::StampFinding& finding) {
  if (!finding.imprint_found) {
    return [why = finding.why](pki::Digest) -> Result<der::Bytes> {
      return Error{Errc::NotFound, why.empty() ? "the sealed data is not at hand" : why};
    };
  }
  // A first stamp that is over some of the data is over what it says, and is told of as not being
  // about the rest.
  const bool some = finding.role == evidence::Role::Initial &&
                    std::any_of(finding.references.begin(), finding.references.end(),
                                [](const evidence::Reference& one) { return one.intact; });
  const bool right = finding.imprint_intact && (finding.covers || some) && finding.token;
  auto octets = right ? finding.token->info.imprint : der::Bytes{};
  return [octets = std::move(octets)](pki::Digest) -> Result<der::Bytes> { return octets; };
}

std::string id_of(const evidence::StampFinding& found, std::string_view prefix) {
  return fmt::format("{}{}.{}", prefix, found.chain + 1, found.index + 1);
}

/// RFC 4998 §5.2: a new time stamp is over the token before, a new tree over all chains before.
std::vector<std::string> covered_by(const evidence::Finding& finding, std::size_t index,
                                    std::string_view prefix) {
  std::vector<std::string> covered;
  const auto role = finding.stamps[index].role;
  if (role == evidence::Role::Initial) return covered;
  const auto first = role == evidence::Role::TreeRenewal ? 0 : index - 1;
  for (auto i = first; i < index; ++i) covered.push_back(id_of(finding.stamps[i], prefix));
  return covered;
}

Stamp stamp_of(const evidence::Finding& finding, std::size_t index, std::string_view prefix) {
  const auto& found = finding.stamps[index];
  Stamp stamp{.kind = StampKind::Evidence,
              .id = id_of(found, prefix),
              .token = found.token ? found.token->whole : der::Bytes{},
              .imprint = imprint_of(found),
              .covers_signature = false};
  stamp.covered_stamps = covered_by(finding, index, prefix);
  return stamp;
}

Result<evidence::Finding> check_der_record(der::View record, std::span<const Detached> objects) {
  const auto parsed = NOROSHI_TRY(evidence::Record::parse(record));
  return evidence::check(parsed, objects_of(objects));
}

}  // namespace

Result<RecordStamps> record_stamps(der::View record, std::span<const Detached> objects,
                                   std::string_view prefix) {
  auto finding = NOROSHI_TRY(xml::is_xml(record) ? check_xml_record(record, objects)
                                                 : check_der_record(record, objects));
  RecordStamps found{.uncovered = std::move(finding.uncovered),
                     .material = std::move(finding.material),
                     .remarks = std::move(finding.remarks)};
  for (std::size_t i = 0; i < finding.stamps.size(); ++i) {
    found.stamps.push_back(stamp_of(finding, i, prefix));
  }
  if (!finding.orderly) {
    found.stamps.back().index_flaw = "a time stamp is older than the one that it renews";
  }
  for (const auto& name : found.uncovered) {
    found.stamps.front().index_flaw = fmt::format("the record is not about {}", name);
  }
  return found;
}

Result<Document> read_evidence(der::View octets, std::span<const Detached> objects) {
  auto found = NOROSHI_TRY(record_stamps(octets, objects, "E-"));
  return Document{.stamps = std::move(found.stamps), .remarks = std::move(found.remarks)};
}

Result<Document> read_stamp(der::View octets, std::span<const Detached> contents) {
  Stamp stamp{.kind = StampKind::Document,
              .id = "T-1",
              .token = der::copy_of(octets),
              .imprint = {},
              .covers_signature = false};
  if (contents.size() == 1) {
    stamp.imprint = stamp::imprint_of(contents.front().octets);
  } else {
    stamp.imprint = [](pki::Digest) -> Result<der::Bytes> {
      return Error{Errc::NotFound, "the stamped content is not at hand"};
    };
  }
  return Document{.stamps = {std::move(stamp)}};
}

}  // namespace noroshi::asic
