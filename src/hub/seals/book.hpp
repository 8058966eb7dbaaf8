// Book: which uses of which seal key were asked for, granted by whom, and made.
//
// In the hub's base, so that all hubs on it agree.  A grant (SAD, signature activation data) is
// bound to the very hashes that were shown when it was asked for; each can be signed once.  Grants
// are kept as SHA-256.  What is used up is used up before the key is touched: a crash in between
// costs a signature, never makes a second one.
//
// Every row names the organisation whose key it was then: each organisation reads its own rows by
// an index, and goes on seeing uses of a key that the hub no longer has.  `forget` alone removes
// rows, after the times that the hub's settings say.
//
// One thread at a time (a mutex within).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::seals {

std::span<const sql::Step> seal_steps();

enum class State : std::uint8_t { Waiting, Granted, Refused };
std::string_view to_string(State state);

struct Request {
  std::string handle;  ///< 32 hexadecimal digits
  std::string credential;
  std::int64_t organisation = 0;      ///< whose key it is
  std::string account;                ///< who asked
  std::string digest;                 ///< OID of the hash algorithm
  std::vector<std::string> hashes{};  ///< Base 64; as long as nothing is signed, all; then the rest
  std::int64_t count = 0;             ///< signatures asked for
  std::int64_t made = 0;              ///< of them, so far
  std::string description;
  State state = State::Waiting;
  base::Micros created = 0;
  base::Micros expires = 0;  ///< of the waiting, then of the grant
  std::vector<std::string> approvals{};
  bool fetched = false;  ///< a grant was given out: it is not given twice
};

/// One use of a key: what its owner sees.
struct Use {
  std::int64_t number = 0;
  base::Micros at = 0;
  std::string credential, account, handle, peer;
  std::int64_t organisation = 0;  ///< whose key it was
  std::int64_t signatures = 0;
  std::string hashes;  ///< SHA-256 over the hashes, each behind its length; hexadecimal
  std::vector<std::string> approvals{};
};

/// How long rows are kept, from the use, or from the end of the waiting or of the grant.
struct Retention {
  base::Micros uses = 3'650 * base::kDay;
  base::Micros requests = 90 * base::kDay;  ///< that led to no use; others go with their last use
};

/// What was removed.
struct Forgotten {
  std::int64_t uses = 0;
  std::int64_t requests = 0;
};

class Book {
 public:
  static Result<std::unique_ptr<Book>> open(sql::Database& database);

  /// Rows of before organisations were written down belong to the key's owner of today.
  Status adopt(std::string_view credential, std::int64_t organisation);

  Status add(const Request& request);
  Result<std::optional<Request>> find(std::string_view handle);
  /// Those that wait, of this organisation's keys, the oldest first.
  Result<std::vector<Request>> waiting(std::int64_t organisation, base::Micros now);

  /// Adds an approval; `quorum` of them grant it until `expires`.  InvalidUsage: it does not wait,
  /// or this account approved already.
  Result<Request> approve(std::string_view handle, std::string_view account, std::int64_t quorum,
                          base::Micros now, base::Micros expires);
  Status refuse(std::string_view handle, base::Micros now);
  /// Keeps the grant's SHA-256, in place of the one before; `hashes` beyond those it has (CSC:
  /// extendTransaction) may be bound as long as signatures are left.
  Status set_grant(std::string_view handle, std::string_view grant_hash, base::Micros expires);
  Status bind(std::string_view handle, std::string_view grant_hash,
              const std::vector<std::string>& hashes);
  Result<std::optional<Request>> find_grant(std::string_view grant_hash);

  /// Takes these hashes off the grant and writes the use down, at once.  InvalidInput: one of them
  /// is not on it (any more).
  Result<Use> use(std::string_view grant_hash, const std::vector<std::string>& hashes,
                  std::string_view peer, base::Micros now);
  /// Writes a use down that needed no grant: of a key that the hub itself seals with.
  Status note(const Use& use);
  /// The newest first, from below that number on; 0: from the end.
  Result<std::vector<Use>> uses(std::int64_t organisation, std::int64_t before, std::size_t limit);
  /// Removes what has been kept long enough.
  Result<Forgotten> forget(const Retention& retention, base::Micros now);

 private:
  explicit Book(std::unique_ptr<sql::Connection> connection) : connection_(std::move(connection)) {}
  Result<std::optional<Request>> one(std::string_view where, std::string_view value);
  Status save(const Request& request);
  Status write(const Use& use);

  std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace noroshi::seals
