// What a JAdES signature is over when its payload is not within it: plainly detached, or named by
// the sigD header parameter (ETSI TS 119 182-1 clause 5.2.8).
//
//   HttpHeaders        fields of an HTTP message; Detached entries are named like the fields, and
//                      "body" is the message's body
//   ObjectIdByURI      the objects, one after the other, are the payload
//   ObjectIdByURIHash  the payload is empty; sigD itself holds the objects' digests
//
// Internal to the leaf.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trust/jades/jws.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::jades {

struct SignedContent {
  /// What stands behind the dot of the signing input; none: it could not be had.
  std::optional<std::string> payload{};
  std::string why{};  ///< of none
  /// Objects that sigD names by digest.
  std::vector<signature::Reference> objects{};
  /// What content and archive time stamps cover in its place (clauses 5.2.6, 5.3.6).  None:
  /// something is missing.
  std::optional<std::string> stamped{};
};

SignedContent find_content(const Jws& jws, std::span<const signature::Detached> detached);

}  // namespace noroshi::jades
