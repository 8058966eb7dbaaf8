#include "store/duck/database.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "store/duck/answer.hpp"
#include "store/duck/macros.hpp"
#include "store/duck/statement_check.hpp"

namespace noroshi::duck {
namespace {

// A statement while it is being taken apart and prepared.
struct Prepared {
  duckdb_extracted_statements statements = nullptr;
  duckdb_prepared_statement statement = nullptr;
  duckdb_pending_result pending = nullptr;

  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() {
    duckdb_destroy_pending(&pending);
    duckdb_destroy_prepare(&statement);
    duckdb_destroy_extracted(&statements);
  }
};

Error refused(const char* message) {
  return Error{Errc::InvalidInput, message == nullptr ? "DuckDB gave no reason" : message};
}

Status set(duckdb_config config, const char* name, const std::string& value) {
  if (duckdb_set_config(config, name, value.c_str()) == DuckDBSuccess) return {};
  return Error{Errc::Io,
               fmt::format("DuckDB refused the setting {} = {}: is it 1.4 or newer?", name, value)};
}

Status configure(duckdb_config config, const Limits& limits) {
  NOROSHI_CHECK(set(config, "threads", std::to_string(limits.threads)));
  NOROSHI_CHECK(set(config, "memory_limit", fmt::format("{}B", limits.memory)));
  NOROSHI_CHECK(set(config, "temp_directory", limits.temporary));
  NOROSHI_CHECK(
      set(config, "max_temp_directory_size", fmt::format("{}B", limits.temporary_octets)));
  NOROSHI_CHECK(set(config, "autoinstall_known_extensions", "false"));
  NOROSHI_CHECK(set(config, "autoload_known_extensions", "false"));
  NOROSHI_CHECK(set(config, "allow_community_extensions", "false"));
  // Rows have no order of their own; without one, COPY and scans use all threads.
  return set(config, "preserve_insertion_order", "false");
}

// The last settings, in this order: what follows can never be undone in this database.
Status close_sandbox(Connection& connection, const Limits& limits) {
  NOROSHI_CHECK(connection.run("SET parquet_metadata_cache = true"));
  NOROSHI_CHECK(
      connection.run(fmt::format("SET allowed_directories = [{}]", sql_text(limits.folder))));
  NOROSHI_CHECK(connection.run("SET enable_external_access = false"));
  return connection.run("SET lock_configuration = true");
}

Result<duckdb_database> open_in_memory(const Limits& limits) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) == DuckDBError) return refused("DuckDB gave no configuration");
  duckdb_database database = nullptr;
  char* message = nullptr;
  const Status configured = configure(config, limits);
  const bool open =
      configured && duckdb_open_ext(nullptr, &database, config, &message) == DuckDBSuccess;
  duckdb_destroy_config(&config);
  if (!configured) return configured.error();
  if (open) return database;
  Error error = refused(message).within("opening DuckDB");
  duckdb_free(message);
  return error;
}

}  // namespace

std::string sql_text(std::string_view text) {
  std::string sql = "'";
  for (const char c : text) {
    if (c == '\'') sql += c;
    sql += c;
  }
  return sql + "'";
}

Stream::Stream(Stream&& other) noexcept : result_(std::exchange(other.result_, duckdb_result{})) {}

Stream::~Stream() { duckdb_destroy_result(&result_); }

Connection::Connection(Connection&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Connection::~Connection() { duckdb_disconnect(&connection_); }

Status Connection::run(const std::string& sql) {
  NOROSHI_TRY(ask(sql));
  return {};
}

Result<Stream> Connection::ask(const std::string& sql) {
  duckdb_result result{};
  const duckdb_state state = duckdb_query(connection_, sql.c_str(), &result);
  Stream stream(result);
  if (state == DuckDBError) return refused(duckdb_result_error(stream.get()));
  return stream;
}

// The statement as DuckDB's parser sees it, not yet bound.
Result<std::string> Connection::tree_of(const std::string& sql) {
  Stream stream = NOROSHI_TRY(ask("SELECT json_serialize_sql(" + sql_text(sql) + ")"));
  const auto chunk = NOROSHI_TRY(next_chunk(stream));
  if (!chunk || chunk->rows != 1) return refused("DuckDB did not say what the statement is");
  return std::get<std::vector<std::string>>(chunk->columns[0])[0];
}

Result<Stream> Connection::select(const std::string& sql) {
  Prepared prepared;
  const idx_t count = duckdb_extract_statements(connection_, sql.c_str(), &prepared.statements);
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(prepared.statements);
    return refused(message == nullptr ? "there is no statement" : message);
  }
  NOROSHI_CHECK(check_statement(NOROSHI_TRY(tree_of(sql))));
  if (duckdb_prepare_extracted_statement(connection_, prepared.statements, 0,
                                         &prepared.statement) == DuckDBError) {
    return refused(duckdb_prepare_error(prepared.statement));
  }
  if (duckdb_prepared_statement_type(prepared.statement) != DUCKDB_STATEMENT_TYPE_SELECT) {
    return refused("only SELECT is allowed here");
  }
  if (duckdb_pending_prepared_streaming(prepared.statement, &prepared.pending) == DuckDBError) {
    return refused(duckdb_pending_error(prepared.pending));
  }
  duckdb_result result{};
  const duckdb_state state = duckdb_execute_pending(prepared.pending, &result);
  Stream stream(result);
  if (state == DuckDBError) return refused(duckdb_result_error(stream.get()));
  return stream;
}

Result<Database> Database::open(const Limits& limits) {
  Database database(NOROSHI_TRY(open_in_memory(limits)));
  Connection connection = NOROSHI_TRY(database.connect());
  for (const std::string_view macro : kMacros) {
    NOROSHI_CHECK(connection.run(std::string(macro)).within("defining a macro"));
  }
  NOROSHI_CHECK(close_sandbox(connection, limits).within("closing DuckDB's sandbox"));
  return database;
}

Database::Database(Database&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(database_, other.database_);
  return *this;
}

Database::~Database() { duckdb_close(&database_); }

Result<Connection> Database::connect() {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_, &connection) == DuckDBError) {
    return Error{Errc::Io, "DuckDB gave no connection"};
  }
  return Connection(connection);
}

}  // namespace noroshi::duck
