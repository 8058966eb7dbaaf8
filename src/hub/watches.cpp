#include "hub/watches.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>

namespace noroshi::hub {
namespace {

constexpr std::array kSteps{
    sql::Step{.title = "servers that are followed",
              .both = "CREATE TABLE watches (account BIGINT NOT NULL, object TEXT NOT NULL,"
                      " since BIGINT NOT NULL, PRIMARY KEY (account, object))"}};

}  // namespace

struct Watches::State {
  std::mutex mutex;  // of the connection
  std::unique_ptr<sql::Connection> connection;

  /// Call with the lock.
  Result<std::vector<std::string>> all(std::int64_t account) const {
    std::vector<std::string> objects;
    const std::array<sql::Value, 1> values{account};
    const auto rows =
        NOROSHI_TRY(connection->ask("SELECT object FROM watches WHERE account = $1", values));
    while (NOROSHI_TRY(rows->next())) objects.emplace_back(rows->text(0));
    std::sort(objects.begin(), objects.end());
    return objects;
  }
};

std::span<const sql::Step> watch_steps() { return kSteps; }

Watches::Watches(std::unique_ptr<State> state) : state_(std::move(state)) {}
Watches::~Watches() = default;

Result<std::unique_ptr<Watches>> Watches::open(sql::Database& database) {
  auto state = std::make_unique<State>();
  state->connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->connection, "watches", watch_steps()));
  return std::unique_ptr<Watches>(new Watches(std::move(state)));
}

Result<std::vector<std::string>> Watches::all(std::int64_t account) {
  const std::lock_guard lock(state_->mutex);
  return state_->all(account);
}

Status Watches::add(std::int64_t account, std::string_view object, base::Micros now) {
  const std::lock_guard lock(state_->mutex);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*state_->connection));
  const auto there = NOROSHI_TRY(state_->all(account));
  if (std::binary_search(there.begin(), there.end(), object)) return {};
  if (there.size() >= kAtMost) {
    return Error{Errc::InvalidUsage,
                 fmt::format("you follow {} servers already: leave one", kAtMost)};
  }
  const std::array<sql::Value, 3> values{account, object, now};
  NOROSHI_TRY(state_->connection->run(
      "INSERT INTO watches (account, object, since) VALUES ($1, $2, $3)", values));
  return transaction.commit();
}

Status Watches::remove(std::int64_t account, std::string_view object) {
  const std::lock_guard lock(state_->mutex);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*state_->connection));
  const std::array<sql::Value, 2> values{account, object};
  NOROSHI_TRY(
      state_->connection->run("DELETE FROM watches WHERE account = $1 AND object = $2", values));
  return transaction.commit();
}

}  // namespace noroshi::hub
