// Book: everything that one side of the notices keeps, in one SQL base.
//
//   notify_value     what this base is: side, operator, until when the sensors have seen
//   notify_event     events: queue, evidence and outcome in one row each; notify_body, their texts
//   notify_seal      tokens over the chain of evidence
//   notify_case      cases; notify_history, what happened to each; notify_notice, what was sent
//   notify_optout    who wants no notices
//   notify_tally     counts of what came in and what became of it
//
// Whatever belongs together changes in one transaction: after a kill at any moment an event is in
// the queue or handled, a notice is intended or done, and the tallies say the same as the rows.
// A queue has a bound: what does not fit is refused, not lost.
//
// One thread uses a Book.  Several processes may share a base, but only one may run the desk.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/notify/case.hpp"
#include "base/result.hpp"
#include "io/sql/database.hpp"

namespace noroshi::notify {

enum class Side : std::uint8_t {
  Institute,  ///< routes events to operators
  Operator    ///< finds subscribers and notifies them
};
std::string_view to_string(Side side);

/// One line of the accounts: how many records of a stage had an outcome, for a reason.
struct Tally {
  std::string stage;    ///< "take", "handle"
  std::string outcome;  ///< "in", "accepted", "known", "rejected", "routed", …
  std::string reason;
  std::uint64_t count = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// How a book's base is best opened: batches of thousands touch most pages of its indexes.
inline constexpr sql::Options kBaseOptions{.cache = 96U << 20, .log = 64U << 20};

class Book {
 public:
  /// Makes the tables and says once and for all whose they are.
  static Result<std::unique_ptr<Book>> create(sql::Database& database, Side side,
                                              const std::string& operator_id);
  /// NotFound where nobody has called `create`.
  static Result<std::unique_ptr<Book>> open(sql::Database& database);

  [[nodiscard]] Side side() const { return side_; }
  [[nodiscard]] const std::string& operator_id() const { return operator_id_; }

  /// Everything until `finish` is undone at its end: for those who ask what would happen.
  Status pretend();
  void finish_pretending();

  /// A transaction; within `pretend`, a part of that one.
  class Work {
   public:
    static Result<Work> begin(Book& book);
    Status commit();

   private:
    explicit Work(std::optional<sql::Transaction> transaction)
        : transaction_(std::move(transaction)) {}
    std::optional<sql::Transaction> transaction_;
  };

  // Values.
  Result<std::int64_t> number(std::string_view name);  ///< 0 where it was never set
  Status set(std::string_view name, std::int64_t value);

  // Accounts.
  Status count(std::string_view stage, std::string_view outcome, std::string_view reason,
               std::int64_t more);
  Result<std::vector<Tally>> tallies();

  // Cases.
  Result<std::optional<Case>> find(std::string_view id);
  /// `where` is SQL over the columns of notify_case, with $1, $2, … for `values`.
  Result<std::vector<Case>> cases(std::string_view where, std::span<const sql::Value> values = {});
  Status add(const Case& one);
  Status save(const Case& one);
  /// Goes on with a case and writes it down.  InvalidUsage where the course allows no such thing.
  Status advance(Case& one, Cause cause, base::Micros now, std::string_view channel = {},
                 std::string_view detail = {});
  /// A line in the history that changes no state: "4.2.0 mailbox full".
  Status remark(Case& one, Cause cause, base::Micros now, std::string_view channel,
                std::string_view detail);
  Result<std::vector<Entry>> history(std::string_view case_id);

  // Notices.
  Result<std::vector<NoticeRow>> notices(std::string_view where,
                                         std::span<const sql::Value> values = {});
  Status add(const NoticeRow& notice);
  Status save(const NoticeRow& notice);

  [[nodiscard]] sql::Connection& connection() { return *connection_; }

 private:
  Book(std::unique_ptr<sql::Connection> connection, Side side, std::string operator_id)
      : connection_(std::move(connection)), side_(side), operator_id_(std::move(operator_id)) {}

  Status write_entry(Case& one, Cause cause, State from, base::Micros now, std::string_view channel,
                     std::string_view detail);

  std::unique_ptr<sql::Connection> connection_;
  Side side_;
  std::string operator_id_;
  std::optional<sql::Transaction> pretending_;
};

/// 16 random octets of the kernel, in hexadecimal.
std::string random_id();

}  // namespace noroshi::notify
