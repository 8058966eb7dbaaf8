// Filter: which flows are meant, in words that people know from nfdump and tcpdump.
//
//   dst port 23 and packets > 3 and not src net 192.0.2.0/24
//
// One language, one meaning, two executions: SQL for a store (`where`), and a predicate over single
// records (`matches`), which is also the oracle of the SQL's tests.  The grammar and every word:
// docs/formats/filter.md.  A Filter is a plain value; all functions are pure, so any thread may
// call them.  Nothing of the text itself ever reaches SQL: only numbers and the names of columns.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/address.hpp"
#include "store/schema.hpp"

namespace noroshi::query {

// Bounds, so that neither a stranger's text nor the SQL made of it can grow without end.
inline constexpr std::size_t kLongestFilter = 8192;  ///< octets of text
inline constexpr int kDeepest = 64;                  ///< parentheses and nots inside each other

/// Which end of a flow.  Records have a source and a destination; panes a client and a server.
enum class Side : std::uint8_t { Either, Both, Source, Destination, Client, Server };

enum class Field : std::uint8_t {
  Protocol,
  Packets,
  Octets,
  ReversePackets,
  ReverseOctets,
  Sampling,
  Exporter,
  Flows
};

enum class Compare : std::uint8_t { Less, LessEqual, Equal, GreaterEqual, Greater };

struct Range {  ///< inclusive
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  friend bool operator==(const Range&, const Range&) = default;
};

struct AddressRange {  ///< inclusive; a prefix is one
  net::Address first;
  net::Address last;
  friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

struct AddressTest {
  Side side = Side::Either;
  std::vector<AddressRange> any_of;
};
struct FamilyTest {
  bool v6 = false;
};
struct PortTest {
  Side side = Side::Either;
  std::vector<Range> any_of;
};
struct NumberTest {
  Field field = Field::Packets;
  std::vector<Range> any_of;
};
struct InstantTest {
  bool end = false;  ///< of the last packet instead of the first
  base::Micros first = 0;
  base::Micros last = 0;  ///< inclusive
};
/// What must be computed of two columns; done in double precision on every engine, so that neither
/// overflow nor a division by zero can happen.
enum class Ratio : std::uint8_t { BitsPerSecond, PacketsPerSecond, OctetsPerPacket, Duration };
struct RatioTest {
  Ratio ratio = Ratio::Duration;
  Compare compare = Compare::Greater;
  std::uint64_t value = 0;  ///< microseconds for Duration
};
struct FlagsTest {
  bool reverse = false;  ///< destination → source
  bool exact = false;    ///< these and no others
  std::uint8_t flags = 0;
};

using Test =
    std::variant<AddressTest, FamilyTest, PortTest, NumberTest, InstantTest, RatioTest, FlagsTest>;

struct Node {
  enum class Kind : std::uint8_t { All, And, Or, Not, Leaf };
  Kind kind = Kind::All;
  std::vector<Node> below;  ///< of And, Or (two or more) and Not (one)
  Test test;
  std::size_t at = 0;  ///< offset in the text, for what is found out later
};

struct Filter {
  Node root;
  std::string text;  ///< as typed
  [[nodiscard]] bool everything() const { return root.kind == Node::Kind::All; }
};

/// What words of a filter mean here and now.
struct Meaning {
  base::Micros now = 0;                                          ///< what "-1h" counts back from
  std::vector<std::pair<std::string, std::uint32_t>> exporters;  ///< names of the configuration
};

/// An Error (wrong usage) names the column, shows the text with a caret below, and the nearest
/// valid word.
Result<Filter> parse(std::string_view text, const Meaning& meaning);

/// Whether all words of the filter make sense for that table; the Error points at the first that
/// does not and says what to use instead.
Status fits(const Filter& filter, store::TableId table);

/// A condition in the common subset of SQL: "1 = 1" for the filter that takes everything.
/// The filter must fit the table.
std::string where(const Filter& filter, store::TableId table);

bool matches(const Filter& filter, const model::Flow& flow);

/// Candidates for the word that ends `text` (after a space: for the next word), sorted.
std::vector<std::string> complete(std::string_view text, const Meaning& meaning);

/// Calls `visit` with every range of addresses that the filter names.
void each_address(const Filter& filter, const std::function<void(const AddressRange&)>& visit);

/// The filter with each range of addresses replaced by what `translate` makes of it: subscribers'
/// addresses become their tokens.
using Translate = std::function<Result<std::vector<AddressRange>>(const AddressRange&)>;
Result<Filter> translated(Filter filter, const Translate& translate);

/// "filter, column 5: …" with the text and a caret below the `length` characters at `at`.
Error point_at(std::string_view text, std::size_t at, std::size_t length, std::string_view what);

/// The same taken apart, for those who show the text themselves.
struct Flaw {
  std::size_t at = 0;      ///< octets of the text before it
  std::size_t length = 0;  ///< octets; 0: the filter ends too early
  std::string what;        ///< one English sentence
};
/// What `parse` or `fits` objected to in `text`; of another Error its whole message, at the begin.
Flaw flaw_of(const Error& error, std::string_view text);

}  // namespace noroshi::query
