// Every way out of the sandbox that we know of, tried as a stranger's SELECT and, one layer down,
// as any statement at all on the same database.
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/duck/testing.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

// A store beside a file that nobody may see.
class Sandbox : public testing::Test {
 protected:
  Sandbox() {
    options_.folder = folder_.file("store");
    options_.memory_limit = std::uint64_t{256} << 20;
    store_ = opened(options_);
    EXPECT_TRUE(store_->append(store::rows_of(flows(10))));
    std::ofstream(secret_) << "secret\nvalue\n";
  }

  // The statement yields an Error, at once or while its rows are read, and leaves no trace.
  void expect_refused(const std::string& sql) {
    const auto rows = ask(*store_, sql);
    EXPECT_FALSE(rows) << sql;
    EXPECT_FALSE(fs::exists(folder_.file("out"))) << sql;
    EXPECT_FALSE(fs::exists(folder_.file("store/out"))) << sql;
  }

  TemporaryFolder folder_;
  std::string secret_ = folder_.file("secret.csv");
  Options options_;
  std::unique_ptr<EmbeddedStore> store_;
};

TEST_F(Sandbox, NoFileOutsideTheStoreCanBeRead) {
  for (const std::string& file :
       {std::string("/etc/passwd"), secret_, folder_.file("store/../secret.csv"),
        folder_.file("store/journal/../../secret.csv"), std::string("/proc/self/environ")}) {
    expect_refused("SELECT * FROM read_csv('" + file + "')");
    expect_refused("SELECT * FROM read_csv_auto('" + file + "')");
    expect_refused("SELECT * FROM read_text('" + file + "')");
    expect_refused("SELECT * FROM read_blob('" + file + "')");
    expect_refused("SELECT * FROM read_json('" + file + "')");
    expect_refused("SELECT * FROM read_parquet('" + file + "')");
    expect_refused("SELECT * FROM parquet_metadata('" + file + "')");
    expect_refused("SELECT * FROM sniff_csv('" + file + "')");
    expect_refused("SELECT * FROM '" + file + "'");
  }
}

TEST_F(Sandbox, ASymbolicLinkInsideIsNoWayOut) {
  // Only who can write the folder can put one there; a query cannot.
  expect_refused("SELECT * FROM read_text('" + folder_.file("store/tmp/../../secret.csv')"));
}

TEST_F(Sandbox, NoFolderOutsideTheStoreCanBeListed) {
  for (const std::string& pattern :
       {std::string("/etc/*"), folder_.file("*"), folder_.file("store/../*"), std::string("/**")}) {
    const auto rows = ask(*store_, "SELECT toUInt64(count(*)) FROM glob('" + pattern + "')");
    if (!rows) continue;
    EXPECT_EQ(std::get<0>(rows->at(0).columns[0]).at(0), 0U) << pattern;
  }
}

TEST_F(Sandbox, NothingButASelectRuns) {
  const std::string out = folder_.file("store/out");
  for (const std::string& sql : std::vector<std::string>{
           "COPY flows TO '" + out + "'",
           "COPY (SELECT 1) TO '" + folder_.file("out'"),
           "EXPORT DATABASE '" + out + "'",
           "CREATE TABLE mine AS SELECT * FROM flows",
           "CREATE VIEW flows AS SELECT 1",
           "INSERT INTO flows SELECT * FROM flows",
           "DELETE FROM flows",
           "DROP VIEW flows",
           "ATTACH '" + out + "' AS other",
           "DETACH memory",
           "USE memory",
           "INSTALL httpfs",
           "LOAD httpfs",
           "LOAD '" + out + "'",
           "SET memory_limit = '100GB'",
           "SET enable_external_access = true",
           "SET allowed_directories = ['/']",
           "SET GLOBAL autoinstall_known_extensions = true",
           "RESET lock_configuration",
           "PRAGMA enable_profiling",
           "PRAGMA memory_limit='100GB'",
           "PRAGMA database_list",
           "CALL enable_logging()",
           "CALL pragma_version()",
           "CHECKPOINT",
           "VACUUM",
           "BEGIN",
           "PREPARE p AS SELECT 1",
           "EXECUTE p",
           "EXPLAIN ANALYZE SELECT 1",
           "IMPORT DATABASE '/'",
       }) {
    expect_refused(sql);
  }
}

TEST_F(Sandbox, OneStatementOnly) {
  expect_refused("SELECT 1; SELECT 2");
  expect_refused("SELECT 1; DROP VIEW flows");
  expect_refused("SELECT 1; COPY flows TO '" + folder_.file("store/out'"));
}

TEST_F(Sandbox, TheEnvironmentIsNotToBeSeen) {
  ASSERT_EQ(::setenv("NOROSHI_TEST_SECRET", "hunter2", 1), 0);
  expect_refused("SELECT getenv('NOROSHI_TEST_SECRET')");
}

