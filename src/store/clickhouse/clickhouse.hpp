// The scale-out store: ClickHouse over HTTP, one server or a cluster of shards and replicas.
//
// Rows travel in the Native format in large inserts, straight to the shard that a hash of the key
// that queries group by names; a Distributed table of the plain name answers for all shards.  With
// a ZooKeeper path, tables are ReplicatedMergeTree.  Reference server: 18.16 (Debian 12); the SQL
// is also checked against a current engine.
//
// What must stay true: an acknowledged row is there exactly once, also when the answer to an insert
// was lost and the very same rows are appended again (insert.hpp says how).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

namespace noroshi::clickhouse {

struct Options {
  std::vector<std::vector<std::string>> shards = {};  ///< URLs: shards, each with its replicas
  std::string database = "noroshi";
  std::string user = "default";
  std::string password = {};
  std::string ca_file = {};  ///< for https
  std::string cluster = {};  ///< name in the servers' remote_servers; empty: one server
  /// Below it, one ZooKeeper node a table: "/clickhouse/tables/{shard}/noroshi".  Empty: plain
  /// tables.
  std::string replication_path = {};
  base::Micros timeout = 5 * base::kMinute;
  std::uint64_t query_memory = std::uint64_t{4} << 30;  ///< of one query on one server, octets
  bool create_tables = true;                            ///< a reader leaves them alone
};

/// Makes the tables that are missing.  Fails when a shard has no replica that answers, or when the
/// options contradict each other.
Result<std::unique_ptr<store::Store>> open(const Options& options);

}  // namespace noroshi::clickhouse
