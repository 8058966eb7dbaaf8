#include "store/duck/asker.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "store/duck/answer.hpp"
#include "store/duck/deadline.hpp"
#include "store/duck/sql_type.hpp"

namespace noroshi::duck {
namespace {

std::string view_of(const Snapshot& snapshot, std::uint64_t number, const store::Table& table) {
  const std::string columns = column_list(table);
  std::string files;
  for (const Segment& segment : snapshot.segments) {
    if (segment.table != table.id) continue;
    files += (files.empty() ? "" : ", ") + sql_text(snapshot.path(segment));
  }
  std::string sql = fmt::format("CREATE TEMP VIEW {} AS ", table.name);
  if (!files.empty()) {
    sql += fmt::format("SELECT {} FROM read_parquet([{}], hive_partitioning = false) UNION ALL ",
                       columns, files);
  }
  return sql + fmt::format("SELECT {} FROM journal_scan({}, '{}')", columns, number, table.name);
}

// Members go in reverse: the stream ends before its connection, the snapshot after both.
class StreamedAnswer final : public store::Answer {
 public:
  StreamedAnswer(Snapshots& snapshots, std::shared_ptr<const Snapshot> snapshot,
                 Connection connection)
      : snapshots_(snapshots),
        number_(snapshots.add(snapshot)),
        snapshot_(std::move(snapshot)),
        connection_(std::move(connection)) {}

  ~StreamedAnswer() override {
    stream_.reset();
    snapshots_.remove(number_);
  }
  StreamedAnswer(const StreamedAnswer&) = delete;
  StreamedAnswer& operator=(const StreamedAnswer&) = delete;

  Status begin(const std::string& sql, Tables tables, base::Micros patience) {
    for (const store::Table& table : store::tables()) {
      if (!tables[static_cast<std::size_t>(table.id)]) continue;
      NOROSHI_CHECK(connection_.run(view_of(*snapshot_, number_, table)));
    }
    Deadline deadline(connection_.get(), patience);
    auto found = find_first(sql);
    if (found || !deadline.passed()) return found;
    return Error{Errc::Limit,
                 fmt::format("no answer within {}: ask for less time, or with a narrower filter",
                             base::humane(patience))};
  }

  Result<std::optional<store::AnswerChunk>> next() override {
    if (first_) return std::exchange(first_, std::nullopt);
    auto chunk = next_chunk(*stream_);
    if (chunk || snapshot_->complete()) return chunk;
    return Error{Errc::Io,
                 "rows that the answer still needed were merged or deleted by retention "
                 "while it was being read; ask again"};
  }

 private:
  Status find_first(const std::string& sql) {
    stream_.emplace(NOROSHI_TRY(connection_.select(sql)));
    first_ = NOROSHI_TRY(next_chunk(*stream_));
    return {};
  }

  Snapshots& snapshots_;
  std::uint64_t number_;
  std::shared_ptr<const Snapshot> snapshot_;
  Connection connection_;
  std::optional<Stream> stream_;
  std::optional<store::AnswerChunk> first_;
};

}  // namespace

Result<std::unique_ptr<Asker>> Asker::open(const Limits& limits) {
  std::unique_ptr<Asker> asker(new Asker(limits.patience));
  asker->database_ = NOROSHI_TRY(Database::open(limits));
  Connection connection = NOROSHI_TRY(asker->database_->connect());
  NOROSHI_CHECK(register_journal_scan(connection.get(), asker->snapshots_, limits.threads));
  return asker;
}

Tables Asker::tables_in(const std::string& sql) {
  std::string lower = sql;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  Tables found;
  for (const store::Table& table : store::tables()) {
    found[static_cast<std::size_t>(table.id)] = lower.find(table.name) != std::string::npos;
  }
  return found;
}

Result<std::unique_ptr<store::Answer>> Asker::select(const std::string& sql,
                                                     std::shared_ptr<const Snapshot> snapshot) {
  auto answer = std::make_unique<StreamedAnswer>(snapshots_, std::move(snapshot),
                                                 NOROSHI_TRY(database_->connect()));
  NOROSHI_CHECK(answer->begin(sql, tables_in(sql), patience_));
  return std::unique_ptr<store::Answer>(std::move(answer));
}

}  // namespace noroshi::duck
