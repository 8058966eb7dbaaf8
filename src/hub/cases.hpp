// Cases: what operators say of the infections that they followed up, for the programme's curve.
//
// An operator pushes a random id, words of closed lists and days (docs/formats/case.md); anything
// else in a body is refused, so that nothing personal can come to rest here by mistake.  What came
// before under the same id and revision changes nothing.  The first organisation that pushes under
// an operator's word owns it.
//
// Threads: all verbs from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {

struct CaseRow {
  std::string id;
  std::int64_t revision = 0;
  std::string operator_id;
  std::string family;
  std::string state;
  std::string channel;      ///< of the first notice; "none"
  std::int64_t opened = 0;  ///< days since 1970-01-01
  std::optional<std::int64_t> notified, cleared, ended;
};

struct CasePush {
  std::string operator_id;
  std::int64_t until = 0;  ///< a day
  std::vector<CaseRow> cases;
};

/// Reads the body of a push; an Error names what may not be in it.
Result<CasePush> case_push_from_json(std::string_view json);

/// "2026-01-14", and back.
std::string day_text(std::int64_t day);

struct CaseCount {
  std::string operator_id;
  std::string state;
  std::uint64_t cases = 0;
};

/// Of one case: what a curve needs.
struct CaseTimes {
  std::string operator_id, family, channel;
  double days = 0;
  bool cleared = false;
};

std::span<const sql::Step> case_steps();

class Cases {
 public:
  static Result<std::unique_ptr<Cases>> open(sql::Database& database);
  ~Cases();

  struct Taken {
    std::uint64_t added = 0, changed = 0, known = 0;
  };
  /// InvalidUsage: the operator's word, or one of the ids, is another organisation's.
  Result<Taken> take(std::int64_t organisation, const CasePush& push);

  /// The organisation's own, after an id.
  Result<std::vector<CaseRow>> all(std::int64_t organisation, std::string_view after,
                                   std::size_t limit);
  /// Of one organisation, or (nothing) of all.
  Result<std::vector<CaseCount>> counts(std::optional<std::int64_t> organisation);
  /// Left out, and counted: cases that began after their operator's `until`.
  Result<std::vector<CaseTimes>> times(std::optional<std::int64_t> organisation,
                                       std::uint64_t& too_young);

 private:
  struct State;
  explicit Cases(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
