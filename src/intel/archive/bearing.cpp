// Archive::bearing and bearer: objects whose text holds a word, with what a list in memory shows of
// each.
//
// The engine looks for the word, so that of a million indicators only those few are read that carry
// what is asked for; what is seen of each is worked out as everywhere (sight.hpp).
#include <algorithm>

#include "intel/archive/features.hpp"
#include "intel/archive/hits.hpp"
#include "intel/archive/pages.hpp"
#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

constexpr std::int64_t kRowsAtOnce = 512;
constexpr std::int64_t kRevisionsAtMost = 1'000;  // of one object, looked through for its past

/// The collections that hold anything: one step in an index each.
Result<std::vector<std::int64_t>> collections_in(sql::Connection& connection) {
  std::vector<std::int64_t> all;
  for (std::int64_t last = -1;;) {
    const sql::Value parameters[] = {last};
    const auto next = NOROSHI_TRY(number(
        connection, "SELECT MIN(collection) FROM revisions WHERE collection > $1", parameters));
    if (!next) return all;
    all.push_back(*next);
    last = *next;
  }
}

void sooner(std::optional<base::Micros>& until, const std::optional<base::Micros>& other) {
  if (other && (!until || *other < *until)) until = other;
}

/// One walk, or one look at one object.
class Look {
 public:
  Look(Visit& visit, const Bearing& what, const std::string& secret)
      : visit_(visit), connection_(*visit.connection), what_(what), secret_(secret) {}

  Status walk(const std::function<Status(Bearer)>& take) {
    for (const std::int64_t collection : NOROSHI_TRY(collections_in(connection_))) {
      for (std::int64_t after = 0;;) {
        const auto some = NOROSHI_TRY(next_rows(collection, after));
        for (const Row& row : some) {
          after = row.sequence;
          const auto seen = NOROSHI_TRY(seen_as_newest(connection_, visit_.sight, row));
          if (!seen) continue;
          auto bearer = NOROSHI_TRY(bearer_of({.row = row, .seen = *seen}));
          if (bearer) NOROSHI_CHECK(take(std::move(*bearer)));
        }
        if (some.size() < static_cast<std::size_t>(kRowsAtOnce)) break;
      }
    }
    return {};
  }

  /// Nothing: the word is not in the text as this viewer sees it, or it is of another type.
  Result<std::optional<Bearer>> bearer_of(const Found& found) {
    Bearer bearer;
    bearer.hit = NOROSHI_TRY(bare_hit(connection_, found));
    if (bearer.hit.type != what_.type) return std::optional<Bearer>();
    bearer.text = found.seen.shared() ? -found.seen.mark.number : found.row.sequence;
    if (!what_.known || !what_.known(bearer.text)) {
      bearer.hit.text = NOROSHI_TRY(text_of(connection_, found.row.sequence, found.seen));
      if (bearer.hit.text.find(what_.word) == std::string::npos) return std::optional<Bearer>();
      bearer.hit.name = name_in(bearer.hit.text);
    }
    bearer.live = found.seen.live;
    bearer.fading = NOROSHI_TRY(fading_of(connection_, visit_.sight, found, bearer.sighting));
    bearer.hit.score = faded(bearer.fading, visit_.sight.now());
    for (auto& one : NOROSHI_TRY(said_of(visit_, secret_, found.row.object))) {
      const bool there = std::find(bearer.sources.begin(), bearer.sources.end(), one.source) !=
                         bearer.sources.end();
      if (!there) bearer.sources.push_back(std::move(one.source));
    }
    bearer.first_added = found.row.added;
    NOROSHI_CHECK(note_end(found.row, bearer));
    if (found.row.several) NOROSHI_CHECK(add_past(found, bearer));
    return std::optional(std::move(bearer));
  }

 private:
  Result<std::vector<Row>> next_rows(std::int64_t collection, std::int64_t after) {
    static const std::string kFrom = std::string(kRows);
    static const std::string kAny = kFrom +
                                    "WHERE r.collection = $1 AND r.type = $2 AND r.sequence > $3"
                                    " ORDER BY r.sequence LIMIT $4";
    static const std::string kBearing =
        "JOIN texts t ON t.revision = r.sequence"
        " WHERE r.collection = $1 AND r.type = $2 AND"
        " r.sequence > $3 AND ";
    static const std::string kRest = "(t.text, $5) > 0 ORDER BY r.sequence LIMIT $4";
    static const std::string kInSqlite = kFrom + kBearing + "instr" + kRest;
    static const std::string kInPostgres = kFrom + kBearing + "strpos" + kRest;
    if (what_.word.empty()) {
      const sql::Value parameters[] = {collection, std::string_view(what_.type), after,
                                       kRowsAtOnce};
      return rows(connection_, kAny, parameters);
    }
    const sql::Value parameters[] = {collection, std::string_view(what_.type), after, kRowsAtOnce,
                                     std::string_view(what_.word)};
    const bool sqlite = connection_.dialect() == sql::Dialect::Sqlite;
    return rows(connection_, sqlite ? kInSqlite : kInPostgres, parameters);
  }

  /// When an assertion that lets this viewer through runs out.
  Status note_end(const Row& row, Bearer& bearer) {
    for (const Mark& mark : NOROSHI_TRY(visit_.sight.marks(connection_, row))) {
      if (!mark.expires || *mark.expires <= visit_.sight.now()) continue;
      if (NOROSHI_TRY(visit_.sight.sees(connection_, mark))) sooner(bearer.until, mark.expires);
    }
    return {};
  }

  Status add_past(const Found& newest, Bearer& bearer) {
    static const std::string kAsked =
        std::string(kRows) + "WHERE r.object = $1 ORDER BY r.version DESC, r.sequence LIMIT $2";
    const sql::Value parameters[] = {newest.row.object, kRevisionsAtMost};
    std::vector<Found> past;
    bool enough = false;
    for (Row& row : NOROSHI_TRY(rows(connection_, kAsked, parameters))) {
      if (row.sequence == newest.row.sequence) continue;
      const auto seen = NOROSHI_TRY(visit_.sight.of(connection_, row));
      if (!seen) continue;
      bearer.first_added = std::min(bearer.first_added, row.added);
      NOROSHI_CHECK(note_end(row, bearer));
      if (enough || past.size() == kPastAtMost || row.version == newest.row.version) continue;
      enough = row.added <= what_.since;
      past.push_back({.row = std::move(row), .seen = *seen});
    }
    std::reverse(past.begin(), past.end());
    bearer.past = NOROSHI_TRY(revisions_of(connection_, past, Detail::Whole));
    return {};
  }

  Visit& visit_;
  sql::Connection& connection_;
  const Bearing& what_;
  const std::string& secret_;
};

}  // namespace

Status Archive::bearing(const sharing::Viewer& viewer, const Bearing& what,
                        const std::function<Status(Bearer)>& take) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  return Look(visit, what, state_->secret).walk(take);
}

Result<Bearer> Archive::bearer(const sharing::Viewer& viewer, const Bearing& what,
                               std::string_view id) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto object = NOROSHI_TRY(object_number(*visit.connection, id));
  if (!object) return not_found(id);
  const auto found = NOROSHI_TRY(newest(*visit.connection, visit.sight, *object));
  if (!found) return not_found(id);
  auto bearer = NOROSHI_TRY(Look(visit, what, state_->secret).bearer_of(*found));
  if (!bearer) return not_found(id);
  return std::move(*bearer);
}

}  // namespace noroshi::archive
