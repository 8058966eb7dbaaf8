// The time stamps of one XAdES signature, ready for a validator.
#pragma once

#include "trust/xades/parts.hpp"

namespace noroshi::xades {

/// In the order in which they were put: the data's, then those of the unsigned properties as they
/// stand.  `certificate` is the signer's where a signed property names it: a stamp over the
/// signature covers it, too.
std::vector<signature::Stamp> stamps_of(const std::shared_ptr<const Parts>& parts,
                                        const std::optional<pki::Certificate>& certificate,
                                        std::vector<std::string>& remarks);

}  // namespace noroshi::xades
