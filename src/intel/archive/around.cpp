// Archive::referring and find_all: what a graph asks, in few questions for many objects.
#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

#include "intel/archive/hits.hpp"
#include "intel/archive/pages.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::size_t kRowsAtOnce = 256;

/// The numbers of those that the base knows, in their order, each once.
Result<std::vector<std::int64_t>> numbers_of(sql::Connection& connection,
                                             std::span<const std::string> ids) {
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<sql::Value> keys;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (places.emplace(ids[i], i).second) keys.emplace_back(std::string_view(ids[i]));
  }
  std::map<std::size_t, std::int64_t> numbers;
  NOROSHI_CHECK(
      ask_in(connection, "SELECT number, id FROM objects WHERE revised > 0 AND id", keys,
             [&](sql::Cursor& cursor) { numbers[places.at(cursor.text(1))] = cursor.integer(0); }));
  std::vector<std::int64_t> in_order;
  for (const auto& [place, number] : numbers) in_order.push_back(number);
  return in_order;
}

/// Objects with one revision are read together; of the others each is asked for its newest.
Result<std::vector<Found>> newest_of_all(Visit& visit, const std::vector<std::int64_t>& objects) {
  static const std::string kAlone = std::string(kRows) + "WHERE r.several = 0 AND r.object";
  sql::Connection& connection = *visit.connection;
  std::unordered_map<std::int64_t, Row> alone;
  const std::vector<sql::Value> keys(objects.begin(), objects.end());
  NOROSHI_CHECK(ask_in(connection, kAlone, keys, [&](sql::Cursor& cursor) {
    Row row = row_at(cursor);
    alone.insert_or_assign(row.object, std::move(row));
  }));
  std::vector<Found> all;
  for (const std::int64_t object : objects) {
    const auto at = alone.find(object);
    if (at == alone.end()) {
      if (auto found = NOROSHI_TRY(newest(connection, visit.sight, object))) {
        all.push_back(std::move(*found));
      }
      continue;
    }
    const auto seen = NOROSHI_TRY(visit.sight.of(connection, at->second));
    if (seen) all.push_back({.row = std::move(at->second), .seen = *seen});
  }
  return all;
}

}  // namespace

Result<Page> Archive::referring(const sharing::Viewer& viewer, std::string_view id,
                                std::size_t limit) {
  static const std::string kAsked = std::string(kRows) +
                                    "JOIN references_to f ON f.revision = r.sequence"
                                    " WHERE f.target = $1 AND f.revision < $2"
                                    " ORDER BY f.revision DESC LIMIT $3";
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  sql::Connection& connection = *visit.connection;
  const auto object = NOROSHI_TRY(object_number(connection, id));
  const auto self = object ? NOROSHI_TRY(newest(connection, visit.sight, *object)) : std::nullopt;
  if (!self) return not_found(id);
  const std::string name(id);
  std::vector<Found> found;
  for (std::int64_t below = std::numeric_limits<std::int64_t>::max(); found.size() <= limit;) {
    const sql::Value parameters[] = {*object, below, static_cast<std::int64_t>(kRowsAtOnce)};
    const auto some = NOROSHI_TRY(rows(connection, kAsked, parameters));
    for (const Row& row : some) {
      below = row.sequence;
      if (row.object == *object) continue;
      const auto seen = NOROSHI_TRY(seen_as_newest(connection, visit.sight, row));
      if (!seen) continue;
      Found one{.row = row, .seen = *seen};
      if (NOROSHI_TRY(refers_to(visit, one, name))) found.push_back(std::move(one));
      if (found.size() > limit) break;
    }
    if (some.size() < kRowsAtOnce) break;
  }
  return page_of(connection, std::move(found), limit, Detail::Whole);
}

Result<Page> Archive::find_all(const sharing::Viewer& viewer, std::span<const std::string> ids,
                               Detail detail) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  sql::Connection& connection = *visit.connection;
  const auto objects = NOROSHI_TRY(numbers_of(connection, ids));
  auto found = NOROSHI_TRY(newest_of_all(visit, objects));
  const std::size_t all = found.size();
  return page_of(connection, std::move(found), all, detail);
}

}  // namespace noroshi::archive
