// The store's housekeeping: journals become segments, small segments larger ones, old ones go.
//
// Every change writes new files first, then the manifest, then deletes: whatever moment the process
// stops, each row is in exactly one file that the manifest names (docs/formats/flow-store.md).
#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <limits>
#include <unistd.h>
#include <utility>

#include "io/clock.hpp"
#include "store/duck/embedded_store.hpp"
#include "store/duck/merge_plan.hpp"

namespace noroshi::duck {
namespace {

constexpr base::Micros kNothingExpires = std::numeric_limits<base::Micros>::min();

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

EmbeddedStore::~EmbeddedStore() {
  if (journals_) journals_->close_all();
  // Queries of other processes may still read these; the next writer removes what is left.
  if (ledger_) static_cast<void>(bury(io::steady_clock() - grace_));
}

Result<bool> EmbeddedStore::tend() {
  NOROSHI_CHECK(writable());
  const std::scoped_lock lock(work_);
  NOROSHI_CHECK(journals_->tend());
  NOROSHI_CHECK(bury(io::steady_clock() - grace_));
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
  for (const Segment& segment : chosen) replaced_.push_back({segment, io::steady_clock()});
  NOROSHI_CHECK(bury(io::steady_clock() - grace_));
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

}  // namespace noroshi::duck
