// Every shared capture of exporters: pmacct's against the records that pmacct itself must produce
// (output-flow-00.json), akvorado's and nDPI's against what their names and an independent decoder
// (tshark 4.0.17, where a figure says so) tell.  The ledger must add up after every message.
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/flow/reader.hpp"
#include "observe/netflow/captured.hpp"
#include "observe/netflow/session.hpp"
#include "observe/netflow/session_checks.hpp"

namespace noroshi::netflow {
namespace {

using nlohmann::json;
using testing::Each;
using testing::ElementsAre;

const std::string kRoot = std::string(NOROSHI_SHARED_DATA) + "/netflow/";
constexpr base::Micros kNow = 1'700'000'000 * base::kSecond;

/// One session for each source of the captures, as a collector has.
struct Collected {
  std::map<std::pair<std::string, std::uint16_t>, Session> sessions;
  model::FlowBatch flows;

  void feed(const std::string& name) {
    SessionLimits limits;  // captures of other years
    limits.most_past = limits.most_future = 100 * 366 * base::kDay;
    for (const Captured& one : udp_payloads(kRoot + name)) {
      Session& session =
          sessions.try_emplace({one.exporter, one.port}, Transport::Udp, limits).first->second;
      session.take(one.payload, kNow, 1, flows);
      EXPECT_EQ(broken_identity(session), "") << name;
      EXPECT_EQ(session.rejected_messages().total_rejected(), 0U) << name;
    }
  }
  [[nodiscard]] Ledger total() const {
    Ledger sum;
    for (const auto& [source, session] : sessions) {
      const Ledger& one = session.ledger();
      sum.records += one.records;
      sum.flows += one.flows;
      sum.options += one.options;
      sum.held_sets += one.held_sets;
      sum.replayed_sets += one.replayed_sets;
      sum.sampling_unknown += one.sampling_unknown;
      sum.lost_messages += one.lost_messages;
      sum.lost_records += one.lost_records;
    }
    return sum;
  }
};

class Captures : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kRoot)) GTEST_SKIP() << "skipped: no shared data folder";
  }
  static Collected collect(const std::vector<std::string>& names) {
    Collected collected;
    for (const std::string& name : names) collected.feed(name);
    return collected;
  }
};

struct Key {
  std::string source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::string protocol;

  friend auto operator<=>(const Key&, const Key&) = default;
};
struct Sums {
  std::uint64_t packets = 0, octets = 0;
  std::uint8_t flags = 0;

  friend bool operator==(const Sums&, const Sums&) = default;
};
void PrintTo(const Key& key, std::ostream* out) {
  *out << key.source << ":" << key.source_port << " > " << key.destination << ":"
       << key.destination_port << " " << key.protocol;
}
void PrintTo(const Sums& sums, std::ostream* out) {
  *out << sums.packets << " packets " << sums.octets << " octets, flags " << int{sums.flags};
}

std::string protocol_name(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return "icmp";
    case 6:
      return "tcp";
    case 17:
      return "udp";
    case 58:
      return "ipv6-icmp";
    default:
      return std::to_string(protocol);
  }
}

std::uint8_t flag_of(const std::string& name) {
  const std::map<std::string, std::uint8_t> flags = {{"FIN", model::kFin}, {"SYN", model::kSyn},
                                                     {"RST", model::kRst}, {"PSH", model::kPsh},
                                                     {"ACK", model::kAck}, {"URG", model::kUrg}};
  return flags.at(name);
}

std::map<Key, Sums> sums_of(const model::FlowBatch& flows) {
  std::map<Key, Sums> sums;
  for (std::size_t row = 0; row < flows.size(); ++row) {
    const model::Flow flow = flows.at(row);
    const bool ports = flow.protocol == model::kTcp || flow.protocol == model::kUdp;
    Sums& sum =
        sums[{flow.source_address.to_string(), flow.destination_address.to_string(),
              ports ? flow.source_port : std::uint16_t{0},
              ports ? flow.destination_port : std::uint16_t{0}, protocol_name(flow.protocol)}];
    sum.packets += flow.packets;
    sum.octets += flow.octets;
    sum.flags |= flow.tcp_flags;
  }
  return sums;
}

