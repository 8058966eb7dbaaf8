#include "trust/asic/container_stamps.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/asic/stamps_alone.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::asic {
namespace {

using signature::AdvancedSignature;
using signature::Detached;
using signature::Level;
using signature::Reference;
using signature::Stamp;
using signature::StampKind;

/// A token, or one of a record's, and the files that its imprint binds.
struct Bound {
  const Entry* file = nullptr;
  Stamp stamp{};
  std::set<std::string> files{};
};

pki::Digest digest_in(const Entry& token_file) {
  const auto token = stamp::Token::parse(token_file.octets);
  return token && token->info.digest ? *token->info.digest : pki::Digest::Sha256;
}

/// A file that is stamped as it is, without a manifest.
Reference whole_file(const Entry& entry, pki::Digest digest) {
  return {.name = entry.name,
          .found = true,
          .intact = true,
          .digest = pki::digest(digest, entry.octets),
          .algorithm = digest};
}

std::function<Result<der::Bytes>(pki::Digest)> nothing_at_hand(std::string why) {
  return [why = std::move(why)](pki::Digest) -> Result<der::Bytes> {
    return Error{Errc::NotFound, why};
  };
}

class Stamping {
 public:
  Stamping(const Container& container, SignedFiles& signed_files)
      : container_(container), signed_(signed_files) {}

  ContainerStamps run() {
    for (const auto* file : container_.files(Part::TimeStamp)) take_token(*file);
    for (const auto* file : container_.files(Part::Evidence)) take_record(*file);
    for (const auto* file : container_.files(Part::XmlEvidence)) take_record(*file);
    for (auto& bound : bound_) name_covered_stamps(bound);
    for (const auto& bound : bound_) found_.covered.insert(bound.files.begin(), bound.files.end());
    for (const auto& bound : bound_) put(bound);
    return std::move(found_);
  }

 private:
  /// The manifest that says of itself that this file is over it; of several, that with the digest.
  const Manifest* manifest_of(const Entry& file) const {
    const auto manifests = container_.manifests_of(file.name);
    const auto token =
        manifests.size() > 1 ? stamp::Token::parse(file.octets) : Result<stamp::Token>(Error{});
    for (const auto* manifest : manifests) {
      if (!token || !token->info.digest) break;
      const auto digest = pki::digest(*token->info.digest, manifest->file->octets);
      if (der::same(digest, token->info.imprint)) return manifest;
    }
    return manifests.empty() ? nullptr : manifests.front();
  }

  void take_token(const Entry& file) {
    Bound bound{.file = &file,
                .stamp = {.kind = StampKind::Document, .id = file.name, .token = file.octets}};
    auto& stamp = bound.stamp;
    stamp.covers_signature = false;
    if (const auto* const manifest = manifest_of(file)) {
      stamp.imprint = stamp::imprint_of(manifest->file->octets);
      stamp.references = manifest->references;
      stamp.index_flaw = manifest->broken_reference();
      bound.files = container_.bound_by(*manifest);
    } else if (const auto* const only = only_document()) {
      stamp.imprint = stamp::imprint_of(only->octets);
      stamp.references = {whole_file(*only, digest_in(file))};
      bound.files = {only->name};
    } else {
      stamp.imprint = nothing_at_hand("no manifest says what " + file.name + " is over");
    }
    bound_.push_back(std::move(bound));
  }

  /// Of ASiC-S; null: not one.
  const Entry* only_document() const {
    const auto root = container_.root_files();
    return container_.form == Form::Simple && root.size() == 1 ? root.front() : nullptr;
  }

  /// What a record should be over: the files that its manifest lists, or the document of ASiC-S.
  std::vector<const Entry*> objects_of(const Manifest* manifest) const {
    std::vector<const Entry*> objects;
    if (manifest == nullptr) {
      return container_.form == Form::Simple ? container_.root_files() : objects;
    }
    for (const auto& reference : manifest->references) {
      const auto* const entry = container_.archive.find(reference.name);
      if (entry != nullptr) objects.push_back(entry);
    }
    return objects;
  }

  /// ASiC-S has one document, and its record is over that whatever a manifest says.
  const Manifest* manifest_of_record(const Entry& file) {
    const auto* const manifest = manifest_of(file);
    if (manifest == nullptr || container_.form == Form::Extended) return manifest;
    found_.remarks.push_back(manifest->file->name +
                             " says nothing here: a record in ASiC-S is over the document");
    return nullptr;
  }

  static void add_whole_files(const std::vector<const Entry*>& entries, Stamp& stamp) {
    for (const auto* entry : entries) {
      stamp.references.push_back(whole_file(*entry, pki::Digest::Sha256));
    }
  }

