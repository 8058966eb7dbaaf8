// The promises of `noroshi flow collect`, kept by the program itself.
#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <regex>
#include <sstream>
#include <sys/un.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "io/http/client.hpp"
#include "observe/collect/exporter_numbers.hpp"
#include "observe/collect/health.hpp"
#include "observe/collect/testing.hpp"
#include "process.hpp"
#include "store/duck/embedded.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::collect_e2e {
namespace {

using collect::Health;
using collect::testing::eventually;
using collect::testing::netflow5;
using collect::testing::put16;
using collect::testing::put32;
using collect::testing::Sender;

std::string set_of(std::uint16_t id, const std::string& body) {
  std::string set;
  put16(set, id);
  put16(set, body.size() + 4);
  return set + body;
}

std::string ipfix(const std::string& sets, std::uint32_t sequence) {
  std::string message;
  put16(message, 10);
  put16(message, sets.size() + 16);
  put32(message, static_cast<std::uint64_t>(io::wall_clock() / base::kSecond));
  put32(message, sequence);
  put32(message, 7);  // observation domain
  return message + sets;
}

// Source, destination, ports, protocol, packets, octets, start and end in seconds.
std::string ipfix_template() {
  std::string body;
  put16(body, 300);
  put16(body, 9);
  for (const auto& [id, length] : std::vector<std::pair<int, int>>{
           {8, 4}, {12, 4}, {7, 2}, {11, 2}, {4, 1}, {2, 4}, {1, 4}, {150, 4}, {151, 4}}) {
    put16(body, static_cast<std::uint64_t>(id));
    put16(body, static_cast<std::uint64_t>(length));
  }
  return set_of(2, body);
}

std::string ipfix_data(std::size_t records) {
  const auto now = static_cast<std::uint64_t>(io::wall_clock() / base::kSecond);
  std::string body;
  for (std::size_t i = 0; i < records; ++i) {
    put32(body, 0xC633'6401U);  // 198.51.100.1, a subscriber
    put32(body, 0xCB00'7107U);  // 203.0.113.7
    put16(body, 50'000 + i);
    put16(body, 443);
    body.push_back(6);
    put32(body, 4);
    put32(body, 400);
    put32(body, now - 5);
    put32(body, now - 1);
  }
  return set_of(300, body);
}

class CollectE2e : public ::testing::Test {
 protected:
  void SetUp() override { write_config(config()); }

  [[nodiscard]] std::string config(const std::string& listen = "\"udp://127.0.0.1:0\"") const {
    return fmt::format(
        "[collect]\nlisten = [{}]\nstate = \"{}\"\nflush = \"50ms\"\nsave = \"1s\"\n"
        "[[collect.exporter]]\nname = \"router\"\naddress = \"127.0.0.1\"\n"
        "[minimise]\nsubscribers = [\"198.51.100.0/24\"]\n"
        "[store]\nmemory_limit = \"256MiB\"\nthreads = 1\n"
        "[retention]\nflows = \"0\"\n"
        "[metrics]\nlisten = \"127.0.0.1:0\"\n",
        listen, state());
  }
  void write_config(const std::string& text) const { std::ofstream(config_path()) << text; }
  [[nodiscard]] std::string state() const { return folder_.file("state"); }
  [[nodiscard]] std::string config_path() const { return folder_.file("noroshi.toml"); }
  [[nodiscard]] std::string output_path() const { return folder_.file("output"); }
  [[nodiscard]] std::string output() const {
    std::ifstream file(output_path());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  [[nodiscard]] bool said(const std::string& what) const {
    return eventually([&] { return output().find(what) != std::string::npos; });
  }

  void start(const Process::Environment& environment = {}) {
    std::filesystem::remove(output_path());
    collector_ = std::make_unique<Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "flow", "collect", "--config", config_path()},
        output_path(), environment);
    ASSERT_TRUE(said("event=collecting")) << output();
  }
  int stop() {
    collector_->signal(SIGTERM);
    return collector_->wait();
  }
  [[nodiscard]] int run(std::vector<std::string> words) const {
    words.insert(words.begin(), NOROSHI_PROGRAM);
    return Process(words, output_path()).wait();
  }
  [[nodiscard]] int health_status() const {
    return run({"flow", "health", "--config", config_path()});
  }

  // The port behind `scheme`, as the log names it.
  [[nodiscard]] std::uint16_t port(const std::string& before = "listener=udp://127.0.0.1:") const {
    const auto text = output();
    const auto found = text.rfind(before);
    if (found == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::stoi(text.substr(found + before.size())));
  }
  [[nodiscard]] Health health() const {
    const auto bytes = io::read_file(collect::health_path(state()));
    if (!bytes.has_value()) return {};
    return collect::parse_health(*bytes).value_or(Health{});
  }
  [[nodiscard]] bool stored(std::uint64_t flows) const {
    return eventually([&] { return health().totals.stored >= flows; });
  }

  // What another process finds in the store.
  [[nodiscard]] Result<std::unique_ptr<store::Store>> open_store() const {
    duck::Options options;
    options.folder = state() + "/store";
    options.read_only = true;
    options.memory_limit = 256 << 20;
    return duck::open(options);
  }
  [[nodiscard]] std::uint64_t count(const std::string& sql) const {
    const auto store = open_store();
    if (!store.has_value()) {
      ADD_FAILURE() << store.error().message;
      return 0;
    }
    auto answer = (*store)->select(sql);
    if (!answer.has_value()) {
      ADD_FAILURE() << answer.error().message;
      return 0;
    }
    auto chunk = (*answer)->next();
    if (!chunk.has_value() || !*chunk) return 0;
    const auto& column = (*chunk)->columns.at(0);
    if (const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&column)) {
      return numbers->at(0);
    }
    return static_cast<std::uint64_t>(std::get<std::vector<std::int64_t>>(column).at(0));
  }
  [[nodiscard]] std::uint64_t flows() const { return count("SELECT count(*) AS n FROM flows"); }

  struct Sums {
    std::uint64_t records = 0, packets = 0, octets = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
  };
  // Records of these tests have one direction each.
  [[nodiscard]] Sums summed(const std::string& table) const {
    const auto sum = [&](const std::string& one, const std::string& other) {
      return count(fmt::format("SELECT sum({}) + sum({}) AS n FROM {}", one, other, table));
    };
    return {table == "flows" ? flows() : sum("flows", "rev_flows"), sum("packets", "rev_packets"),
            sum("octets", "rev_octets")};
  }
  [[nodiscard]] std::uint64_t in_size_bins() const {
    std::uint64_t sum = 0;
    const auto add = [&](std::string_view octets) {
      std::array<std::uint32_t, model::kSizeBins> bins{};
      if (octets.size() == sizeof bins) std::memcpy(bins.data(), octets.data(), sizeof bins);
      for (const auto bin : bins) sum += bin;
    };
    const auto store = open_store();
    EXPECT_TRUE(store.has_value() &&
                query::each_row(**store, "SELECT sizes, rev_sizes FROM servers",
                                [&](const query::Row& row) -> Result<bool> {
                                  add(row.octets("sizes"));
                                  add(row.octets("rev_sizes"));
                                  return true;
                                }));
    return sum;
  }
  void expect_whole_panes() const {
    EXPECT_EQ(summed("pairs"), summed("flows"));
    EXPECT_EQ(summed("servers"), summed("flows"));
    EXPECT_EQ(in_size_bins(), flows()) << "histograms as well";
    const std::string per_pane =
        "SELECT count(*) AS n FROM (SELECT intDiv({}, 300000000) AS p, "
        "sum(octets + rev_octets) AS s FROM {} GROUP BY p) AS x";
    EXPECT_EQ(count(fmt::format(fmt::runtime(per_pane), "pane", "pairs")),
              count(fmt::format(fmt::runtime(per_pane), "flow_start", "flows")));
  }

  static void expect_exact(const Health& health) {
    for (const auto& wrong : health.discrepancies()) ADD_FAILURE() << wrong;
  }

  base::TemporaryFolder folder_;
  std::unique_ptr<Process> collector_;
};

TEST_F(CollectE2e, WhatIsSentIsStoredAndNothingIsLost) {
  start();
  const Sender router(port());
  for (std::uint32_t i = 0; i < 50; ++i) router.send(netflow5(30, 30 * i));
  const Sender other(port());
  other.send(ipfix(ipfix_template() + ipfix_data(10), 0));
  other.send(ipfix(ipfix_data(10), 10));
  ASSERT_TRUE(stored(1'520)) << output();
  EXPECT_EQ(health_status(), 0) << output();
  EXPECT_TRUE(said("nothing lost"));
  EXPECT_EQ(stop(), 0);
  const auto last = health();
  EXPECT_TRUE(last.stopped);
  expect_exact(last);
  EXPECT_EQ(last.totals.stored, 1'520U);
  EXPECT_EQ(flows(), 1'520U);
  EXPECT_EQ(health_status(), 0) << "it ended in good order";
  EXPECT_GT(count("SELECT count(*) AS n FROM servers"), 0U);
}

TEST_F(CollectE2e, AddressesOfSubscribersAreInNoTable) {
  start();
  const Sender router(port());
  router.send(netflow5(30, 0));
  ASSERT_TRUE(stored(30));
  EXPECT_EQ(stop(), 0);
  // 198.51.100.0/24 as ::ffff:a.b.c.d.
  const std::string inside = " BETWEEN 281473999258624 AND 281473999258879";
  EXPECT_EQ(count("SELECT count(*) AS n FROM flows WHERE src_lo" + inside + " OR dst_lo" + inside),
            0U);
  EXPECT_EQ(count("SELECT count(*) AS n FROM pairs WHERE client_lo" + inside), 0U);
  EXPECT_EQ(count("SELECT count(*) AS n FROM flows WHERE src_hi = 72057594037927936"), 30U);
}

TEST_F(CollectE2e, IpfixOverTcpArrivesWhole) {
  write_config(config("\"tcp://127.0.0.1:0\""));
  start();
  const int stream = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port("listener=tcp://127.0.0.1:"));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(stream, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  std::string all = ipfix(ipfix_template(), 0);
  for (std::uint32_t i = 0; i < 200; ++i) all += ipfix(ipfix_data(10), i * 10);
  for (std::size_t sent = 0; sent < all.size();) {
    const auto done = ::write(stream, all.data() + sent, all.size() - sent);
    ASSERT_GT(done, 0);
    sent += static_cast<std::size_t>(done);
  }
  EXPECT_TRUE(stored(2'000)) << output();
  ::close(stream);
  EXPECT_EQ(stop(), 0);
  expect_exact(health());
  EXPECT_EQ(flows(), 2'000U);
}

// Killed in the middle of a stream of records, it has kept all that it acknowledged, and a restart
// reads on: store, exporter numbers, templates.
TEST_F(CollectE2e, KillLosesNothingThatWasAcknowledged) {
  start();
  const Sender router(port());
  const Sender templated(port());
  templated.send(ipfix(ipfix_template(), 0));
  std::uint32_t sent = 0;
  ASSERT_TRUE(eventually([&] {
    for (int i = 0; i < 20; ++i) router.send(netflow5(30, 30 * sent++));
    return health().totals.stored > 3'000 &&
           std::filesystem::exists(state() + "/templates/sessions");
  }));
  for (int i = 0; i < 100; ++i) router.send(netflow5(30, 30 * sent++));
  collector_->signal(SIGKILL);
  EXPECT_EQ(collector_->wait(), 128 + SIGKILL);

  const auto acknowledged = health().totals.stored;
  const auto kept = flows();
  EXPECT_GE(kept, acknowledged);
  EXPECT_LE(kept, sent * std::uint64_t{30});
  EXPECT_FALSE(health().stopped);

  // The same port again: routers know no other.
  write_config(config(fmt::format("\"udp://127.0.0.1:{}\"", port())));
  start();
  EXPECT_EQ(flows(), kept) << "a restart neither loses nor repeats";
  templated.send(ipfix(ipfix_data(10), 0));  // its template came before the kill
  ASSERT_TRUE(stored(10)) << output();
  EXPECT_EQ(health().exporters.at(0).number, 1U);
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(flows(), kept + 10);
}

// A pane of twenty minutes ago is handed over while records of it still come; that of an exporter
// whose clock is ahead is open, whatever the time of day.
TEST_F(CollectE2e, KillLeavesNoPaneUndone) {
  constexpr auto kLate = 20 * base::kMinute;
  constexpr auto kAhead = -10 * base::kMinute;
  write_config(config() + "[panes]\nlinger = \"1s\"\n");
  start();
  std::uint32_t sent = 0;
  {
    const Sender router(port());
    const auto send = [&] {
      router.send(netflow5(30, 30 * sent++, kLate));
      router.send(netflow5(30, 30 * sent++, kAhead));
    };
    ASSERT_TRUE(eventually([&] {
      send();
      return health().totals.summaries_stored > 0;
    }));
    for (int i = 0; i < 5; ++i) send();
    ASSERT_TRUE(stored(sent * std::uint64_t{30})) << output();
  }
  collector_->signal(SIGKILL);
  EXPECT_EQ(collector_->wait(), 128 + SIGKILL);
  EXPECT_GT(summed("pairs").records, 0U);
  EXPECT_LT(summed("pairs").records, flows()) << "the kill came too late to test anything";

  start();
  EXPECT_TRUE(said("panes of the former run completed"));
  expect_whole_panes();
  EXPECT_EQ(stop(), 0);
  start();
  EXPECT_EQ(output().find("panes of the former run"), std::string::npos) << "it had stopped well";
  collector_->signal(SIGKILL);
  collector_->wait();
  start();
  EXPECT_TRUE(said("panes of the former run completed\" panes=0"));
  EXPECT_EQ(stop(), 0);
  expect_whole_panes();
}

TEST_F(CollectE2e, KilledCollectorIsNoticed) {
  start();
  collector_->signal(SIGKILL);
  collector_->wait();
  auto last = health();
  last.now -= base::kMinute;  // as if time had passed
  ASSERT_TRUE(
      io::replace_file(collect::health_path(state()), collect::to_json(last), io::Durable::No)
          .has_value());
  EXPECT_EQ(health_status(), 1);
  EXPECT_TRUE(said("it does not run, or hangs"));
}

TEST_F(CollectE2e, LossIsTheExitStatusOfHealth) {
  start();
  const Sender router(port());
  router.send("this is no flow export");
  ASSERT_TRUE(eventually([&] { return health().totals.received == 1; }));
  EXPECT_EQ(health_status(), 1);
  EXPECT_TRUE(said("1 messages could not be read"));
  EXPECT_EQ(stop(), 0);
}

TEST_F(CollectE2e, HangupTakesOverANewConfiguration) {
  start();
  auto wanted = config();
  wanted.replace(wanted.find("address = \"127.0.0.1\""), 21, "address = \"127.0.0.5\"");
  write_config(wanted);
  collector_->signal(SIGHUP);
  ASSERT_TRUE(said("event=\"configuration taken over\"")) << output();
  const Sender now_allowed(port(), 5);
  EXPECT_TRUE(eventually([&] {
    now_allowed.send(netflow5(1, 0));
    return health().totals.stored > 0;
  }));
  EXPECT_EQ(stop(), 0);
}

TEST_F(CollectE2e, WrongConfigurationKeepsTheOldOne) {
  start();
  write_config(config() + "[collect.tsl]\nkey = \"x\"\n");
  collector_->signal(SIGHUP);
  ASSERT_TRUE(said("the old one stays")) << output();
  EXPECT_TRUE(said("did you mean collect.tls"));
  const Sender router(port());
  router.send(netflow5(30, 0));
  EXPECT_TRUE(stored(30));
  EXPECT_EQ(stop(), 0);
}

TEST_F(CollectE2e, RefusesToStartWithoutSubscribers) {
  auto text = config();
  text.erase(text.find("[minimise]"), text.find("[store]") - text.find("[minimise]"));
  write_config(text);
  EXPECT_EQ(run({"flow", "collect", "--config", config_path()}), 1);
  EXPECT_NE(output().find("minimise.subscribers: missing"), std::string::npos) << output();
}

TEST_F(CollectE2e, ConfigurationCanBeCheckedAlone) {
  EXPECT_EQ(run({"flow", "collect", "--check", "--config", config_path()}), 0);
  EXPECT_NE(output().find("sound"), std::string::npos) << output();
  EXPECT_FALSE(std::filesystem::exists(state())) << "a check starts nothing";
}

TEST_F(CollectE2e, MetricsTellTheExactNumbers) {
  start();
  const Sender router(port());
  for (std::uint32_t i = 0; i < 10; ++i) router.send(netflow5(30, 30 * i));
  ASSERT_TRUE(stored(300));
  const auto url = fmt::format("http://127.0.0.1:{}", port("listen=127.0.0.1:"));
  http::Client client(http::Url::parse(url).value());
  const auto page = client.request("GET", "/metrics", "");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->status, 200);
  for (const auto* line :
       {"# TYPE noroshi_collect_flows_stored_total counter",
        "noroshi_collect_flows_stored_total 300", "noroshi_collect_messages_received_total 10",
        "noroshi_collect_exporter_flows_total{exporter=\"127.0.0.1\"} 300",
        "noroshi_collect_messages_dropped_total{reason=\"queue_full\"} 0",
        "noroshi_collect_ledger_exact 1"}) {
    EXPECT_NE(page->body.find(std::string(line) + "\n"), std::string::npos) << line;
  }
  const auto healthz = client.request("GET", "/healthz", "");
  ASSERT_TRUE(healthz.has_value());
  EXPECT_EQ(healthz->status, 200);
  EXPECT_EQ(stop(), 0);
}

// A service manager's end of NOTIFY_SOCKET.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ~NotifySocket() { ::close(socket_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  bool hears(const std::string& word) {
    return eventually([&] {
      std::string buffer(4096, '\0');
      for (;;) {
        const auto length = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (length < 0) break;
        heard_ += buffer.substr(0, static_cast<std::size_t>(length)) + "\n";
      }
      const auto found = heard_.find(word);
      if (found == std::string::npos) return false;
      heard_.erase(0, found + word.size());
      return true;
    });
  }

 private:
  int socket_;
  std::string heard_;
};

TEST_F(CollectE2e, ServiceManagerHearsEveryChange) {
  const auto path = folder_.file("notify");
  NotifySocket manager(path);
  start({{"NOTIFY_SOCKET", path}, {"WATCHDOG_USEC", "1000000"}});
  EXPECT_TRUE(manager.hears("READY=1"));
  EXPECT_TRUE(manager.hears("STATUS="));
  EXPECT_TRUE(manager.hears("WATCHDOG=1"));
  EXPECT_TRUE(manager.hears("WATCHDOG=1"));
  collector_->signal(SIGHUP);
  EXPECT_TRUE(manager.hears("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_TRUE(manager.hears("READY=1"));
  EXPECT_EQ(stop(), 0);
  EXPECT_TRUE(manager.hears("STOPPING=1"));
}

}  // namespace
}  // namespace noroshi::collect_e2e