TEST_F(Sandbox, AFunctionOfASelectChangesNothing) {
  for (const char* sql : {
           "SELECT * FROM enable_logging()",
           "SELECT * FROM query('COPY flows TO ''out''')",
           "SELECT * FROM query('SET threads = 1')",
           "SELECT * FROM query_table(['flows'])",
           "SELECT * FROM duckdb_logs",
           "SELECT * FROM duckdb_settings()",
           "SELECT * FROM information_schema.tables",
           "SELECT * FROM flows, (SELECT * FROM duckdb_temporary_files())",
           "SELECT (SELECT count(*) FROM pragma_database_list()) FROM flows",
           "WITH a AS (SELECT * FROM READ_BLOB('x')) SELECT * FROM a",
           "SELECT approx_quantile(octets, 0.5) FROM flows GROUP BY dst_port",
           "SELECT * FROM sqlite_scan('/etc/passwd', 'x')",
           "SELECT * FROM postgres_query('x', 'y')",
           "SELECT * FROM read_csv('http://192.0.2.1/x.csv')",
           "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
           "SELECT * FROM 'https://192.0.2.1/x.parquet'",
           "SELECT * FROM journal_scan(1, 'secrets')",
           "SELECT * FROM journal_scan(999999, 'flows')",
       }) {
    expect_refused(sql);
  }
}

TEST_F(Sandbox, AStatementThatIsAllDepthEndsInAnError) {
  std::string sum = "SELECT 1";
  for (int i = 0; i < 100'000; ++i) sum += "+1";
  expect_refused(sum);
  expect_refused("SELECT " + std::string(100'000, '(') + "1" + std::string(100'000, ')'));
  expect_refused("SELECT \xff\xfe");
}

TEST_F(Sandbox, OrdinaryQueriesPass) {
  for (const char* sql : {
           "SELECT dst_port, count(*) AS c FROM flows GROUP BY dst_port ORDER BY c DESC LIMIT 3",
           "WITH big AS (SELECT * FROM flows WHERE octets > 3) SELECT count(*) FROM BIG b, flows",
           "SELECT x FROM (SELECT max(octets) AS x FROM Flows) AS q UNION ALL SELECT 1 AS x",
           "SELECT 1 FROM flows WHERE (src_hi, src_lo) IN (SELECT dst_hi, dst_lo FROM flows)",
           "SELECT quantile_disc(octets, 0.5) FROM flows GROUP BY dst_port",
           "SELECT count(*) FROM range(5)",
           "SELECT column_name FROM (DESCRIBE flows)",
           "SELECT 1 -- a remark",
           "SELECT 'it''s'",
       }) {
    NOROSHI_EXPECT_OK(ask(*store_, sql));
  }
}

TEST_F(Sandbox, StaysClosedBelowTheSelectFilter) {
  const std::string inside = fs::canonical(folder_.file("store")).string();
  auto database = Database::open({.folder = inside + "/",
                                  .temporary = inside + "/tmp/test",
                                  .memory = std::uint64_t{256} << 20,
                                  .temporary_octets = std::uint64_t{256} << 20,
                                  .threads = 1});
  NOROSHI_ASSERT_OK(database);
  auto connection = database->connect();
  NOROSHI_ASSERT_OK(connection);
  const std::string outside = folder_.file("out");
  for (const std::string& sql : std::vector<std::string>{
           "COPY (SELECT 1) TO '" + outside + "'",
           "ATTACH '" + outside + "' AS other",
           "ATTACH '/etc/passwd' AS other",
           "EXPORT DATABASE '" + outside + "'",
           "COPY (SELECT 1) TO '" + inside + "/../out'",
           "INSTALL httpfs",
           "LOAD httpfs",
           "SET enable_external_access = true",
           "SET allowed_directories = ['/']",
           "SET allowed_paths = ['/etc/passwd']",
           "SET lock_configuration = false",
           "RESET lock_configuration",
           "RESET enable_external_access",
           "SET memory_limit = '100GB'",
           "SET temp_directory = '/tmp'",
           "SET autoload_known_extensions = true",
           std::string("SET log_query_path = '" + outside + "'"),
           std::string("SET profiling_output = '" + outside + "'"),
           std::string("PRAGMA profiling_output = '" + outside + "'"),
           "CREATE SECRET s (TYPE s3)",
           "SELECT * FROM read_text('/etc/passwd')",
       }) {
    EXPECT_FALSE(connection->run(sql)) << sql;
    EXPECT_FALSE(fs::exists(outside)) << sql;
  }
}

TEST_F(Sandbox, MemoryHasALimitAndSpillingStaysInside) {
  // A list that cannot spill: more than the limit is an Error, not the end of the process.
  expect_refused(
      "SELECT length(groupArray(a.range + b.range)) AS n FROM range(100000) a, range(1000) b");
  NOROSHI_EXPECT_OK(ask(*store_, "SELECT count(*) FROM flows"));
}

}  // namespace
}  // namespace noroshi::duck
