// Desk: who may use which seal key, for what, and when (docs/operations/remote-seals.md).
//
//   ask ──≤ alone──→ granted ──sign──→ used, hash by hash
//     └──more──→ waiting ──quorum of others──→ granted
//
// What is granted is bound to the hashes that were shown, to the account that asked, and to a short
// time.  Every step goes into the hub's trail, and by it into the log; the use of a key is written
// down before the key is touched.  The organisation that owns a key sees every use of it.
//
// Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/directory/directory.hpp"
#include "hub/directory/trail.hpp"
#include "hub/seals/book.hpp"
#include "hub/seals/credential.hpp"

namespace noroshi::seals {

/// Who asks, as the hub's door let him in.
struct Asker {
  directory::Account account;
  std::string peer;
};

struct Grant {
  std::string sad;  ///< empty: others must approve first
  std::string handle;
  base::Micros lifetime = 0;
};

class Desk {
 public:
  static Result<std::unique_ptr<Desk>> open(std::vector<Credential> credentials,
                                            sql::Database& database,
                                            directory::Directory& directory,
                                            directory::Trail& trail,
                                            std::function<base::Micros()> clock);

  /// `quorum` others approve what this credential waits for; nothing: the hub has it no more.
  [[nodiscard]] std::optional<std::int64_t> quorum_of(const Request& request) const;
  /// Whether this account may approve it now.
  [[nodiscard]] bool may_approve(const directory::Account& account, const Request& request) const;

  /// Those of the asker's organisation.
  [[nodiscard]] std::vector<const Credential*> credentials_of(
      const directory::Account& account) const;
  /// Null: there is none that the asker may know of.
  [[nodiscard]] const Credential* find(const directory::Account& account,
                                       std::string_view id) const;

  struct Wish {
    std::string digest;                 ///< OID
    std::vector<std::string> hashes{};  ///< Base 64
    std::int64_t count = 0;
    std::string description;
    std::string password;  ///< of the asker; where the credential asks for it
  };
  // Errors of these carry the words of CSC API 2.0 §11; code InvalidInput.
  Result<Grant> ask(const Asker& asker, const Credential& credential, const Wish& wish);
  Result<Grant> check(const Asker& asker, std::string_view handle);
  Result<Grant> extend(const Asker& asker, const Credential& credential, std::string_view sad,
                       std::string_view digest, const std::vector<std::string>& hashes);
  /// Signatures in the order of the hashes.
  Result<std::vector<der::Bytes>> sign(const Asker& asker, const Credential& credential,
                                       std::string_view sad, std::string_view digest,
                                       const std::vector<std::string>& hashes);

  /// Requests that wait, of the organisation's credentials.
  Result<std::vector<Request>> waiting(const directory::Account& account);
  /// NotFound, or InvalidUsage: one's own request, not an approver, approved already.
  Status approve(const Asker& asker, std::string_view handle);
  Status refuse(const Asker& asker, std::string_view handle);
  Result<std::vector<Use>> uses(const directory::Account& account, std::int64_t before,
                                std::size_t limit);
  /// Writes down that the hub is about to seal what it lets out: book first, then trail.
  Status note(const Use& use);
  Result<Forgotten> forget(const Retention& retention) {
    return book_->forget(retention, clock_());
  }

 private:
  Desk(std::vector<Credential> credentials, directory::Directory& directory,
       directory::Trail& trail, std::function<base::Micros()> clock);
  [[nodiscard]] bool owns(const directory::Account& account, const Credential& credential) const;
  Status check_password(const Asker& asker, std::string_view password);
  Status record(const Asker& asker, std::string_view action, std::string subject,
                std::string_view outcome = "done");
  Result<Request> to_decide(const Asker& asker, std::string_view handle);
  Result<Request> granted_to(const Asker& asker, const Credential& credential, std::string_view sad,
                             std::string_view digest);
  Result<Grant> give(const std::string& handle, const Credential& credential, base::Micros now);

  std::vector<Credential> credentials_;
  std::unique_ptr<Book> book_;
  directory::Directory& directory_;
  directory::Trail& trail_;
  std::function<base::Micros()> clock_;

  // Wrong passwords in a row, by account; locked out for a while beyond a few.
  struct Failures {
    int count = 0;
    base::Micros last = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Failures, std::less<>> failures_;
};

}  // namespace noroshi::seals
