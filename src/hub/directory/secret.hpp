// Secrets: how they are made, and what of them is kept.
//
// Keys, sessions and links are 256 random bits, so one SHA-256 is enough to keep them by: there is
// nothing to guess.  Passwords are chosen by people: Argon2id (RFC 9106), slow and large on
// purpose.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::directory {

/// 43 letters of base64url (RFC 4648, section 5): 256 bits of the system's randomness.
std::string random_secret();

/// A random UUID (RFC 9562, version 4), lower case.
std::string random_uuid();
bool is_uuid(std::string_view text);

/// SHA-256, 32 octets.
std::string digest_of(std::string_view secret);

/// Argon2id in libsodium's string form ("$argon2id$v=19$m=32768,t=4,p=1$…").
Result<std::string> password_hash(std::string_view password);

/// Whether the password fits.  An empty hash fits none, and takes as long to say so.
bool fits_password(std::string_view hash, std::string_view password);

}  // namespace noroshi::directory
