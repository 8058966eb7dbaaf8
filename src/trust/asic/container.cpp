#include "trust/asic/container.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace noroshi::asic {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

/// What a mimetype file says, without the mark and the blanks that some editors leave.
std::string_view type_in(const Entry& file) {
  auto text = der::text_of(file.octets);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return trimmed(text);
}

/// EN 319 162-1 §A.1: the first file, not compressed, of these letters and no others.
void remark_on_type_file(const Archive& archive, const Entry& file,
                         std::vector<std::string>& remarks) {
  if (&archive.entries.front() != &file) remarks.emplace_back("mimetype is not the first file");
  if (!file.stored) remarks.emplace_back("mimetype is compressed");
  if (type_in(file).size() != file.octets.size()) {
    remarks.emplace_back("mimetype has octets beside the type");
  }
}

/// The ZIP comment "mimetype=…", which stands in for the file (TS 102 918 §5.2.1).
std::string_view type_in_comment(std::string_view comment) {
  constexpr std::string_view kKey = "mimetype=";
  const auto at = comment.find(kKey);
  return at == std::string_view::npos ? std::string_view()
                                      : trimmed(comment.substr(at + kKey.size()));
}

std::optional<Form> form_of_type(std::string_view type) {
  if (type == kSimpleType) return Form::Simple;
  return type == kExtendedType ? std::optional(Form::Extended) : std::nullopt;
}

bool has(const Container& container, Part part) { return !container.files(part).empty(); }

/// Something that signs or stamps, or says what is signed.
bool has_any_seal(const Container& container) {
  constexpr std::array kSealing{Part::Cades,           Part::Xades,           Part::TimeStamp,
                                Part::Evidence,        Part::XmlEvidence,     Part::Manifest,
                                Part::ArchiveManifest, Part::EvidenceManifest};
  return std::any_of(kSealing.begin(), kSealing.end(),
                     [&](Part part) { return has(container, part); });
}

/// Where no type is said: manifests are ASiC-E's, and so are several documents.
Form form_by_files(const Container& container) {
  const bool manifests = has(container, Part::Manifest) || has(container, Part::EvidenceManifest) ||
                         has(container, Part::OpenManifest);
  return manifests || container.files(Part::Data).size() > 1 ? Form::Extended : Form::Simple;
}

/// The type that the file or the comment says; empty: neither does.
Result<std::string> said_type(Container& container) {
  if (const auto* const file = container.archive.find(kMimeType)) {
    remark_on_type_file(container.archive, *file, container.remarks);
    const auto type = type_in(*file);
    if (type.empty()) return Error{Errc::InvalidInput, "its mimetype is empty"};
    return std::string(type);
  }
  container.remarks.emplace_back("there is no mimetype file");
  return std::string(type_in_comment(container.archive.comment));
}

Status recognise(Container& container) {
  const auto type = NOROSHI_TRY(said_type(container));
  const auto form = form_of_type(type);
  if (!form && !has_any_seal(container)) {
    return Error{
        Errc::InvalidInput,
        "a ZIP file, but no ASiC container: neither its mimetype nor its META-INF says so"};
  }
  container.form = form.value_or(form_by_files(container));
  container.kind = container.form == Form::Simple ? "ASiC-S" : "ASiC-E";
  if (!form && !type.empty() && container.archive.find(kMimeType) != nullptr) {
    container.kind += fmt::format(" ({})", type);
  }
  return {};
}

/// A token that no manifest names is ASiC-S's; where the type says ASiC-E and nothing there is
/// ASiC-E's, readers of either kind would take it for something else.
Status check_form(const Container& container) {
  if (container.form == Form::Simple) {
    const bool needs = has(container, Part::Cades) || has(container, Part::TimeStamp);
    if (!needs || !container.root_files().empty()) return {};
    return Error{Errc::InvalidInput,
                 "an ASiC-S container without a document in its root: what is sealed?"};
  }
  const bool extended = has(container, Part::Manifest) || has(container, Part::ArchiveManifest) ||
                        has(container, Part::EvidenceManifest) || has(container, Part::Xades) ||
                        has(container, Part::OpenManifest);
  if (extended || !has(container, Part::TimeStamp)) return {};
  return Error{Errc::InvalidInput,
               "its mimetype says ASiC-E, its time stamp has no manifest as in ASiC-S: it can be "
               "read in two ways"};
}

Status read_manifests(Container& container) {
  for (const auto& entry : container.archive.entries) {
    if (is_manifest(part_of(entry.name))) {
      container.manifests.push_back(read_manifest(entry, container.archive));
    }
  }
  const auto* const open = container.archive.find(kOpenManifest);
  if (open == nullptr) return {};
  auto differences = NOROSHI_TRY(compare_open_manifest(*open, container.archive));
  container.remarks.insert(container.remarks.end(), differences.begin(), differences.end());
  return {};
}

void add_bound(const Container& container, const Manifest& manifest, std::set<std::string>& names) {
  for (const auto& reference : manifest.references) {
    if (!reference.intact || !names.insert(reference.name).second) continue;
    const auto* const inner = container.manifest_in(reference.name);
    if (inner != nullptr) add_bound(container, *inner, names);
  }
}

}  // namespace

std::vector<const Entry*> Container::files(Part part) const {
  std::vector<const Entry*> found;
  for (const auto& entry : archive.entries) {
    if (part_of(entry.name) == part) found.push_back(&entry);
  }
  return found;
}

std::vector<const Entry*> Container::root_files() const {
  auto found = files(Part::Data);
  std::erase_if(found,
                [](const Entry* entry) { return entry->name.find('/') != std::string::npos; });
  return found;
}

std::vector<const Manifest*> Container::manifests_of(std::string_view signing_file) const {
  std::vector<const Manifest*> found;
  for (const auto& manifest : manifests) {
    if (manifest.signed_by == signing_file) found.push_back(&manifest);
  }
  return found;
}

const Manifest* Container::manifest_in(std::string_view file) const {
  const auto found =
      std::find_if(manifests.begin(), manifests.end(),
                   [&](const Manifest& manifest) { return manifest.file->name == file; });
  return found == manifests.end() ? nullptr : &*found;
}

std::set<std::string> Container::bound_by(const Manifest& manifest) const {
  std::set<std::string> names{manifest.file->name};
  add_bound(*this, manifest, names);
  return names;
}

Result<std::shared_ptr<Container>> open_container(View octets) {
  auto container = std::make_shared<Container>();
  container->archive = NOROSHI_TRY(unpacked(octets));
  NOROSHI_CHECK(recognise(*container));
  NOROSHI_CHECK(check_form(*container));
  NOROSHI_CHECK(read_manifests(*container));
  return container;
}

}  // namespace noroshi::asic
