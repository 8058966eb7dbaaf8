// What a service of the CSC API (2.0.0.2) answers, read: octets of a stranger, judged here and
// nowhere else.
//
// Pure: texts in, values out.  Whether a signature is the certificate's, remote_signer.cpp asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::remote {

/// A signature algorithm that is known from its name alone, without parameters (RFC 4055, 5758).
struct Algorithm {
  std::string_view oid;
  pki::Digest digest = pki::Digest::Sha256;
  bool null_parameters = false;  ///< of its AlgorithmIdentifier
};

/// An answer to credentials/info (section 11.5).
struct Credential {
  std::vector<pki::Certificate> certificates{};  ///< the key's own first
  Algorithm algorithm{};
  /// What signatures/signHash is to be told: one of those that the service listed.
  std::string sign_algorithm{};
};
Result<Credential> read_credential(std::string_view body);

/// An answer to credentials/authorize or credentials/authorizeCheck (sections 11.6, 11.7).
struct Authorisation {
  std::string sad{};     ///< empty: others must approve first
  std::string handle{};  ///< to ask again with
};
Result<Authorisation> read_authorisation(int status, std::string_view body);

/// An answer to signatures/signHash about one hash (section 11.10).
Result<der::Bytes> read_signature(std::string_view body);

/// Why a call was refused, for people.
std::string reason_in(std::string_view body);

/// A stranger's words: short, and without control characters.
std::string for_people(std::string_view words);

}  // namespace noroshi::remote
