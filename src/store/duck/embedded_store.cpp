#include "store/duck/embedded_store.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <limits>
#include <signal.h>
#include <unistd.h>
#include <utility>

#include "store/duck/merge_plan.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

// A query whose files vanish under it begins again with the new set; the set changes a few times a
// minute, so this many in a row mean that something else is wrong.
constexpr int kAttempts = 20;
// Enough to sort a journal without spilling.
constexpr std::uint64_t kCompactionMemory = std::uint64_t{1} << 30;
constexpr std::uint64_t kLeastMemory = std::uint64_t{64} << 20;
constexpr base::Micros kNothingExpires = std::numeric_limits<base::Micros>::min();
// What one query may spill, in memory limits.
constexpr std::uint64_t kSpill = 4;

base::Micros steady_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

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
          .threads = std::max(threads, 1)};
}

std::uint64_t compaction_memory(const Options& options) {
  return std::min(options.memory_limit / 4, kCompactionMemory);
}

Status unlink_all(const std::string& folder, const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) {
    const std::string path = folder + "/" + file_name(segment);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
      return base::system_error("removing " + path);
  }
  return {};
}

// Everything that could be saved has been; whoever looks after the disk must hear of the rest.
Error damage_found(const Damage& damage) {
  return Error{
      Errc::Io,
      fmt::format("{} octets of journals were damaged after they had been written, and the "
                  "rows in them are lost (known to be {}); all others were kept: look after "
                  "the disk",
                  damage.octets, damage.rows)};
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

// Takes `gone` out of the manifest's segments.
void drop(Manifest& manifest, const std::vector<Segment>& gone) {
  std::erase_if(manifest.segments, [&](const Segment& segment) {
    return std::any_of(gone.begin(), gone.end(),
                       [&](const Segment& other) { return other.number == segment.number; });
  });
}

void drop(Manifest& manifest, const std::vector<std::uint64_t>& journals) {
  std::erase_if(manifest.journals, [&](const Journal& journal) {
    return std::find(journals.begin(), journals.end(), journal.number) != journals.end();
  });
}

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

EmbeddedStore::~EmbeddedStore() {
  if (journals_) journals_->close_all();
  // Queries of other processes may still read these; the next writer removes what is left.
  if (ledger_) static_cast<void>(bury(steady_now() - grace_));
}

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

Result<bool> EmbeddedStore::tend() {
  NOROSHI_CHECK(writable());
  const std::scoped_lock lock(work_);
  NOROSHI_CHECK(journals_->tend());
  NOROSHI_CHECK(bury(steady_now() - grace_));
  if (NOROSHI_TRY(convert_some().within(describe()))) return true;
  return merge_some().within(describe());
}

Status EmbeddedStore::close_journals() {
  for (const store::Table& table : store::tables()) NOROSHI_CHECK(journals_->close(table.id));
  return {};
}

// The closed journals of one table, as many as make one whole segment.
Result<bool> EmbeddedStore::convert_some() {
  for (const store::Table& table : store::tables()) {
    std::vector<std::uint64_t> chosen;
    std::uint64_t octets = 0;
    for (const auto& [number, facts] : journals_->closed(table.id)) {
      if (!chosen.empty() && octets + facts.octets > kWholeSegment) break;
      chosen.push_back(number);
      octets += facts.octets;
    }
    if (chosen.empty()) continue;
    NOROSHI_CHECK(convert(table.id, chosen, kNothingExpires));
    return true;
  }
  return false;
}

// `work_` is held.  Partitions wholly before `cutoff` are left out.
Status EmbeddedStore::convert(store::TableId id, const std::vector<std::uint64_t>& journals,
                              base::Micros cutoff) {
  Manifest chosen;
  for (const std::uint64_t number : journals) chosen.journals.push_back({id, number});
  Tables table;
  table.set(static_cast<std::size_t>(id));
  auto snapshot = NOROSHI_TRY(take_snapshot(options_.folder, chosen, table));
  Damage damage;
  for (const OpenJournal& open : snapshot->journals) damage.octets += open.file->damaged_octets();
  auto converted = compactor_->convert(snapshot, id, cutoff);
  if (!converted) {
    damage = {};
    snapshot = without_damage(*snapshot, damage);
    if (damage.rows == 0) return converted.error();
    converted = compactor_->convert(std::move(snapshot), id, cutoff);
  }
  const auto segments = NOROSHI_TRY(std::move(converted));
  NOROSHI_CHECK(ledger_->change([&](Manifest& manifest) {
    drop(manifest, journals);
    manifest.segments.insert(manifest.segments.end(), segments.begin(), segments.end());
  }));
  hook_("journals replaced");
  NOROSHI_CHECK(journals_->remove(id, journals));
  hook_("journals removed");
  return damage.octets == 0 ? Status{} : damage_found(damage);
}

Result<bool> EmbeddedStore::merge_some() {
  const auto manifest = ledger_->current();
  // Rows come about in order of time: a partition that ended before the newest row's one has begun
  // gets stragglers only.
  std::vector<base::Micros> settled(store::kTables, 0);
  for (const Segment& segment : manifest->segments) {
    base::Micros& newest = settled[static_cast<std::size_t>(segment.table)];
    newest = std::max(newest, segment.partition);
  }
  const auto chosen = next_merge(manifest->segments, settled);
  if (chosen.empty()) return false;
  const Segment merged = NOROSHI_TRY(compactor_->merge(chosen));
  NOROSHI_CHECK(ledger_->change([&](Manifest& m) {
    drop(m, chosen);
    m.segments.push_back(merged);
  }));
  hook_("segments replaced");
  for (const Segment& segment : chosen) replaced_.push_back({segment, steady_now()});
  NOROSHI_CHECK(bury(steady_now() - grace_));
  hook_("segments removed");
  return true;
}

// Deletes merged segments that were replaced before `older_than`.
Status EmbeddedStore::bury(base::Micros older_than) {
  std::vector<Segment> gone;
  for (const Replaced& replaced : replaced_) {
    if (replaced.when <= older_than) gone.push_back(replaced.segment);
  }
  NOROSHI_CHECK(unlink_all(options_.folder, gone));
  std::erase_if(replaced_, [&](const Replaced& r) { return r.when <= older_than; });
  return {};
}

Result<std::uint64_t> EmbeddedStore::expire(const store::Retention& retention, base::Micros now) {
  NOROSHI_CHECK(writable());
  const std::scoped_lock lock(work_);
  std::uint64_t rows = 0;
  for (const store::Table& table : store::tables()) {
    const base::Micros keep = retention.of(table.id);
    if (keep > 0) rows += NOROSHI_TRY(expire_table(table.id, now - keep).within(describe()));
  }
  return rows;
}

// Afterwards no row is older than `cutoff` by more than one partition.
Result<std::uint64_t> EmbeddedStore::expire_table(store::TableId id, base::Micros cutoff) {
  const std::uint64_t from_journals = NOROSHI_TRY(expire_journals(id, cutoff));
  return from_journals + NOROSHI_TRY(expire_segments(id, cutoff));
}

// Journals that reach back further than one partition before `cutoff` become segments now, without
// what is past its time; younger ones wait for their turn in `tend`.
Result<std::uint64_t> EmbeddedStore::expire_journals(store::TableId id, base::Micros cutoff) {
  const base::Micros too_old = cutoff - partition(id);
  const auto is_too_old = [too_old](const auto& journal) {
    return journal.second.rows > 0 && journal.second.first < too_old;
  };
  const auto all = journals_->all(id);
  if (std::none_of(all.begin(), all.end(), is_too_old)) return 0;
  NOROSHI_CHECK(journals_->close(id));
  std::vector<std::uint64_t> old;
  std::uint64_t rows = 0;
  for (const auto& journal : journals_->closed(id)) {
    if (!is_too_old(journal)) continue;
    old.push_back(journal.first);
    rows += journal.second.rows;
  }
  const auto kept = [&] {
    std::uint64_t sum = 0;
    for (const Segment& segment : ledger_->current()->segments) sum += segment.rows;
    return sum;
  };
  const std::uint64_t kept_before = kept();
  NOROSHI_CHECK(convert(id, old, cutoff));
  return rows - (kept() - kept_before);
}

Result<std::uint64_t> EmbeddedStore::expire_segments(store::TableId id, base::Micros cutoff) {
  const auto is_past = [&](const Segment& s) { return s.table == id && s.last < cutoff; };
  std::vector<Segment> gone;
  std::uint64_t rows = 0;
  for (const Segment& segment : ledger_->current()->segments) {
    if (!is_past(segment)) continue;
    gone.push_back(segment);
    rows += segment.rows;
  }
  if (!gone.empty()) {
    NOROSHI_CHECK(ledger_->change([&](Manifest& manifest) { drop(manifest, gone); }));
    hook_("segments expired");
  }
  // What was merged away holds the same rows: it goes too, grace or not.
  for (const Replaced& replaced : replaced_) {
    if (is_past(replaced.segment)) gone.push_back(replaced.segment);
  }
  NOROSHI_CHECK(unlink_all(options_.folder, gone));
  std::erase_if(replaced_, [&](const Replaced& r) { return is_past(r.segment); });
  if (!gone.empty()) hook_("segments deleted");
  return rows;
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
