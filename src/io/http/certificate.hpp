// The certificate that a server begins with: self-signed, its fingerprint shown, until the operator
// brings a better one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::http {

/// Writes a P-256 key (mode 0600) and a certificate for these names and addresses, valid from now
/// for two years.  Files that are there already are left alone.  Returns the fingerprint, SHA-256,
/// 64 digits in lower case.
Result<std::string> bootstrap_certificate(const std::string& certificate_file,
                                          const std::string& key_file,
                                          const std::vector<std::string>& names, base::Micros now);

/// Of the first certificate in a PEM file.
Result<std::string> fingerprint_of_file(const std::string& certificate_file);
/// Until when the first certificate in a PEM file is good.
Result<base::Micros> end_of_certificate(const std::string& certificate_file);

}  // namespace noroshi::http
