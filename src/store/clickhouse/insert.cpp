#include "store/clickhouse/insert.hpp"

#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "store/clickhouse/ddl.hpp"
#include "store/clickhouse/native.hpp"

namespace noroshi::clickhouse {
namespace {

/// Another start, another machine, another number.
std::uint64_t random_start() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

/// Never 0, which means "not the first row".
std::uint64_t number_of(std::uint64_t batch, std::size_t unit) {
  return net::mix(batch + unit * 0x9E37'79B9'7F4A'7C15ULL) | 1;
}

std::string query_id_of(std::uint64_t number) { return fmt::format("noroshi-{:016x}", number); }

}  // namespace

Shard::Shard(std::vector<http::Url> urls, const Options& options) {
  replicas_.reserve(urls.size());
  for (http::Url& url : urls) replicas_.emplace_back(std::move(url), options);
}

Inserter::Inserter(std::vector<Shard>& shards, const Options& options)
    : shards_(shards),
      database_(options.database),
      replicated_(!options.replication_path.empty()),
      timeout_(options.timeout),
      next_batch_(random_start()) {}

Status Inserter::append(const store::Rows& rows) {
  const std::vector<Unit> units = split(rows, shards_.size());
  Pending pending = take_pending(rows, units.size());
  auto sent = send_all(rows, units, pending);
  if (sent) return sent;
  pending.fingerprint = fingerprint(rows);
  pending_[static_cast<std::size_t>(rows.table->id)] = std::move(pending);
  return std::move(sent).within(
      fmt::format("inserting {} rows into {}", rows.size, rows.table->name));
}

/// What is known of these very rows from an append that failed, or a fresh number.
Inserter::Pending Inserter::take_pending(const store::Rows& rows, std::size_t units) {
  auto& slot = pending_[static_cast<std::size_t>(rows.table->id)];
  std::optional<Pending> last = std::exchange(slot, std::nullopt);
  if (last && last->fingerprint == fingerprint(rows)) return std::move(*last);
  Pending fresh;
  fresh.batch = next_batch_++;
  fresh.fates.assign(units, Fate::Untried);
  return fresh;
}

Status Inserter::send_all(const store::Rows& rows, const std::vector<Unit>& units,
                          Pending& pending) {
  if (shards_.size() == 1) return send_to_shard(0, rows, units, pending);
  std::vector<Status> outcomes(shards_.size());
  std::vector<std::thread> threads;
  for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
    threads.emplace_back(
        [&, shard] { outcomes[shard] = send_to_shard(shard, rows, units, pending); });
  }
  for (std::thread& thread : threads) thread.join();
  for (Status& outcome : outcomes) NOROSHI_CHECK(std::move(outcome));
  return {};
}

Status Inserter::send_to_shard(std::size_t shard, const store::Rows& rows,
                               const std::vector<Unit>& units, Pending& pending) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].shard != shard || pending.fates[i] == Fate::Kept) continue;
    NOROSHI_CHECK(
        send(shards_[shard], rows, units[i], number_of(pending.batch, i), pending.fates[i]));
  }
  return {};
}

Status Inserter::send(Shard& shard, const store::Rows& rows, const Unit& unit, std::uint64_t number,
                      Fate& fate) {
  std::string block;
  const Settings settings{{"query_id", query_id_of(number)}, {"insert_deduplicate", "1"}};
  const auto attempt = [&](Endpoint& server) -> Status {
    if (!replicated_ && fate == Fate::Unsure && NOROSHI_TRY(is_there(server, rows, unit, number))) {
      return {};
    }
    if (block.empty()) write_native(rows, unit, number, block);
    fate = Fate::Unsure;
    return server.insert(rows_table(*rows.table), block, settings);
  };
  auto outcome = shard.with_replica(attempt);
  // A kept-alive connection that the server just closed looks like a lost answer: look again once.
  if (!outcome && outcome.error().code == Errc::Io) outcome = shard.with_replica(attempt);
  if (outcome) fate = Fate::Kept;
  return outcome;
}

Result<bool> Inserter::is_there(Endpoint& server, const store::Rows& rows, const Unit& unit,
                                std::uint64_t number) const {
  NOROSHI_CHECK(wait_until_over(server, query_id_of(number)));
  const Span span = partition_span(rows.table->id, unit.partition);
  // The bounds let the server open one partition only.
  const auto count = NOROSHI_TRY(server.number(
      fmt::format("SELECT count() FROM {}.{} WHERE {} = {} AND {} >= {} AND {} < {}", database_,
                  rows_table(*rows.table), kBatchColumn, number, rows.table->time_column,
                  span.first, rows.table->time_column, span.end)));
  return count > 0;
}

Status Inserter::wait_until_over(Endpoint& server, const std::string& query_id) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::microseconds(timeout_);
  while (std::chrono::steady_clock::now() < deadline) {
    const auto running = NOROSHI_TRY(server.number(
        fmt::format("SELECT count() FROM system.processes WHERE query_id = '{}'", query_id)));
    if (running == 0) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Error{Errc::Io, fmt::format("ClickHouse at {}: the insert {} does not end", server.name(),
                                     query_id)};
}

}  // namespace noroshi::clickhouse
