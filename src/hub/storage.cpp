#include "hub/storage.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sys/statvfs.h>

namespace noroshi::hub {
namespace {

/// A table of a b-tree keyed by number has its rows in its leaves, one of pairs in every page; an
/// index belongs to its table, the tables of a full-text index to that.
constexpr std::string_view kInSqlite =
    "SELECT CASE WHEN m.tbl_name LIKE 'words\\_%' ESCAPE '\\' THEN 'words' ELSE m.tbl_name END AS "
    "t,"
    " SUM(s.pgsize),"
    " SUM(CASE WHEN m.type = 'table' AND m.tbl_name NOT LIKE 'words\\_%' ESCAPE '\\'"
    " AND (m.sql LIKE '%WITHOUT ROWID%' OR s.pagetype = 'leaf') THEN s.ncell ELSE 0 END)"
    " FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY t";

/// The server's own estimate of rows; −1 before it first looked.
constexpr std::string_view kInPostgres =
    "SELECT c.relname, pg_total_relation_size(c.oid), CAST(c.reltuples AS BIGINT)"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND n.nspname = current_schema()";

/// Tables whose rows are of a time.
struct Dated {
  std::string_view table;
  std::string_view span;
};
constexpr std::array kDated = {
    Dated{"trail",
          "SELECT MIN(at), MAX(at) FROM trail WHERE number IN"
          " ((SELECT MIN(number) FROM trail), (SELECT MAX(number) FROM trail))"},
    Dated{"events",
          "SELECT MIN(at), MAX(at) FROM events WHERE number IN"
          " ((SELECT MIN(number) FROM events), (SELECT MAX(number) FROM events))"},
    Dated{"revisions",
          "SELECT MIN(added), MAX(added) FROM revisions WHERE sequence IN"
          " ((SELECT MIN(sequence) FROM revisions), (SELECT MAX(sequence) FROM revisions))"},
};

Result<std::uint64_t> octets_of_file(sql::Connection& connection) {
  const auto cursor = NOROSHI_TRY(
      connection.ask("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"));
  if (!NOROSHI_TRY(cursor->next())) return std::uint64_t{0};
  return static_cast<std::uint64_t>(cursor->integer(0));
}

Status add_span(sql::Connection& connection, TableSize& one) {
  const auto* const dated = std::find_if(kDated.begin(), kDated.end(),
                                         [&](const Dated& d) { return d.table == one.table; });
  if (dated == kDated.end()) return {};
  const auto cursor = NOROSHI_TRY(connection.ask(dated->span));
  if (!NOROSHI_TRY(cursor->next()) || cursor->null(0)) return {};
  one.oldest = cursor->integer(0);
  one.newest = cursor->integer(1);
  return {};
}

}  // namespace

std::string OwnFiles::folder() const {
  constexpr std::string_view kSqlite = "sqlite:";
  const bool served = database.starts_with("postgres");
  std::string file = served ? certificate : database;
  if (file.starts_with(kSqlite)) file.erase(0, kSqlite.size());
  const auto folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<std::vector<TableSize>> table_sizes(sql::Database& database, std::uint64_t whole_from) {
  const auto connection = NOROSHI_TRY(database.connect());
  const bool sqlite = database.dialect() == sql::Dialect::Sqlite;
  std::vector<TableSize> all;
  if (sqlite) {
    const auto octets = NOROSHI_TRY(octets_of_file(*connection));
    if (octets > whole_from) {
      all.push_back({.table = "base", .octets = octets, .rows = {}, .oldest = {}, .newest = {}});
      return all;
    }
  }
  {
    const auto cursor = NOROSHI_TRY(connection->ask(sqlite ? kInSqlite : kInPostgres));
    while (NOROSHI_TRY(cursor->next())) {
      TableSize one;
      one.table = cursor->text(0);
      one.octets = static_cast<std::uint64_t>(cursor->integer(1));
      const std::int64_t rows = cursor->integer(2);
      const bool counted = rows >= 0 && one.table != "words";
      if (counted) one.rows = static_cast<std::uint64_t>(rows);
      all.push_back(std::move(one));
    }
  }
  for (TableSize& one : all) NOROSHI_CHECK(add_span(*connection, one));
  std::sort(all.begin(), all.end(), [](const TableSize& a, const TableSize& b) {
    return a.octets != b.octets ? a.octets > b.octets : a.table < b.table;
  });
  return all;
}

std::optional<DiskSpace> disk_space(const std::string& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return std::nullopt;
  const auto block = static_cast<std::uint64_t>(disk.f_frsize);
  return DiskSpace{.free = static_cast<std::uint64_t>(disk.f_bavail) * block,
                   .size = static_cast<std::uint64_t>(disk.f_blocks) * block};
}

}  // namespace noroshi::hub
