#include "intel/archive/pages.hpp"

#include <algorithm>
#include <unordered_map>

#include "intel/archive/statements.hpp"
#include "intel/archive/versions.hpp"

namespace noroshi::archive {
namespace {

/// Rows of one look at the index, when the page itself asks for fewer: who may see little reads
/// past much.
constexpr std::size_t kRowsAtLeast = 128;
constexpr std::size_t kRowsAtMost = 4'096;

/// Goes through a collection in the order of arrival and collects what a filter means.
class Walk {
 public:
  Walk(sql::Connection& connection, Sight& sight, CollectionId collection, const Filter& filter,
       const VersionFilter& versions)
      : connection_(connection),
        sight_(sight),
        collection_(collection),
        filter_(filter),
        versions_(versions) {}

  Result<std::vector<Found>> take(std::int64_t after, std::size_t limit) {
    std::vector<Found> taken;
    if (filter_.added_after) after = std::max(after, NOROSHI_TRY(last_not_after()));
    std::size_t at_once = std::clamp(limit, kRowsAtLeast, kRowsAtMost);
    while (taken.size() < limit) {
      auto some = NOROSHI_TRY(next_rows(after, at_once));
      const bool last = some.size() < at_once;
      if (!some.empty()) after = some.back().sequence;
      for (Row& row : some) {
        if (taken.size() == limit) break;
        NOROSHI_CHECK(meet(std::move(row), taken));
      }
      if (last) break;
      at_once = std::min(at_once * 2, kRowsAtMost);
    }
    return taken;
  }

  Result<std::vector<Found>> take_ids(std::int64_t after, std::size_t limit) {
    std::vector<Found> taken;
    for (const std::string& id : filter_.ids) {
      const auto type = id.substr(0, id.find("--"));
      if (!filter_.types.empty() && !contains(filter_.types, type)) continue;
      const auto object = NOROSHI_TRY(object_number(connection_, id));
      if (!object || chosen_.contains(*object)) continue;
      for (Found& one : NOROSHI_TRY(chosen(*object))) {
        if (one.row.sequence > after) taken.push_back(std::move(one));
      }
    }
    std::sort(taken.begin(), taken.end(),
              [](const Found& a, const Found& b) { return a.row.sequence < b.row.sequence; });
    if (taken.size() > limit) taken.resize(limit);
    return taken;
  }

 private:
  static bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  Result<std::vector<Row>> next_rows(std::int64_t after, std::size_t at_once) {
    static const std::string kAny =
        std::string(kRows) +
        "WHERE r.collection = $1 AND r.sequence > $2 ORDER BY r.sequence LIMIT $3";
    static const std::string kOfType = std::string(kRows) +
                                       "WHERE r.collection = $1 AND r.type = $4 AND r.sequence > $2"
                                       " ORDER BY r.sequence LIMIT $3";
    const auto limit = static_cast<std::int64_t>(at_once);
    if (filter_.types.empty()) {
      const sql::Value parameters[] = {collection_, after, limit};
      return rows(connection_, kAny, parameters);
    }
    // The first so many of each type hold the first so many of all.
    std::vector<Row> all;
    for (const std::string& type : filter_.types) {
      const sql::Value parameters[] = {collection_, after, limit, std::string_view(type)};
      auto some = NOROSHI_TRY(rows(connection_, kOfType, parameters));
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    std::sort(all.begin(), all.end(),
              [](const Row& a, const Row& b) { return a.sequence < b.sequence; });
    all.erase(std::unique(all.begin(), all.end(),
                          [](const Row& a, const Row& b) { return a.sequence == b.sequence; }),
              all.end());
    if (all.size() > at_once) all.resize(at_once);
    return all;
  }

  Status meet(Row row, std::vector<Found>& taken) {
    if (!row.several) {
      if (!versions_.takes_alone(row)) return {};
      const auto seen = NOROSHI_TRY(sight_.of(connection_, row));
      if (seen) taken.push_back({.row = std::move(row), .seen = *seen});
      return {};
    }
    for (const Found& one : NOROSHI_TRY(chosen(row.object))) {
      if (one.row.sequence == row.sequence) taken.push_back(one);
    }
    return {};
  }

  /// What the filter means of an object; worked out once in a walk.
  Result<std::vector<Found>> chosen(std::int64_t object) {
    if (const auto found = chosen_.find(object); found != chosen_.end()) return found->second;
    auto visible = NOROSHI_TRY(visible_of(connection_, sight_, object, collection_));
    return chosen_.emplace(object, versions_.chosen(std::move(visible))).first->second;
  }

  /// The last sequence number that was not added after the given time.  Times rise with the
  /// numbers within a collection, so a binary search finds it without an index of times.
  Result<std::int64_t> last_not_after() {
    static constexpr std::string_view kNext =
        "SELECT sequence, added FROM revisions WHERE collection = $1 AND sequence >= $2"
        " ORDER BY sequence LIMIT 1";
    const sql::Value whole[] = {collection_};
    std::int64_t high =
        NOROSHI_TRY(
            number(connection_, "SELECT MAX(sequence) FROM revisions WHERE collection = $1", whole))
            .value_or(0) +
        1;
    std::int64_t low = 1;  // every number below it was not added after
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      const sql::Value parameters[] = {collection_, middle};
      const auto cursor = NOROSHI_TRY(connection_.ask(kNext, parameters));
      if (NOROSHI_TRY(cursor->next()) && cursor->integer(1) <= *filter_.added_after) {
        low = cursor->integer(0) + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  sql::Connection& connection_;
  Sight& sight_;
  CollectionId collection_;
  const Filter& filter_;
  const VersionFilter& versions_;
  std::unordered_map<std::int64_t, std::vector<Found>> chosen_;
};

template <class Key>
std::vector<sql::Value> keys_of(const std::vector<Found>& found, Key key) {
  std::vector<sql::Value> keys;
  keys.reserve(found.size());
  for (const Found& one : found) {
    if (const std::int64_t number = key(one); number != 0) keys.emplace_back(number);
  }
  return keys;
}

}  // namespace

Result<std::vector<Found>> visible_of(sql::Connection& connection, Sight& sight,
                                      std::int64_t object, CollectionId collection) {
  static const std::string kAsked =
      std::string(kRows) + "WHERE r.object = $1 AND r.collection = $2";
  const sql::Value parameters[] = {object, collection};
  std::vector<Found> visible;
  for (Row& row : NOROSHI_TRY(rows(connection, kAsked, parameters))) {
    const auto seen = NOROSHI_TRY(sight.of(connection, row));
    if (seen) visible.push_back({.row = std::move(row), .seen = *seen});
  }
  return visible;
}

Result<std::vector<Revision>> revisions_of(sql::Connection& connection,
                                           const std::vector<Found>& found, Detail detail) {
  std::vector<Revision> revisions(found.size());
  std::unordered_map<std::int64_t, std::size_t> places;  // of a revision, then of an assertion
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Row& row = found[i].row;
    revisions[i].sequence = row.sequence;
    revisions[i].added = row.added;
    revisions[i].spec_version = row.spec;
    places.emplace(row.sequence, i);
  }
  NOROSHI_CHECK(ask_in(connection,
                       "SELECT r.sequence, r.version_text, r.type, o.id FROM revisions r"
                       " JOIN objects o ON o.number = r.object WHERE r.sequence",
                       keys_of(found, [](const Found& one) { return one.row.sequence; }),
                       [&](sql::Cursor& cursor) {
                         Revision& revision = revisions[places.at(cursor.integer(0))];
                         revision.version = cursor.text(1);
                         revision.type = cursor.text(2);
                         revision.id = cursor.text(3);
                       }));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (revisions[i].version.empty()) revisions[i].version = stix::timestamp(found[i].row.version);
  }
  if (detail == Detail::Manifest) return revisions;
  const auto take_text = [&](sql::Cursor& cursor) {
    revisions[places.at(cursor.integer(0))].text = cursor.text(1);
  };
  NOROSHI_CHECK(ask_in(
      connection, "SELECT revision, text FROM texts WHERE revision",
      keys_of(found, [](const Found& one) { return one.seen.shared() ? 0 : one.row.sequence; }),
      take_text));
  places.clear();
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].seen.shared()) places.emplace(found[i].seen.mark.number, i);
  }
  NOROSHI_CHECK(ask_in(
      connection, "SELECT assertion, text FROM shared_texts WHERE assertion",
      keys_of(found, [](const Found& one) { return one.seen.shared() ? one.seen.mark.number : 0; }),
      take_text));
  return revisions;
}

