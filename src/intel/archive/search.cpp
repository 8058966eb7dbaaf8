// Archive::search and live: questions about many objects.
#include <algorithm>
#include <array>

#include "intel/archive/features.hpp"
#include "intel/archive/hits.hpp"
#include "intel/archive/pages.hpp"
#include "intel/archive/statements.hpp"
#include "intel/archive/words.hpp"

namespace noroshi::archive {
namespace {

constexpr std::size_t kTermsAtMost = 32;
constexpr std::int64_t kObjectsAtOnce = 256;

constexpr std::string_view kFoundInSqlite =
    "SELECT rowid FROM words WHERE words MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3";
constexpr std::string_view kFoundInPostgres =
    "SELECT revision FROM words WHERE text @@ $1::tsquery AND revision < $2"
    " ORDER BY revision DESC LIMIT $3";

/// Types that can be acted on: indicators, and the observables of STIX 2.1, section 6; in the order
/// of their names, which is the order of ids.
constexpr std::array<std::string_view, 19> kLive = {"artifact",
                                                    "autonomous-system",
                                                    "directory",
                                                    "domain-name",
                                                    "email-addr",
                                                    "email-message",
                                                    "file",
                                                    "indicator",
                                                    "ipv4-addr",
                                                    "ipv6-addr",
                                                    "mac-addr",
                                                    "mutex",
                                                    "network-traffic",
                                                    "process",
                                                    "software",
                                                    "url",
                                                    "user-account",
                                                    "windows-registry-key",
                                                    "x509-certificate"};

Result<std::vector<Row>> rows_with_words(sql::Connection& connection, std::string_view query,
                                         std::int64_t below, std::int64_t at_most) {
  const bool sqlite = connection.dialect() == sql::Dialect::Sqlite;
  const sql::Value parameters[] = {query, below, at_most};
  std::vector<sql::Value> keys;
  {
    const auto cursor =
        NOROSHI_TRY(connection.ask(sqlite ? kFoundInSqlite : kFoundInPostgres, parameters));
    while (NOROSHI_TRY(cursor->next())) keys.emplace_back(cursor->integer(0));
  }
  static const std::string kAsked = std::string(kRows) + "WHERE r.sequence";
  std::vector<Row> all;
  NOROSHI_CHECK(ask_in(connection, kAsked, keys,
                       [&all](sql::Cursor& cursor) { all.push_back(row_at(cursor)); }));
  std::sort(all.begin(), all.end(),
            [](const Row& a, const Row& b) { return a.sequence > b.sequence; });
  return all;
}

/// Whether the words are in the text that the viewer sees.
Result<bool> still_holds(Visit& visit, const Found& found, const std::vector<Term>& terms) {
  if (!found.seen.apart()) return true;
  const std::string text = NOROSHI_TRY(text_of(*visit.connection, found.row.sequence, found.seen));
  return holds_all(words_in(text), terms);
}

/// The numbers of the next objects of a type, in the order of their ids; `id` moves on.
Result<std::vector<std::int64_t>> next_objects(sql::Connection& connection, std::string_view type,
                                               std::string& id) {
  const std::string end = std::string(type) + "-.";  // the first text behind "<type>--…"
  const sql::Value parameters[] = {std::string_view(id), std::string_view(end), kObjectsAtOnce};
  std::vector<std::int64_t> numbers;
  const auto cursor = NOROSHI_TRY(connection.ask(
      "SELECT number, id FROM objects WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3", parameters));
  std::string last;
  while (NOROSHI_TRY(cursor->next())) {
    numbers.push_back(cursor->integer(0));
    last = cursor->text(1);
  }
  if (!numbers.empty()) id = last;
  return numbers;
}

class Living {
 public:
  Living(Visit& visit, std::span<const CollectionId> collections, double score,
         const std::function<Status(const Hit&)>& take)
      : visit_(visit), collections_(collections), score_(score), take_(take) {}

  Status meet(std::int64_t object) {
    const auto found = NOROSHI_TRY(newest_here(object));
    if (!found || !found->seen.live || found->row.revoked) return {};
    const Hit hit = NOROSHI_TRY(hit_of(*visit_.connection, visit_.sight, *found));
    const bool ended = found->row.valid_until && *found->row.valid_until <= visit_.sight.now();
    return ended || hit.score < score_ ? Status() : take_(hit);
  }

 private:
  /// The newest visible revision in one of the collections; a newer one elsewhere still revokes it.
  Result<std::optional<Found>> newest_here(std::int64_t object) {
    auto found = NOROSHI_TRY(newest(*visit_.connection, visit_.sight, object));
    if (!found || is_here(found->row.collection)) return found;
    if (found->row.revoked) return std::optional<Found>();
    std::optional<Found> best;
    for (const CollectionId collection : collections_) {
      for (Found& one :
           NOROSHI_TRY(visible_of(*visit_.connection, visit_.sight, object, collection))) {
        const bool better = !best || std::pair(one.row.version, -one.row.sequence) >
                                         std::pair(best->row.version, -best->row.sequence);
        if (better) best = std::move(one);
      }
    }
    return best;
  }

  [[nodiscard]] bool is_here(CollectionId collection) const {
    return std::find(collections_.begin(), collections_.end(), collection) != collections_.end();
  }

  Visit& visit_;
  std::span<const CollectionId> collections_;
  double score_;
  const std::function<Status(const Hit&)>& take_;
};

}  // namespace

Result<Hits> Archive::search(const sharing::Viewer& viewer, std::string_view text,
                             std::size_t limit, std::string_view cursor) {
  NOROSHI_CHECK(begin_of(cursor));
  const auto terms = terms_of(text);
  if (terms.empty()) return Hits();
  if (terms.size() > kTermsAtMost) {
    return Error{Errc::Limit, "a search takes 32 words at most: leave some out"};
  }
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const bool sqlite = visit.connection->dialect() == sql::Dialect::Sqlite;
  const std::string query = sqlite ? fts5_query(terms) : tsquery(terms);
  return collect(
      visit,
      [&](std::int64_t below, std::int64_t at_most) {
        return rows_with_words(*visit.connection, query, below, at_most);
      },
      [&](const Found& found) { return still_holds(visit, found, terms); }, limit, cursor,
      state_->options.show_at_most);
}

Status Archive::live(const sharing::Viewer& viewer, std::span<const CollectionId> collections,
                     double score, const std::function<Status(const Hit&)>& take) {
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  Living living(visit, collections, score, take);
  for (const std::string_view type : kLive) {
    std::string id = std::string(type) + "--";
    for (;;) {
      const auto objects = NOROSHI_TRY(next_objects(*visit.connection, type, id));
      for (const std::int64_t object : objects) NOROSHI_CHECK(living.meet(object));
      if (objects.size() < static_cast<std::size_t>(kObjectsAtOnce)) break;
    }
  }
  return {};
}

}  // namespace noroshi::archive