std::map<Key, Sums> sums_of(const std::string& json_lines) {
  std::map<Key, Sums> sums;
  std::istringstream lines(json_lines);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const json flow = json::parse(line);
    const std::string protocol = flow["ip_proto"];
    const bool ports = protocol == "tcp" || protocol == "udp";
    Sums& sum = sums[{net::Address::parse(flow["ip_src"].get<std::string>()).value().to_string(),
                      net::Address::parse(flow["ip_dst"].get<std::string>()).value().to_string(),
                      ports ? flow["port_src"].get<std::uint16_t>() : std::uint16_t{0},
                      ports ? flow["port_dst"].get<std::uint16_t>() : std::uint16_t{0}, protocol}];
    sum.packets += flow["packets"].get<std::uint64_t>();
    sum.octets += flow["bytes"].get<std::uint64_t>();
    for (const std::string flag : flow["tcp_flags"]) sum.flags |= flag_of(flag);
  }
  return sums;
}

struct PmacctCase {
  const char* folder;
  std::vector<std::string> captures;
};

class PmacctCaptures : public testing::TestWithParam<PmacctCase> {};

TEST_P(PmacctCaptures, GiveTheRecordsThatPmacctExpects) {
  if (!std::filesystem::exists(kRoot)) GTEST_SKIP() << "skipped: no shared data folder";
  Collected collected;
  for (const std::string& name : GetParam().captures) {
    collected.feed(std::string(GetParam().folder) + "/" + name);
  }
  const auto expected = sums_of(file_bytes(kRoot + GetParam().folder + "/output-flow-00.json"));
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(sums_of(collected.flows), expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, PmacctCaptures,
    testing::Values(PmacctCase{"pmacct-100-IPFIXv10-CISCO", {"traffic-00.pcap"}},
                    PmacctCase{"pmacct-101-NFv9-CISCO-cust_primitives", {"traffic-00.pcap"}},
                    PmacctCase{"pmacct-102-NFv9-CISCO-f2rd-pretag-sampling-reload",
                               {"traffic-00.pcap"}},
                    PmacctCase{"pmacct-111-IPFIXv10-NFv9-IPv6-IPv4-mix_sources",
                               {"traffic-00.pcap", "traffic-01.pcap"}}),
    [](const auto& param) { return std::string("Case") + std::string(param.param.folder, 7, 3); });

std::uint64_t sum(const std::vector<std::uint64_t>& column) {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : column) sum += value;
  return sum;
}

std::string ends(const model::FlowBatch& flows, std::size_t row) {
  const model::Flow flow = flows.at(row);
  return flow.source_address.to_string() + " " + std::to_string(flow.source_port) + " " +
         flow.destination_address.to_string() + " " + std::to_string(flow.destination_port);
}

