// Ed25519 signatures (RFC 8032) under a range registry, and the files that hold the keys.
//
//   [registry]                                ┐
//   serial = 7                                │ the body: exactly these octets are signed, behind
//   …                                         ┘ the words "noroshi range registry 1\n"
//   #signature 4f0c…64 digits… uQ8…base64…    ← one line a key; nothing may follow but more of them
//
// The words before the body keep a signature from being good for anything else that the same key
// may sign one day.  libsodium does the arithmetic and refuses keys of small order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::registry {

struct SigningKey {
  std::string public_key;  ///< 32 octets
  std::string secret_key;  ///< 64 octets, as libsodium keeps them; for nobody's eyes
};

/// A fresh pair, from the operating system's generator.
SigningKey make_signing_key();

// The texts of key files: one line, "noroshi-registry-public-key 1 <64 hexadecimal digits>" or
// "noroshi-registry-secret-key 1 <64>"; lines that begin with # are passed over when reading.
std::string public_key_text(std::string_view public_key);
std::string secret_key_text(const SigningKey& key);
Result<std::string> public_key_from_text(std::string_view text);
Result<SigningKey> signing_key_from_text(std::string_view text);

/// 64 hexadecimal digits: how people compare keys.
std::string fingerprint(std::string_view public_key);

struct Signature {
  std::string public_key;  ///< 32 octets: whose it says it is
  std::string signature;   ///< 64 octets
};

struct SignedText {
  std::string_view body;  ///< into the text
  std::vector<Signature> signatures;
};

/// Takes a registry's text apart.  An Error where a signature line is not well formed or something
/// follows it; a text without any is no Error here: `signatures` is empty.
Result<SignedText> split_signatures(std::string_view text);

/// The line to put under `body`, with its line feed.
std::string signature_line(std::string_view body, const SigningKey& key);

/// Good if one signature is by one of `keys` (32 octets each).  The Error says what is wrong:
/// unsigned, signed by others, or changed since.
Status verify(const SignedText& text, const std::vector<std::string>& keys);

}  // namespace noroshi::registry
