#include "trust/asic/signed_files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <utility>

#include "trust/cades/reader.hpp"
#include "trust/xades/reader.hpp"

namespace noroshi::asic {
namespace {

using signature::AdvancedSignature;
using signature::Detached;

Detached detached_of(const Entry& entry) { return {entry.name, entry.octets}; }

/// What a CMS signature may be over.  A manifest without SigReference, as some makers write it, may
/// be meant by any signature that none names: its digest tells.
std::vector<Detached> contents_for(const Container& container, const std::string& file) {
  std::vector<Detached> contents;
  auto manifests = container.manifests_of(file);
  if (manifests.empty() && container.form == Form::Extended) manifests = container.manifests_of("");
  for (const auto* manifest : manifests) contents.push_back(detached_of(*manifest->file));
  if (!contents.empty() || container.form == Form::Extended) return contents;
  for (const auto* entry : container.root_files()) contents.push_back(detached_of(*entry));
  return contents;
}

/// Every other file may be named by a reference; documents first, for those that name nothing.
std::vector<Detached> all_but(const Container& container, const Entry& file) {
  std::vector<Detached> contents;
  for (const bool data : {true, false}) {
    for (const auto& entry : container.archive.entries) {
      const bool is_data = part_of(entry.name) == Part::Data;
      if (is_data == data && &entry != &file) contents.push_back(detached_of(entry));
    }
  }
  return contents;
}

/// A signature that holds its content is over the file that has the same octets; makers differ in
/// whether they leave the manifest out of it.
void name_content(std::span<const Detached> contents, AdvancedSignature& signature) {
  if (signature.references.empty()) return;
  auto& content = signature.references.front();
  const auto is_named = [&](const Detached& one) { return one.name == content.name; };
  if (!content.intact || !content.algorithm ||
      std::any_of(contents.begin(), contents.end(), is_named))
    return;
  for (const auto& one : contents) {
    if (!der::same(pki::digest(*content.algorithm, one.octets), content.digest)) continue;
    content.name = one.name;
    return;
  }
  signature.remarks.emplace_back("what it signed stands within it alone, not in the container");
}

/// What the manifest that was signed lists is signed too.
void add_listed(const Container& container, AdvancedSignature& signature) {
  if (signature.references.empty()) return;
  const auto& content = signature.references.front();
  const auto* const manifest = content.found ? container.manifest_in(content.name) : nullptr;
  if (manifest == nullptr) return;
  if (manifest->flaw && content.intact && !signature.malformed) {
    signature.malformed = fmt::format("{}: {}", content.name, *manifest->flaw);
  }
  if (manifest->root_file) {
    signature.remarks.push_back(
        fmt::format("{} calls {} the file to open first", content.name, *manifest->root_file));
  }
  const auto listed = manifest->references;
  signature.references.insert(signature.references.end(), listed.begin(), listed.end());
}

AdvancedSignature unreadable(signature::Format format, const Entry& file, std::string why) {
  return {
      .format = format, .id = "S-" + file.name, .position = file.name, .malformed = std::move(why)};
}

class Reading {
 public:
  Reading(const Container& container, const std::vector<pki::Certificate>& more)
      : container_(container), more_(more) {}

  SignedFiles run() {
    for (const auto* file : container_.files(Part::Cades)) {
      const auto contents = contents_for(container_, file->name);
      add(*file, signature::Format::Cades, contents, cades::read(file->octets, contents, more_));
    }
    for (const auto* file : container_.files(Part::Xades)) {
      const auto contents = all_but(container_, *file);
      add(*file, signature::Format::Xades, contents, xades::read(file->octets, contents, more_));
    }
    tell_apart();
    return std::move(found_);
  }

 private:
  void add(const Entry& file, signature::Format format, std::span<const Detached> contents,
           Result<signature::Document> read) {
    if (!read) {
      found_.signatures.push_back(unreadable(format, file, std::move(read.error().message)));
      found_.files.push_back(file.name);
      return;
    }
    for (auto& remark : read->remarks) found_.remarks.push_back(file.name + ": " + remark);
    const bool alone = read->signatures.size() == 1;
    for (auto& signature : read->signatures) {
      signature.position = alone ? file.name : file.name + ", " + signature.position;
      if (format == signature::Format::Cades) {
        name_content(contents, signature);
        add_listed(container_, signature);
      }
      found_.signatures.push_back(std::move(signature));
      found_.files.push_back(file.name);
    }
  }

  /// The same signature in two files has the same id in both.
  void tell_apart() {
    std::map<std::string, unsigned> seen;
    for (auto& signature : found_.signatures) {
      const auto count = ++seen[signature.id];
      if (count > 1) signature.id += fmt::format("-{}", count);
    }
  }

  const Container& container_;
  const std::vector<pki::Certificate>& more_;
  SignedFiles found_{};
};

}  // namespace

SignedFiles read_signatures(const Container& container, const std::vector<pki::Certificate>& more) {
  return Reading(container, more).run();
}

}  // namespace noroshi::asic
