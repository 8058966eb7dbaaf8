#include "store/duck/embedded_store.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

// A query whose files vanish under it begins again with the new set; the set changes a few times a
// minute, so this many in a row mean that something else is wrong.
constexpr int kAttempts = 20;
// Enough to sort a journal without spilling.
constexpr std::uint64_t kCompactionMemory = std::uint64_t{1} << 30;
constexpr std::uint64_t kLeastMemory = std::uint64_t{64} << 20;
// What one query may spill, in memory limits.
constexpr std::uint64_t kSpill = 4;

Result<std::string> settle_folder(const Options& options) {
  std::error_code failure;
  const bool there = fs::is_directory(options.folder, failure);
  if (!there && options.read_only) {
    return Error{Errc::NotFound,
                 fmt::format("there is no flow store in {}: has anything been collected there?",
                             options.folder)};
  }
  if (!there) {
    NOROSHI_CHECK(make_folder(options.folder));
    // Flow records are for their owner's eyes, and those of the group that was let in.
    fs::permissions(options.folder,
                    fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, failure);
  }
  const fs::path whole = fs::canonical(options.folder, failure);
  if (failure) return Error{Errc::Io, fmt::format("{}: {}", options.folder, failure.message())};
  // DuckDB takes paths for patterns.
  if (whole.string().find_first_of("*?[") != std::string::npos) {
    return Error{
        Errc::InvalidInput,
        fmt::format("{}: the path of a flow store may not contain * ? or [", whole.string())};
  }
  return whole.string();
}

// Where one database of one process spills; nobody else uses it.
std::string temporary_folder(const std::string& folder) {
  static std::atomic<unsigned> count{0};
  return fmt::format("{}/tmp/{}.{}", folder, ::getpid(), count++);
}

// Removes what processes that are no more have spilt.
void sweep_temporary(const std::string& folder) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder + "/tmp", failure)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    if (pid > 0 && pid != ::getpid() && ::kill(pid, 0) != 0 && errno == ESRCH) {
      fs::remove_all(entry.path(), failure);
    }
  }
}

Limits limits_of(const Options& options, std::uint64_t memory, int threads) {
  return {.folder = options.folder + "/",
          .temporary = temporary_folder(options.folder),
          .memory = std::max(memory, kLeastMemory),
          .temporary_octets = kSpill * options.memory_limit,
          .threads = std::max(threads, 1),
          .patience = options.patience};
}

std::uint64_t compaction_memory(const Options& options) {
  return std::min(options.memory_limit / 4, kCompactionMemory);
}

struct Sum {
  store::TableHealth health;

  void add(const JournalFacts& facts) {
    health.octets += facts.octets;
    if (facts.rows == 0) return;
    health.oldest = health.rows == 0 ? facts.first : std::min(health.oldest, facts.first);
    health.newest = health.rows == 0 ? facts.last : std::max(health.newest, facts.last);
    health.rows += facts.rows;
  }
};

}  // namespace

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(Options options) {
  options.folder = NOROSHI_TRY(settle_folder(options));
  std::unique_ptr<EmbeddedStore> store(new EmbeddedStore(std::move(options)));
  const Options& settled = store->options_;
  if (settled.read_only) {
    NOROSHI_TRY(load_manifest(settled.folder));
  } else {
    NOROSHI_CHECK(store->begin_writing());
  }
  const std::uint64_t memory =
      settled.memory_limit - (settled.read_only ? 0 : compaction_memory(settled));
  store->asker_ = NOROSHI_TRY(Asker::open(limits_of(settled, memory, settled.threads)));
  return store;
}

EmbeddedStore::EmbeddedStore(Options options)
    : options_(std::move(options)), hook_([](std::string_view) {}) {}

