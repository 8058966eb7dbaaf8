// base64url without padding, as JOSE writes it (RFC 7515 §2), and base64, as JAdES carries
// certificates and tokens (RFC 4648 §4).
//
// Reading is strict: two texts that stand for the same octets would be two signatures that look
// like one.  Neither takes line breaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trust/der/bytes.hpp"

namespace noroshi::jades {

using der::Bytes;
using der::View;

std::string to_base64url(View octets);
std::string to_base64(View octets);

/// None: another alphabet, padding, an impossible length, or bits set behind the last octet.
std::optional<Bytes> from_base64url(std::string_view text);
/// None: another alphabet, wrong padding, or bits set behind the last octet.
std::optional<Bytes> from_base64(std::string_view text);
/// Either alphabet, padded or not: for digests that are only compared, which makers in use write
/// both ways.
std::optional<Bytes> from_either_base64(std::string_view text);

}  // namespace noroshi::jades
