#include "servers.hpp"

#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <thread>

#include "io/http/client.hpp"

namespace noroshi::store_test {
namespace {

using namespace std::chrono_literals;

/// Tries until `ready` says so; fails when the process is gone or a minute has passed.
template <class Ready>
Status await(Process& process, const std::string& what, const std::filesystem::path& output,
             Ready&& ready) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < deadline) {
    if (ready()) return {};
    if (!process.running()) break;
    std::this_thread::sleep_for(20ms);
  }
  return Error{Errc::Io, what + " does not start: " + read_file(output)};
}

std::string zookeeper_config(const std::filesystem::path& folder, std::uint16_t port) {
  // tickTime: sessions of dead clients end within 4 s (the default would let them live 40 s).
  return fmt::format(
      "dataDir={}\nclientPort={}\nclientPortAddress=127.0.0.1\ntickTime=200\n"
      "minSessionTimeout=1000\nmaxSessionTimeout=4000\nmaxClientCnxns=0\n"
      "admin.enableServer=false\n4lw.commands.whitelist=*\n",
      (folder / "data").string(), port);
}

std::string remote_servers(const std::vector<Cluster>& clusters) {
  std::string out;
  for (const Cluster& cluster : clusters) {
    out += "<" + cluster.name + ">";
    for (const auto& replicas : cluster.shards) {
      out += "<shard><internal_replication>true</internal_replication>";
      for (const Place& place : replicas) {
        out += fmt::format("<replica><host>127.0.0.1</host><port>{}</port></replica>", place.tcp);
      }
      out += "</shard>";
    }
    out += "</" + cluster.name + ">\n";
  }
  return out.empty() ? out : "<remote_servers>\n" + out + "</remote_servers>";
}

std::string zookeeper_part(std::uint16_t port) {
  if (port == 0) return "";
  return fmt::format(
      "<zookeeper><node><host>127.0.0.1</host><port>{}</port></node>"
      "<session_timeout_ms>3000</session_timeout_ms>"
      "<operation_timeout_ms>3000</operation_timeout_ms></zookeeper>\n"
      "<merge_tree><zookeeper_session_expiration_check_period>1"
      "</zookeeper_session_expiration_check_period></merge_tree>",
      port);
}

std::string server_config(const Place& place, const Surroundings& others) {
  const std::string folder = place.folder.string();
  return fmt::format(
      "<yandex>\n"
      "<logger><level>information</level><log>{0}/log</log><errorlog>{0}/errors</errorlog></"
      "logger>\n"
      "<listen_host>127.0.0.1</listen_host><http_port>{1}</http_port><tcp_port>{2}</tcp_port>\n"
      "<interserver_http_port>{3}</interserver_http_port>"
      "<interserver_http_host>127.0.0.1</interserver_http_host>\n"
      "<path>{0}/data/</path><tmp_path>{0}/tmp/</tmp_path>"
      "<user_files_path>{0}/files/</user_files_path>"
      "<format_schema_path>{0}/schemas/</format_schema_path>\n"
      "<users_config>users.xml</users_config><default_profile>default</default_profile>"
      "<default_database>default</default_database>\n"
      "<mark_cache_size>67108864</mark_cache_size>\n"
      "<compression><case><min_part_size>0</min_part_size>"
      "<min_part_size_ratio>0</min_part_size_ratio><method>zstd</method></case></compression>\n"
      "<macros><shard>{4}</shard><replica>{5}</replica></macros>\n"
      "{6}\n{7}\n</yandex>\n",
      folder, place.http, place.tcp, place.interserver, place.shard, place.replica,
      remote_servers(others.clusters), zookeeper_part(others.zookeeper));
}

constexpr const char* kUsers =
    "<yandex><profiles><default></default></profiles><quotas><default></default></quotas>\n"
    "<users><default><password></password><networks><ip>127.0.0.1</ip></networks>"
    "<profile>default</profile><quota>default</quota></default></users></yandex>\n";

Process launch_clickhouse(const Place& place) {
  return {{"clickhouse-server", "--config-file=" + (place.folder / "config.xml").string()},
          place.folder / "output"};
}

Process launch_zookeeper(const std::filesystem::path& folder) {
  return {{"java", "-Xmx128m", "-cp", "/etc/zookeeper/conf:/usr/share/java/zookeeper.jar",
           "-Dzookeeper.log.dir=" + folder.string(), "-Dzookeeper.root.logger=WARN,CONSOLE",
           "org.apache.zookeeper.server.quorum.QuorumPeerMain", (folder / "zoo.cfg").string()},
          folder / "output"};
}

http::Client client_of(std::uint16_t port) {
  return http::Client({"http", "127.0.0.1", port, "/"});
}

Status await_clickhouse(Process& process, const Place& place) {
  return await(process, "clickhouse-server", place.folder / "errors", [&] {
    const auto reply = client_of(place.http).request("GET", "/ping", "");
    return reply && reply->status == 200;
  });
}

Status await_zookeeper(Process& process, std::uint16_t port, const std::filesystem::path& output) {
  return await(process, "ZooKeeper", output, [&] { return exchange(port, "ruok") == "imok"; });
}

}  // namespace

std::optional<std::string> missing_programs(bool zookeeper) {
  if (!installed("clickhouse-server")) return "clickhouse-server is not installed";
  if (!zookeeper) return std::nullopt;
  if (!installed("java")) return "java is not installed";
  if (!std::filesystem::exists("/usr/share/java/zookeeper.jar"))
    return "zookeeper is not installed";
  return std::nullopt;
}

Result<std::unique_ptr<ZooKeeper>> ZooKeeper::start(const std::filesystem::path& folder) {
  auto server = std::make_unique<ZooKeeper>();
  server->folder_ = folder;
  server->port_ = socket::free_tcp_port();
  write_file(folder / "zoo.cfg", zookeeper_config(folder, server->port_));
  NOROSHI_CHECK(server->start_again());
  return server;
}

Status ZooKeeper::start_again() {
  process_ = launch_zookeeper(folder_);
  return await_zookeeper(process_, port_, folder_ / "output");
}

Result<std::unique_ptr<Clickhouse>> Clickhouse::start(const Place& place,
                                                      const Surroundings& others) {
  auto server = std::make_unique<Clickhouse>();
  server->place_ = place;
  write_file(place.folder / "config.xml", server_config(place, others));
  write_file(place.folder / "users.xml", kUsers);
  NOROSHI_CHECK(server->start_again());
  return server;
}

Status Clickhouse::start_again() {
  process_ = launch_clickhouse(place_);
  return await_clickhouse(process_, place_);
}

Result<std::string> Clickhouse::run(const std::string& sql) const {
  const auto reply = NOROSHI_TRY(client_of(place_.http).request("POST", "/", sql));
  if (reply.status != 200) return Error{Errc::InvalidInput, reply.body};
  return reply.body;
}

}  // namespace noroshi::store_test
