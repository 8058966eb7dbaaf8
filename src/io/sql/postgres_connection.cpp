#include "io/sql/postgres_connection.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <utility>

#include "io/sql/postgres_rows.hpp"

namespace noroshi::sql {
namespace {

/// Every hub on a base waits for this advisory lock before it writes: "noroshi" in ASCII.
constexpr std::int64_t kWriteLock = 0x6e'6f'72'6f'73'68'69;

/// Statements of a pipeline that are sent before their results are read.  Their results fit into
/// the buffers of a socket, so that neither side waits for the other.
constexpr std::size_t kPipeline = 256;

constexpr const char* kFetch = "FETCH 256 FROM noroshi_rows";
constexpr const char* kClose = "CLOSE noroshi_rows";
constexpr std::string_view kDeclare = "DECLARE noroshi_rows NO SCROLL CURSOR FOR ";

constexpr int kTextResults = 0;

}  // namespace

/// Row by row from the statement itself.
class PostgresConnection::Rows final : public Cursor {
 public:
  Rows(PostgresConnection& connection, std::string_view statement)
      : answering_(connection), connection_(connection), statement_(statement) {}
  ~Rows() override {
    if (!ended_) leave();
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  Result<bool> next() override {
    if (ended_) return false;
    result_.reset(PQgetResult(connection_.server_));
    if (PQresultStatus(result_.get()) == PGRES_SINGLE_TUPLE) {
      row_.stand_on(result_.get(), 0);
      return true;
    }
    ended_ = true;
    const bool good = succeeded(result_.get());
    const Error why = good ? Error{} : connection_.failed(result_, statement_);
    drain();
    if (good) return false;
    return answering_.failed(why);
  }

  [[nodiscard]] bool null(int column) const override { return row_.null(column); }
  [[nodiscard]] std::int64_t integer(int column) const override { return row_.integer(column); }
  [[nodiscard]] double real(int column) const override { return row_.real(column); }
  [[nodiscard]] std::string_view text(int column) const override { return row_.text(column); }

 private:
  void drain() {
    while (const PostgresResult rest{PQgetResult(connection_.server_)}) {
    }
  }

  /// To cancel a statement would undo the transaction that it is part of: there, the rest is read.
  void leave() {
    if (connection_.phase() == Phase::Idle) {
      PGcancel* cancel = PQgetCancel(connection_.server_);
      char why[256];
      (void)PQcancel(cancel, why, sizeof why);  // too late: the rest is read
      PQfreeCancel(cancel);
    }
    drain();
  }

  Answering answering_;
  PostgresConnection& connection_;
  std::string statement_;
  PostgresResult result_;
  PostgresRow row_;
  bool ended_ = false;
};

/// Batch by batch from a cursor of the server.
class PostgresConnection::CursorRows final : public Cursor {
 public:
  CursorRows(PostgresConnection& connection, PostgresResult first)
      : answering_(connection), connection_(connection), batch_(std::move(first)) {}

  Result<bool> next() override {
    if (at_ + 1 >= PQntuples(batch_.get())) {
      if (PQntuples(batch_.get()) == 0) return false;
      batch_.reset(PQexec(connection_.server_, kFetch));
      at_ = -1;
      if (!succeeded(batch_.get())) return answering_.failed(connection_.failed(batch_, kFetch));
      if (PQntuples(batch_.get()) == 0) return false;
    }
    row_.stand_on(batch_.get(), ++at_);
    return true;
  }

  [[nodiscard]] bool null(int column) const override { return row_.null(column); }
  [[nodiscard]] std::int64_t integer(int column) const override { return row_.integer(column); }
  [[nodiscard]] double real(int column) const override { return row_.real(column); }
  [[nodiscard]] std::string_view text(int column) const override { return row_.text(column); }

