// ClickHouse servers and a ZooKeeper for tests: plain processes on loopback, each with its own
// configuration, folder and free ports.  The configuration files are those of
// docs/operations/scale-out.md with the ports put in.
#pragma once

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/socket/free_port.hpp"
#include "process.hpp"
#include "store/store.hpp"

namespace noroshi::store_test {

class ZooKeeper {
 public:
  /// Waits until it answers.
  static Result<std::unique_ptr<ZooKeeper>> start(const std::filesystem::path& folder);
  void stop() { process_.end(SIGKILL); }
  Status start_again();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  Process process_;
};

/// Where a server stands: its own ports, known before it starts, so that all can name all.
struct Place {
  std::filesystem::path folder;
  std::string shard;    ///< macro {shard}
  std::string replica;  ///< macro {replica}
  std::uint16_t http = socket::free_tcp_port();
  std::uint16_t tcp = socket::free_tcp_port();
  std::uint16_t interserver = socket::free_tcp_port();
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(http); }
};

/// A name in remote_servers, and who stands behind it, shard by shard.
struct Cluster {
  std::string name;
  std::vector<std::vector<Place>> shards;
};

/// What a server is told of the others.
struct Surroundings {
  std::vector<Cluster> clusters;
  std::uint16_t zookeeper = 0;  ///< 0: none
};

class Clickhouse {
 public:
  /// Waits until it answers.
  static Result<std::unique_ptr<Clickhouse>> start(const Place& place,
                                                   const Surroundings& others = {});
  void end(int signal) { process_.end(signal); }
  /// The same server again, on the same folder and ports.
  Status start_again();
  [[nodiscard]] const Place& place() const { return place_; }
  /// Runs a statement as an administrator would; the answer as text.
  [[nodiscard]] Result<std::string> run(const std::string& sql) const;

 private:
  Place place_;
  Process process_;
};

/// Why servers cannot be started here; nothing if they can.
std::optional<std::string> missing_programs(bool zookeeper);

}  // namespace noroshi::store_test
