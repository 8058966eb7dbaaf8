// Places in a container: what a file in META-INF is by its name, and which file a URI names
// (EN 319 162-1, clauses 4.3.3, 4.4.3 and 4.4.4; TS 102 918 says the same with fewer names).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "trust/asic/zip.hpp"

namespace noroshi::asic {

inline constexpr std::string_view kMetaInf = "META-INF/";
inline constexpr std::string_view kMimeType = "mimetype";
inline constexpr std::string_view kOpenManifest = "META-INF/manifest.xml";

enum class Part : std::uint8_t {
  Data,              ///< outside META-INF: what may be signed
  MimeType,          ///< the file of that name
  Cades,             ///< *signature*.p7s
  Xades,             ///< *signatures*.xml
  TimeStamp,         ///< *.tst
  Evidence,          ///< *evidencerecord*.ers
  XmlEvidence,       ///< *evidencerecord*.xml
  Manifest,          ///< *ASiCManifest*.xml
  ArchiveManifest,   ///< *ASiCArchiveManifest*.xml
  EvidenceManifest,  ///< *ASiCEvidenceRecordManifest*.xml
  OpenManifest,      ///< manifest.xml, of OpenDocument
  Other,             ///< in META-INF, and none of ASiC's
};

/// By the name alone; letters of either case, since makers differ.
Part part_of(std::string_view name);
/// Any of the three with digests in it.
bool is_manifest(Part part);

/// The name that a URI has within the container: percent-encoding undone, relative to the root.
/// None: it leads out of the container.
std::optional<std::string> place_of(std::string_view uri);

/// The file that a URI names, or one whose name is the URI as it is written; null: there is none.
const Entry* entry_at(const Archive& archive, std::string_view uri);

}  // namespace noroshi::asic
