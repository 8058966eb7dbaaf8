#include "io/sql/migration.hpp"

#include <fmt/format.h>

#include "io/clock.hpp"

namespace noroshi::sql {
namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_steps ("
    " part TEXT NOT NULL, step BIGINT NOT NULL, title TEXT NOT NULL, done BIGINT NOT NULL,"
    " PRIMARY KEY (part, step))";

Result<bool> has_table(Connection& connection) {
  const std::string_view question =
      connection.dialect() == Dialect::Sqlite
          ? "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_steps'"
          : "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_steps')";
  const auto rows = NOROSHI_TRY(connection.ask(question));
  return NOROSHI_TRY(rows->next()) && rows->integer(0) > 0;
}

/// How many steps of `part` are done.
Result<std::size_t> steps_done(Connection& connection, std::string_view part) {
  if (!NOROSHI_TRY(has_table(connection))) return 0;
  const Value parameters[] = {part};
  const auto rows =
      NOROSHI_TRY(connection.ask("SELECT COUNT(*) FROM schema_steps WHERE part = $1", parameters));
  return NOROSHI_TRY(rows->next()) ? static_cast<std::size_t>(rows->integer(0)) : 0;
}

Result<std::span<const Step>> still_to_do(Connection& connection, std::string_view part,
                                          std::span<const Step> steps) {
  const std::size_t done = NOROSHI_TRY(steps_done(connection, part));
  if (done > steps.size()) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("the tables of \"{}\" are at step {} and this Noroshi knows {}: a newer "
                    "Noroshi made them; install that one, or restore an older backup",
                    part, done, steps.size())};
  }
  return steps.subspan(done);
}

Status do_step(Connection& connection, std::string_view part, std::int64_t number,
               const Step& step) {
  const std::string_view own =
      connection.dialect() == Dialect::Sqlite ? step.sqlite : step.postgres;
  if (!step.both.empty()) NOROSHI_CHECK(connection.script(step.both));
  if (!own.empty()) NOROSHI_CHECK(connection.script(own));
  const Value row[] = {part, number, step.title, io::wall_clock()};
  NOROSHI_CHECK(connection.run("INSERT INTO schema_steps VALUES ($1, $2, $3, $4)", row));
  return {};
}

}  // namespace

Result<std::vector<std::string>> pending(Connection& connection, std::string_view part,
                                         std::span<const Step> steps) {
  std::vector<std::string> titles;
  for (const Step& step : NOROSHI_TRY(still_to_do(connection, part, steps))) {
    titles.emplace_back(step.title);
  }
  return titles;
}

Status migrate(Connection& connection, std::string_view part, std::span<const Step> steps) {
  // Most starts find nothing to do, and then need no turn at writing.
  if (NOROSHI_TRY(pending(connection, part, steps)).empty()) return {};
  auto transaction = NOROSHI_TRY(Transaction::write(connection));
  NOROSHI_CHECK(connection.run(kTable));
  // Asked again: another process may have been quicker.
  const auto left = NOROSHI_TRY(still_to_do(connection, part, steps));
  auto number = static_cast<std::int64_t>(steps.size() - left.size());
  for (const Step& step : left) {
    NOROSHI_CHECK(
        do_step(connection, part, ++number, step)
            .within(fmt::format("bringing the tables of \"{}\" up to date: {}", part, step.title)));
  }
  return transaction.commit();
}

}  // namespace noroshi::sql
