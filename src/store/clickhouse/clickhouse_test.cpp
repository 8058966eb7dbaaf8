// What needs no server; everything else is in tests/store.
#include "store/clickhouse/clickhouse.hpp"

#include <gmock/gmock.h>

#include "store/clickhouse/ddl.hpp"
#include "store/clickhouse/endpoint.hpp"

namespace noroshi::clickhouse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string problem(const Options& options) {
  const auto store = open(options);
  return store.has_value() ? std::string() : store.error().message;
}

TEST(ClickhouseOptions, ContradictionsAreRefusedBeforeAnythingIsSent) {
  EXPECT_THAT(problem({.shards = {}}), HasSubstr("no server"));
  EXPECT_THAT(problem({.shards = {{}}}), HasSubstr("without a server"));
  EXPECT_THAT(problem({.shards = {{"http://a", "http://b"}}}), HasSubstr("replication_path"));
  EXPECT_THAT(problem({.shards = {{"http://a"}, {"http://b"}}}), HasSubstr("cluster"));
  EXPECT_THAT(problem({.shards = {{"gopher://a"}}}), HasSubstr("http://"));
  EXPECT_THAT(problem({.shards = {{"http://a"}}, .database = "a; DROP"}), HasSubstr("database"));
  EXPECT_THAT(problem({.shards = {{"http://a"}}, .cluster = "a'b"}), HasSubstr("cluster"));
  EXPECT_THAT(problem({.shards = {{"http://a"}}, .replication_path = "/a'"}),
              HasSubstr("ZooKeeper"));
}

TEST(ServerError, IsOneLineThatSaysWhatHappened) {
  const Error error = server_error(
      "192.0.2.7:8123",
      "Code: 60, e.displayText() = DB::Exception: Table noroshi.flow doesn't exist., e.what() = "
      "DB::Exception\n");
  EXPECT_EQ(error.message,
            "ClickHouse at 192.0.2.7:8123: Code: 60, Table noroshi.flow doesn't exist");
  EXPECT_EQ(error.code, Errc::InvalidInput);
}

TEST(ServerError, TellsPassingTroubleFromFaultsAndLimits) {
  EXPECT_EQ(server_error("a", "Code: 242, e.displayText() = DB::Exception: readonly").code,
            Errc::Io);
  EXPECT_EQ(server_error("a", "Code: 999. Coordination::Exception: Session expired").code,
            Errc::Io);
  EXPECT_EQ(server_error("a", "Code: 241. DB::Exception: Memory limit exceeded").code, Errc::Limit);
  EXPECT_EQ(server_error("a", "Code: 62. DB::Exception: Syntax error").code, Errc::InvalidInput);
}

TEST(Ddl, ReplicatedTablesNameTheirPathAndRetentionHasItsPartitions) {
  const Layout cluster{"noroshi", "ring", "/clickhouse/tables/{shard}/noroshi"};
  const auto sql = create_statements(store::table(store::TableId::Flows), cluster);
  ASSERT_EQ(sql.size(), 2U);
  EXPECT_THAT(sql[0], HasSubstr("CREATE TABLE IF NOT EXISTS noroshi.flows_rows "));
  EXPECT_THAT(sql[0], HasSubstr("ReplicatedMergeTree('/clickhouse/tables/{shard}/noroshi/flows', "
                                "'{replica}')"));
  EXPECT_THAT(sql[0], HasSubstr("PARTITION BY intDiv(flow_start, 3600000000)"));
  EXPECT_THAT(sql[1], HasSubstr("Distributed('ring', 'noroshi', 'flows_rows')"));
  EXPECT_THAT(sql[1], Not(HasSubstr("batch"))) << "SELECT * shows the schema's columns";
}

TEST(Ddl, OneServerNeedsNoCluster) {
  const auto sql = create_statements(store::table(store::TableId::Servers), {"noroshi", "", ""});
  EXPECT_THAT(sql[0], HasSubstr("ENGINE = MergeTree()"));
  EXPECT_THAT(sql[0], HasSubstr("clients FixedString(64)"));
  EXPECT_THAT(sql[1], HasSubstr("Merge(noroshi, '^servers_rows$')"));
}

}  // namespace
}  // namespace noroshi::clickhouse
