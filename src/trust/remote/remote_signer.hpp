// A Signer whose key is with a service of the Cloud Signature Consortium's API (2.0.0.2): a hub of
// Noroshi, or another's.
//
// Each signature is authorised for its very hash.  Where others must approve, `sign` waits for them
// as long as `patience` says.  What comes back is checked against the certificate before it is
// given on.
#pragma once

#include <memory>
#include <string>

#include "base/time.hpp"
#include "trust/key/signer.hpp"

namespace noroshi::remote {

struct RemoteKey {
  std::string url;                 ///< "https://hub.example:8443/csc/v2"
  std::string credential;          ///< credentialID
  std::string token_file;          ///< Bearer: an API key of the hub; its first line
  std::string password_file = {};  ///< where the credential asks for the account's; empty: none
  std::string ca_file = {};
  std::string fingerprint = {};  ///< of the service's certificate, instead of an authority
  std::string description = {};  ///< what approvers read
  base::Micros patience = 10 * base::kMinute;  ///< for approvals
  base::Micros pause = 2 * base::kSecond;      ///< between two questions whether they came
  base::Micros timeout = 30 * base::kSecond;   ///< of one answer
};

Result<std::unique_ptr<key::Signer>> open_remote_key(const RemoteKey& from);

}  // namespace noroshi::remote
