// A filter as a condition that ClickHouse 18.16, current ClickHouse and DuckDB understand alike.
//
// Numbers only, never text.  Whole numbers are compared and never added or multiplied, so that
// nothing can overflow (DuckDB would fail, ClickHouse wrap around); what must be multiplied becomes
// a double first (`* 1e0`), in the order of operations of filter_match.cpp.  Bits of flags are
// taken by intDiv and %, because the engines have no common operator for them.  An empty list of
// ranges is "1 = 0", no engine takes `IN ()`.
#include <fmt/format.h>
#include <iterator>
#include <map>

#include "base/assert.hpp"
#include "model/token.hpp"
#include "store/query/filter.hpp"

namespace noroshi::query {
namespace {

using store::TableId;

constexpr std::string_view kNever = "1 = 0";
constexpr std::uint64_t kMappedFirst = 0xFFFF'0000'0000;  // ::ffff:0.0.0.0 (RFC 4291, 2.5.5.2)
constexpr std::uint64_t kMappedLast = 0xFFFF'FFFF'FFFF;

std::string any(const std::vector<std::string>& conditions) {
  if (conditions.empty()) return std::string(kNever);
  if (conditions.size() == 1) return conditions.front();
  return fmt::format("({})", fmt::join(conditions, " OR "));
}

std::string between(std::string_view column, std::uint64_t first, std::uint64_t last) {
  const bool from_zero = first == 0;
  const bool to_end = last == ~std::uint64_t{0};
  if (from_zero && to_end) return "1 = 1";
  if (from_zero) return fmt::format("{} <= {}", column, last);
  if (to_end) return fmt::format("{} >= {}", column, first);
  return fmt::format("({0} >= {1} AND {0} <= {2})", column, first, last);
}

// Single values go into one IN, which engines look up by hash.
std::string in_ranges(std::string_view column, const std::vector<Range>& ranges) {
  std::vector<std::uint64_t> single;
  std::vector<std::string> conditions;
  for (const auto& [first, last] : ranges) {
    if (first == last) {
      single.push_back(first);
    } else {
      conditions.push_back(between(column, first, last));
    }
  }
  if (single.size() == 1) conditions.push_back(fmt::format("{} = {}", column, single.front()));
  if (single.size() > 1) {
    conditions.push_back(fmt::format("{} IN ({})", column, fmt::join(single, ", ")));
  }
  return any(conditions);
}

// Addresses are two columns.  A prefix of up to 64 bits is a range of the upper, with the lower
// free; a longer one fixes the upper and is a range of the lower.
std::string in_addresses(std::string_view end, const std::vector<AddressRange>& ranges) {
  const auto high = fmt::format("{}_hi", end);
  const auto low = fmt::format("{}_lo", end);
  std::map<std::uint64_t, std::vector<Range>> by_high;
  std::vector<Range> wide;
  for (const auto& [first, last] : ranges) {
    if (first.high() == last.high()) {
      by_high[first.high()].push_back({first.low(), last.low()});
    } else {
      NOROSHI_ASSERT(first.low() == 0 && last.low() == ~std::uint64_t{0});
      wide.push_back({first.high(), last.high()});
    }
  }
  std::vector<std::string> conditions;
  for (const auto& [value, lows] : by_high) {
    conditions.push_back(fmt::format("({} = {} AND {})", high, value, in_ranges(low, lows)));
  }
  if (!wide.empty()) conditions.push_back(in_ranges(high, wide));
  return any(conditions);
}

// Which columns a table has for the two ends of a flow.
struct Ends {
  std::string_view one;
  std::string_view other;  // empty: there is one only
};

Ends ends_of(TableId table) {
  if (table == TableId::Flows) return {"src", "dst"};
  if (table == TableId::Pairs) return {"client", "server"};
  return {"server", ""};
}

template <class Condition>
std::string at_side(Side side, const Ends& ends, Condition condition) {
  const bool first = side == Side::Source || side == Side::Client;
  const bool second = side == Side::Destination || side == Side::Server;
  if (first || ends.other.empty()) return condition(ends.one);
  if (second) return condition(ends.other);
  return fmt::format("({} {} {})", condition(ends.one), side == Side::Both ? "AND" : "OR",
                     condition(ends.other));
}

std::string_view column_of(Field field) {
  switch (field) {
    case Field::Protocol:
      return "proto";
    case Field::Packets:
      return "packets";
    case Field::Octets:
      return "octets";
    case Field::ReversePackets:
      return "rev_packets";
    case Field::ReverseOctets:
      return "rev_octets";
    case Field::Sampling:
      return "sampling";
    case Field::Exporter:
      return "exporter";
    case Field::Flows:
      return "flows";
  }
  return "";
}

std::string_view sign_of(Compare compare) {
  switch (compare) {
    case Compare::Less:
      return "<";
    case Compare::LessEqual:
      return "<=";
    case Compare::Equal:
      return "=";
    case Compare::GreaterEqual:
      return ">=";
    case Compare::Greater:
      return ">";
  }
  return "=";
}

// A double as all engines read it, never as a DECIMAL of their own.
std::string as_double(std::uint64_t value) { return fmt::format("{}e0", value); }

struct Says {
  TableId table;

