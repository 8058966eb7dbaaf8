#include "store/query/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "store/query/answer_rows.hpp"

namespace noroshi::query {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Requests, AskForAWindowAndAFilter) {
  Top top;
  top.by = By::DestinationPort;
  top.order = Order::Flows;
  top.limit = 3;
  top.window = {100, 200};
  top.filter = parse("udp", {}).value();
  EXPECT_EQ(sql_of(top),
            "SELECT k_port, a_flows AS n_flows, a_packets AS n_packets, a_octets AS n_octets, "
            "a_rev_packets AS n_rev_packets, a_rev_octets AS n_rev_octets, a_flows AS n_order FROM "
            "(SELECT dst_port AS k_port, count(*) AS a_flows, sum(packets) AS a_packets, "
            "sum(octets) AS a_octets, sum(rev_packets) AS a_rev_packets, sum(rev_octets) AS "
            "a_rev_octets FROM flows WHERE flow_start >= 100 AND flow_start < 200 AND proto = 17 "
            "GROUP BY k_port) AS all_rows ORDER BY n_order DESC, k_port LIMIT 3");
}

TEST(Requests, ASplitSeriesIsOfTheGreatestKeysAlone) {
  Series series;
  series.table = store::TableId::Pairs;
  series.split = By::Port;
  series.lines = 2;
  series.window = {100, 200};
  const auto sql = sql_of(series);
  EXPECT_THAT(sql,
              HasSubstr("WHERE pane >= 100 AND pane < 200 AND (port, proto) IN (SELECT port AS "
                        "k_port, proto AS k_proto FROM pairs WHERE pane >= 100 AND pane < 200 "
                        "GROUP BY k_port, k_proto ORDER BY sum(octets) + sum(rev_octets) DESC, "
                        "k_port, k_proto LIMIT 2)"));
  EXPECT_THAT(sql, testing::EndsWith("ORDER BY k_bucket, k_port, k_proto"));
}

TEST(Requests, KnowWhichTableHasWhichKey) {
  using store::TableId;
  EXPECT_TRUE(has_key(By::Protocol, TableId::Flows));
  EXPECT_TRUE(has_key(By::Protocol, TableId::Pairs));
  EXPECT_TRUE(has_key(By::Exporter, TableId::Flows));
  EXPECT_FALSE(has_key(By::Exporter, TableId::Pairs));
  EXPECT_FALSE(has_key(By::Service, TableId::Flows));
  EXPECT_TRUE(has_key(By::Service, TableId::Servers));
  EXPECT_FALSE(has_key(By::Client, TableId::Servers));
}

TEST(Requests, StartsOfContactsComeWithoutTheirClients) {
  ContactStarts starts;
  starts.server = {net::Address::v4(0xCB007105), 443, 6};
  const auto sql = sql_of(starts);
  EXPECT_EQ(sql.substr(0, sql.find(" FROM")),
            "SELECT arraySort(groupArray(flow_start)) AS n_starts");
}

// Rules that ClickHouse 18.16 and the common subset set, held over all that is ever asked.
TEST(Requests, StayWithinTheCommonSubset) {
  std::set<std::string> names;
  for (const auto& [name, sql] : examples()) {
    EXPECT_TRUE(names.insert(name).second) << name << " twice";
    for (const auto* forbidden : {"WITH ", " OVER ", "FILTER", "EXISTS", "approx_", "UNION", ";",
                                  "'", "\"", "NULL", "DISTINCT"}) {
      EXPECT_THAT(sql, Not(HasSubstr(forbidden))) << name;
    }
    const bool cut = sql.find("LIMIT") != std::string::npos;
    EXPECT_TRUE(!cut || sql.find("ORDER BY") != std::string::npos) << name;
  }
}

// A result column called like a column of a table would be taken for it in WHERE (ClickHouse).
TEST(Requests, NameNoResultLikeAColumn) {
  for (const auto& [name, sql] : examples()) {
    for (const auto& table : store::tables()) {
      for (const auto& column : table.columns) {
        EXPECT_THAT(sql, Not(HasSubstr(" AS " + std::string(column.name) + " "))) << name;
        EXPECT_THAT(sql, Not(HasSubstr(" AS " + std::string(column.name) + ","))) << name;
      }
    }
  }
}

TEST(AnswerRows, ReadAnyWidthAndSign) {
  EXPECT_EQ(whole(store::AnswerColumn(std::vector<std::uint64_t>{7}), 0), 7U);
  EXPECT_EQ(whole(store::AnswerColumn(std::vector<std::int64_t>{-7}), 0), 0U);
  EXPECT_EQ(whole(store::AnswerColumn(std::vector<double>{1e30}), 0), ~std::uint64_t{0});
  EXPECT_EQ(whole(store::AnswerColumn(std::vector<std::string>{"7"}), 0), 0U);
  EXPECT_EQ(instant(store::AnswerColumn(std::vector<std::int64_t>{-7}), 0), -7);
}

TEST(AnswerRows, SayWhichColumnOfARecordIsMissing) {
  model::FlowBatch batch;
  store::AnswerChunk chunk{{"flow_start"}, {store::AnswerColumn(std::vector<std::int64_t>{1})}, 1};
  EXPECT_THAT(append_records(chunk, batch).error().message, HasSubstr("flow_end"));
}

}  // namespace
}  // namespace noroshi::query
