// Watches: servers that an account follows.
//
// Only ids are kept: what is shown of them is asked anew, with the rights of that moment.  One
// account never sees what another one follows.
//
// Threads: all verbs from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {

/// How the table came to be (sql::migrate, part "watches").
std::span<const sql::Step> watch_steps();

class Watches {
 public:
  static constexpr std::size_t kAtMost = 1'000;  ///< of one account

  /// Brings its table up to date (sql::migrate, part "watches").
  static Result<std::unique_ptr<Watches>> open(sql::Database& database);
  ~Watches();

  /// Ids of objects, sorted.
  Result<std::vector<std::string>> all(std::int64_t account);
  /// Following twice is following.  InvalidUsage: there are `kAtMost` already.
  Status add(std::int64_t account, std::string_view object, base::Micros now);
  /// What was not followed is not followed.
  Status remove(std::int64_t account, std::string_view object);

 private:
  struct State;
  explicit Watches(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
