// CSC: the API of the Cloud Signature Consortium, version 2.0.0.2, below /csc/v2/.
//
//   info                             to anybody
//   auth/login, auth/revoke          Basic, once, for a key of an hour that reads and writes
//   credentials/list, credentials/info
//   credentials/authorize, credentials/authorizeCheck, credentials/extendTransaction
//   signatures/signHash
//
// All are POST with JSON.  Whoever the hub's door lets in may call: Bearer key, Basic, certificate.
// Refusals are {"error", "error_description"}, in the words of the specification's tables where it
// has some.  Not there: oauth2 of our own, signDoc, asynchronous mode, signatures/timestamp (that
// is `noroshi tsa`).
#pragma once

#include <optional>
#include <string>

#include "hub/access/access.hpp"
#include "hub/seals/desk.hpp"
#include "io/http/server.hpp"

namespace noroshi::seals {

struct Service {
  std::string name;    ///< of the hub, as people know it
  std::string region;  ///< ISO 3166-1 alpha-2; empty: not told
};

class CscFace {
 public:
  CscFace(Desk& desk, directory::Directory& directory, access::Gate& gate, Service service)
      : desk_(desk), directory_(directory), gate_(gate), service_(std::move(service)) {}

  /// Nothing: the path is not below /csc/v2/.
  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) const;
  static std::optional<std::uint64_t> body_limit(const http::Request& header);

 private:
  Desk& desk_;
  directory::Directory& directory_;
  access::Gate& gate_;
  Service service_;
};

}  // namespace noroshi::seals
