// Cursors that say nothing: a number of the archive, sealed, for clients to hand back.
//
// Sequence numbers rise with everything that arrives, also with what a client may not see: written
// out, they would tell how much that is.  One block of AES-128 under a key of the hub's own hides
// number and print; the key lies in the base, so cursors outlive restarts and hold on every node.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {

/// How the table came to be (sql::migrate, part "secrets").
std::span<const sql::Step> secret_steps();

class Cursors {
 public:
  /// Reads the hub's key, or makes it.
  static Result<Cursors> open(sql::Database& database);

  /// 32 hexadecimal digits.  `print` is of what the cursor belongs to (a resource, its filters).
  [[nodiscard]] std::string seal(std::int64_t number, std::uint64_t print = 0) const;

  /// An Error (InvalidInput) where the text did not come from `seal`, as far as one can tell: its
  /// print must be `print`.
  [[nodiscard]] Result<std::int64_t> unseal(std::string_view text, std::uint64_t print = 0) const;

 private:
  using Key = std::array<unsigned char, 16>;
  explicit Cursors(const Key& key) : key_(key) {}

  Key key_;
};

}  // namespace noroshi::hub
