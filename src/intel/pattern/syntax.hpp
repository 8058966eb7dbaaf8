// What a pattern says, as plain values: the parser builds them, the evaluator walks them.
//
// Trees lie flat in vectors, a node before the one that holds it: whoever goes through a vector
// forwards meets parts before wholes, and needs no recursion.  Nothing here changes after parsing.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "intel/pattern/expression.hpp"
#include "net/prefix.hpp"

namespace noroshi::pattern {

/// An instant of any precision, as constants and observed timestamps have it.
struct Instant {
  base::Micros micros = 0;
  std::string beyond;  ///< decimals after the sixth, without zeros at the end

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// "2026-01-02T03:04:05.678Z"; nothing if it is none, or the calendar has no such day.
std::optional<Instant> parse_instant(std::string_view text);

struct Constant {
  enum class Kind : std::uint8_t { Boolean, Integer, Real, String, Binary, Timestamp };
  Kind kind = Kind::String;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;                ///< String: UTF-8; Binary: octets; Timestamp: as written
  std::optional<Instant> instant;  ///< Timestamp; nothing for a day that does not exist
};

/// One step of an object path after the type.
struct Step {
  enum class Kind : std::uint8_t { Key, Index, Every };
  Kind kind = Kind::Key;
  std::string key;
  std::uint64_t index = 0;  ///< kNowhere for a negative one: the grammar has them, lists do not
};

inline constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

struct Path {
  std::string type;
  std::vector<Step> steps;  ///< at least one, the first a Key
};

enum class Operator : std::uint8_t {
  Equal,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  In,
  Like,
  Matches,
  IsSubset,
  IsSuperset,
  Exists
};

struct Comparison {
  Path path;
  Operator op = Operator::Equal;
  bool negated = false;  ///< NOT, and != (which is NOT =)
  std::vector<Constant> constants;
  std::shared_ptr<const Expression> expression;  ///< of LIKE and MATCHES
  std::optional<net::Prefix> network;            ///< of ISSUBSET and ISSUPERSET
};

/// What stands between brackets: comparisons of one observable, joined by AND and OR.
struct Test {
  enum class Kind : std::uint8_t { Comparison, And, Or };
  Kind kind = Kind::Comparison;
  std::uint32_t comparison = 0;
  std::vector<std::uint32_t> parts;  ///< of And and Or: at least two tests
};

/// What stands around brackets.
struct Node {
  enum class Kind : std::uint8_t { Observation, And, Or, FollowedBy, Within, Repeats, StartStop };
  Kind kind = Kind::Observation;
  std::uint32_t test = 0;            ///< of Observation
  std::vector<std::uint32_t> parts;  ///< And, Or, FollowedBy: at least two; qualifiers: one
  base::Micros span = 0;             ///< of Within
  std::uint64_t times = 0;           ///< of Repeats
  base::Micros start = 0;            ///< of StartStop: from start, until before stop
  base::Micros stop = 0;
};

struct Syntax {
  std::vector<Comparison> comparisons;
  std::vector<Test> tests;
  std::vector<Node> nodes;
  std::uint32_t root = 0;
  std::vector<std::string> warnings;  ///< what is allowed and can never be true
};

}  // namespace noroshi::pattern
