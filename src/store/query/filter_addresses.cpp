// Questions about a filter as a whole: whom does it name, and does it fit a table?
#include <fmt/format.h>

#include "store/query/filter.hpp"

namespace noroshi::query {
namespace {

using store::TableId;

template <class AnyNode, class Visit>
Status each_test(AnyNode& node, Visit visit) {
  if (node.kind == Node::Kind::Leaf) return visit(node);
  for (auto& below : node.below) NOROSHI_CHECK(each_test(below, visit));
  return {};
}

bool is_record(TableId table) { return table == TableId::Flows; }

constexpr std::string_view kPanesKnow = "panes know a client and a server: write client or server";
constexpr std::string_view kRecordsKnow =
    "records know a source and a destination: write src or dst (or ask --by server or client)";

std::string_view wrong_side(Side side, TableId table) {
  const bool role = side == Side::Client || side == Side::Server;
  const bool end = side == Side::Source || side == Side::Destination;
  if (is_record(table)) return role ? kRecordsKnow : "";
  if (table == TableId::Servers && side == Side::Client) return "this table knows no client";
  return end ? kPanesKnow : "";
}

// Why the table cannot answer this test; empty if it can.
struct Objects {
  TableId table;

  std::string_view operator()(const AddressTest& test) const {
    return wrong_side(test.side, table);
  }
  std::string_view operator()(const FamilyTest&) const { return ""; }
  std::string_view operator()(const PortTest& test) const {
    if (!is_record(table) && test.side == Side::Client) return "panes keep the server's port only";
    return wrong_side(test.side, table);
  }
  std::string_view operator()(const NumberTest& test) const {
    if (is_record(table) && test.field == Field::Flows) return "a record is one flow: leave it out";
    if (!is_record(table) && test.field == Field::Exporter) return "panes do not keep the exporter";
    return "";
  }
  std::string_view operator()(const InstantTest&) const { return ""; }
  std::string_view operator()(const RatioTest& test) const {
    const bool timed = test.ratio != Ratio::OctetsPerPacket;
    return !is_record(table) && timed ? "panes keep no duration of single flows" : "";
  }
  std::string_view operator()(const FlagsTest&) const {
    return table == TableId::Servers ? "this table keeps no flags" : "";
  }
};

}  // namespace

Status fits(const Filter& filter, TableId table) {
  return each_test(filter.root, [&](const Node& node) -> Status {
    const auto objection = std::visit(Objects{table}, node.test);
    if (objection.empty()) return {};
    const auto end = filter.text.find_first_of(" \t\r\n", node.at);
    const auto length = (end == std::string::npos ? filter.text.size() : end) - node.at;
    return point_at(filter.text, node.at, length, objection);
  });
}

void each_address(const Filter& filter, const std::function<void(const AddressRange&)>& visit) {
  (void)each_test(filter.root, [&](const Node& node) -> Status {
    const auto* test = std::get_if<AddressTest>(&node.test);
    if (test == nullptr) return {};
    for (const auto& range : test->any_of) visit(range);
    return {};
  });
}

Result<Filter> translated(Filter filter, const Translate& translate) {
  NOROSHI_CHECK(each_test(filter.root, [&](Node& node) -> Status {
    auto* test = std::get_if<AddressTest>(&node.test);
    if (test == nullptr) return {};
    std::vector<AddressRange> ranges;
    for (const auto& range : test->any_of) {
      const auto made = NOROSHI_TRY(translate(range));
      ranges.insert(ranges.end(), made.begin(), made.end());
    }
    test->any_of = std::move(ranges);
    return {};
  }));
  return filter;
}

}  // namespace noroshi::query
