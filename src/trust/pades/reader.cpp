#include "trust/pades/reader.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/cades/material.hpp"
#include "trust/cades/reader.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/pades/evidence.hpp"
#include "trust/pades/level.hpp"
#include "trust/pades/revision.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::pades {
namespace {

using signature::AdvancedSignature;
using signature::Stamp;
using signature::StampKind;

constexpr const char* kRevocationArchival = "1.2.840.113583.1.1.8";  // Adobe, in signed attributes

/// A signature or stamp, and what it leads to.
struct Entry {
  Signing signing{};
  pki::Material stored{};  ///< DSS of its own revision
  std::optional<Stamp> stamp{};
  std::optional<AdvancedSignature> signature{};
  std::optional<cms::SignedData> data{};
};

// Contents is filled up with zeros; BER says where what counts ends.
Bytes trimmed(View contents) {
  const auto element = der::Reader(contents).next();
  return der::copy_of(element ? element->whole : contents);
}

// ISO 32000-2 table 261: SEQUENCE { [0] CRLs, [1] OCSPResponses, [2] others }.
void add_archived_revocation(const cms::SignerInfo& signer, pki::Material& to) {
  const auto* attribute = signer.signed_attribute(kRevocationArchival);
  if (attribute == nullptr || attribute->values.empty()) return;
  auto outer = der::Reader(attribute->values.front()).enter(der::kSequence);
  if (!outer) return;
  pki::Material found;
  const auto each = [&](std::uint32_t tag, const auto& take) {
    const auto list = outer->optional(der::context(tag));
    if (!list || !*list) return;
    auto inside = outer->inside(**list).enter(der::kSequence);
    while (inside && !inside->done()) {
      const auto element = inside->next();
      if (!element) return;
      take(element->whole);
    }
  };
  each(0, [&](View octets) {
    if (auto crl = pki::Crl::parse(octets)) found.crls.push_back(std::move(*crl));
  });
  each(1, [&](View octets) {
    if (auto ocsp = pki::OcspResponse::parse(octets)) found.ocsp.push_back(std::move(*ocsp));
  });
  cades::add_material(found, to);
}

class DocumentReader {
 public:
  DocumentReader(Pdf& pdf, const std::vector<pki::Certificate>& more) : pdf_(pdf), more_(more) {}

  signature::Document document() {
    auto signings = signings_of(pdf_);
    made_.remarks = removed_signatures(pdf_, signings);
    for (auto& signing : signings) entries_.push_back({.signing = std::move(signing)});
    gather_evidence();
    for (auto& entry : entries_) describe(entry);
    name_twins();
    for (std::size_t index = 0; index < entries_.size(); ++index) connect(index);
    return finished();
  }

 private:
  // Stores of earlier revisions count too: a later update may have left something out.
  void gather_evidence() {
    evidence_ = evidence_of(pdf_, made_.remarks);
    has_store_ = has_evidence(pdf_);
    for (auto& entry : entries_) {
      if (!entry.signing.revision) continue;
      std::vector<std::string> said_already;
      entry.stored = evidence_of(*entry.signing.revision, said_already);
      cades::add_material(entry.stored, evidence_);
      has_store_ = has_store_ || has_evidence(*entry.signing.revision);
    }
  }

  void describe(Entry& entry) {
    if (entry.signing.is_stamp())
      entry.stamp = stamp_of(entry);
    else
      entry.signature = signature_of(entry);
  }

  Stamp stamp_of(Entry& entry) {
    const auto& signing = entry.signing;
    Stamp made;
    made.kind = StampKind::Document;
    made.token = trimmed(signing.dictionary.contents);
    made.id = signature::id_of("T-", made.token);
    made.covers_signature = true;
    made.covered = entry.stored;
    if (signing.flaw.empty()) {
      made.imprint = [coverage = signing.coverage](pki::Digest digest) -> Result<Bytes> {
        return coverage.digest(digest);
      };
    } else {
      made.imprint = [flaw = signing.flaw](pki::Digest) -> Result<Bytes> {
        return Error{Errc::InvalidInput, flaw};
      };
    }
    add_remarks(signing, fmt::format("document time stamp, {}", signing.position()));
    if (auto data = cms::SignedData::parse(made.token)) entry.data = std::move(*data);
    return made;
  }

  void add_remarks(const Signing& signing, const std::string& about) {
    if (!signing.flaw.empty()) made_.remarks.push_back(about + ": " + signing.flaw);
    for (const auto& remark : signing.remarks) made_.remarks.push_back(about + ": " + remark);
  }

  AdvancedSignature signature_of(Entry& entry) {
    const auto& signing = entry.signing;
    const auto contents = trimmed(signing.dictionary.contents);
    auto made = cms_signature(entry, contents);
    made.format = signature::Format::Pades;
    made.id = signature::id_of("S-", signing.dictionary.contents);
    made.position = signing.position();
    if (!signing.flaw.empty()) made.malformed = signing.flaw;
    if (!made.malformed) made.malformed = sub_filter_flaw(signing.dictionary.sub_filter);
    made.remarks.insert(made.remarks.end(), signing.remarks.begin(), signing.remarks.end());
    if (signing.dictionary.time) made.claimed_time = signing.dictionary.time;
    if (!signing.dictionary.location.empty()) made.location = signing.dictionary.location;
    return made;
  }

  static std::optional<std::string> sub_filter_flaw(const std::string& sub_filter) {
    constexpr std::array<std::string_view, 3> kRead{"ETSI.CAdES.detached", "adbe.pkcs7.detached",
                                                    "adbe.pkcs7.sha1"};
    if (std::find(kRead.begin(), kRead.end(), sub_filter) != kRead.end()) return std::nullopt;
    return fmt::format("signatures of the kind '{}' are not read here", sub_filter);
  }

