// Archive::given: what an organisation contributed, newest first.
//
// Who gave something stands in its label, and labels are few: the own ones are found first, then
// the newest assertions below the cursor that bear one of them.  A word that few names hold is
// looked for in a bounded stretch; the page then ends early, with a cursor to go on.
#include <algorithm>
#include <limits>

#include "intel/archive/features.hpp"
#include "intel/archive/state.hpp"
#include "intel/archive/statements.hpp"
#include "intel/archive/words.hpp"

namespace noroshi::archive {
namespace {

constexpr std::size_t kAtOnce = 256;
constexpr std::size_t kLookedAtAtMost = 20'000;  // assertions in one call

/// The labels of what the viewer's organisation gave, in that state.
Result<std::vector<std::int64_t>> own_labels(Visit& visit, std::optional<sharing::State> state) {
  std::vector<std::int64_t> all;
  {
    const auto cursor = NOROSHI_TRY(visit.connection->ask("SELECT number FROM labels"));
    while (NOROSHI_TRY(cursor->next())) all.push_back(cursor->integer(0));
  }
  std::vector<std::int64_t> own;
  for (const std::int64_t number : all) {
    const auto& label = *NOROSHI_TRY(visit.sight.label(*visit.connection, number));
    const bool fits = label.owner == visit.sight.viewer().organisation;
    if (fits && (!state || label.state == *state)) own.push_back(number);
  }
  return own;
}

/// The newest so many assertions below a number that bear one of the labels, newest first.
Result<std::vector<std::int64_t>> newest_below(sql::Connection& connection,
                                               const std::vector<std::int64_t>& labels,
                                               std::int64_t before) {
  std::vector<std::int64_t> numbers;
  for (const std::int64_t label : labels) {
    const sql::Value parameters[] = {label, before, static_cast<std::int64_t>(kAtOnce)};
    const auto cursor =
        NOROSHI_TRY(connection.ask("SELECT number FROM assertions WHERE label = $1 AND number < $2"
                                   " ORDER BY number DESC LIMIT $3",
                                   parameters));
    while (NOROSHI_TRY(cursor->next())) numbers.push_back(cursor->integer(0));
  }
  std::sort(numbers.begin(), numbers.end(), std::greater<>());
  if (numbers.size() > kAtOnce) numbers.resize(kAtOnce);
  return numbers;
}

Result<std::vector<Given>> given_of(Visit& visit, const std::vector<std::int64_t>& numbers) {
  std::vector<Given> all;
  std::vector<std::int64_t> labels;
  const std::vector<sql::Value> keys(numbers.begin(), numbers.end());
  NOROSHI_CHECK(ask_in(
      *visit.connection,
      "SELECT a.number, a.label, a.received, a.expires, a.shared, r.collection, o.id, o.type,"
      " t.text FROM assertions a JOIN revisions r ON r.sequence = a.revision"
      " JOIN objects o ON o.number = r.object JOIN texts t ON t.revision = r.sequence"
      " WHERE a.number",
      keys, [&](sql::Cursor& cursor) {
        Given one;
        one.number = cursor.integer(0);
        labels.push_back(cursor.integer(1));
        one.received = cursor.integer(2);
        if (!cursor.null(3)) one.expires = cursor.integer(3);
        one.anonymous = cursor.integer(4) != static_cast<std::int64_t>(Shared::Same);
        one.collection = cursor.integer(5);
        one.id = cursor.text(6);
        one.type = cursor.text(7);
        one.name = name_in(cursor.text(8));
        all.push_back(std::move(one));
      }));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].label = *NOROSHI_TRY(visit.sight.label(*visit.connection, labels[i]));
  }
  std::sort(all.begin(), all.end(),
            [](const Given& a, const Given& b) { return a.number > b.number; });
  return all;
}

bool holds(const Given& one, const std::vector<Term>& terms) {
  if (terms.empty()) return true;
  std::string words;
  std::size_t count = 0;
  append_words(one.name, words, count);
  append_words(one.id, words, count);
  return holds_all(words, terms);
}

}  // namespace

Result<GivenPage> Archive::given(const sharing::Viewer& viewer, std::optional<sharing::State> state,
                                 std::string_view words, std::int64_t before, std::size_t limit) {
  GivenPage page;
  if (viewer.kind == sharing::Kind::Anonymous || viewer.organisation == 0) return page;
  const auto terms = terms_of(words);
  Visit visit = NOROSHI_TRY(Visit::begin(*state_, viewer));
  const auto labels = NOROSHI_TRY(own_labels(visit, state));
  if (before <= 0) before = std::numeric_limits<std::int64_t>::max();
  for (std::size_t looked = 0; looked < kLookedAtAtMost;) {
    const auto numbers = NOROSHI_TRY(newest_below(*visit.connection, labels, before));
    if (numbers.empty()) return page;
    looked += numbers.size();
    for (Given& one : NOROSHI_TRY(given_of(visit, numbers))) {
      if (!holds(one, terms)) continue;
      if (page.given.size() == limit) {
        page.more = true;
        page.next = page.given.back().number;
        return page;
      }
      page.given.push_back(std::move(one));
    }
    before = numbers.back();
  }
  page.more = true;
  page.next = before;
  return page;
}

}  // namespace noroshi::archive
