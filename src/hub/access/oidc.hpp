// OIDC: people sign in at their organisation's identity provider (OpenID Connect Core 1.0, code
// flow, with PKCE, RFC 7636, always S256).
//
//   browser ── /sign-in ──▶ begin: state, nonce, verifier ── redirect ──▶ provider
//   browser ◀── redirect with code, state ── provider
//   browser ── callback ──▶ finish: code + verifier ──▶ provider's token endpoint
//                                   ID token ◀── checked: id_token.hpp
//
// What must stay true: an answer is taken once, from the browser that asked (a cookie binds
// them), from the issuer that was asked (RFC 9207), and for an account that the operator has named
// ("issuer subject"): nobody gets an account by signing in.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/directory/directory.hpp"
#include "io/http/client.hpp"
#include "io/http/server.hpp"

namespace noroshi::access {

struct OidcOptions {
  std::string issuer;       ///< "https://login.example": exactly as the provider writes it
  std::string client;       ///< our id there
  std::string secret_file;  ///< the client's secret, one line; empty: a public client
  std::string redirect;     ///< "https://hub.example/api/v1/oidc/callback"
  std::vector<std::string> hosts = {};       ///< further hosts where its endpoints may be
  http::ClientOptions connection = {};       ///< trust of the provider's certificate
  std::function<base::Micros()> clock = {};  ///< UTC; empty: the machine's
};

class Oidc {
 public:
  /// Reads the secret.  The provider is first asked when somebody signs in, so the hub starts
  /// without it.
  static Result<std::unique_ptr<Oidc>> open(const OidcOptions& options,
                                            directory::Directory& directory);
  ~Oidc();

  struct Departure {
    std::string location;  ///< where the browser goes
    std::string cookie;    ///< Set-Cookie: binds the answer to this browser
  };
  Result<Departure> begin();

  struct Arrival {
    directory::Account account;
    std::string cookie;  ///< Set-Cookie: the binding is used up
  };
  /// An Error says what is wrong: InvalidInput (forged, stale, replayed), NotFound (signed in
  /// there, no account here: the message has the subject to enter), Io (the provider fails).
  Result<Arrival> finish(const http::Request& callback);

 private:
  struct State;
  explicit Oidc(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::access
