// A signature dictionary put into a document: its field, the form's list of fields, its page.
#pragma once

#include "trust/pades/signature_field.hpp"
#include "trust/pades/update.hpp"

namespace noroshi::pades {

/// Hangs the dictionary onto the empty field of this name, or onto a new one (`field` empty), which
/// is not to be seen.  `stem`: what a new field's name begins with.
Status hang_signature(Pdf& pdf, Update& update, std::string_view field, std::string_view stem,
                      std::uint32_t dictionary);

/// What the document's own author allows (DocMDP's P); none: he said nothing.
std::optional<int> certified_level(Pdf& pdf);

/// Puts a key into the catalogue.
void put_in_catalogue(Pdf& pdf, Update& update, std::string_view key, Object value);

}  // namespace noroshi::pades
