// NoticeMark: a notice's id inside a Message-ID and an envelope address, signed.
//
//   <noroshi.ID.MARK@isp.example>        bounces+ID.MARK@isp.example   (VERP)
//
// ID is the notice's id with everything but letters, digits and "-" written as "=XX"; MARK are 64
// bits of keyed BLAKE2b over it.  Whoever does not hold the key cannot write a bounce of ours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::channel {

/// The 32 octets of a key file's 64 hexadecimal digits.
Result<std::string> parse_mark_key(std::string_view text);

/// "ID.MARK".
std::string marked(std::string_view notice, std::string_view key);

/// The notice's id of "ID.MARK" if the mark is ours.
std::optional<std::string> unmarked(std::string_view text, std::string_view key);

}  // namespace noroshi::channel
