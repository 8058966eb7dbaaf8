// Portal tokens: what lets a subscriber see the page of the own case without signing in.
//
// 128 random bits, written so that it can be typed from a letter: 26 characters of Crockford's
// base 32 (no I, L, O, U), in groups.  Only its hash is kept: whoever reads the operator's files
// cannot open pages.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::channel {

/// A new token: "8F3K-…", from the kernel's randomness.
std::string make_portal_token();

/// What is kept of it: 64 hexadecimal digits (BLAKE2b-256).  Case, hyphens and spaces do not
/// matter, and 0/O, 1/I/L are taken for one another; text that is no token has an empty hash.
std::string portal_token_hash(std::string_view token);

/// Whether `token` is the one that has this hash, in constant time.
bool portal_token_fits(std::string_view token, std::string_view hash);

}  // namespace noroshi::channel
