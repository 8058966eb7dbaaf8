// The time stamps of one CAdES signature, ready for a validator.
#pragma once

#include <string>
#include <vector>

#include "trust/cades/subject.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::cades {

/// In the order in which they were put: the content's, then those about the signature by their kind
/// and, among archive time stamps, their times.  `certificate` is the signer's where a signed
/// attribute names it: a stamp over the signature covers it, too.
std::vector<signature::Stamp> stamps_of(const Subject& subject,
                                        const std::optional<pki::Certificate>& certificate,
                                        std::vector<std::string>& remarks);

}  // namespace noroshi::cades
