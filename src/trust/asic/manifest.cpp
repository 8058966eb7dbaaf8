#include "trust/asic/manifest.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "trust/asic/digest_method.hpp"
#include "trust/asic/place.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::asic {
namespace {

using signature::Reference;

constexpr std::string_view kOpenDocument = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";

xml::Node child_named(xml::Node node, std::string_view name) {
  for (const auto child : node.children()) {
    if (child.name() == name) return child;
  }
  return {};
}

Result<Reference> reference_of(xml::Node node, const Archive& archive) {
  const auto uri = node.attribute("URI");
  if (!uri || uri->empty()) return Error{Errc::InvalidInput, "a reference without a URI"};
  const auto method = child_named(node, "DigestMethod").attribute("Algorithm").value_or("");
  auto digest = NOROSHI_TRY(child_named(node, "DigestValue").base64());
  const auto* const entry = entry_at(archive, *uri);
  Reference reference{.name = entry != nullptr ? entry->name : place_of(*uri).value_or(*uri),
                      .found = entry != nullptr,
                      .digest = std::move(digest),
                      .algorithm = digest_by_uri(method)};
  if (!reference.algorithm) {
    return Error{Errc::InvalidInput,
                 fmt::format("the digest of {} is of an algorithm that is unknown here: {}",
                             reference.name, method)};
  }
  reference.intact = entry != nullptr &&
                     der::same(reference.digest, pki::digest(*reference.algorithm, entry->octets));
  return reference;
}

/// EN 319 162-1 §A.4: an extension marked critical that nobody here knows may change the meaning.
bool has_critical_extension(xml::Node node) {
  const auto critical = node.attribute("Critical").value_or("");
  if (node.name() == "Extension" && (critical == "true" || critical == "1")) return true;
  const auto children = node.children();
  return std::any_of(children.begin(), children.end(), has_critical_extension);
}

Status add_references(xml::Node root, const Archive& archive, Manifest& manifest) {
  for (const auto node : root.children()) {
    if (node.name() != "DataObjectReference") continue;
    auto reference = NOROSHI_TRY(reference_of(node, archive));
    const auto first = node.attribute("Rootfile").value_or("");
    if (first == "true" || first == "1") manifest.root_file = reference.name;
    manifest.references.push_back(std::move(reference));
  }
  return {};
}

Status fill(const Entry& file, const Archive& archive, Manifest& manifest) {
  const auto document = NOROSHI_TRY(xml::Document::parse(file.octets));
  const auto root = document.root();
  if (root.name() != "ASiCManifest") {
    return Error{Errc::InvalidInput, fmt::format("its root is {}, not ASiCManifest", root.name())};
  }
  if (const auto uri = child_named(root, "SigReference").attribute("URI")) {
    const auto* const entry = entry_at(archive, *uri);
    manifest.signed_by = entry != nullptr ? entry->name : *uri;
  }
  NOROSHI_CHECK(add_references(root, archive, manifest));
  if (!has_critical_extension(root)) return {};
  return Error{Errc::InvalidInput, "it has a critical extension that nobody here knows"};
}

/// Both with and without the manifest's namespace: XML of attributes leaves it out at times.
std::string attribute_of(xml::Node node, std::string_view name) {
  const auto qualified = node.attribute(kOpenDocument, name);
  return qualified ? *qualified : node.attribute(name).value_or("");
}

Status check_listed(std::string_view path, std::set<std::string>& listed) {
  const auto flaw = path_flaw(path);
  if (!flaw.empty()) {
    return Error{Errc::InvalidInput, fmt::format("{} lists \"{}\": {}", kOpenManifest, path, flaw)};
  }
  if (listed.emplace(path).second) return {};
  return Error{Errc::InvalidInput, fmt::format("{} lists {} twice", kOpenManifest, path)};
}

}  // namespace

bool Manifest::holds(std::string_view name) const {
  return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
    return reference.name == name && reference.intact;
  });
}

std::optional<std::string> Manifest::broken_reference() const {
  if (flaw) return fmt::format("{}: {}", file->name, *flaw);
  for (const auto& reference : references) {
    if (reference.intact) continue;
    return fmt::format("{} lists {}, which {}", file->name, reference.name,
                       reference.found ? "is no longer what it was" : "is not in the container");
  }
  return std::nullopt;
}

Manifest read_manifest(const Entry& file, const Archive& archive) {
  Manifest manifest{.file = &file};
  const auto filled = fill(file, archive, manifest);
  if (!filled) manifest.flaw = filled.error().message;
  return manifest;
}

Result<std::vector<std::string>> compare_open_manifest(const Entry& file, const Archive& archive) {
  std::vector<std::string> differences;
  const auto document = xml::Document::parse(file.octets);
  if (!document) return std::vector{fmt::format("{}: {}", file.name, document.error().message)};
  std::set<std::string> listed;
  for (const auto node : document->root().children()) {
    if (node.name() != "file-entry") continue;
    const auto path = attribute_of(node, "full-path");
    if (path == "/" || (path.size() > 1 && path.ends_with('/'))) continue;  // folders
    NOROSHI_CHECK(check_listed(path, listed));
    if (archive.find(path) == nullptr) {
      differences.push_back(
          fmt::format("{} lists {}, which is not in the container", file.name, path));
    }
  }
  for (const auto& entry : archive.entries) {
    if (part_of(entry.name) != Part::Data || listed.contains(entry.name)) continue;
    differences.push_back(fmt::format("{} does not list {}", file.name, entry.name));
  }
  return differences;
}

}  // namespace noroshi::asic
