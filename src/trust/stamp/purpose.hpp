// Whether a certificate is one of a time-stamping unit (RFC 3161 §2.3).
#pragma once

#include <string_view>

#include "trust/pki/certificate.hpp"

namespace noroshi::stamp {

/// Empty where its extended key usage is timeStamping, alone and critical; otherwise why not.
std::string_view purpose_flaw(const pki::Certificate& certificate);

}  // namespace noroshi::stamp
