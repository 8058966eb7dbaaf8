#include "store/duck/compactor.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

#include "store/duck/answer.hpp"
#include "store/duck/folder.hpp"
#include "store/duck/sql_type.hpp"

namespace noroshi::duck {
namespace {

// A snapshot that is known to a database's SQL for as long as this lives.
class Held {
 public:
  Held(Snapshots& snapshots, std::shared_ptr<const Snapshot> snapshot)
      : snapshots_(snapshots), number_(snapshots.add(std::move(snapshot))) {}
  ~Held() { snapshots_.remove(number_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  [[nodiscard]] std::uint64_t number() const { return number_; }

 private:
  Snapshots& snapshots_;
  std::uint64_t number_;
};

// Instants farther away than this (285,000 years) count as this far when rows are put into
// partitions, or the arithmetic would overflow and one absurd row stop all compaction.
constexpr base::Micros kFarthest = 9'000'000'000'000'000'000;

// Rows that lie together on the disk: those of one server in five minutes.  Costs half as much
// again as not sorting, saves an eighth of the octets, and lets queries for one server or one time
// skip row groups (duck_bench.cpp).
std::string_view order_of(store::TableId id) {
  switch (id) {
    case store::TableId::Flows:
      return "flow_start // 300000000, dst_hi, dst_lo, dst_port, flow_start";
    case store::TableId::Pairs:
      return "pane, server_hi, server_lo, port, client_hi, client_lo";
    case store::TableId::Servers:
      return "pane, server_hi, server_lo, port";
    case store::TableId::Exposure:
      return "pane, exporter, domain";
  }
  return "";
}

// Level 1 of zstd: higher ones cost CPU and gain a hundredth.  Dictionaries of more values than
// this are larger than the values themselves once zstd has seen them.
constexpr std::string_view kFormat =
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000";

// The partition of a row in SQL.  DuckDB's % has the sign of the dividend, like C++'s.
std::string partition_sql(const store::Table& table, base::Micros length) {
  const std::string t =
      fmt::format("least(greatest({}, {}), {})", table.time_column, -kFarthest, kFarthest);
  return fmt::format("({0} - (({0} % {1}) + {1}) % {1})", t, length);
}

// The rows of one partition, from the blocks that can have some.
std::string rows_sql(const Segment& segment, std::uint64_t snapshot, base::Micros length) {
  const store::Table& table = store::table(segment.table);
  std::string range;
  if (segment.first > -kFarthest && segment.last < kFarthest) {
    range =
        fmt::format(", since := {}, before := {}", segment.partition, segment.partition + length);
  }
  return fmt::format("SELECT {} FROM journal_scan({}, '{}'{}) WHERE {} = {}", column_list(table),
                     snapshot, table.name, range, partition_sql(table, length), segment.partition);
}

// The partitions that rows fall into, with first, last and rows.
Result<std::vector<Segment>> partitions(Connection& connection, const std::string& from,
                                        const store::Table& table, base::Micros length) {
  const std::string sql =
      fmt::format("SELECT {0} AS p, min({1}), max({1}), count(*) FROM {2} GROUP BY p ORDER BY p",
                  partition_sql(table, length), table.time_column, from);
  Stream stream = NOROSHI_TRY(connection.ask(sql));
  std::vector<Segment> found;
  while (const auto chunk = NOROSHI_TRY(next_chunk(stream))) {
    const auto& start = std::get<std::vector<std::int64_t>>(chunk->columns[0]);
    const auto& first = std::get<std::vector<std::int64_t>>(chunk->columns[1]);
    const auto& last = std::get<std::vector<std::int64_t>>(chunk->columns[2]);
    const auto& rows = std::get<std::vector<std::int64_t>>(chunk->columns[3]);
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      found.push_back(
          {table.id, 0, start[i], first[i], last[i], static_cast<std::uint64_t>(rows[i]), 0});
    }
  }
  return found;
}

Result<std::uint64_t> rows_copied(Stream& stream) {
  const auto chunk = NOROSHI_TRY(next_chunk(stream));
  if (!chunk || chunk->rows != 1) return Error{Errc::Io, "COPY did not say how many rows it wrote"};
  return static_cast<std::uint64_t>(std::get<std::vector<std::int64_t>>(chunk->columns[0])[0]);
}

}  // namespace

Compactor::Compactor(Limits limits, std::function<std::uint64_t()> allot,
                     std::function<base::Micros(store::TableId)> partition,
                     const StepHook& after_step)
    : limits_(std::move(limits)),
      allot_(std::move(allot)),
      partition_(std::move(partition)),
      after_step_(after_step) {}

std::string Compactor::path(const Segment& segment) const {
  return limits_.folder + "/" + file_name(segment);
}

Status Compactor::start() {
  if (database_) return {};
  Database database = NOROSHI_TRY(Database::open(limits_));
  const Connection connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(register_journal_scan(connection.get(), snapshots_, limits_.threads));
  database_ = std::move(database);
  return {};
}

Result<std::vector<Segment>> Compactor::convert(std::shared_ptr<const Snapshot> journals,
                                                store::TableId id, base::Micros cutoff) {
  NOROSHI_CHECK(start());
  const store::Table& table = store::table(id);
  const base::Micros length = partition_(id);
  const Held held(snapshots_, std::move(journals));
  Connection connection = NOROSHI_TRY(database_->connect());
  const std::string all = fmt::format("journal_scan({}, '{}')", held.number(), table.name);
  std::vector<Segment> written;
  for (Segment& segment : NOROSHI_TRY(partitions(connection, all, table, length))) {
    if (segment.last < cutoff) continue;
    auto made = write(connection, rows_sql(segment, held.number(), length), segment);
    if (!made) {
      // Or a disk that is full would fill with files that nobody names.
      for (const Segment& orphan : written) ::unlink(path(orphan).c_str());
      return made.error();
    }
    written.push_back(*made);
  }
  return written;
}

Result<Segment> Compactor::merge(const std::vector<Segment>& segments) {
  NOROSHI_CHECK(start());
  Connection connection = NOROSHI_TRY(database_->connect());
  Segment merged = segments.front();
  merged.rows = 0;
  std::string files;
  for (const Segment& segment : segments) {
    merged.first = std::min(merged.first, segment.first);
    merged.last = std::max(merged.last, segment.last);
    merged.rows += segment.rows;
    files += (files.empty() ? "" : ", ") + sql_text(path(segment));
  }
  const std::string rows =
      fmt::format("SELECT {} FROM read_parquet([{}], hive_partitioning = false)",
                  column_list(store::table(merged.table)), files);
  return write(connection, rows, merged);
}

Result<Segment> Compactor::write(Connection& connection, const std::string& select,
                                 Segment segment) {
  segment.number = allot_();
  const std::string beside = path(segment) + ".new";
  auto made = write_to(beside, connection, select, segment).within("writing " + path(segment));
  if (!made) ::unlink(beside.c_str());
  return made;
}

Result<Segment> Compactor::write_to(const std::string& beside, Connection& connection,
                                    const std::string& select, Segment segment) {
  const std::string sql = fmt::format("COPY ({} ORDER BY {}) TO {} ({})", select,
                                      order_of(segment.table), sql_text(beside), kFormat);
  Stream stream = NOROSHI_TRY(connection.ask(sql));
  const std::uint64_t rows = NOROSHI_TRY(rows_copied(stream));
  if (rows != segment.rows) {
    return Error{Errc::Io, fmt::format("{} rows were to be written, {} were", segment.rows, rows)};
  }
  after_step_("segment written");
  NOROSHI_CHECK(sync_file(beside));
  std::error_code failure;
  segment.octets = std::filesystem::file_size(beside, failure);
  if (failure) return Error{Errc::Io, failure.message()};
  NOROSHI_CHECK(rename_durably(beside, path(segment)));
  after_step_("segment placed");
  return segment;
}

}  // namespace noroshi::duck
