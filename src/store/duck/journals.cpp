#include "store/duck/journals.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>
#include <utility>

#include "store/duck/folder.hpp"

namespace noroshi::duck {
namespace {

JournalFacts facts_of(const block::FileWriter& file) {
  return {file.rows(), file.octets(), file.first(), file.last()};
}

}  // namespace

Journals::Journals(std::string folder, JournalLimits limits, Ledger& ledger,
                   const StepHook& after_step)
    : folder_(std::move(folder)), limits_(limits), ledger_(ledger), after_step_(after_step) {}

std::string Journals::path(store::TableId table, std::uint64_t number) const {
  return folder_ + "/" + file_name(Journal{table, number});
}

Status Journals::recover() {
  const std::scoped_lock lock(mutex_);
  for (const Journal& journal : ledger_.current()->journals) {
    const auto file =
        NOROSHI_TRY(block::FileWriter::open(path(journal.table, journal.number), journal.table));
    tables_[static_cast<std::size_t>(journal.table)].closed[journal.number] = facts_of(file);
  }
  return {};
}

Status Journals::append(const store::Rows& rows) {
  if (rows.size == 0) return {};
  const std::scoped_lock lock(mutex_);
  OfTable& of = tables_[static_cast<std::size_t>(rows.table->id)];
  // Whatever can fail comes before the rows, or an Error could leave rows that "are not kept".
  if (of.open) NOROSHI_CHECK(sync_if_due(*of.open));
  if (of.open && of.open->file.octets() >= limits_.octets) NOROSHI_CHECK(finish(of));
  if (!of.open) NOROSHI_CHECK(begin(rows.table->id, of));
  NOROSHI_CHECK(of.open->file.append(rows));
  of.open->dirty = true;
  return {};
}

// The file is there, header and name on the disk, before the manifest says so.
Status Journals::begin(store::TableId table, OfTable& of) {
  const std::uint64_t number = ledger_.allot();
  auto file = NOROSHI_TRY(block::FileWriter::open(path(table, number), table));
  NOROSHI_CHECK(file.sync());
  NOROSHI_CHECK(sync_folder(folder_ + "/journal"));
  after_step_("journal made");
  NOROSHI_CHECK(ledger_.change([&](Manifest& m) { m.journals.push_back({table, number}); }));
  const auto now = Clock::now();
  of.open = Open{number, std::move(file), now, now};
  return {};
}

Status Journals::finish(OfTable& of) {
  NOROSHI_CHECK(of.open->file.sync());
  of.closed[of.open->number] = facts_of(of.open->file);
  of.open.reset();
  return {};
}

Status Journals::sync_if_due(Open& open) {
  const auto now = Clock::now();
  if (!open.dirty || now - open.synced < std::chrono::microseconds(limits_.sync_interval))
    return {};
  NOROSHI_CHECK(open.file.sync());
  open.synced = now;
  open.dirty = false;
  return {};
}

Status Journals::tend() {
  const std::scoped_lock lock(mutex_);
  for (OfTable& of : tables_) {
    if (!of.open) continue;
    NOROSHI_CHECK(sync_if_due(*of.open));
    const auto age = Clock::now() - of.open->created;
    if (age >= std::chrono::microseconds(limits_.age)) NOROSHI_CHECK(finish(of));
  }
  return {};
}

Status Journals::close(store::TableId table) {
  const std::scoped_lock lock(mutex_);
  OfTable& of = tables_[static_cast<std::size_t>(table)];
  return of.open ? finish(of) : Status{};
}

std::map<std::uint64_t, JournalFacts> Journals::closed(store::TableId table) const {
  const std::scoped_lock lock(mutex_);
  return tables_[static_cast<std::size_t>(table)].closed;
}

std::map<std::uint64_t, JournalFacts> Journals::all(store::TableId table) const {
  const std::scoped_lock lock(mutex_);
  const OfTable& of = tables_[static_cast<std::size_t>(table)];
  auto all = of.closed;
  if (of.open) all[of.open->number] = facts_of(of.open->file);
  return all;
}

Status Journals::remove(store::TableId table, const std::vector<std::uint64_t>& numbers) {
  const std::scoped_lock lock(mutex_);
  OfTable& of = tables_[static_cast<std::size_t>(table)];
  for (const std::uint64_t number : numbers) {
    of.closed.erase(number);
    const std::string file = path(table, number);
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
      return base::system_error("removing " + file);
    }
  }
  return {};
}

void Journals::close_all() {
  const std::scoped_lock lock(mutex_);
  for (OfTable& of : tables_) {
    // An Error has nowhere to go from here; the octets are with the operating system already.
    if (of.open) static_cast<void>(finish(of));
  }
}

}  // namespace noroshi::duck
