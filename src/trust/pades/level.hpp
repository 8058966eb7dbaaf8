// The baseline level that a PAdES signature reaches by what it carries (EN 319 142-1 §6.3).
#pragma once

#include "trust/cms/signed_data.hpp"
#include "trust/pades/signature_field.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::pades {

/// What the document itself holds for a signature.
struct Support {
  bool has_store = false;  ///< a DSS dictionary
  /// What stood in the document when each later document time stamp was put, oldest first.
  std::vector<pki::Material> stamped{};
};

/// `found` has its certificate, material and stamps already.  Nothing is judged but presence.
signature::Level level_of(const SignatureDictionary& dictionary, const cms::SignedData& data,
                          const Support& support, const signature::AdvancedSignature& found);

}  // namespace noroshi::pades
