#include "act/notify/accounts.hpp"

#include <fmt/format.h>

#include "act/notify/take.hpp"

namespace noroshi::notify {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

Result<Counts> counted(Book& book, std::string_view question) {
  Counts counts;
  const auto rows = NOROSHI_TRY(book.connection().ask(question));
  while (NOROSHI_TRY(rows->next())) {
    counts[std::string(rows->text(0))] = static_cast<std::uint64_t>(rows->integer(1));
  }
  return counts;
}

class Checker {
 public:
  explicit Checker(Accounts& accounts) : accounts_(accounts) {}

  void equal(std::string_view what, std::uint64_t left, std::uint64_t right) {
    if (left == right) return;
    accounts_.faults.push_back(fmt::format("{}: {} is not {}", what, left, right));
  }

 private:
  Accounts& accounts_;
};

std::uint64_t outcomes(const Accounts& accounts) {
  std::uint64_t all = 0;
  for (const Tally& one : accounts.tallies) {
    if (one.stage == "handle" && one.outcome != "in") all += one.count;
  }
  return all;
}

void check(Accounts& accounts, const Counts& rows, std::uint64_t linked, std::uint64_t bodies) {
  Checker checker(accounts);
  const auto take = [&](std::string_view outcome) { return accounts.sum("take", outcome); };
  checker.equal("take: in = accepted + known + rejected + skipped", take("in"),
                take("accepted") + take("known") + take("rejected") + take("skipped"));
  const auto handled = accounts.sum("handle", "in");
  checker.equal("queue: accepted = handled + waiting", take("accepted"),
                handled + accounts.waiting);
  checker.equal("handle: in = all outcomes", handled, outcomes(accounts));
  std::uint64_t kept = 0;
  for (const auto& [outcome, count] : rows) {
    kept += count;
    const auto said = outcome.empty() ? accounts.waiting : accounts.sum("handle", outcome);
    checker.equal(fmt::format("events {}: counted = kept", outcome.empty() ? "waiting" : outcome),
                  said, count);
  }
  checker.equal("events: accepted = kept", take("accepted"), kept);
  checker.equal("bodies: accepted = kept + forgotten", take("accepted"),
                bodies + accounts.sum("forget", "bodies"));
  std::uint64_t with_case = 0;
  for (const auto& [outcome, count] : rows) {
    if (!outcome.empty() && outcome != "clearance" && outcome != "unreadable") with_case += count;
  }
  checker.equal("cases: events with a case = events that cases have", with_case, linked);
}

}  // namespace

std::uint64_t Accounts::sum(std::string_view stage, std::string_view outcome) const {
  std::uint64_t all = 0;
  for (const Tally& one : tallies) {
    if (one.stage == stage && one.outcome == outcome) all += one.count;
  }
  return all;
}

Result<Accounts> accounts_of(Book& book) {
  Accounts accounts;
  NOROSHI_CHECK(book.connection().begin_read());
  const auto read = [&]() -> Status {
    accounts.tallies = NOROSHI_TRY(book.tallies());
    accounts.waiting = NOROSHI_TRY(waiting(book)).events;
    accounts.cases = NOROSHI_TRY(
        counted(book, "SELECT state, COUNT(*) FROM notify_case GROUP BY state ORDER BY state"));
    accounts.notices =
        NOROSHI_TRY(counted(book,
                            "SELECT channel || ' ' || status, COUNT(*) FROM notify_notice"
                            " GROUP BY channel, status"));
    const auto rows =
        NOROSHI_TRY(counted(book, "SELECT outcome, COUNT(*) FROM notify_event GROUP BY outcome"));
    const auto linked = NOROSHI_TRY(
        counted(book, "SELECT 'all', CAST(COALESCE(SUM(events), 0) AS BIGINT) FROM notify_case"));
    auto bodies = NOROSHI_TRY(counted(book, "SELECT 'all', COUNT(*) FROM notify_body"));
    check(accounts, rows, linked.empty() ? 0 : linked.begin()->second, bodies["all"]);
    return {};
  };
  auto done = read();
  book.connection().roll_back();
  if (!done) return std::move(done).error();
  return accounts;
}

}  // namespace noroshi::notify
