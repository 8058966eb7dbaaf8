// Saved searches: words that an account wants to look for again.
//
// Only words are kept, never results: what is found is asked anew, with the rights of that moment.
// One account never sees, runs or removes what another one kept; a foreign id is an unknown id.
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

struct SavedSearch {
  std::string id;    ///< a UUID
  std::string name;  ///< of the account's searches the only one; up to 200 octets
  std::string words;
  base::Micros created = 0;
};

/// How the table came to be (sql::migrate, part "searches").
std::span<const sql::Step> search_steps();

class SavedSearches {
 public:
  /// Brings its table up to date (sql::migrate, part "searches").
  static Result<std::unique_ptr<SavedSearches>> open(sql::Database& database);
  ~SavedSearches();

  /// In the order of their names.
  Result<std::vector<SavedSearch>> all(std::int64_t account);
  Result<SavedSearch> find(std::int64_t account, std::string_view id);
  /// InvalidUsage: the name is taken, or there are 100 already.
  Result<SavedSearch> add(std::int64_t account, SavedSearch search);
  Status remove(std::int64_t account, std::string_view id);

 private:
  struct State;
  explicit SavedSearches(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
