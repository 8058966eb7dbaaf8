// The directory's tables: how they come to be, and reading them whole.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "hub/directory/directory.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::directory {

std::span<const sql::Step> directory_steps();

/// All that is asked at each request, as it was at one moment.  Never changed once made.
struct Book {
  std::int64_t revision = 0;
  std::vector<Organisation> organisations;  ///< each list in the order of its numbers,
  std::vector<Community> communities;
  std::vector<Account> accounts;
  std::vector<Root> roots;                        ///< of its paths,
  std::vector<Collection> collections;            ///< or of its UUIDs
  std::map<std::int64_t, std::string> passwords;  ///< Argon2id, by account
  std::map<std::string, Key> keys;                ///< by SHA-256
};

/// The number of the last change; each change adds one.
Result<std::int64_t> read_revision(sql::Connection& connection);
Result<Book> read_book(sql::Connection& connection);
Result<std::vector<Key>> read_keys(sql::Connection& connection, std::int64_t account);

/// Scopes in one number: 1 read, 2 write, 4 operate.
std::int64_t bits_of(const Scopes& scopes);

}  // namespace noroshi::directory
