// Every case of the shared exporter captures, against what its publisher expects
// (shared data, netflow/exporters/expected.json).
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

#include "observe/netflow/captured.hpp"
#include "observe/netflow/session.hpp"
#include "observe/netflow/session_checks.hpp"

namespace noroshi::netflow {
namespace {

using nlohmann::json;

const std::string kFolder = std::string(NOROSHI_SHARED_DATA) + "/netflow/exporters/";

constexpr base::Micros kAges = 100 * 366 * base::kDay;
constexpr base::Micros kUptimeWrap = (std::int64_t{1} << 32) * base::kMillisecond;

struct Fed {
  Session session;
  model::FlowBatch flows;
};

Fed feed(const json& entry) {
  SessionLimits limits;
  limits.most_past = kAges;
  Fed fed{Session(Transport::Udp, limits), {}};
  base::Micros now = 0;  // templates were captured days before or after their data
  for (const std::string name : entry["files"]) {
    now = std::max(now, export_time(file_bytes(kFolder + name)));
  }
  for (const std::string name : entry["files"]) {
    fed.session.take(file_bytes(kFolder + name), now, 7, fed.flows);
    EXPECT_EQ(broken_identity(fed.session), "") << name;
  }
  return fed;
}

/// The first of these fields that the event has; null if none.
json field(const json& event, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (event.contains(name)) return event[name];
  }
  return nullptr;
}

/// Compares what both sides have; "" if it is the same.
std::string difference(const json& event, const model::Flow& flow) {
  const auto number = [&](std::initializer_list<const char*> names, std::uint64_t ours) {
    const json theirs = field(event, names);
    if (theirs.is_null() || theirs.get<std::uint64_t>() == ours) return std::string();
    return std::string(*names.begin()) + " " + theirs.dump() + " is not " + std::to_string(ours);
  };
  const auto address = [&](std::initializer_list<const char*> names, const net::Address& ours) {
    const json theirs = field(event, names);
    if (theirs.is_null() || net::Address::parse(theirs.get<std::string>()).value() == ours)
      return std::string();
    return theirs.dump() + " is not " + ours.to_string();
  };
  // Three habits of the publisher's decoder: an uptime that had begun again puts it 49.7 days off;
  // a second that should have been borrowed puts it one second later; and where it keeps whole
  // seconds it writes none or .999.
  const auto time = [&](std::initializer_list<const char*> names, base::Micros ours) {
    const json theirs = field(event, names);
    if (theirs.is_null()) return std::string();
    base::Micros instant = theirs.is_number()
                               ? theirs.get<std::int64_t>() * base::kMillisecond
                               : base::parse_rfc3339(theirs.get<std::string>()).value();
    const base::Micros fraction = instant % base::kSecond;
    const bool whole = fraction == 0 || fraction == 999 * base::kMillisecond;
    if (whole) instant -= fraction;
    const base::Micros latest = whole ? base::kSecond : base::kMillisecond;
    const base::Micros earliest = -base::kSecond - base::kMillisecond;
    const base::Micros off = ours - instant;
    for (const base::Micros wrapped : {off, off + kUptimeWrap}) {
      if (wrapped >= earliest && wrapped < latest) return std::string();
    }
    return theirs.dump() + " is not " + base::to_rfc3339(ours);
  };
  const bool out_only = event.value("in_pkts", 1) == 0 && event.value("out_pkts", 0) != 0;
  for (const std::string& found : {
           address({"ipv4_src_addr", "sourceIPv4Address", "ipv6_src_addr", "sourceIPv6Address"},
                   flow.source_address),
           address({"ipv4_dst_addr", "destinationIPv4Address", "ipv6_dst_addr",
                    "destinationIPv6Address"},
                   flow.destination_address),
           number({"l4_src_port", "sourceTransportPort"}, flow.source_port),
           flow.protocol == model::kIcmp
               ? ""
               : number({"l4_dst_port", "destinationTransportPort"}, flow.destination_port),
           number({"protocol", "protocolIdentifier"}, flow.protocol),
           out_only ? number({"out_pkts"}, flow.packets)
                    : number({"in_pkts", "packetDeltaCount"}, flow.packets),
           out_only ? number({"out_bytes"}, flow.octets)
                    : number({"in_bytes", "octetDeltaCount", "fwd_flow_delta_bytes"}, flow.octets),
           (flow.traits & model::kBiflow) == 0
               ? ""
               : number({"rev_flow_delta_bytes"}, flow.reverse_octets),
           number({"tcp_flags", "tcpControlBits"}, flow.tcp_flags),
           number({"flowEndReason"}, flow.end_reason),
           time({"first_switched", "flow_start_msec", "flowStartMilliseconds",
                 "flowStartMicroseconds", "flowStartSeconds"},
                flow.start),
           time({"last_switched", "event_time_msec", "flowEndMilliseconds", "flowEndMicroseconds",
                 "flowEndSeconds"},
                flow.end),
           number({"sampling_interval"}, flow.sampling_interval),
           event.contains("flowStartSysUpTime")
               ? number({"flowDurationMilliseconds"},
                        static_cast<std::uint64_t>((flow.end - flow.start) / base::kMillisecond))
               : "",
       }) {
    if (!found.empty()) return found;
  }
  return "";
}

bool is_flow(const json& event) {
  return !field(event, {"ipv4_src_addr", "sourceIPv4Address", "ipv6_src_addr", "sourceIPv6Address"})
              .is_null();
}

class ExporterCase : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "skipped: no shared data folder";
    cases_ = json::parse(file_bytes(kFolder + "expected.json"));
  }
  json cases_;
};

TEST_P(ExporterCase, DecodesAsItsPublisherExpects) {
  ASSERT_EQ(cases_.size(), 27U);
  const json& entry = cases_[static_cast<std::size_t>(GetParam())];
  SCOPED_TRACE(entry["context"].get<std::string>() + " " + entry["files"].dump());
  const Fed fed = feed(entry);
  std::set<std::size_t> used;
  std::uint64_t others = 0;
  for (const json& one : entry["expected_events"]) {
    if (!one.contains("netflow")) continue;  // a template cache, not an event
    const json& event = one["netflow"];
    if (!is_flow(event)) {
      ++others;
      continue;
    }
    std::string nearest = "no flow left";
    bool found = false;
    for (std::size_t row = 0; row < fed.flows.size() && !found; ++row) {
      if (used.contains(row)) continue;
      const std::string why = difference(event, fed.flows.at(row));
      found = why.empty();
      if (found) used.insert(row);
      if (!found) nearest += "\n  " + why;
    }
    EXPECT_TRUE(found) << event.dump() << "\n" << nearest;
  }
  // How many events there are of each file's records; only the first message of a file is read by
  // the publisher.
  const json& counts = entry["expected_count"];
  const auto events =
      counts.empty() ? entry["expected_events"].size() : counts.back().get<std::uint64_t>();
  const Ledger& ledger = fed.session.ledger();
  if (ledger.packed == 0) {
    EXPECT_EQ(ledger.records, events);
  }
  EXPECT_GE(ledger.records, events);
  if (ledger.packed != 0) {  // one capture after the other: nothing is missing between them
    EXPECT_EQ(ledger.lost_records + ledger.restarts + ledger.duplicates, 0U);
  }
  EXPECT_GE(ledger.records - ledger.flows, others);
  for (const std::uint32_t exporter : fed.flows.exporter) EXPECT_EQ(exporter, 7U);
}

INSTANTIATE_TEST_SUITE_P(All, ExporterCase, testing::Range(0, 27));

}  // namespace
}  // namespace noroshi::netflow