 private:
  Answering answering_;
  PostgresConnection& connection_;
  PostgresResult batch_;
  PostgresRow row_;
  int at_ = -1;
};

PostgresConnection::PostgresConnection(std::shared_ptr<const PostgresBase> base)
    : base_(std::move(base)), statements_(server_, base_->described) {}

PostgresConnection::~PostgresConnection() {
  roll_back();
  PQfinish(server_);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::make(
    std::shared_ptr<const PostgresBase> base) {
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(base)));
  NOROSHI_CHECK(connection->connect());
  return connection;
}

Status PostgresConnection::connect() {
  PQfinish(std::exchange(server_, nullptr));
  statements_.forget();
  const auto patience = base_->options.patience;
  const std::string seconds = std::to_string(std::max<base::Micros>(patience / base::kSecond, 2));
  // What the address says itself comes later and wins.
  const char* const keys[] = {"connect_timeout", "fallback_application_name", "client_encoding",
                              "dbname", nullptr};
  const char* const values[] = {seconds.c_str(), "noroshi", "UTF8", base_->address.c_str(),
                                nullptr};
  server_ = PQconnectdbParams(keys, values, 1);
  lost_ = true;
  if (PQstatus(server_) != CONNECTION_OK) {
    const std::string_view words = PQerrorMessage(server_);
    return Error{Errc::Io, fmt::format("{}: cannot connect: {}", base_->described,
                                       words.substr(0, words.find_last_not_of('\n') + 1))};
  }
  // "table exists already, skipping" is for people at psql.
  PQsetNoticeReceiver(
      server_, [](void*, const pg_result*) {}, nullptr);
  NOROSHI_CHECK(plain(fmt::format("SET lock_timeout = {}", patience / base::kMillisecond).c_str()));
  lost_ = false;
  return {};
}

Status PostgresConnection::alive() {
  if (phase() != Phase::Idle) return {};
  return lost_ || PQstatus(server_) == CONNECTION_BAD ? connect() : Status{};
}

Error PostgresConnection::failed(const PostgresResult& result, std::string_view statement) const {
  return postgres_error(server_, result.get(), base_->described, statement);
}

Status PostgresConnection::plain(const char* statements) {
  const PostgresResult result(PQexec(server_, statements));
  if (!succeeded(result.get())) return failed(result, statements);
  return {};
}

Result<std::int64_t> PostgresConnection::execute(std::string_view statement,
                                                 std::span<const Value> parameters) {
  NOROSHI_CHECK(alive());
  const PostgresParameters bound(parameters);
  const char* name = NOROSHI_TRY(statements_.name_of(statement, bound));
  const PostgresResult result(PQexecPrepared(server_, name, bound.count(), bound.values(),
                                             bound.lengths(), bound.formats(), kTextResults));
  if (!succeeded(result.get())) return failed(result, statement);
  if (std::string_view(PQcmdStatus(result.get())).starts_with("SELECT")) return 0;
  return static_cast<std::int64_t>(std::strtoll(PQcmdTuples(result.get()), nullptr, 10));
}

Status PostgresConnection::send(const char* name, const PostgresParameters& parameters) {
  const int sent = PQsendQueryPrepared(server_, name, parameters.count(), parameters.values(),
                                       parameters.lengths(), parameters.formats(), kTextResults);
  if (sent == 1) return {};
  return failed(nullptr);
}

Result<std::vector<PostgresResult>> PostgresConnection::drain(std::size_t count,
                                                              std::string_view statement) {
  if (PQpipelineSync(server_) != 1) {
    lost_ = true;  // no end of the pipeline would come
    return failed(nullptr, statement);
  }
  std::vector<PostgresResult> results;
  std::optional<Error> first;
  // Each statement's result is followed by a null; the synchronisation point by none.
  for (std::size_t i = 0; i < count && !first; ++i) {
    results.emplace_back(PQgetResult(server_));
    if (!succeeded(results.back().get())) first = failed(results.back(), statement);
    const PostgresResult end(PQgetResult(server_));
  }
  while (PQstatus(server_) == CONNECTION_OK) {
    const PostgresResult rest(PQgetResult(server_));
    if (PQresultStatus(rest.get()) == PGRES_PIPELINE_SYNC) break;
  }
  PQexitPipelineMode(server_);
  if (first) return *std::move(first);
  return results;
}

Status PostgresConnection::send_rows(std::string_view statement,
                                     std::span<const std::vector<Value>> rows) {
  // Preparing needs an answer, which a pipeline gives too late: names first.
  std::vector<PostgresParameters> bound;
  std::vector<const char*> names;
  for (const auto& row : rows) {
    bound.emplace_back(row);
    names.push_back(NOROSHI_TRY(statements_.name_of(statement, bound.back())));
  }
  PQenterPipelineMode(server_);
  std::size_t sent = 0;
  Status status;
  while (sent < rows.size() && status) {
    status = send(names[sent], bound[sent]);
    if (status) ++sent;
  }
  auto drained = drain(sent, statement);
  if (!drained) return std::move(drained).error();
  return status;
}

Status PostgresConnection::execute_each(std::string_view statement,
                                        std::span<const std::vector<Value>> rows) {
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kPipeline));
    NOROSHI_CHECK(send_rows(statement, some));
    rows = rows.subspan(some.size());
  }
  return {};
}

