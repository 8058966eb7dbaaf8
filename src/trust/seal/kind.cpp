#include "trust/seal/kind.hpp"

#include <algorithm>
#include <array>

#include "trust/asic/reader.hpp"
#include "trust/asic/xml_record.hpp"
#include "trust/cms/signed_data.hpp"
#include "trust/der/reader.hpp"
#include "trust/jades/reader.hpp"
#include "trust/xml/document.hpp"

namespace noroshi::seal {
namespace {

constexpr std::array<std::string_view, 7> kNames{"cades", "jades",    "pades", "xades",
                                                 "asic",  "evidence", "stamp"};

/// Readers find the header of a PDF within its first 1024 octets (ISO 32000-1, annex H.3.4.1).
constexpr std::size_t kPdfHeaderWithin = 1024;

/// The type of what a SignedData is over: a token is one over a TSTInfo.
Result<der::Oid> content_type(der::Reader content_info) {
  auto explicit_content = NOROSHI_TRY(content_info.enter(der::context(0)));
  auto signed_data = NOROSHI_TRY(explicit_content.enter(der::kSequence));
  static_cast<void>(NOROSHI_TRY(signed_data.next(der::kInteger)));
  static_cast<void>(NOROSHI_TRY(signed_data.next(der::kSet)));
  auto encapsulated = NOROSHI_TRY(signed_data.enter(der::kSequence));
  return encapsulated.oid();
}

std::optional<Kind> asn1_kind(der::View octets) {
  der::Reader whole(octets);
  auto fields = whole.enter(der::kSequence);
  if (!fields) return std::nullopt;
  auto ahead = *fields;
  if (const auto type = ahead.oid()) {
    if (*type != der::Oid(cms::kSignedData)) return std::nullopt;
    const auto inside = content_type(ahead);
    return inside && *inside == der::Oid(cms::kTstInfo) ? Kind::Stamp : Kind::Cades;
  }
  // EvidenceRecord begins with its version, then SEQUENCE OF digest algorithms (RFC 4998 §3.1).
  const auto version = fields->small_integer();
  if (!version || *version != 1) return std::nullopt;
  return fields->next(der::kSequence) ? std::optional(Kind::Evidence) : std::nullopt;
}

}  // namespace

std::string_view to_string(Kind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> kind_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Kind>(found - kNames.begin());
}

std::optional<Kind> kind_of(der::View octets) {
  // First, since a CMS around a PDF has its header within reach too.
  if (const auto kind = asn1_kind(octets)) return kind;
  // Before PDF and XML, either of which may stand stored within a container.
  if (asic::is_container(octets)) return Kind::Asic;
  const auto beginning = der::text_of(octets.first(std::min(octets.size(), kPdfHeaderWithin)));
  if (beginning.find("%PDF-") != std::string_view::npos) return Kind::Pades;
  if (jades::looks_like_jades(octets)) return Kind::Jades;
  if (xml::is_xml(octets)) return asic::is_xml_record(octets) ? Kind::Evidence : Kind::Xades;
  return std::nullopt;
}

}  // namespace noroshi::seal
