#include "act/notify/pushing.hpp"

#include <algorithm>

#include "act/notify/case_state.hpp"

namespace noroshi::notify {
namespace {

constexpr std::string_view kNext = "revision > pushed ORDER BY id LIMIT 500";

/// What the hub has now.  A case may have gone on meanwhile: then it stays to be pushed.
Status remember(Book& book, const std::vector<Case>& sent) {
  auto work = NOROSHI_TRY(Book::Work::begin(book));
  for (const Case& one : sent) {
    const sql::Value row[] = {std::string_view(one.id), one.revision};
    NOROSHI_TRY(book.connection().run("UPDATE notify_case SET pushed = $2 WHERE id = $1", row));
  }
  return work.commit();
}

}  // namespace

Result<std::uint64_t> push_cases(Book& book, base::Micros silent, const PostCases& post) {
  if (book.side() != Side::Operator) {
    return Error{Errc::InvalidUsage, "only an operator's side has states to push"};
  }
  const base::Micros until = std::max<base::Micros>(0, NOROSHI_TRY(book.number("until")) - silent);
  std::uint64_t pushed = 0;
  for (bool first = true;; first = false) {
    const auto cases = NOROSHI_TRY(book.cases(kNext));
    if (cases.empty() && !first) return pushed;
    std::vector<CaseState> states;
    for (const Case& one : cases) states.push_back(state_of(one));
    NOROSHI_CHECK(post(to_json(book.operator_id(), day_of(until), states)));
    NOROSHI_CHECK(remember(book, cases));
    pushed += cases.size();
  }
}

}  // namespace noroshi::notify