Result<PostgresResult> PostgresConnection::open_cursor(std::string_view statement,
                                                       std::span<const Value> parameters) {
  const PostgresParameters bound(parameters);
  const char* name =
      NOROSHI_TRY(statements_.name_of(std::string(kDeclare).append(statement), bound));
  // One round trip: the last cursor goes, this one comes, and its first rows.
  const auto plainly = [&](const char* text) {
    return PQsendQueryParams(server_, text, 0, nullptr, nullptr, nullptr, nullptr, kTextResults);
  };
  PQenterPipelineMode(server_);
  const bool close = std::exchange(cursor_left_, true);
  bool sent = !close || plainly(kClose) == 1;
  sent = sent && send(name, bound).has_value() && plainly(kFetch) == 1;
  auto results = NOROSHI_TRY(drain(close ? 3 : 2, statement));
  if (!sent) return failed(nullptr, statement);
  return std::move(results.back());
}

Result<std::unique_ptr<Cursor>> PostgresConnection::query(std::string_view statement,
                                                          std::span<const Value> parameters) {
  NOROSHI_CHECK(alive());
  if (phase() == Phase::Reading) {
    return std::make_unique<CursorRows>(*this, NOROSHI_TRY(open_cursor(statement, parameters)));
  }
  const PostgresParameters bound(parameters);
  const char* name = NOROSHI_TRY(statements_.name_of(statement, bound));
  NOROSHI_CHECK(send(name, bound));
  PQsetSingleRowMode(server_);
  return std::make_unique<Rows>(*this, statement);
}

Status PostgresConnection::execute_script(std::string_view statements) {
  return plain(std::string(statements).c_str());
}

Status PostgresConnection::start(Phase kind) {
  NOROSHI_CHECK(alive());
  cursor_left_ = false;
  // The first question takes the view: asked here, it is that of this moment.
  const std::string begin =
      kind == Phase::Reading ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1"
                             : fmt::format("BEGIN; SELECT pg_advisory_xact_lock({})", kWriteLock);
  auto status = plain(begin.c_str());
  if (!status) undo();
  return status;
}

Status PostgresConnection::keep() {
  const PostgresResult result(PQexec(server_, "COMMIT"));
  if (PQstatus(server_) == CONNECTION_BAD) {
    return failed(result).within("whether the transaction was kept is not known");
  }
  // A server that has given the transaction up answers "ROLLBACK", which is no error to it.
  if (!succeeded(result.get()) || std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    return failed(result, "COMMIT").within("nothing of the transaction was kept");
  }
  return {};
}

void PostgresConnection::undo() {
  (void)plain("ROLLBACK");
  lost_ = PQtransactionStatus(server_) != PQTRANS_IDLE;
}

}  // namespace noroshi::sql
