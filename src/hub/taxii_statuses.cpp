#include "hub/taxii_statuses.hpp"

#include <array>
#include <mutex>
#include <nlohmann/json.hpp>

#include "hub/taxii_wire.hpp"
#include "intel/stix/identity.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kSteps{
    sql::Step{.title = "statuses of TAXII posts",
              .both = "CREATE TABLE taxii_statuses (id TEXT PRIMARY KEY, root TEXT NOT NULL,"
                      " account BIGINT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL);"
                      "CREATE INDEX taxii_statuses_at ON taxii_statuses (at)"},
};

Json details_of(const Received::Answer& answer) {
  Json details{{"id", answer.id}, {"version", answer.version}};
  if (!answer.message.empty()) details["message"] = answer.message;
  return details;
}

}  // namespace

std::span<const sql::Step> status_steps() { return kSteps; }

std::string status_text(std::string_view id, base::Micros requested, const Received& received) {
  Json successes = Json::array();
  Json failures = Json::array();
  for (const Received::Answer& answer : received.objects) {
    (answer.taken ? successes : failures).push_back(details_of(answer));
  }
  Json status{
      {"id", id}, {"status", "complete"}, {"request_timestamp", date_added_text(requested)}};
  status["total_count"] = received.objects.size();
  status["success_count"] = successes.size();
  if (!successes.empty()) status["successes"] = std::move(successes);
  status["failure_count"] = failures.size();
  if (!failures.empty()) status["failures"] = std::move(failures);
  status["pending_count"] = 0;
  return status.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Statuses::State {
  std::mutex mutex;
  std::unique_ptr<sql::Connection> connection;
  std::function<base::Micros()> clock;

  Status put(std::string_view id, std::string_view root, std::int64_t account, base::Micros at,
             std::string_view body) {
    auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection));
    const std::array<sql::Value, 1> old{at - kStatusKept};
    NOROSHI_TRY(connection->run("DELETE FROM taxii_statuses WHERE at < $1", old));
    const std::array<sql::Value, 5> row{id, root, account, at, body};
    NOROSHI_TRY(connection->run(
        "INSERT INTO taxii_statuses (id, root, account, at, body) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (id) DO NOTHING",
        row));
    return transaction.commit();
  }
};

Statuses::Statuses(std::unique_ptr<State> state) : state_(std::move(state)) {}
Statuses::~Statuses() = default;

Result<std::unique_ptr<Statuses>> Statuses::open(sql::Database& database,
                                                 std::function<base::Micros()> clock) {
  auto state = std::make_unique<State>();
  state->connection = NOROSHI_TRY(database.connect());
  state->clock = std::move(clock);
  NOROSHI_CHECK(sql::migrate(*state->connection, "taxii", status_steps()));
  return std::unique_ptr<Statuses>(new Statuses(std::move(state)));
}

Result<std::string> Statuses::keep(std::string_view root, std::int64_t account,
                                   const Received& received) {
  const std::lock_guard lock(state_->mutex);
  const base::Micros now = state_->clock();
  const std::string id = stix::uuid4();
  std::string body = status_text(id, now, received);
  NOROSHI_CHECK(state_->put(id, root, account, now, body));
  return body;
}

Status Statuses::load(std::string_view root, std::int64_t account, std::string_view id,
                      std::string_view text) {
  const std::lock_guard lock(state_->mutex);
  return state_->put(id, root, account, state_->clock(), text);
}

Result<std::optional<std::string>> Statuses::find(std::string_view root, std::int64_t account,
                                                  std::string_view id) {
  const std::lock_guard lock(state_->mutex);
  const std::array<sql::Value, 3> key{id, root, account};
  const auto cursor = NOROSHI_TRY(state_->connection->ask(
      "SELECT body FROM taxii_statuses WHERE id = $1 AND root = $2 AND account = $3", key));
  if (!NOROSHI_TRY(cursor->next())) return std::optional<std::string>{};
  return std::optional(std::string(cursor->text(0)));
}

}  // namespace noroshi::hub
