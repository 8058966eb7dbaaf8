#include "intel/archive/hits.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>

#include "intel/archive/decay.hpp"
#include "intel/archive/features.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::int64_t kRowsAtOnce = 128;
constexpr std::int64_t kSightingsAtMost = 100;  ///< looked through for one that is visible

/// When it was last seen, by a sighting that the viewer may see and that still stands.
Result<base::Micros> last_seen(sql::Connection& connection, Sight& sight, const Row& row,
                               std::int64_t& by) {
  const sql::Value parameters[] = {row.object, sight.now(), kSightingsAtMost};
  std::vector<std::pair<base::Micros, std::int64_t>> sightings;
  {
    const auto cursor = NOROSHI_TRY(
        connection.ask("SELECT at, revision FROM sightings WHERE object = $1 AND at <= $2"
                       " ORDER BY at DESC, revision DESC LIMIT $3",
                       parameters));
    while (NOROSHI_TRY(cursor->next())) {
      sightings.emplace_back(cursor->integer(0), cursor->integer(1));
    }
  }
  for (const auto& [at, revision] : sightings) {
    if (at <= row.version) break;
    const auto sighting = NOROSHI_TRY(row_of(connection, revision));
    if (!sighting || sighting->revoked) continue;
    if (!NOROSHI_TRY(seen_as_newest(connection, sight, *sighting))) continue;
    by = revision;
    return at;
  }
  return row.version;
}

}  // namespace

double faded(const Fading& fading, base::Micros now) {
  if (fading.ends && *fading.ends <= now) return 0;
  const DecayModel model{.name = {}, .lifetime = fading.lifetime, .speed = fading.speed};
  return decayed(model, fading.whole, now - fading.seen);
}

Result<Fading> fading_of(sql::Connection& connection, Sight& sight, const Found& found,
                         std::int64_t& sighting) {
  const Row& row = found.row;
  Fading fading;
  sighting = 0;
  if (row.revoked) return fading;
  const DecayModel& model = model_of(static_cast<Decay>(row.decay));
  fading.whole = row.confidence;
  if (row.confidence < 0) {
    const Mark& mark = found.seen.mark;
    fading.whole = admiralty_score(mark.reliability, mark.credibility).value_or(model.base);
  }
  fading.lifetime = model.lifetime;
  fading.speed = model.speed;
  fading.ends = row.valid_until;
  if (model.lifetime == 0) return fading;
  fading.seen = NOROSHI_TRY(last_seen(connection, sight, row, sighting));
  return fading;
}

Result<double> score_of(sql::Connection& connection, Sight& sight, const Found& found) {
  const Row& row = found.row;
  if (row.revoked || (row.valid_until && *row.valid_until <= sight.now())) return 0.0;
  std::int64_t sighting = 0;
  return faded(NOROSHI_TRY(fading_of(connection, sight, found, sighting)), sight.now());
}

Result<Hit> bare_hit(sql::Connection& connection, const Found& found) {
  Hit hit;
  hit.added = found.row.added;
  hit.collection = found.row.collection;
  hit.revoked = found.row.revoked;
  const sql::Value key[] = {found.row.object};
  const auto cursor =
      NOROSHI_TRY(connection.ask("SELECT id, type FROM objects WHERE number = $1", key));
  if (NOROSHI_TRY(cursor->next())) {
    hit.id = cursor->text(0);
    hit.type = cursor->text(1);
  }
  return hit;
}

Result<Hit> hit_of(sql::Connection& connection, Sight& sight, const Found& found) {
  Hit hit = NOROSHI_TRY(bare_hit(connection, found));
  hit.text = NOROSHI_TRY(text_of(connection, found.row.sequence, found.seen));
  hit.score = NOROSHI_TRY(score_of(connection, sight, found));
  hit.name = name_in(hit.text);
  return hit;
}

Result<std::int64_t> begin_of(std::string_view cursor) {
  if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t below = 0;
  const char* end = cursor.data() + cursor.size();
  const auto [stop, error] = std::from_chars(cursor.data(), end, below);
  if (error == std::errc() && stop == end && below > 0) return below;
  return Error{Errc::InvalidInput,
               fmt::format("'{}' is no cursor: begin again without one", cursor.substr(0, 40))};
}

Result<bool> refers_to(Visit& visit, const Found& found, const std::string& id) {
  if (found.row.sole != 0 && found.seen.mark.shared == Shared::Same) return true;
  const std::string text = NOROSHI_TRY(text_of(*visit.connection, found.row.sequence, found.seen));
  const auto references = references_in(text);
  return std::binary_search(references.begin(), references.end(), id);
}

Result<Hits> collect(Visit& visit, const NextRows& next, const Matches& matches, std::size_t limit,
                     std::string_view cursor, std::uint64_t show_at_most) {
  const std::int64_t start = NOROSHI_TRY(begin_of(cursor));
  sql::Connection& connection = *visit.connection;
  Hits hits;
  std::vector<Found> shown;
  bool more = false;
  const auto enough = [&] { return hits.visible > show_at_most && more; };
  // Counting begins at the newest; what the cursor has passed is counted, not shown.
  for (std::int64_t below = std::numeric_limits<std::int64_t>::max(); !enough();) {
    const auto some = NOROSHI_TRY(next(below, kRowsAtOnce));
    for (const Row& row : some) {
      below = row.sequence;
      const auto seen = NOROSHI_TRY(seen_as_newest(connection, visit.sight, row));
      if (!seen) continue;
      Found found{.row = row, .seen = *seen};
      if (!NOROSHI_TRY(matches(found))) continue;
      ++hits.visible;
      if (row.sequence >= start) continue;
      if (shown.size() < limit) {
        shown.push_back(std::move(found));
      } else {
        more = true;
      }
      if (enough()) break;
    }
    if (some.size() < static_cast<std::size_t>(kRowsAtOnce)) break;
  }
  hits.capped = hits.visible > show_at_most;
  hits.visible = std::min(hits.visible, show_at_most);
  for (const Found& found : shown) {
    hits.hits.push_back(NOROSHI_TRY(hit_of(connection, visit.sight, found)));
  }
  if (more && !shown.empty()) hits.next = fmt::format("{}", shown.back().row.sequence);
  return hits;
}

}  // namespace noroshi::archive
