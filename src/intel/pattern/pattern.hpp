// Pattern: the STIX 2.1 pattern language, parsed and evaluated (STIX 2.1, section 9).
//
// A recursive-descent parser without recursion limits to be feared (depth is bounded), and an
// evaluator over observed-data: which observations satisfy the pattern, in which span of time.
// MATCHES runs in RE2, so no pattern can cost more than linear time; what PCRE has and RE2 has not
// (back references, look-around) is refused when parsed, with that reason.  The text is kept.
//
// A Pattern is immutable once parsed; any number of threads may match it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::pattern {

struct Limits {
  std::size_t length = 1U << 20;  ///< octets
  std::size_t depth = 128;        ///< of parentheses
};

/// One observation: a set of observables that were seen together.
struct Observation {
  base::Micros first_observed = 0;
  base::Micros last_observed = 0;
  std::uint64_t number_observed = 1;
  /// The observables as JSON objects; references between them are resolved by their ids, or, in
  /// the deprecated form, by the keys of `objects`.
  std::vector<std::pair<std::string, std::string>> observables;  ///< (id or key, JSON)
};

/// Where a pattern matched.
struct Match {
  std::vector<std::size_t> observations;  ///< indexes of those that make it true, ascending
  base::Micros begin = 0;                 ///< first_observed of the earliest
  base::Micros end = 0;                   ///< last_observed of the latest
};

class Pattern {
 public:
  /// An Error names the column (counted from 1, in characters) and what was expected there.
  static Result<Pattern> parse(std::string_view text, const Limits& limits = {});

  /// The first match over observations in any order; nothing if there is none.  Work is bounded by
  /// `budget` comparisons of observations, beyond it an Error (Errc::Limit).
  [[nodiscard]] Result<std::optional<Match>> match(const std::vector<Observation>& observations,
                                                   std::uint64_t budget = 1'000'000) const;

  /// Constants that the pattern compares with `=` or IN (not negated) on paths that the index of
  /// values knows, canonical: what an indicator points at.  Sorted, without repetition.
  [[nodiscard]] const std::vector<stix::ObservedValue>& values() const;

  /// True when a single observable with one of `values()` is already enough to satisfy it: an OR of
  /// such comparisons.  Only such a pattern can be turned into a block list line by line.
  [[nodiscard]] bool is_plain_list() const;

  /// What can stand in a block list, line by line, for the whole pattern: the values of a plain
  /// list, and endpoints where it asks for traffic with exactly an address and a port (a transport
  /// protocol beside them is let go: a port is blocked for all of them).  Sorted; empty when any
  /// part of the pattern says something else.
  [[nodiscard]] const std::vector<stix::ObservedValue>& list_values() const;

  /// What the grammar allows and can never be true (one AND over two types of observables, a day
  /// that no calendar has): sentences that name their column, for people.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

  [[nodiscard]] const std::string& text() const;

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

 private:
  struct State;
  explicit Pattern(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

/// Observations of the observed-data objects among `objects` (both forms: object_refs, and the
/// deprecated `objects`), with the observables that they refer to.
std::vector<Observation> observations_of(const std::vector<stix::Object>& objects);

}  // namespace noroshi::pattern
