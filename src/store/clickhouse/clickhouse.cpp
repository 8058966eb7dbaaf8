#include "store/clickhouse/clickhouse.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <mutex>

#include "store/clickhouse/ddl.hpp"
#include "store/clickhouse/insert.hpp"
#include "store/clickhouse/native.hpp"
#include "store/clickhouse/upkeep.hpp"

namespace noroshi::clickhouse {
namespace {

bool is_identifier(std::string_view text) {
  const auto letter = [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && !digit(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c) || c == '_'; });
}

Error contradiction(std::string_view what) {
  return {Errc::InvalidUsage, fmt::format("ClickHouse store: {}", what)};
}

/// Names and paths go into statements; what could leave its quotes is refused.
Status check(const Options& options) {
  if (options.shards.empty()) return contradiction("no server is named; set shards");
  for (const auto& replicas : options.shards) {
    if (replicas.empty()) return contradiction("a shard without a server");
    if (replicas.size() > 1 && options.replication_path.empty()) {
      return contradiction("a shard with several replicas needs replication_path (and ZooKeeper)");
    }
  }
  if (options.shards.size() > 1 && options.cluster.empty()) {
    return contradiction("several shards need cluster, the name in the servers' remote_servers");
  }
  if (!is_identifier(options.database)) return contradiction("database is no plain name");
  if (!options.cluster.empty() && !is_identifier(options.cluster)) {
    return contradiction("cluster is no plain name (letters, digits, _)");
  }
  const std::string& path = options.replication_path;
  if (!path.empty() && (path.front() != '/' || path.find_first_of("'\\ \n") != std::string::npos)) {
    return contradiction(
        "replication_path is no ZooKeeper path such as "
        "/clickhouse/tables/{shard}/noroshi");
  }
  return {};
}

Result<std::vector<std::vector<http::Url>>> parse_urls(const Options& options) {
  std::vector<std::vector<http::Url>> out;
  for (const auto& replicas : options.shards) {
    auto& shard = out.emplace_back();
    for (const std::string& url : replicas) shard.push_back(NOROSHI_TRY(http::Url::parse(url)));
  }
  return out;
}

Status create_tables(Endpoint& server, const Options& options) {
  NOROSHI_TRY(server.run("CREATE DATABASE IF NOT EXISTS " + options.database));
  const Layout layout{options.database, options.cluster, options.replication_path};
  for (const store::Table& table : store::tables()) {
    for (const std::string& sql : create_statements(table, layout)) NOROSHI_TRY(server.run(sql));
  }
  return {};
}

/// On every replica that answers; one a shard must.
Status prepare(Shard& shard, const Options& options) {
  std::optional<Error> last;
  std::size_t ready = 0;
  for (Endpoint& server : shard.replicas()) {
    Status outcome;
    if (options.create_tables) {
      outcome = create_tables(server, options);
    } else if (auto alive = server.run("SELECT 1"); !alive) {
      outcome = std::move(alive).error();
    }
    if (outcome) {
      ++ready;
    } else if (outcome.error().code != Errc::Io) {
      return outcome;
    } else {
      last = std::move(outcome).error();
    }
  }
  return ready > 0 ? Status() : Status(std::move(*last));
}

/// What keeps an operator's statement from writing, reaching out, or eating the server.
Settings sandbox(const Options& options) {
  return {
      {"readonly", "1"},  // no writes, no settings, no table functions (url, file, remote)
      {"max_execution_time",
       std::to_string(std::max<base::Micros>(1, options.timeout / base::kSecond))},
      {"max_memory_usage", std::to_string(options.query_memory)},
      {"max_bytes_before_external_group_by", std::to_string(options.query_memory / 2)},
      {"max_bytes_before_external_sort", std::to_string(options.query_memory / 2)},
      // Subqueries under IN and JOIN see all shards, not each its own.
      {"distributed_product_mode", "global"},
      {"count_distinct_implementation", "uniqExact"},
      // A query that fails half-way must not look like a short answer: 18.16 would write the
      // error's text behind the rows.  The server spools the answer (memory, then tmp_path)
      // instead.
      {"wait_end_of_query", "1"},
  };
}

std::string_view trimmed(std::string_view text, std::string_view what) {
  const auto from = text.find_first_not_of(what);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(what) - from + 1);
}

