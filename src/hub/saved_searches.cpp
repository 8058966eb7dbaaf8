#include "hub/saved_searches.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>

#include "intel/stix/identity.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kAtMost = 100;  // of one account
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestWords = 2'000;

constexpr std::array kSteps{
    sql::Step{.title = "saved searches",
              .both = "CREATE TABLE searches (id TEXT PRIMARY KEY, account BIGINT NOT NULL,"
                      " name TEXT NOT NULL, words TEXT NOT NULL, created BIGINT NOT NULL,"
                      " UNIQUE (account, name))"}};

Status check(const SavedSearch& search, const std::vector<SavedSearch>& others) {
  if (search.name.size() > kLongestName || search.words.size() > kLongestWords) {
    return Error{Errc::InvalidInput, fmt::format("a name has up to {} octets, a search up to {}",
                                                 kLongestName, kLongestWords)};
  }
  if (others.size() >= kAtMost) {
    return Error{Errc::InvalidUsage,
                 fmt::format("there are {} saved searches already; remove one", kAtMost)};
  }
  const bool taken = std::any_of(others.begin(), others.end(),
                                 [&](const auto& one) { return one.name == search.name; });
  if (!taken) return {};
  return Error{Errc::InvalidUsage, fmt::format("there is a search \"{}\" already", search.name)};
}

Error unknown() { return Error{Errc::NotFound, "you have no such search"}; }

}  // namespace

struct SavedSearches::State {
  std::mutex mutex;  // of the connection
  std::unique_ptr<sql::Connection> connection;

  /// Call with the lock.
  Result<std::vector<SavedSearch>> all(std::int64_t account) const {
    std::vector<SavedSearch> searches;
    const std::array<sql::Value, 1> values{account};
    const auto rows = NOROSHI_TRY(connection->ask(
        "SELECT id, name, words, created FROM searches WHERE account = $1 ORDER BY name", values));
    while (NOROSHI_TRY(rows->next())) {
      searches.push_back({.id = std::string(rows->text(0)),
                          .name = std::string(rows->text(1)),
                          .words = std::string(rows->text(2)),
                          .created = rows->integer(3)});
    }
    return searches;
  }
};

std::span<const sql::Step> search_steps() { return kSteps; }

SavedSearches::SavedSearches(std::unique_ptr<State> state) : state_(std::move(state)) {}
SavedSearches::~SavedSearches() = default;

Result<std::unique_ptr<SavedSearches>> SavedSearches::open(sql::Database& database) {
  auto state = std::make_unique<State>();
  state->connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->connection, "searches", search_steps()));
  return std::unique_ptr<SavedSearches>(new SavedSearches(std::move(state)));
}

Result<std::vector<SavedSearch>> SavedSearches::all(std::int64_t account) {
  const std::lock_guard lock(state_->mutex);
  return state_->all(account);
}

Result<SavedSearch> SavedSearches::find(std::int64_t account, std::string_view id) {
  for (auto& one : NOROSHI_TRY(all(account))) {
    if (one.id == id) return std::move(one);
  }
  return unknown();
}

Result<SavedSearch> SavedSearches::add(std::int64_t account, SavedSearch search) {
  const std::lock_guard lock(state_->mutex);
  search.id = stix::uuid4();
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*state_->connection));
  const auto others = NOROSHI_TRY(state_->all(account));
  NOROSHI_CHECK(check(search, others));
  const std::array<sql::Value, 5> values{std::string_view(search.id), account,
                                         std::string_view(search.name),
                                         std::string_view(search.words), search.created};
  NOROSHI_TRY(state_->connection->run(
      "INSERT INTO searches (id, account, name, words, created) VALUES ($1, $2, $3, $4, $5)",
      values));
  NOROSHI_CHECK(transaction.commit());
  return search;
}

Status SavedSearches::remove(std::int64_t account, std::string_view id) {
  const std::lock_guard lock(state_->mutex);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*state_->connection));
  const std::array<sql::Value, 2> values{account, id};
  const auto removed = NOROSHI_TRY(
      state_->connection->run("DELETE FROM searches WHERE account = $1 AND id = $2", values));
  if (removed == 0) return unknown();
  return transaction.commit();
}

}  // namespace noroshi::hub
