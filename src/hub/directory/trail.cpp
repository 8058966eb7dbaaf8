#include "hub/directory/trail.hpp"

#include <condition_variable>
#include <fmt/format.h>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

#include "hub/directory/chain.hpp"
#include "io/clock.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::directory {
namespace {

using sql::Value;

constexpr sql::Step kSteps[] = {
    {.title = "the trail",
     .both = "CREATE TABLE trail (number BIGINT PRIMARY KEY, at BIGINT NOT NULL,"
             " account TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,"
             " outcome TEXT NOT NULL, peer TEXT NOT NULL, chain TEXT NOT NULL)"}};

/// Entries read at a time, for an export.
constexpr std::size_t kBatch = 1'000;

/// One writer's entry, until it is on disk.
struct Waiting {
  Entry entry;
  std::optional<Status> kept;
};

Result<Entry> last_entry(sql::Connection& connection) {
  const auto rows =
      NOROSHI_TRY(connection.ask("SELECT number, chain FROM trail ORDER BY number DESC LIMIT 1"));
  Entry last;
  last.chain = first_chain();
  while (NOROSHI_TRY(rows->next())) {
    last.number = rows->integer(0);
    last.chain = rows->text(1);
  }
  return last;
}

Status insert(sql::Connection& connection, const Entry& entry) {
  const Value row[] = {entry.number,
                       entry.at,
                       std::string_view(entry.account),
                       std::string_view(entry.action),
                       std::string_view(entry.subject),
                       std::string_view(entry.outcome),
                       std::string_view(entry.peer),
                       std::string_view(entry.chain)};
  NOROSHI_CHECK(connection.run("INSERT INTO trail VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", row));
  return {};
}

Entry entry_of(const sql::Cursor& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  return {.number = row.integer(0),
          .at = row.integer(1),
          .account = text(2),
          .action = text(3),
          .subject = text(4),
          .outcome = text(5),
          .peer = text(6),
          .chain = text(7)};
}

}  // namespace

/// Whoever comes first writes for all who wait: one flush of the disk for many entries.
struct Trail::State {
  explicit State(std::function<base::Micros()> day) : clock(std::move(day)) {}

  const std::function<base::Micros()> clock;

  std::mutex mutex;  ///< guards the queue
  std::condition_variable changed;
  std::vector<Waiting*> queue;
  bool writing = false;
  std::unique_ptr<sql::Connection> writer;  ///< of whom `writing` is true for

  std::mutex reading;
  std::unique_ptr<sql::Connection> reader;

  Status keep(const std::vector<Waiting*>& batch) {
    auto transaction = NOROSHI_TRY(sql::Transaction::write(*writer));
    // Read anew each time: another hub may have written since.
    Entry last = NOROSHI_TRY(last_entry(*writer));
    for (Waiting* waiting : batch) {
      Entry& entry = waiting->entry;
      entry.number = last.number + 1;
      entry.at = clock();
      clean(entry);
      entry.chain = chain_after(last.chain, body_of(entry));
      NOROSHI_CHECK(insert(*writer, entry));
      last.number = entry.number;
      last.chain = entry.chain;
    }
    return transaction.commit();
  }

  Result<std::vector<Entry>> entries(std::string_view which, std::int64_t from, std::size_t limit) {
    const std::lock_guard lock(reading);
    const Value parameters[] = {from, static_cast<std::int64_t>(limit)};
    const auto rows = NOROSHI_TRY(
        reader->ask(fmt::format("SELECT number, at, account, action, subject, outcome, peer, chain"
                                " FROM trail WHERE {} LIMIT $2",
                                which),
                    parameters));
    std::vector<Entry> found;
    while (NOROSHI_TRY(rows->next())) found.push_back(entry_of(*rows));
    return found;
  }

  void lead(std::unique_lock<std::mutex>& lock) {
    writing = true;
    const std::vector<Waiting*> batch = std::exchange(queue, {});
    lock.unlock();
    const Status kept = keep(batch);
    lock.lock();
    writing = false;
    for (Waiting* waiting : batch) waiting->kept = kept;
    changed.notify_all();
  }
};

std::span<const sql::Step> trail_steps() { return kSteps; }

Trail::Trail(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trail::~Trail() = default;

Result<std::unique_ptr<Trail>> Trail::open(sql::Database& database,
                                           std::function<base::Micros()> clock) {
  if (!clock) clock = io::wall_clock;
  auto state = std::make_unique<State>(std::move(clock));
  state->writer = NOROSHI_TRY(database.connect());
  state->reader = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*state->writer, "trail", trail_steps()));
  return std::unique_ptr<Trail>(new Trail(std::move(state)));
}

Status Trail::write(Entry entry) {
  Waiting mine{std::move(entry), std::nullopt};
  std::unique_lock lock(state_->mutex);
  state_->queue.push_back(&mine);
  while (!mine.kept) {
    if (state_->writing) {
      state_->changed.wait(lock);
    } else {
      state_->lead(lock);
    }
  }
  return *std::move(mine.kept);
}

Result<std::vector<Entry>> Trail::read(std::int64_t after, std::size_t limit) {
  return state_->entries("number > $1 ORDER BY number", after, limit);
}

Result<std::vector<Entry>> Trail::read_back(std::int64_t before, std::size_t limit) {
  if (before <= 0) before = std::numeric_limits<std::int64_t>::max();
  return state_->entries("number < $1 ORDER BY number DESC", before, limit);
}

Status Trail::export_to(const std::function<Status(std::string_view line)>& take) {
  std::int64_t after = 0;
  while (true) {
    const auto entries = NOROSHI_TRY(read(after, kBatch));
    for (const Entry& entry : entries) NOROSHI_CHECK(take(line_of(entry)));
    if (entries.size() < kBatch) return {};
    after = entries.back().number;
  }
}

Status Trail::check() {
  ChainCheck chain;
  return export_to([&](std::string_view line) { return chain.next(line); });
}

Result<std::uint64_t> check_export(const std::function<Result<bool>(std::string& line)>& next) {
  ChainCheck chain;
  std::string line;
  while (NOROSHI_TRY(next(line))) NOROSHI_CHECK(chain.next(line));
  return chain.count();
}

}  // namespace noroshi::directory
