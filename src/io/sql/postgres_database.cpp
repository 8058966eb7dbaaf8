// The PostgreSQL engine: an address, and what is asked of the base there.
#include <fmt/format.h>
#include <libpq-fe.h>

#include "io/sql/postgres_connection.hpp"

namespace noroshi::sql {
namespace {

/// The parts of an address that may be shown: never the password.
struct Shown {
  std::string host, port, user, name;
};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::string* part_of(Shown& shown, std::string_view keyword) {
  if (keyword == "host") return &shown.host;
  if (keyword == "port") return &shown.port;
  if (keyword == "user") return &shown.user;
  return keyword == "dbname" ? &shown.name : nullptr;
}

Result<Shown> shown_of(const std::string& address) {
  char* why = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(
      PQconninfoParse(address.c_str(), &why));
  if (options == nullptr) {
    // libpq's words may quote the address, and with it a password.
    PQfreemem(why);
    return Error{Errc::InvalidUsage,
                 "the address of the PostgreSQL base cannot be read: write "
                 "postgresql://<user>@<host>/<name>"};
  }
  Shown shown;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    std::string* part = part_of(shown, option->keyword);
    if (part != nullptr && option->val != nullptr) *part = option->val;
  }
  return shown;
}

std::string dump_command(const Shown& shown, const std::string& path) {
  std::string command = fmt::format("pg_dump --format=custom --file={}", path);
  if (!shown.host.empty()) command += " --host=" + shown.host;
  if (!shown.port.empty()) command += " --port=" + shown.port;
  if (!shown.user.empty()) command += " --username=" + shown.user;
  return command + " " + shown.name;
}

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(std::shared_ptr<const PostgresBase> base, Shown shown)
      : base_(std::move(base)), shown_(std::move(shown)) {}

  [[nodiscard]] Dialect dialect() const override { return Dialect::Postgres; }
  [[nodiscard]] std::string describe() const override { return base_->described; }

  Result<std::unique_ptr<Connection>> connect() override {
    return NOROSHI_TRY(PostgresConnection::make(base_));
  }

  Status back_up(const std::string& path) override {
    return Error{Errc::InvalidUsage, fmt::format("{} is backed up by its own tools: {}",
                                                 base_->described, dump_command(shown_, path))};
  }

  /// Texts must sort by their octets, as in SQLite; and an index over them then outlives a change
  /// of the system's collations.
  Status check() {
    const auto connection = NOROSHI_TRY(PostgresConnection::make(base_));
    const auto rows = NOROSHI_TRY(static_cast<Connection&>(*connection)
                                      .ask("SELECT current_setting('server_encoding') = 'UTF8'"
                                           " AND 'Z' < 'a' AND 'a-c' < 'ab'"));
    if (NOROSHI_TRY(rows->next()) && rows->integer(0) == 1) return {};
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: its texts must be UTF-8 and sort by octets: make it by createdb "
                             "--template=template0 --encoding=UTF8 --locale=C {}",
                             base_->described, shown_.name)};
  }

 private:
  std::shared_ptr<const PostgresBase> base_;
  Shown shown_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(std::string_view address, const Options& options) {
  auto base = std::make_shared<PostgresBase>();
  base->address = address;
  base->options = options;
  Shown shown = NOROSHI_TRY(shown_of(base->address));
  base->described = fmt::format("PostgreSQL base {} on {}", shown.name,
                                shown.host.empty() ? "this machine" : shown.host);
  auto database = std::make_unique<PostgresDatabase>(base, std::move(shown));
  NOROSHI_CHECK(database->check());
  return database;
}

}  // namespace noroshi::sql
