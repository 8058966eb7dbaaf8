// Jws: a JSON Web Signature (RFC 7515) out of any of its three serialisations.
//
// Texts that a signature is over are kept as they came.  Broken parts of one signature are its
// `fault`; only what is no JWS at all is an Error.  Internal to the leaf.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trust/jades/base64.hpp"
#include "trust/jades/strict_json.hpp"

namespace noroshi::jades {

struct Jws {
  std::string protected_text;                 ///< base64url, as it came
  std::shared_ptr<const Json> header;         ///< protected; null: see `fault`
  std::shared_ptr<const Json> unprotected{};  ///< null: none
  /// As it stands in the document: base64url, or the octets themselves where `b64` is false; none:
  /// detached (an empty one means the same).
  std::optional<std::string> payload{};
  std::string signature_text;
  Bytes signature{};
  std::string position;                ///< "compact", "signature 1 of 2"
  std::optional<std::string> fault{};  ///< what stands in the way of reading it

  /// A member of the protected header; null: none.
  [[nodiscard]] const Json* member(const char* name) const;
  /// RFC 7797: the payload is signed as it is.
  [[nodiscard]] bool unencoded() const;
  /// header || '.' || payload, the latter as `payload` has it.
  [[nodiscard]] Bytes signing_input(std::string_view with_payload) const;
};

struct JwsDocument {
  std::vector<Jws> signatures{};
  std::vector<std::string> remarks{};
  bool compact = false;
};

/// Whether it looks like a JWS at all: a JSON object, or base64url with two dots.
bool looks_like_jws(View octets);

Result<JwsDocument> parse_jws(View octets);

/// What a text member says; null: no such member, or no text.
const std::string* text_in(const Json& object, const char* name);
/// A member of an object; null: no object, or no such member.
const Json* member_of(const Json& object, const char* name);

}  // namespace noroshi::jades