  void take_record(const Entry& file) {
    const auto* const manifest = manifest_of_record(file);
    const auto entries = objects_of(manifest);
    std::vector<Detached> objects;
    for (const auto* entry : entries) objects.push_back({entry->name, entry->octets});
    auto record = record_stamps(file.octets, objects, file.name + " ");
    if (!record) return unreadable_record(file, record.error().message);
    for (auto& remark : record->remarks) found_.remarks.push_back(file.name + ": " + remark);
    Bound bound{.file = &file};
    for (const auto* entry : entries) add_bound_by_record(*entry, *record, bound.files);
    if (manifest != nullptr && manifest->broken_reference()) {
      record->stamps.front().index_flaw = manifest->broken_reference();
    }
    for (auto& stamp : record->stamps) {
      bound.stamp = std::move(stamp);
      if (manifest != nullptr) bound.stamp.references = manifest->references;
      if (container_.form == Form::Simple) add_whole_files(entries, bound.stamp);
      bound_.push_back(bound);
    }
    materials_[file.name] = std::move(record->material);
  }

  void unreadable_record(const Entry& file, std::string why) {
    Stamp stamp{.kind = StampKind::Evidence, .id = file.name, .token = file.octets};
    stamp.imprint = nothing_at_hand(why);
    stamp.covers_signature = false;
    found_.remarks.push_back(fmt::format("{}: {}", file.name, why));
    bound_.push_back({.file = &file, .stamp = std::move(stamp)});
  }

  void add_bound_by_record(const Entry& entry, const RecordStamps& record,
                           std::set<std::string>& files) const {
    const auto& uncovered = record.uncovered;
    if (std::find(uncovered.begin(), uncovered.end(), entry.name) != uncovered.end()) return;
    files.insert(entry.name);
    if (const auto* const manifest = container_.manifest_in(entry.name)) {
      files.merge(container_.bound_by(*manifest));
    }
  }

  /// A token file among what is bound is a token that is covered.
  void name_covered_stamps(Bound& bound) const {
    for (const auto& other : bound_) {
      if (&other != &bound && bound.files.contains(other.file->name)) {
        bound.stamp.covered_stamps.push_back(other.stamp.id);
      }
    }
  }

  /// It is about this signature: its manifest names its file, whatever has become of it, or it is
  /// over a token that is about it.
  bool concerns(const Bound& bound, const std::string& file) const {
    std::set<const Bound*> seen;
    return concerns(bound, file, seen);
  }

  bool concerns(const Bound& bound, const std::string& file, std::set<const Bound*>& seen) const {
    const auto& named = bound.stamp.references;
    const bool names_it = std::any_of(named.begin(), named.end(), [&](const Reference& reference) {
      return reference.name == file;
    });
    if (names_it || bound.files.contains(file)) return true;
    if (!seen.insert(&bound).second) return false;
    return std::any_of(bound_.begin(), bound_.end(), [&](const Bound& other) {
      return bound.files.contains(other.file->name) && concerns(other, file, seen);
    });
  }

  void put(const Bound& bound) {
    bool used = false;
    for (std::size_t i = 0; i < signed_.signatures.size(); ++i) {
      if (!concerns(bound, signed_.files[i])) continue;
      put_to(bound, signed_.signatures[i], signed_.files[i]);
      used = true;
    }
    if (!used) found_.alone.push_back(bound.stamp);
  }

  void put_to(const Bound& bound, AdvancedSignature& signature, const std::string& file) {
    auto stamp = bound.stamp;
    if (stamp.kind == StampKind::Document) stamp.kind = StampKind::Archive;
    stamp.covers_signature = bound.files.contains(file);
    if (stamp.covers_signature) cover(signature, stamp);
    const auto material = materials_.find(bound.file->name);
    if (material != materials_.end()) {
      const auto& certificates = material->second.certificates;
      auto& all = signature.material.certificates;
      all.insert(all.end(), certificates.begin(), certificates.end());
    }
    const bool archived = stamp.kind == StampKind::Archive && stamp.covers_signature &&
                          !stamp.index_flaw && signature.level == Level::BLT;
    if (archived) signature.level = Level::BLTA;
    signature.stamps.push_back(std::move(stamp));
  }

  /// The whole file is bound: the signature, what it brings along, and the stamps within it.
  void cover(const AdvancedSignature& signature, Stamp& stamp) const {
    stamp.covered = signature.material;
    for (const auto& inner : signature.stamps) {
      const bool of_container = std::any_of(bound_.begin(), bound_.end(), [&](const Bound& bound) {
        return bound.stamp.id == inner.id;
      });
      if (!of_container) stamp.covered_stamps.push_back(inner.id);
    }
  }

  const Container& container_;
  SignedFiles& signed_;
  std::vector<Bound> bound_{};
  std::map<std::string, pki::Material> materials_{};  ///< of records, by their file
  ContainerStamps found_{};
};

}  // namespace

ContainerStamps add_stamps(const Container& container, SignedFiles& signed_files) {
  return Stamping(container, signed_files).run();
}

}  // namespace noroshi::asic
