#include "trust/asic/place.hpp"

#include <algorithm>
#include <vector>

namespace noroshi::asic {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

int value_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  const char small = lower(letter);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// RFC 3986 §2.1; a percent sign without two digits stands for itself, as careless makers mean it.
std::string decoded(std::string_view text) {
  std::string octets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? value_of(text[i + 1]) : -1;
    const int low = high >= 0 ? value_of(text[i + 2]) : -1;
    if (low < 0) {
      octets += text[i];
      continue;
    }
    octets += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return octets;
}

Part part_of_meta(std::string_view small) {
  const auto has = [&](std::string_view what) {
    return small.find(what) != std::string_view::npos;
  };
  if (small.ends_with(".p7s")) return has("signature") ? Part::Cades : Part::Other;
  if (small.ends_with(".tst")) return Part::TimeStamp;
  if (small.ends_with(".ers")) return Part::Evidence;
  if (!small.ends_with(".xml")) return Part::Other;
  if (has("asicarchivemanifest")) return Part::ArchiveManifest;
  if (has("asicevidencerecordmanifest")) return Part::EvidenceManifest;
  if (has("asicmanifest")) return Part::Manifest;
  if (small == "manifest.xml") return Part::OpenManifest;
  if (has("evidencerecord")) return Part::XmlEvidence;
  return has("signature") && !has("manifest") ? Part::Xades : Part::Other;
}

}  // namespace

Part part_of(std::string_view name) {
  if (name == kMimeType) return Part::MimeType;
  if (!name.starts_with(kMetaInf)) return Part::Data;
  std::string small(name.substr(kMetaInf.size()));
  std::transform(small.begin(), small.end(), small.begin(), lower);
  return part_of_meta(small);
}

bool is_manifest(Part part) {
  return part == Part::Manifest || part == Part::ArchiveManifest || part == Part::EvidenceManifest;
}

std::optional<std::string> place_of(std::string_view uri) {
  auto path = decoded(uri.substr(0, uri.find('#')));
  path.erase(0, std::min(path.find_first_not_of('/'), path.size()));
  std::vector<std::string_view> parts;
  std::string_view left = path;
  while (!left.empty()) {
    const auto slash = left.find('/');
    const auto part = left.substr(0, slash);
    left.remove_prefix(slash == std::string_view::npos ? left.size() : slash + 1);
    if (part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
      continue;
    }
    if (parts.empty()) return std::nullopt;
    parts.pop_back();
  }
  std::string place;
  for (const auto part : parts) {
    if (!place.empty()) place += '/';
    place += part;
  }
  return place;
}

const Entry* entry_at(const Archive& archive, std::string_view uri) {
  if (const auto* entry = archive.find(uri)) return entry;
  const auto place = place_of(uri);
  return place ? archive.find(*place) : nullptr;
}

}  // namespace noroshi::asic
