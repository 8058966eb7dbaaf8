// Access: who stands at the door.  One request in, one Caller out.
//
//   Basic over TLS      TAXII 2.1 asks for it; Argon2id once, then remembered for a short while
//   Bearer key          scoped API keys of machines and scripts
//   client certificate  member machines, by fingerprint
//   session cookie      people, after OIDC (code + PKCE), a local password or a one-time link; with
//                       CSRF token
//
// Several credentials in one request must be of one account, and the scopes of its key hold; an
// unknown certificate or a session that has ended counts as none.  Too many failures from one
// address or for one account slow it down; every refusal looks the same whether the account exists
// or not.  Secrets that come without TLS are refused unread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/directory/directory.hpp"
#include "hub/directory/trail.hpp"
#include "intel/sharing/label.hpp"
#include "io/http/server.hpp"

namespace noroshi::access {

enum class Way : std::uint8_t { None, Password, Key, Certificate, Session };

struct Caller {
  Way way = Way::None;
  std::optional<directory::Account> account;
  directory::Scopes scopes;  ///< of the key; everything for the other ways
  sharing::Viewer viewer;
  std::string peer;  ///< network address, for the trail

  [[nodiscard]] std::string name() const { return account ? account->name : "-"; }
};

struct Options {
  double requests_per_second = 200;  ///< an account's or (without one) an address's; bucket of 10 s
  int failures = 10;                 ///< wrong secrets in a row before waits begin
  base::Micros session = 12 * base::kHour;    ///< how long a person stays signed in
  base::Micros remember = 5 * base::kMinute;  ///< of a right password; 0: checked every time
  /// A proxy on this machine speaks TLS for us: requests from loopback count as secure, and the
  /// last address in their X-Forwarded-For is who asks.
  bool behind_proxy = false;
  std::function<base::Micros()> clock = {};  ///< steady; empty: the machine's
};

class Gate {
 public:
  Gate(directory::Directory& directory, directory::Trail& trail, const Options& options = {});
  ~Gate();

  /// Who it is; Way::None without credentials.  Nothing, and `refusal` filled in, when credentials
  /// are wrong (401), requests too many (429 with Retry-After), or a browser was made to send this
  /// by another site's page, or a secret came without TLS (403).
  std::optional<Caller> enter(const http::Request& request, http::Response& refusal);

  /// Signs a person in by password, for a page's form: the same limits as `enter`.  The answer
  /// carries the cookie (session_cookie.hpp) in its caller's hands: `secret` is the session's.
  std::optional<Caller> sign_in(const http::Request& request, std::string_view name,
                                std::string_view password, std::string& secret,
                                http::Response& refusal);
  /// The same by a one-time link, whose failures count as those of passwords do.
  std::optional<Caller> sign_in_by_link(const http::Request& request, std::string_view link,
                                        std::string& secret, http::Response& refusal);
  /// The same once OIDC has said who it is.
  Result<std::string> begin_session(const http::Request& request,
                                    const directory::Account& account);
  [[nodiscard]] base::Micros session_lifetime() const;
  /// Ends the session of the request's cookie, if there is one.
  Status sign_out(const http::Request& request);

  /// Forgets remembered credentials of an account: its password, rights or keys were changed.
  void forget(std::int64_t account);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::access
