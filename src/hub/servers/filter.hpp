// The filter language of servers: which of the rows are meant.
//
//   probability > 90% and clients >= 5 and not country in [JP unknown]
//
// It looks like the filter language of flows (store/query, docs/formats/filter.md) and takes its
// words apart with the same lexer; what it tests are servers.  Every word:
// docs/formats/server-filter.md.  Mistakes and completions are told in English and Japanese, for a
// page that shows the text itself.  All functions are pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "hub/servers/server.hpp"
#include "store/query/filter.hpp"

namespace noroshi::servers {

inline constexpr std::size_t kLongestFilter = 2'000;  ///< octets of text
inline constexpr int kDeepest = 64;                   ///< parentheses and nots inside each other

enum class Number : std::uint8_t {
  Port,
  Protocol,
  Probability,  ///< 0–1
  Score,        ///< 0–100
  Clients,
  Contacts,
  Sources
};
enum class Moment : std::uint8_t { First, Last, Added };
enum class Name : std::uint8_t { Country, Network, Status, Evidence, Text };

struct Span {  ///< inclusive
  double low = 0;
  double high = 0;
};

struct AddressTest {
  std::vector<query::AddressRange> any_of;
};
struct FamilyTest {
  bool v6 = false;
};
struct NumberTest {
  Number field = Number::Port;
  bool negated = false;  ///< what is not known passes neither way
  std::vector<Span> any_of;
};
struct MomentTest {
  Moment field = Moment::First;
  base::Micros first = 0;
  base::Micros last = 0;  ///< inclusive
};
struct NameTest {
  Name field = Name::Text;
  bool negated = false;
  std::vector<std::string> any_of;  ///< ASCII letters in lower case
};
struct WatchedTest {};

using Test = std::variant<AddressTest, FamilyTest, NumberTest, MomentTest, NameTest, WatchedTest>;

struct Node {
  enum class Kind : std::uint8_t { All, And, Or, Not, Leaf };
  Kind kind = Kind::All;
  std::vector<Node> below;  ///< of And, Or (two or more) and Not (one)
  Test test;
};

/// What words mean here and now, and what can be completed: only what the caller may see.
struct Vocabulary {
  base::Micros now = 0;
  std::vector<std::string> countries;  ///< of its rows
  std::vector<std::string> evidence;   ///< names of lines of evidence in its rows
};

/// What is wrong, and where: octets of the text.
struct Mistake {
  std::size_t at = 0;
  std::size_t length = 0;  ///< 0: the filter ends too early
  std::string english;
  std::string japanese;
};

struct Reading {
  Node root;  ///< everything, where there is a mistake
  std::optional<Mistake> mistake;
};

Reading read_filter(std::string_view text, const Vocabulary& vocabulary);

bool matches(const Node& filter, const Server& server);

/// "filter, column 5: …" in English, for a refusal in plain text.
std::string to_string(const Mistake& mistake, std::string_view text);

enum class WordKind : std::uint8_t { Field, Operator, Value, Keyword };
std::string_view name_of(WordKind kind);

/// One thing that may stand at the caret.
struct Candidate {
  std::string text;
  WordKind kind = WordKind::Field;
  std::string_view english;  ///< what it does; empty: nothing to say
  std::string_view japanese;
};

/// What may stand at the caret; `from` and `to` are UTF-16 units of the text, as browsers count.
struct Completion {
  std::size_t from = 0;  ///< of the word that a candidate replaces
  std::size_t to = 0;
  std::vector<Candidate> candidates;
  std::optional<Mistake> mistake;  ///< of the whole text; at and length in UTF-16 units
};

/// `caret` in UTF-16 units; behind the end counts as the end.
Completion complete(std::string_view text, std::size_t caret, const Vocabulary& vocabulary);

}  // namespace noroshi::servers
