// The scale-out store: ClickHouse over HTTP, one server or a cluster of shards and replicas.
//
// Rows travel as RowBinary in large inserts.  With several shards, rows are sharded by a hash of
// the key that queries group by, and a Distributed table of the same name answers for all; with a
// ZooKeeper path, tables are ReplicatedMergeTree.  Reference server: 18.16 (Debian 12); the SQL is
// also checked against a current engine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

namespace noroshi::clickhouse {

struct Options {
  std::vector<std::vector<std::string>> shards;  ///< URLs: shards, each with its replicas
  std::string database = "noroshi";
  std::string user = "default";
  std::string password;
  std::string ca_file;           ///< for https
  std::string cluster;           ///< name in the servers' remote_servers; empty: one server
  std::string replication_path;  ///< "/clickhouse/tables/{shard}/noroshi"; empty: not replicated
  base::Micros timeout = 5 * base::kMinute;
  bool create_tables = true;  ///< a reader leaves them alone
};

Result<std::unique_ptr<store::Store>> open(const Options& options);

}  // namespace noroshi::clickhouse
