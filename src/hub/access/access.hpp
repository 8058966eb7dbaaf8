// Access: who stands at the door.  One request in, one Caller out.
//
//   Basic over TLS      TAXII 2.1 asks for it; Argon2id once, then remembered for a short while
//   Bearer key          scoped API keys of machines and scripts
//   client certificate  member machines, by fingerprint
//   session cookie      people, after OIDC (code + PKCE) or a local password; with CSRF token
//
// Too many failures from one address or for one account slow it down; every refusal looks the same
// whether the account exists or not.
#pragma once

#include <cstdint>
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
  int failures = 10;                 ///< wrong passwords in a row before waits begin
  base::Micros remember = 5 * base::kMinute;
};

class Gate {
 public:
  Gate(directory::Directory& directory, directory::Trail& trail, const Options& options = {});
  ~Gate();

  /// Who it is; Way::None without credentials.  Nothing, and `refusal` filled in (401, 429 with
  /// Retry-After), when credentials are wrong or requests too many.
  std::optional<Caller> enter(const http::Request& request, http::Response& refusal);

  /// Forgets remembered credentials of an account: its password, rights or keys were changed.
  void forget(std::int64_t account);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::access