Status EmbeddedStore::begin_writing() {
  lock_ = NOROSHI_TRY(WriterLock::take(options_.folder + "/lock"));
  NOROSHI_CHECK(make_folder(options_.folder + "/tmp"));
  sweep_temporary(options_.folder);
  ledger_ = NOROSHI_TRY(Ledger::open(options_.folder));
  const JournalLimits limits{options_.journal_octets, options_.journal_age, options_.sync_interval};
  journals_ = std::make_unique<Journals>(options_.folder, limits, *ledger_, hook_);
  NOROSHI_CHECK(journals_->recover());
  compactor_ = std::make_unique<Compactor>(
      limits_of(options_, compaction_memory(options_), 1), [this] { return ledger_->allot(); },
      [this](store::TableId id) { return partition(id); }, hook_);
  return {};
}

Status EmbeddedStore::writable() const {
  if (ledger_) return {};
  return Error{Errc::InvalidUsage, describe() + " was opened to read only"};
}

// Tables that are kept for months are cut into days, or queries would open thousands of files.
base::Micros EmbeddedStore::partition(store::TableId id) const {
  const bool is_small = id == store::TableId::Servers || id == store::TableId::Exposure;
  return is_small ? 24 * options_.partition : options_.partition;
}

std::string EmbeddedStore::describe() const { return "embedded store " + options_.folder; }

Result<std::shared_ptr<const Manifest>> EmbeddedStore::manifest() const {
  if (ledger_) return ledger_->current();
  return std::make_shared<const Manifest>(NOROSHI_TRY(load_manifest(options_.folder)));
}

Status EmbeddedStore::append(const store::Rows& rows) {
  NOROSHI_CHECK(writable());
  return journals_->append(rows).within(describe());
}

Result<std::unique_ptr<store::Answer>> EmbeddedStore::select(const std::string& sql) {
  const Tables tables = Asker::tables_in(sql);
  Error last{Errc::Io, "no attempt was made"};
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto snapshot = take_snapshot(options_.folder, *NOROSHI_TRY(manifest()), tables);
    if (!snapshot) {
      last = std::move(snapshot).error();
      if (last.code == Errc::NotFound) continue;  // a journal has just become a segment
      return last;
    }
    auto answer = asker_->select(sql, *snapshot);
    if (answer) return answer;
    last = std::move(answer).error();
    if ((*snapshot)->complete()) return last;
  }
  return std::move(last).within("the store's files kept changing");
}

Result<store::TableHealth> EmbeddedStore::health(store::TableId id) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto now = NOROSHI_TRY(manifest());
    const auto journals = journal_facts(id, *now);
    if (!journals && journals.error().code == Errc::NotFound) continue;
    if (!journals) return journals.error();
    // A journal that became segments in between would be counted twice or not at all.
    if (ledger_ && ledger_->current() != now) continue;
    Sum sum;
    for (const Segment& s : now->segments) {
      if (s.table == id) sum.add({s.rows, s.octets, s.first, s.last});
    }
    for (const JournalFacts& facts : *journals) sum.add(facts);
    return sum.health;
  }
  return Error{Errc::Io, describe() + ": its files kept changing"};
}

// What the journals that a manifest names hold.
Result<std::vector<JournalFacts>> EmbeddedStore::journal_facts(store::TableId id,
                                                               const Manifest& manifest) const {
  std::vector<JournalFacts> found;
  if (journals_) {
    const auto all = journals_->all(id);
    for (const Journal& journal : manifest.journals) {
      if (const auto at = all.find(journal.number); at != all.end()) found.push_back(at->second);
    }
    return found;
  }
  Tables table;
  table.set(static_cast<std::size_t>(id));
  const auto snapshot = NOROSHI_TRY(take_snapshot(options_.folder, manifest, table));
  for (const OpenJournal& open : snapshot->journals) {
    for (const block::Facts& facts : open.file->blocks()) {
      found.push_back({facts.rows, facts.octets, facts.first, facts.last});
    }
  }
  return found;
}

Result<std::unique_ptr<store::Store>> open(const Options& options) {
  return std::unique_ptr<store::Store>(NOROSHI_TRY(EmbeddedStore::open(options)));
}

}  // namespace noroshi::duck
