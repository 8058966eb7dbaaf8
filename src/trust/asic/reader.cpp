#include "trust/asic/reader.hpp"

#include <fmt/format.h>

#include "trust/asic/container.hpp"
#include "trust/asic/container_stamps.hpp"
#include "trust/asic/signed_files.hpp"

namespace noroshi::asic {
namespace {

/// Files that signatures are over, directly or by a manifest that they are over.
std::set<std::string> signed_names(const Container& container, const SignedFiles& signed_files) {
  std::set<std::string> names;
  for (const auto& signature : signed_files.signatures) {
    for (const auto& reference : signature.references) {
      if (!reference.found || !reference.intact) continue;
      const auto* const entry = entry_at(container.archive, reference.name);
      if (entry == nullptr) continue;
      names.insert(entry->name);
      const auto* const manifest = container.manifest_in(entry->name);
      if (manifest != nullptr) names.merge(container.bound_by(*manifest));
    }
  }
  return names;
}

/// Whatever is there beside the container's own files, and in nobody's digest.
std::vector<std::string> uncovered(const Container& container,
                                   const std::set<std::string>& covered) {
  std::vector<std::string> names;
  for (const auto& entry : container.archive.entries) {
    const auto part = part_of(entry.name);
    const bool content = part == Part::Data || part == Part::Other;
    if (content && !covered.contains(entry.name)) names.push_back(entry.name);
  }
  return names;
}

/// A manifest is believed as far as something is over it.
void remark_on_manifests(const Container& container, std::vector<std::string>& remarks) {
  for (const auto& manifest : container.manifests) {
    const auto& file = manifest.file->name;
    if (manifest.flaw) remarks.push_back(fmt::format("{}: {}", file, *manifest.flaw));
    // Nobody may write it so, and it says nothing: what is over it is over no document.
    if (!manifest.flaw && manifest.references.empty()) {
      remarks.push_back(file + " lists no file");
    }
    if (!manifest.signed_by.empty() && container.archive.find(manifest.signed_by) == nullptr) {
      remarks.push_back(fmt::format("{} names {} as what is over it, which is not in the container",
                                    file, manifest.signed_by));
    }
  }
}

void remark_on_form(const Container& container, std::vector<std::string>& remarks) {
  if (container.form == Form::Extended) return;
  const auto documents = container.files(Part::Data).size();
  if (documents != 1) {
    remarks.push_back(
        fmt::format("an ASiC-S container is about one document, here are {}", documents));
  }
  if (container.root_files().empty()) remarks.emplace_back("no document is in the root");
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

bool is_container(View octets) { return starts_as_zip(octets); }

Result<signature::Document> read(View octets, const std::vector<pki::Certificate>& more) {
  const std::shared_ptr<const Container> container = NOROSHI_TRY(open_container(octets));
  auto signed_files = read_signatures(*container, more);
  auto stamps = add_stamps(*container, signed_files);
  auto covered = signed_names(*container, signed_files);
  if (signed_files.signatures.empty()) covered.merge(stamps.covered);
  signature::Document document{.container = container->kind,
                               .signatures = std::move(signed_files.signatures),
                               .stamps = std::move(stamps.alone),
                               .uncovered = uncovered(*container, covered),
                               .remarks = container->remarks,
                               .keeps = container};
  remark_on_form(*container, document.remarks);
  remark_on_manifests(*container, document.remarks);
  append(document.remarks, signed_files.remarks);
  append(document.remarks, stamps.remarks);
  return document;
}

}  // namespace noroshi::asic
