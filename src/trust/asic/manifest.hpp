// What a manifest says: ASiCManifest and its kin (EN 319 162-1, annex A.4), and META-INF/
// manifest.xml, which OpenDocument brought.
//
//   ASiCManifest
//   ├─ SigReference         the signature, token or record that is over this manifest
//   └─ DataObjectReference  a file and its digest, any number of times
//
// Namespaces are not compared: TS 102 918's drafts and the makers who follow them have others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/asic/zip.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

struct Manifest {
  const Entry* file = nullptr;
  /// The name of what is over it; empty: not said.
  std::string signed_by{};
  std::vector<signature::Reference> references{};  ///< names as files in the container have them
  std::optional<std::string> root_file{};          ///< what the maker calls the first to open
  /// What stands in the way of believing what it lists; none: nothing.
  std::optional<std::string> flaw{};

  /// It lists this file, and the file is what it was.
  [[nodiscard]] bool holds(std::string_view name) const;
  /// The first of its references that are gone or changed, in words; none: all are right.
  [[nodiscard]] std::optional<std::string> broken_reference() const;
};

/// Digests are compared with the archive's files.  A text that is no manifest has a flaw.
Manifest read_manifest(const Entry& file, const Archive& archive);

/// What META-INF/manifest.xml and the files disagree about, in words.  An Error: a path in it that
/// leaves the container, or that stands there twice.
Result<std::vector<std::string>> compare_open_manifest(const Entry& file, const Archive& archive);

}  // namespace noroshi::asic