  std::string operator()(const AddressTest& test) const {
    return at_side(test.side, ends_of(table),
                   [&](std::string_view end) { return in_addresses(end, test.any_of); });
  }
  std::string operator()(const FamilyTest& test) const {
    const auto ends = ends_of(table);
    auto v4 = at_side(Side::Either, ends, [](std::string_view end) {
      return fmt::format("({}_hi = 0 AND {})", end,
                         between(fmt::format("{}_lo", end), kMappedFirst, kMappedLast));
    });
    if (!test.v6) return v4;
    const auto shown = at_side(Side::Either, ends, [](std::string_view end) {
      return fmt::format("{}_hi != {}", end, model::kTokenPrefix);
    });
    return fmt::format("(NOT ({}) AND {})", v4, shown);
  }
  std::string operator()(const PortTest& test) const {
    if (table != TableId::Flows) return in_ranges("port", test.any_of);
    return at_side(test.side, {"src_port", "dst_port"},
                   [&](std::string_view column) { return in_ranges(column, test.any_of); });
  }
  std::string operator()(const NumberTest& test) const {
    return in_ranges(column_of(test.field), test.any_of);
  }
  std::string operator()(const InstantTest& test) const {
    const std::string_view column = table == TableId::Flows
                                        ? (test.end ? "flow_end" : "flow_start")
                                        : (test.end ? "last_end" : "first_start");
    return fmt::format("({0} >= {1} AND {0} <= {2})", column, test.first, test.last);
  }
  std::string operator()(const RatioTest& test) const {
    static constexpr std::string_view kLength = "(flow_end * 1e0 - flow_start * 1e0)";
    const auto value = as_double(test.value);
    const auto sign = sign_of(test.compare);
    switch (test.ratio) {
      case Ratio::BitsPerSecond:
        return fmt::format("({1} > 0 AND octets * 8e6 {0} {2} * {1})", sign, kLength, value);
      case Ratio::PacketsPerSecond:
        return fmt::format("({1} > 0 AND packets * 1e6 {0} {2} * {1})", sign, kLength, value);
      case Ratio::OctetsPerPacket:
        return fmt::format("(packets > 0 AND octets * 1e0 {} {} * packets)", sign, value);
      case Ratio::Duration:
        return fmt::format("{} {} {}", kLength, sign, value);
    }
    return std::string(kNever);
  }
  std::string operator()(const FlagsTest& test) const {
    const bool record = table == TableId::Flows;
    const std::string_view column = record ? (test.reverse ? "rev_tcp_flags" : "tcp_flags")
                                           : (test.reverse ? "rev_flags" : "flags");
    if (test.exact) return fmt::format("{} = {}", column, test.flags);
    std::string all;
    for (unsigned bit = 1; bit <= 0x80; bit <<= 1U) {
      if ((test.flags & bit) == 0) continue;
      fmt::format_to(std::back_inserter(all), "{}intDiv({}, {}) % 2 = 1",
                     all.empty() ? "" : " AND ", column, bit);
    }
    return fmt::format("({})", all);
  }
};

std::string condition(const Node& node, TableId table) {
  std::vector<std::string> below;
  for (const auto& one : node.below) below.push_back(condition(one, table));
  switch (node.kind) {
    case Node::Kind::All:
      return "1 = 1";
    case Node::Kind::And:
      return fmt::format("({})", fmt::join(below, " AND "));
    case Node::Kind::Or:
      return fmt::format("({})", fmt::join(below, " OR "));
    case Node::Kind::Not:
      return fmt::format("NOT ({})", below.front());
    case Node::Kind::Leaf:
      break;
  }
  return std::visit(Says{table}, node.test);
}

}  // namespace

std::string where(const Filter& filter, store::TableId table) {
  return condition(filter.root, table);
}

}  // namespace noroshi::query
