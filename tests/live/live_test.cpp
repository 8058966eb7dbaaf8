// The collector live: softflowd exports a capture, or `noroshi flow send` does, and health and
// store must show exactly what the capture holds.
//
// Loopback only, free ports, every process ended by its own id, and waiting is for conditions.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iomanip>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/temporary_folder.hpp"
#include "io/socket/free_port.hpp"
#include "net/packet_builder.hpp"
#include "process.hpp"

namespace noroshi::live {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr auto kLongEnough = std::chrono::seconds(60);  // a bound, never a delay
constexpr int kFlows = 60;
constexpr const char* kServer = "192.0.2.1";
constexpr const char* kServer6 = "2001:db8::1";

// What one direction of a flow amounts to.  Every flow of the capture has a client port of its own.
struct Sum {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  friend bool operator==(const Sum&, const Sum&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Sum& sum) {
    return out << sum.packets << " packets, " << sum.octets << " octets";
  }
};
using Ports = std::pair<int, int>;
using Sums = std::map<Ports, Sum>;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kLongEnough;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

// ---- The capture -------------------------------------------------------------------------------

std::string little_endian32(std::uint32_t value) {
  std::string out;
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<char>(value >> 8 * i));
  return out;
}

// A pcap of DNS questions with answers and of short TCP conversations, some over IPv6.
class Capture {
 public:
  explicit Capture(bool with_ipv6) {
    for (int flow = 0; flow < kFlows; ++flow) add_conversation(flow, with_ipv6 && flow % 3 == 0);
  }

  void write(const std::string& path) const {
    std::ofstream(path, std::ios::binary)
        << little_endian32(0xA1B2C3D4) << little_endian32(0x00040002) << little_endian32(0)
        << little_endian32(0) << little_endian32(65535) << little_endian32(1) << packets_;
  }

  [[nodiscard]] const Sums& sums() const { return sums_; }

 private:
  void add_conversation(int flow, bool ipv6) {
    const int client_port = 20000 + flow;
    const bool is_tcp = flow % 2 == 0;
    const int server_port = is_tcp ? 443 : 53;
    const int rounds = 1 + flow % 4;
    for (int round = 0; round < rounds; ++round) {
      packet(flow, {client_port, server_port}, is_tcp, ipv6, 40);
      packet(flow, {server_port, client_port}, is_tcp, ipv6, 300);
    }
  }

