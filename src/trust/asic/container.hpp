// Container: a ZIP file recognised as one of ASiC's, with its manifests read and compared with the
// files, but no signature looked at yet.
//
// It does not move once it is made: manifests and stamps look into its octets.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "trust/asic/manifest.hpp"
#include "trust/asic/place.hpp"
#include "trust/asic/zip.hpp"

namespace noroshi::asic {

enum class Form : std::uint8_t {
  Simple,    ///< ASiC-S: one data object
  Extended,  ///< ASiC-E, and formats built like it (OpenDocument)
};

inline constexpr std::string_view kSimpleType = "application/vnd.etsi.asic-s+zip";
inline constexpr std::string_view kExtendedType = "application/vnd.etsi.asic-e+zip";

struct Container {
  Container() = default;
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  Container(Container&&) = delete;
  Container& operator=(Container&&) = delete;
  ~Container() = default;

  Form form = Form::Extended;
  std::string kind{};  ///< "ASiC-E"
  Archive archive{};
  std::vector<Manifest> manifests{};
  std::vector<std::string> remarks{};

  [[nodiscard]] std::vector<const Entry*> files(Part part) const;
  /// What an ASiC-S container is about: files in its root.
  [[nodiscard]] std::vector<const Entry*> root_files() const;
  /// Those that say of themselves that this file is over them.
  [[nodiscard]] std::vector<const Manifest*> manifests_of(std::string_view signing_file) const;
  [[nodiscard]] const Manifest* manifest_in(std::string_view file) const;

  /// Names of all files that a digest over this manifest binds: those that it lists, and what
  /// manifests among them list.
  [[nodiscard]] std::set<std::string> bound_by(const Manifest& manifest) const;
};

/// An Error: no ZIP file, none of ASiC's, or one that can be read in two ways.
Result<std::shared_ptr<Container>> open_container(View octets);

}  // namespace noroshi::asic
