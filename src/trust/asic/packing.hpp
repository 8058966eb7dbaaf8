// Containers made: documents, a manifest over them, and what signs it, packed so that every reader
// finds the type at its place (EN 319 162-1, annex A.1).
//
//   ASiC-S   mimetype, document, META-INF/signature.p7s            the signature is over the
//   document ASiC-E   mimetype, documents, META-INF/ASiCManifest.xml,       the signature is over
//   the manifest,
//            META-INF/signature001.p7s                             which has the documents' digests
//
// The same input gives the same octets: no entry has a time.
#pragma once

#include <span>
#include <string>

#include "trust/asic/container.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

inline constexpr std::string_view kSimpleSignature = "META-INF/signature.p7s";
inline constexpr std::string_view kFirstSignature = "META-INF/signature001.p7s";
inline constexpr std::string_view kFirstManifest = "META-INF/ASiCManifest.xml";

/// What stands in the way of these documents in such a container: names that none may have, names
/// that two have, other than one document in ASiC-S.
Status check_documents(Form form, std::span<const signature::Detached> documents);

/// An ASiCManifest over the documents, by SHA-256; `mime_type` of them, empty: not said.
Bytes manifest_over(std::span<const signature::Detached> documents, std::string_view signed_by,
                    std::string_view mime_type);

/// `manifest`: of ASiC-E; nothing for ASiC-S.
Result<Bytes> packed(Form form, std::span<const signature::Detached> documents, View manifest,
                     View signature);

}  // namespace noroshi::asic