  AdvancedSignature cms_signature(Entry& entry, const Bytes& contents) {
    const auto& coverage = entry.signing.coverage;
    auto signed_octets = std::make_shared<Bytes>();
    signed_octets->reserve(coverage.before.size() + coverage.after.size());
    der::append(*signed_octets, coverage.before);
    der::append(*signed_octets, coverage.after);
    const std::array detached{signature::Detached{"document", *signed_octets}};
    auto read = cades::read(contents, detached, more_);
    auto data = cms::SignedData::parse(contents);
    if (!read || !data) {
      AdvancedSignature broken;
      broken.malformed = fmt::format("Contents is no signature: {}",
                                     read ? data.error().message : read.error().message);
      return broken;
    }
    entry.data = std::move(*data);
    auto made = std::move(read->signatures.front());
    if (read->signatures.size() > 1)
      made.remarks.push_back(
          fmt::format("its CMS has {} signers, where PDF knows one; the first "
                      "is shown",
                      read->signatures.size()));
    keep_alive(made, signed_octets);
    check_document(entry, *signed_octets, made);
    cades::add_material(evidence_, made.material);
    add_archived_revocation(entry.data->signers.front(), made.material);
    return made;
  }

  // The imprints of content time stamps look at the signed octets when they are asked.
  static void keep_alive(AdvancedSignature& signature, const std::shared_ptr<Bytes>& octets) {
    for (auto& stamp : signature.stamps) {
      stamp.imprint = [inner = stamp.imprint, octets](pki::Digest digest) { return inner(digest); };
    }
  }

  // What the CMS calls its content must be the document: itself, or in the oldest kind its SHA-1.
  static void check_document(const Entry& entry, View octets, AdvancedSignature& to) {
    if (to.references.empty()) return;
    auto& reference = to.references.front();
    reference.name = "document";
    reference.found = entry.signing.coverage.readable;
    if (!reference.found) reference.intact = false;
    const auto& content = entry.data->content;
    if (!content) return;
    const bool is_digest = der::same(*content, pki::digest(pki::Digest::Sha1, octets));
    const bool is_document = der::same(*content, octets);
    const bool old_kind = entry.signing.dictionary.sub_filter == "adbe.pkcs7.sha1";
    if (!old_kind) to.remarks.emplace_back("its CMS holds a content, where it should be detached");
    reference.intact = reference.intact && (is_digest || is_document);
    if (content->empty() && reference.algorithm)
      reference.intact = der::same(reference.digest, pki::digest(*reference.algorithm, octets));
  }

  // Two stamps may be copies of one.
  void name_twins() {
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      auto& entry = entries_[index];
      auto& id = entry.stamp ? entry.stamp->id : entry.signature->id;
      const auto twins = std::count_if(
          entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(index),
          [&](const Entry& each) {
            return each.signing.dictionary.contents == entry.signing.dictionary.contents;
          });
      if (twins > 0) id += fmt::format("-{}", twins + 1);
    }
  }

  // A stamp covers everything that its revision holds: earlier stamps, and signatures with theirs.
  void connect(std::size_t index) {
    auto& entry = entries_[index];
    if (!entry.stamp || !entry.signing.flaw.empty()) return;
    auto& stamp = *entry.stamp;
    for (std::size_t before = 0; before < index; ++before) {
      if (covers(entry, entries_[before])) cover(entries_[before], stamp);
    }
    for (std::size_t before = 0; before < index; ++before) {
      auto& other = entries_[before];
      if (other.signature && covers(entry, other)) {
        other.signature->stamps.push_back(stamp);
        add_token_material(entry, *other.signature);
      }
    }
  }

  static bool covers(const Entry& stamp, const Entry& other) {
    return other.signing.dictionary.gap &&
           (*other.signing.dictionary.gap)[1] <= stamp.signing.coverage.before.size();
  }

  static void cover(const Entry& other, Stamp& stamp) {
    if (other.data) {
      std::vector<std::string> said_already;
      cades::add_material(*other.data, stamp.covered, said_already);
    }
    if (other.stamp) stamp.covered_stamps.push_back(other.stamp->id);
    if (!other.signature) return;
    for (const auto& each : other.signature->stamps) {
      if (each.kind != StampKind::Document) stamp.covered_stamps.push_back(each.id);
    }
  }

  static void add_token_material(const Entry& stamp, AdvancedSignature& to) {
    if (stamp.data) cades::add_material(*stamp.data, to.material, to.remarks);
  }

  signature::Document finished() {
    for (std::size_t index = 0; index < entries_.size(); ++index) {
      auto& entry = entries_[index];
      if (entry.stamp) made_.stamps.push_back(std::move(*entry.stamp));
      if (!entry.signature) continue;
      if (entry.data) {
        Support support{.has_store = has_store_};
        for (std::size_t later = index + 1; later < entries_.size(); ++later) {
          if (entries_[later].stamp && covers(entries_[later], entry))
            support.stamped.push_back(entries_[later].stored);
        }
        entry.signature->level =
            level_of(entry.signing.dictionary, *entry.data, support, *entry.signature);
      }
      made_.signatures.push_back(std::move(*entry.signature));
    }
    for (auto& remark : pdf_.remarks()) made_.remarks.push_back(std::move(remark));
    return std::move(made_);
  }

  Pdf& pdf_;
  const std::vector<pki::Certificate>& more_;
  std::vector<Entry> entries_{};
  pki::Material evidence_{};
  bool has_store_ = false;
  signature::Document made_{};
};

}  // namespace

Result<signature::Document> read(View pdf, const std::vector<pki::Certificate>& more) {
  auto opened = NOROSHI_TRY(Pdf::open(pdf));
  return DocumentReader(opened, more).document();
}

}  // namespace noroshi::pades
