// PEM: the blocks of a text (RFC 7468), whatever stands around them.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::pki {

/// The octets look like a PEM text, not like DER.
bool is_pem(der::View octets);

/// The octets of every block with one of these labels, in the order of the text.
Result<std::vector<der::Bytes>> pem_blocks(der::View text,
                                           std::initializer_list<std::string_view> labels);

/// One block.
std::string to_pem(std::string_view label, der::View octets);

}  // namespace noroshi::pki