Result<Page> page_of(sql::Connection& connection, std::vector<Found> found, std::size_t limit,
                     Detail detail) {
  Page page;
  page.more = found.size() > limit;
  if (page.more) found.resize(limit);
  if (!found.empty()) page.next = found.back().row.sequence;
  page.revisions = NOROSHI_TRY(revisions_of(connection, found, detail));
  return page;
}

Result<Page> Archive::page(const sharing::Viewer& viewer, CollectionId collection,
                           const Filter& filter, std::int64_t after, std::size_t limit,
                           Detail detail) {
  const auto versions = NOROSHI_TRY(VersionFilter::of(filter));
  limit = std::max<std::size_t>(limit, 1);
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  Walk walk(*visit.connection, visit.sight, collection, filter, versions);
  auto found = NOROSHI_TRY(filter.ids.empty() ? walk.take(after, limit + 1)
                                              : walk.take_ids(after, limit + 1));
  return page_of(*visit.connection, std::move(found), limit, detail);
}

Result<Page> Archive::versions(const sharing::Viewer& viewer, CollectionId collection,
                               std::string_view id, const Filter& filter, std::int64_t after,
                               std::size_t limit) {
  Filter one = filter;
  one.ids = {std::string(id)};
  if (one.versions.empty()) one.versions = {"all"};
  return page(viewer, collection, one, after, limit, Detail::Manifest);
}

Result<std::uint64_t> Archive::count(const sharing::Viewer& viewer, CollectionId collection) {
  static const std::string kAsked =
      std::string(kRows) +
      "WHERE r.collection = $1 AND r.sequence > $2 ORDER BY r.sequence LIMIT $3";
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  std::uint64_t counted = 0;
  std::unordered_map<std::int64_t, bool> met;  // objects with several revisions
  for (std::int64_t after = 0;;) {
    const sql::Value parameters[] = {collection, after, static_cast<std::int64_t>(kRowsAtMost)};
    const auto some = NOROSHI_TRY(rows(*visit.connection, kAsked, parameters));
    for (const Row& row : some) {
      after = row.sequence;
      if (row.several && met.contains(row.object)) continue;
      if (!NOROSHI_TRY(visit.sight.of(*visit.connection, row))) continue;
      if (row.several) met.emplace(row.object, true);
      if (++counted == state_->options.show_at_most) return counted;
    }
    if (some.size() < kRowsAtMost) return counted;
  }
}

}  // namespace noroshi::archive