// Octets and packets added up from tshark's cflow.octets and cflow.packets.
TEST_F(Captures, NetFlow5IsReadWhole) {
  const Collected collected = collect({"akvorado/nfv5.pcap"});
  EXPECT_EQ(collected.flows.size(), 29U);
  EXPECT_EQ(sum(collected.flows.octets), 88'345U);
  EXPECT_EQ(sum(collected.flows.packets), 78U);
  EXPECT_EQ(ends(collected.flows, 0), "161.202.212.212 30104 202.152.70.24 11963");
  EXPECT_EQ(collected.total().sampling_unknown, 29U);
}

TEST_F(Captures, DataBeforeItsTemplateInOneMessageIsReadWithTheSamplingOfItsOptions) {
  const Collected collected = collect({"akvorado/data+templates.pcap"});
  EXPECT_EQ(collected.flows.size(), 21U);
  EXPECT_EQ(collected.total().held_sets, 1U);
  EXPECT_EQ(collected.total().replayed_sets, 1U);
  EXPECT_THAT(collected.flows.sampling_interval, Each(100U));
}

TEST_F(Captures, ASamplerOfOptionsCountsInWhateverOrderTemplatesCome) {
  std::vector<std::string> names = {"akvorado/data.pcap", "akvorado/options-data.pcap",
                                    "akvorado/options-template.pcap", "akvorado/template.pcap"};
  do {
    const Collected collected = collect(names);
    ASSERT_EQ(collected.flows.size(), 4U);
    EXPECT_EQ(collected.total().options, 4U);
    EXPECT_EQ(ends(collected.flows, 0), "198.38.121.178 443 91.170.143.87 19624");
    // Only options that came before the flow's own set was readable can speak of it.
    const bool options_last =
        names[3] == "akvorado/options-template.pcap" || names[3] == "akvorado/options-data.pcap";
    EXPECT_THAT(collected.flows.sampling_interval, Each(options_last ? 0U : 30'000U));
  } while (std::next_permutation(names.begin(), names.end()));
}

TEST_F(Captures, TheIntervalInARecordCounts) {
  const Collected collected =
      collect({"akvorado/samplingrate-template.pcap", "akvorado/samplingrate-data.pcap"});
  EXPECT_EQ(collected.flows.size(), 6U);
  EXPECT_THAT(collected.flows.sampling_interval, Each(2048U));
}

TEST_F(Captures, AnIntervalAnnouncedForATemplateCountsForItsRecords) {
  const Collected collected = collect({"akvorado/physicalinterfaces.pcap"});
  EXPECT_EQ(collected.flows.size(), 8U);
  EXPECT_THAT(collected.flows.sampling_interval, Each(1000U));
  EXPECT_EQ(ends(collected.flows, 0), "147.53.240.75 55629 212.82.101.24 993");
}

TEST_F(Captures, TypeAndCodeOfIcmpStandInTheDestinationPort) {
  const Collected collected = collect({"akvorado/icmp-template.pcap", "akvorado/icmp-data.pcap"});
  EXPECT_THAT(collected.flows.protocol, ElementsAre(58, 58, 1, 1));
  EXPECT_THAT(collected.flows.destination_port, ElementsAre(128 << 8, 129 << 8, 8 << 8, 0));
}

TEST_F(Captures, FramesInsideIpfixAreDecodedDownToTheInnermostPacket) {
  const Collected mpls = collect({"akvorado/ethernet-over-mpls-with-control-word-template.pcap",
                                  "akvorado/ethernet-over-mpls-with-control-word-data.pcap"});
  EXPECT_EQ(mpls.flows.size(), 10U);
  EXPECT_THAT(mpls.flows.packets, Each(1U));
  EXPECT_EQ(ends(mpls.flows, 0), "198.51.100.19 80 198.51.100.20 43908");
  EXPECT_EQ(mpls.flows.octets[0], 1440U);
  const Collected segment_routing =
      collect({"akvorado/ipfix-srv6-template.pcap", "akvorado/ipfix-srv6-data.pcap"});
  ASSERT_EQ(segment_routing.flows.size(), 1U);
  EXPECT_EQ(ends(segment_routing.flows, 0), "8.8.8.8 0 213.36.140.100 0");
  EXPECT_EQ(segment_routing.flows.octets[0], 64U);
}

TEST_F(Captures, ANatLogHasFlowsThatCountNothing) {
  const Collected collected = collect({"akvorado/nat.pcap"});
  EXPECT_EQ(collected.flows.size(), 9U);
  EXPECT_EQ(ends(collected.flows, 0), "172.16.100.198 35303 10.89.87.1 53");
  EXPECT_THAT(collected.flows.packets, Each(0U));
  EXPECT_EQ(base::to_rfc3339(collected.flows.start[0]), "2025-06-04T15:09:00.45Z");
}

TEST_F(Captures, DataOfAnExporterWhoseTemplatesNeverCameWaits) {
  const Collected collected = collect({"ndpi-netflowv9.pcap"});
  EXPECT_TRUE(collected.flows.empty());
  EXPECT_EQ(collected.total().held_sets, 23U);
  EXPECT_EQ(collected.total().lost_messages, 0U);
}

TEST_F(Captures, SflowSamplesArePacketsAndCountersArePassedOver) {
  const Collected ndpi = collect({"ndpi-sflow.pcap"});
  EXPECT_EQ(ndpi.total().records, 9U);
  ASSERT_EQ(ndpi.flows.size(), 1U);
  EXPECT_EQ(ndpi.flows.at(0).source_address.to_string(), "172.21.32.254");
  EXPECT_EQ(ndpi.flows.octets[0], 60U);
  EXPECT_EQ(ndpi.flows.sampling_interval[0], 2048U);
  EXPECT_EQ(ndpi.flows.destination_port[0], 8 << 8);
  EXPECT_EQ(ndpi.flows.start[0], kNow);
  EXPECT_EQ(ndpi.sessions.begin()->second.rejected_records().skipped().at("counter sample").count,
            8U);
}

TEST_F(Captures, SflowRecordsOfEveryKindAreRead) {
  const Collected expanded = collect({"akvorado/sflow-data-1140.pcap"});
  ASSERT_EQ(expanded.flows.size(), 5U);
  EXPECT_EQ(ends(expanded.flows, 0),
            "2a0c:8880:2:0:185:21:130:38 46026 2a0c:8880:2:0:185:21:130:39 22");
  EXPECT_EQ(ends(expanded.flows, 1), "104.26.8.24 443 45.90.161.46 56876");
  EXPECT_THAT(expanded.flows.octets, ElementsAre(1500, 421, 1500, 40, 1500));
  EXPECT_THAT(expanded.flows.sampling_interval, Each(1024U));
  const Collected fields = collect({"akvorado/sflow-data-sflow-ipv4-data.pcap"});
  ASSERT_EQ(fields.flows.size(), 1U);
  EXPECT_EQ(ends(fields.flows, 0), "50.50.50.50 46622 51.51.51.51 58631");
  EXPECT_EQ(fields.flows.sampling_interval[0], 256U);
  const Collected raw = collect({"akvorado/sflow-data-sflow-raw-ipv4.pcap"});
  EXPECT_THAT(raw.flows.octets, ElementsAre(32, 32));
  EXPECT_THAT(raw.flows.destination_address,
              ElementsAre(net::Address::parse("92.222.186.1").value(),
                          net::Address::parse("92.222.184.1").value()));
  const Collected icmp = collect({"akvorado/sflow-data-icmpv4.pcap"});
  EXPECT_THAT(icmp.flows.destination_port, ElementsAre(8 << 8));
  for (const char* name : {"local-interface", "multiple-interfaces"}) {
    EXPECT_EQ(collect({"akvorado/sflow-data-" + std::string(name) + ".pcap"}).flows.size(), 1U);
  }
}

// One decoder for files, one for streams: they must agree to the last bit.
TEST_F(Captures, AFileIsReadAsAStreamJustAsTheReaderOfFilesDoes) {
  const std::string bytes = file_bytes(kRoot + "example_flows.ipfix");
  SessionLimits limits;
  limits.most_past = limits.most_future = 100 * 366 * base::kDay;
  Session session(Transport::Tcp, limits);
  model::FlowBatch flows;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto length = flow::ipfix::load<std::uint16_t>(bytes.data() + at + 2);
    session.take(std::string_view(bytes).substr(at, length), kNow, 0, flows);
    ASSERT_EQ(broken_identity(session), "");
    at += length;
  }
  const auto reader = flow::make_ipfix_reader(io::Input::over(bytes), {}).value();
  model::FlowBatch expected;
  while (reader->read(expected, 4096).value()) {
  }
  ASSERT_EQ(flows.size(), 3979U);
  ASSERT_EQ(expected.size(), flows.size());
  for (std::size_t row = 0; row < flows.size(); ++row) {
    ASSERT_EQ(flows.at(row), expected.at(row)) << row;
  }
  EXPECT_EQ(session.ledger().lost_records + session.ledger().restarts, 0U);
}

// No capture may be left out of the tests above.
TEST_F(Captures, AreAllKnownHere) {
  std::size_t captures = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot)) {
    if (entry.path().extension() != ".pcap") continue;
    ++captures;
    collect({std::filesystem::relative(entry.path(), kRoot).string()});
  }
  EXPECT_EQ(captures, 29U);
}

}  // namespace
}  // namespace noroshi::netflow