  void packet(int flow, Ports ports, bool is_tcp, bool ipv6, std::size_t payload) {
    const auto from = static_cast<std::uint16_t>(ports.first);
    const auto to = static_cast<std::uint16_t>(ports.second);
    const bool from_client = from >= 20000;
    const auto transport = is_tcp ? net::tcp(from, to, 0x18, payload) : net::udp(from, to, payload);
    const auto protocol = static_cast<std::uint8_t>(is_tcp ? 6 : 17);
    const auto host = static_cast<std::uint32_t>(flow % 20);
    net::Frame ip;
    if (ipv6) {
      const auto client = net::Address::v6(0x2001'0DB8'0005'0000, 0x100 + host);
      const auto server = net::Address::parse(kServer6).value();
      ip = net::ipv6({.source = from_client ? client : server,
                      .destination = from_client ? server : client,
                      .next_header = protocol},
                     transport);
    } else {
      const auto client = net::Address::v4(0xC6336464 + host);  // from 198.51.100.100 on
      const auto server = net::Address::parse(kServer).value();
      ip = net::ipv4({.source = from_client ? client : server,
                      .destination = from_client ? server : client,
                      .protocol = protocol},
                     transport);
    }
    Sum& sum = sums_[ports];
    ++sum.packets;
    sum.octets += ip.size();
    store(net::ethernet(ipv6 ? 0x86DD : 0x0800, ip));
  }

  void store(const net::Frame& frame) {
    const auto length = little_endian32(static_cast<std::uint32_t>(frame.size()));
    packets_ += little_endian32(begin_ + count_ / 1000) + little_endian32(count_ % 1000 * 1000) +
                length + length + frame;
    ++count_;
  }

  // A minute ago, so that no clock of the way seems absurd.
  std::uint32_t begin_ = static_cast<std::uint32_t>(std::time(nullptr)) - 60;
  std::uint32_t count_ = 0;
  std::string packets_;
  Sums sums_;
};

// ---- The collector -----------------------------------------------------------------------------

class Collector {
 public:
  Collector() {
    certify();
    std::ofstream(folder_.file("noroshi.toml"))
        << "[collect]\n"
           "listen = [\"udp://127.0.0.1:0\", \"tcp://127.0.0.1:0\", \"tls://127.0.0.1:0\"]\n"
           "state = \""
        << folder_.file("state")
        << "\"\n"
           "flush = \"50ms\"\n"
           "[collect.tls]\n"
           "certificate = \""
        << folder_.file("ca.pem") << "\"\nkey = \"" << folder_.file("ca.key")
        << "\"\n[[collect.exporter]]\n"
           "address = \"127.0.0.0/8\"\n"
           "[minimise]\n"
           "subscribers = [\"198.51.100.0/24\", \"2001:db8:5::/48\"]\n";
    fs::create_directory(folder_.file("state"));
    process_ = std::make_unique<collect_e2e::Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "flow", "collect", "--config",
                                 folder_.file("noroshi.toml")},
        folder_.file("log"));
    EXPECT_TRUE(eventually([&] { return port("tls") != 0; })) << log();
  }

  // What the user asks, the user's way.
  std::string ask(const std::string& words) {
    const auto out = folder_.file("answer");
    const std::string command = std::string("LC_ALL=C timeout 60 ") + NOROSHI_PROGRAM + " " +
                                words + " --config " + folder_.file("noroshi.toml") + " >" + out +
                                " 2>>" + folder_.file("asked.log");
    status_ = std::system(command.c_str());
    return read(out);
  }

  json health() { return json::parse(ask("flow health --format json"), nullptr, false); }

  int port(const std::string& transport) {
    const auto now = health();
    if (!now.is_object() || !now.contains("listeners")) return 0;
    for (const auto& listener : now["listeners"]) {
      const auto where = listener["where"].get<std::string>();
      if (where.starts_with(transport)) return std::stoi(where.substr(where.rfind(':') + 1));
    }
    return 0;
  }

  // Everything that was exported is in the store, or the time is up.
  bool wait_until_stored(std::uint64_t flows) {
    return eventually([&] {
      const auto now = health();
      return now.is_object() && now["totals"]["stored"].get<std::uint64_t>() >= flows;
    });
  }

  // The records of the store, summed up by ports.
  Sums stored() {
    Sums sums;
    answer_ = ask("flow query --purpose 'live test' --limit 100000 --format jsonl");
    EXPECT_EQ(status_, 0) << read(folder_.file("asked.log"));
    std::istringstream lines(answer_);
    for (std::string line; std::getline(lines, line);) add(json::parse(line), sums);
    return sums;
  }
  [[nodiscard]] const std::string& answer() const { return answer_; }

  int stop() {
    process_->signal(SIGTERM);
    return process_->wait();
  }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
  [[nodiscard]] std::string log() const { return read(folder_.file("log")); }

 private:
  // An authority that is its own collector: enough for loopback.
  void certify() {
    const std::string command =
        "openssl req -x509 -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
        "/CN=collector -addext subjectAltName=IP:127.0.0.1 -keyout " +
        folder_.file("ca.key") + " -out " + folder_.file("ca.pem") + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << "is openssl installed?";
  }

  static void add(const json& record, Sums& sums) {
    const int from = record["source"]["port"];
    const int to = record["destination"]["port"];
    const auto server = record[from >= 20000 ? "destination" : "source"]["ip"].get<std::string>();
    EXPECT_TRUE(server == kServer || server == kServer6) << record;
    sums[{from, to}].packets += record["packets"].get<std::uint64_t>();
    sums[{from, to}].octets += record["octets"].get<std::uint64_t>();
    if (!record.contains("reverse_packets")) return;
    sums[{to, from}].packets += record["reverse_packets"].get<std::uint64_t>();
    sums[{to, from}].octets += record["reverse_octets"].get<std::uint64_t>();
  }

  base::TemporaryFolder folder_;
  std::unique_ptr<collect_e2e::Process> process_;
  std::string answer_;
  int status_ = 0;
};

// Nothing lost, nobody refused, no subscriber's address anywhere; and a good end.
void expect_all_is_well(Collector& collector, const Sums& sent) {
  EXPECT_EQ(collector.stored(), sent);
  EXPECT_THAT(collector.answer(), Not(HasSubstr("198.51.100.")));
  EXPECT_THAT(collector.answer(), Not(HasSubstr("2001:db8:5")));
  EXPECT_EQ(collector.stop(), 0) << collector.log();
  const auto totals = collector.health()["totals"];
  EXPECT_EQ(totals["stored"], totals["decoding"]["flows"]) << totals;
  EXPECT_EQ(totals["kernel_drops"], 0) << totals;
  EXPECT_TRUE(totals["rejected_messages"].empty()) << totals;
  EXPECT_TRUE(totals["rejected_sets"].empty()) << totals;
  EXPECT_TRUE(totals["rejected_records"].empty()) << totals;
  for (const auto& [reason, dropped] : totals["dropped"].items()) EXPECT_EQ(dropped, 0) << reason;
}

// ---- softflowd ---------------------------------------------------------------------------------

// The whole number after `word` in what softflowd says at its end.
std::uint64_t number_after(const std::string& text, const std::string& word) {
  const auto at = text.find(word);
  if (at == std::string::npos) return 0;
  return std::strtoull(text.c_str() + at + word.size(), nullptr, 10);
}

class Softflowd : public testing::TestWithParam<const char*> {};