/// The statement without blanks and semicolon, if it is a SELECT: 18.16 lets KILL QUERY through in
/// read-only mode.
Result<std::string_view> only_select(std::string_view sql) {
  constexpr std::string_view kBlank = " \t\r\n";
  sql = trimmed(sql, kBlank);
  while (sql.ends_with(';')) sql = trimmed(sql.substr(0, sql.size() - 1), kBlank);
  const std::string_view first = trimmed(sql, " \t\r\n(").substr(0, 6);
  const bool select = std::ranges::equal(first, std::string_view("select"),
                                         [](char a, char b) { return (a | 0x20) == b; });
  if (!select) return Error{Errc::InvalidUsage, "only one SELECT statement is allowed here"};
  return sql;
}

class StreamedAnswer : public store::Answer {
 public:
  explicit StreamedAnswer(Endpoint server)
      : server_(std::move(server)), reader_([this] { return server_.read(); }) {}

  Result<std::optional<store::AnswerChunk>> next() override {
    return reader_.next().within("ClickHouse at " + server_.name());
  }

 private:
  Endpoint server_;
  NativeReader reader_;
};

class ClickhouseStore : public store::Store {
 public:
  ClickhouseStore(Options options, std::vector<std::vector<http::Url>> urls)
      : options_(std::move(options)), urls_(std::move(urls)) {
    for (const auto& replicas : urls_) shards_.emplace_back(replicas, options_);
    for (const auto& replicas : urls_) upkeep_shards_.emplace_back(replicas, options_);
    inserter_.emplace(shards_, options_);
  }

  Status prepare_all() {
    for (Shard& shard : shards_) NOROSHI_CHECK(prepare(shard, options_));
    return {};
  }

  Status append(const store::Rows& rows) override { return inserter_->append(rows); }

  Result<std::unique_ptr<store::Answer>> select(const std::string& sql) override {
    const std::string_view statement = NOROSHI_TRY(only_select(sql));
    std::optional<Error> last;
    for (const http::Url& url : every_url()) {
      Endpoint server(url, options_);
      auto begun = server.begin_select(statement, sandbox(options_));
      if (begun) return std::make_unique<StreamedAnswer>(std::move(server));
      if (begun.error().code != Errc::Io) return std::move(begun).error();
      last = std::move(begun).error();
    }
    return std::move(*last);
  }

  Result<std::uint64_t> expire(const store::Retention& retention, base::Micros now) override {
    const std::lock_guard lock(upkeep_);
    std::uint64_t deleted = 0;
    for (const store::Table& table : store::tables()) {
      const base::Micros keep = retention.of(table.id);
      if (keep == 0) continue;
      for (Shard& shard : upkeep_shards_) {
        deleted += NOROSHI_TRY(shard.with_replica([&](Endpoint& server) {
          return drop_before(server, options_.database, table, now - keep);
        }));
      }
    }
    return deleted;
  }

  Result<bool> tend() override { return false; }  // the servers merge by themselves

  Result<store::TableHealth> health(store::TableId id) override {
    const std::lock_guard lock(upkeep_);
    store::TableHealth sum;
    for (Shard& shard : upkeep_shards_) {
      merge(sum, NOROSHI_TRY(shard.with_replica([&](Endpoint& server) {
              return shard_health(server, options_.database, store::table(id));
            })));
    }
    return sum;
  }

  [[nodiscard]] std::string describe() const override {
    const std::string first = urls_.front().front().to_string();
    if (options_.cluster.empty())
      return fmt::format("ClickHouse {} database {}", first, options_.database);
    return fmt::format("ClickHouse cluster {} ({} shards) by {} database {}", options_.cluster,
                       urls_.size(), first, options_.database);
  }

 private:
  /// Any server answers for all shards; the first of each shard before second replicas.
  [[nodiscard]] std::vector<http::Url> every_url() const {
    std::vector<http::Url> out;
    for (std::size_t replica = 0;; ++replica) {
      const std::size_t before = out.size();
      for (const auto& shard : urls_) {
        if (replica < shard.size()) out.push_back(shard[replica]);
      }
      if (out.size() == before) return out;
    }
  }

  Options options_;
  std::vector<std::vector<http::Url>> urls_;
  std::vector<Shard> shards_;  // of the inserter alone
  std::optional<Inserter> inserter_;
  std::mutex upkeep_;
  std::vector<Shard> upkeep_shards_;  // connections of their own, so that appends do not wait
};

}  // namespace

Result<std::unique_ptr<store::Store>> open(const Options& options) {
  NOROSHI_CHECK(check(options));
  auto urls = NOROSHI_TRY(parse_urls(options).within("ClickHouse store"));
  auto store = std::make_unique<ClickhouseStore>(options, std::move(urls));
  NOROSHI_CHECK(store->prepare_all());
  return std::unique_ptr<store::Store>(std::move(store));
}

}  // namespace noroshi::clickhouse
