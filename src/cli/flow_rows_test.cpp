#include "cli/flow_rows.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

model::Flow flow() {
  model::Flow flow;
  flow.source_address = net::Address::parse("192.0.2.7").value();
  flow.destination_address = net::Address::parse("2001:db8::1").value();
  flow.source_port = 40000;
  flow.destination_port = 443;
  flow.protocol = model::kTcp;
  flow.traits = model::kBiflow | model::kHasTcpFlags;
  flow.tcp_flags = model::kSyn | model::kAck;
  flow.reverse_tcp_flags = model::kRst;
  flow.start = 1'767'323'045 * base::kSecond;
  flow.end = flow.start + 2 * base::kSecond;
  flow.packets = 3;
  flow.reverse_packets = 1;
  flow.octets = 180;
  flow.reverse_octets = 40;
  return flow;
}

TEST(FlowRows, WriteFlagsAsLetters) {
  EXPECT_EQ(flags_text(0), "........");
  EXPECT_EQ(flags_text(model::kSyn | model::kAck), "...A..S.");
  EXPECT_EQ(flags_text(0xFF), "CEUAPRSF");
}

TEST(FlowRows, CsvHasAsManyFieldsAsItsHeader) {
  const auto commas = [](const std::string& line) { return std::ranges::count(line, ','); };
  EXPECT_EQ(commas(flow_csv_header()), commas(flow_csv_row(flow())));
  EXPECT_THAT(flow_csv_row(flow()),
              HasSubstr("tcp,192.0.2.7,40000,2001:db8::1,443,1,3,180,1,40,...A..S.,.....R..,0,0"));
}

TEST(FlowRows, JsonLeavesOutWhatWasNotObserved) {
  auto one_way = flow();
  one_way.traits = 0;
  const auto json = flow_json(one_way);
  EXPECT_THAT(json, HasSubstr(R"("destination":{"ip":"2001:db8::1","port":443})"));
  EXPECT_THAT(json, Not(HasSubstr("reverse")));
  EXPECT_THAT(json, Not(HasSubstr("flags")));
  EXPECT_THAT(json, Not(HasSubstr("sampling")));
}

TEST(FlowRows, TableShowsBothDirectionsOfABiflow) {
  const auto row = flow_table_row(flow(), Zone());
  EXPECT_THAT(row, HasSubstr("192.0.2.7:40000       ↔ [2001:db8::1]:443"));
  EXPECT_THAT(row, HasSubstr("3 / 1"));
  auto one_way = flow();
  one_way.traits = 0;
  EXPECT_THAT(flow_table_row(one_way, Zone()), HasSubstr(" → "));
}

}  // namespace
}  // namespace noroshi::cli
