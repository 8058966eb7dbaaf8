// A filter asked about one record.  Plain and slow on purpose: it is what the SQL must agree with.
#include <algorithm>

#include "model/token.hpp"
#include "store/query/filter.hpp"

namespace noroshi::query {
namespace {

using model::Flow;

template <class Ranges, class Value>
bool in_any(const Ranges& ranges, const Value& value) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return range.first <= value && value <= range.last;
  });
}

// The test of one end, or of two as the side asks.
template <class Value, class Holds>
bool at_side(Side side, const Value& source, const Value& destination, Holds holds) {
  switch (side) {
    case Side::Source:
      return holds(source);
    case Side::Destination:
      return holds(destination);
    case Side::Both:
      return holds(source) && holds(destination);
    case Side::Either:
    case Side::Client:  // no words of records: `fits` refused them
    case Side::Server:
      break;
  }
  return holds(source) || holds(destination);
}

std::uint64_t value_of(Field field, const Flow& flow) {
  switch (field) {
    case Field::Protocol:
      return flow.protocol;
    case Field::Packets:
      return flow.packets;
    case Field::Octets:
      return flow.octets;
    case Field::ReversePackets:
      return flow.reverse_packets;
    case Field::ReverseOctets:
      return flow.reverse_octets;
    case Field::Sampling:
      return flow.sampling_interval;
    case Field::Exporter:
      return flow.exporter;
    case Field::Flows:
      return 1;
  }
  return 0;
}

bool compares(double left, Compare compare, double right) {
  switch (compare) {
    case Compare::Less:
      return left < right;
    case Compare::LessEqual:
      return left <= right;
    case Compare::Equal:
      return left == right;
    case Compare::GreaterEqual:
      return left >= right;
    case Compare::Greater:
      return left > right;
  }
  return false;
}

struct Asks {
  const Flow& flow;

  bool operator()(const AddressTest& test) const {
    return at_side(test.side, flow.source_address, flow.destination_address,
                   [&](const net::Address& address) { return in_any(test.any_of, address); });
  }
  // A token hides the family; the other end tells it.
  bool operator()(const FamilyTest& test) const {
    const bool v4 = flow.source_address.is_v4() || flow.destination_address.is_v4();
    if (!test.v6) return v4;
    return !v4 &&
           (!model::is_token(flow.source_address) || !model::is_token(flow.destination_address));
  }
  bool operator()(const PortTest& test) const {
    return at_side(test.side, flow.source_port, flow.destination_port,
                   [&](std::uint16_t port) { return in_any(test.any_of, port); });
  }
  bool operator()(const NumberTest& test) const {
    return in_any(test.any_of, value_of(test.field, flow));
  }
  bool operator()(const InstantTest& test) const {
    const auto instant = test.end ? flow.end : flow.start;
    return test.first <= instant && instant <= test.last;
  }
  // Multiplied out, and in the order of operations of the SQL.
  bool operator()(const RatioTest& test) const {
    const auto value = static_cast<double>(test.value);
    const auto packets = static_cast<double>(flow.packets);
    const auto octets = static_cast<double>(flow.octets);
    const auto length = static_cast<double>(flow.end) - static_cast<double>(flow.start);
    switch (test.ratio) {
      case Ratio::BitsPerSecond:
        return length > 0 && compares(octets * 8e6, test.compare, value * length);
      case Ratio::PacketsPerSecond:
        return length > 0 && compares(packets * 1e6, test.compare, value * length);
      case Ratio::OctetsPerPacket:
        return flow.packets > 0 && compares(octets, test.compare, value * packets);
      case Ratio::Duration:
        return compares(length, test.compare, value);
    }
    return false;
  }
  bool operator()(const FlagsTest& test) const {
    const auto seen = test.reverse ? flow.reverse_tcp_flags : flow.tcp_flags;
    return test.exact ? seen == test.flags : (seen & test.flags) == test.flags;
  }
};

bool holds(const Node& node, const Flow& flow) {
  const auto below = [&](const Node& one) { return holds(one, flow); };
  switch (node.kind) {
    case Node::Kind::All:
      return true;
    case Node::Kind::And:
      return std::all_of(node.below.begin(), node.below.end(), below);
    case Node::Kind::Or:
      return std::any_of(node.below.begin(), node.below.end(), below);
    case Node::Kind::Not:
      return !holds(node.below.front(), flow);
    case Node::Kind::Leaf:
      break;
  }
  return std::visit(Asks{flow}, node.test);
}

}  // namespace

bool matches(const Filter& filter, const model::Flow& flow) { return holds(filter.root, flow); }

}  // namespace noroshi::query