TEST_P(Softflowd, IsHeardWithoutLoss) {
  if (::access("/usr/sbin/softflowd", X_OK) != 0) {
    GTEST_SKIP() << "skipped: softflowd is not installed";
  }
  const std::string version = GetParam();
  const Capture capture(version != "5");  // NetFlow v5 knows IPv4 only
  Collector collector;
  capture.write(collector.file("day.pcap"));
  const auto said = collector.file("softflowd.log");
  collect_e2e::Process exporter(
      {"/usr/sbin/softflowd", "-d", "-a", "-r", collector.file("day.pcap"), "-v", version, "-n",
       "127.0.0.1:" + std::to_string(collector.port("udp")), "-p", collector.file("pid"), "-c",
       "none"},
      said);
  ASSERT_EQ(exporter.wait(), 0) << read(said);
  const auto summary = read(said);
  EXPECT_EQ(number_after(summary, "Flows expired: "), std::uint64_t{kFlows}) << summary;
  const auto at = summary.find("Flows exported: ");
  ASSERT_NE(at, std::string::npos) << summary;
  const auto records = number_after(summary.substr(at), "(");
  EXPECT_EQ(records, capture.sums().size()) << summary;
  ASSERT_TRUE(collector.wait_until_stored(records)) << collector.health() << collector.log();
  expect_all_is_well(collector, capture.sums());
}

INSTANTIATE_TEST_SUITE_P(NetFlow, Softflowd, testing::Values("5", "9", "10"),
                         [](const auto& version) { return std::string("v") + version.param; });

// ---- nfdump's tools -----------------------------------------------------------------------------

// The line of /proc/net/udp for who listens on `port`; empty if nobody does.
std::string udp_line(int port) {
  std::ostringstream hex;
  hex << ':' << std::hex << std::uppercase << std::setw(4) << std::setfill('0') << port << ' ';
  std::ifstream table("/proc/net/udp");
  for (std::string line; std::getline(table, line);) {
    if (line.substr(0, 24).find(hex.str()) != std::string::npos) return line;
  }
  return "";
}

// What softflowd told nfcapd, nfreplay tells us.
TEST(Nfreplay, IsHeardWithoutLoss) {
  if (::access("/usr/bin/nfreplay", X_OK) != 0 || ::access("/usr/sbin/softflowd", X_OK) != 0) {
    GTEST_SKIP() << "skipped: nfdump or softflowd is not installed";
  }
  const Capture capture(true);
  Collector collector;
  capture.write(collector.file("day.pcap"));
  fs::create_directory(collector.file("nfcapd"));
  const int port = socket::free_udp_port();
  collect_e2e::Process nfcapd({"/usr/bin/nfcapd", "-w", collector.file("nfcapd"), "-b", "127.0.0.1",
                               "-p", std::to_string(port), "-t", "3600"},
                              collector.file("nfcapd.log"));
  ASSERT_TRUE(eventually([&] { return !udp_line(port).empty(); }));
  collect_e2e::Process exporter(
      {"/usr/sbin/softflowd", "-d", "-a", "-r", collector.file("day.pcap"), "-v", "9", "-n",
       "127.0.0.1:" + std::to_string(port), "-p", collector.file("pid"), "-c", "none"},
      collector.file("softflowd.log"));
  ASSERT_EQ(exporter.wait(), 0) << read(collector.file("softflowd.log"));
  ASSERT_TRUE(
      eventually([&] { return udp_line(port).find(" 00000000:00000000 ") != std::string::npos; }));
  nfcapd.signal(SIGTERM);
  ASSERT_EQ(nfcapd.wait(), 0) << read(collector.file("nfcapd.log"));
  const std::string command =
      "timeout 60 /usr/bin/nfreplay -H 127.0.0.1 -v 9 -p " + std::to_string(collector.port("udp")) +
      " -r " + collector.file("nfcapd") + "/nfcapd.* >" + collector.file("nfreplay.log") + " 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0) << read(collector.file("nfreplay.log"));
  ASSERT_TRUE(collector.wait_until_stored(capture.sums().size()))
      << collector.health() << collector.log();
  expect_all_is_well(collector, capture.sums());
}

// ---- Our own sender ----------------------------------------------------------------------------

class FlowSend : public testing::TestWithParam<const char*> {};

TEST_P(FlowSend, BringsIpfixOverEveryTransport) {
  const std::string transport = GetParam();
  const Capture capture(true);
  Collector collector;
  capture.write(collector.file("day.pcap"));
  std::string command = std::string("timeout 60 ") + NOROSHI_PROGRAM + " flow send " +
                        collector.file("day.pcap") + " --as ipfix --quiet --transport " +
                        transport + " --to 127.0.0.1:" + std::to_string(collector.port(transport));
  if (transport == "tls") command += " --ca " + collector.file("ca.pem");
  ASSERT_EQ(std::system((command + " >" + collector.file("send.log") + " 2>&1").c_str()), 0)
      << read(collector.file("send.log"));
  ASSERT_TRUE(collector.wait_until_stored(kFlows)) << collector.health() << collector.log();
  expect_all_is_well(collector, capture.sums());
}

INSTANTIATE_TEST_SUITE_P(Over, FlowSend, testing::Values("udp", "tcp", "tls"),
                         [](const auto& transport) { return std::string(transport.param); });

}  // namespace
}  // namespace noroshi::live
