// Captures that others made, with answer keys; read where they are, never copied.

#include <gtest/gtest.h>

#include "detect/scan/captured_events.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {
namespace {

net::Address address(const char* text) { return net::Address::parse(text).value(); }

Day day_of(const std::vector<model::ScanEvent>& events) {
  base::Micros begin = 0;
  for (const auto& event : events) begin = begin == 0 ? event.first : std::min(begin, event.first);
  return analyse({.begin = begin,
                  .end = begin + base::kDay,
                  .events = events,
                  .victims = {},
                  .hours = {},
                  .pool_of = {},
                  .sensor = "capture"},
                 {});
}

std::string names(const Day& day) {
  std::string text;
  for (const auto& host : day.infected) {
    text += host.address.to_string() + " " + host.family;
    for (const auto& one : host.evidence) text += "; " + one.text;
    text += "\n";
  }
  return text;
}

const Scanner* scanner(const Day& day, const char* text) {
  const auto found = std::find_if(day.scanners.begin(), day.scanners.end(),
                                  [&](const Scanner& one) { return one.address == address(text); });
  return found == day.scanners.end() ? nullptr : &*found;
}

#define NEEDS(path)                                      \
  do {                                                   \
    if (!std::filesystem::exists(path)) {                \
      GTEST_SKIP() << "skipped: there is no " << (path); \
    }                                                    \
  } while (false)

std::filesystem::path scan_data(const char* name) {
  return shared_data() / "telescope-scan" / name;
}

TEST(Captures, AHorizontalScannerIsRecognised) {
  const auto path = scan_data("slips-horizontal-scan.conn.log");
  NEEDS(path);
  const Day day = day_of(events_of(probes_of_log(path)));
  const Scanner* found = scanner(day, "10.0.2.112");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->shape, ScanShape::Horizontal);
}

TEST(Captures, AVerticalScannerIsRecognised) {
  const auto path = scan_data("slips-vertical-scan.conn.log");
  NEEDS(path);
  const Day day = day_of(events_of(probes_of_log(path)));
  const Scanner* found = scanner(day, "192.168.1.9");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->shape, ScanShape::Vertical);
}

TEST(Captures, NmapOnOneHostIsAVerticalScan) {
  const auto path = scan_data("ndpi-synscan.pcap.gz");
  NEEDS(path);
  const Day day = day_of(events_of(PcapFile(path).probes()));
  const Scanner* found = scanner(day, "172.16.0.8");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->shape, ScanShape::Vertical);
  EXPECT_EQ(names(day), "");
}

TEST(Captures, NmapAskingForVersionsInfectsNobody) {
  const auto path = scan_data("zeek-nmap-vsn.pcap");
  NEEDS(path);
  const Day day = day_of(events_of(PcapFile(path).probes()));
  EXPECT_NE(scanner(day, "192.168.1.71"), nullptr);
  EXPECT_EQ(names(day), "");
}

TEST(Captures, GuessingOfPasswordsIsARepeatedService) {
  const auto path = scan_data("slips-test19-ssh-bruteforce.pcap.gz");
  NEEDS(path);
  const auto attacked = address("147.32.80.37");
  const Day day = day_of(
      events_of(PcapFile(path).probes(), [&](const net::Address& one) { return one == attacked; }));
  const Scanner* found = scanner(day, "147.32.80.40");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->shape, ScanShape::Repeated);
  EXPECT_EQ(found->service, (Service{902, 6}));
}

TEST(Captures, NmapOfSeveralNetworksIsABlockOrHorizontalScan) {
  const auto path = scan_data("nmap-local-scans.conn.log.gz");
  NEEDS(path);
  const Day day = day_of(events_of(probes_of_log(path)));
  const Scanner* found = scanner(day, "172.16.1.11");
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(found->shape == ScanShape::Block || found->shape == ScanShape::Horizontal ||
              found->shape == ScanShape::Vertical)
      << to_string(found->shape);
  EXPECT_GE(found->services, 100U);
}

// Four public addresses for a day each.  Who tried one address only may be anybody.
TEST(Captures, UnsolicitedTrafficToOneAddressInfectsNobody) {
  for (const char* name : {"ctu50-normal-008", "ctu50-normal-011"}) {
    const auto path = shared_data() / "c2-flows" / name / "conn.log.labeled.gz";
    NEEDS(path);
    for (const char* host : {"147.32.81.167", "147.32.83.165"}) {
      const auto dark = address(host);
      const Day day = day_of(
          events_of(probes_of_log(path), [&](const net::Address& one) { return one == dark; }));
      EXPECT_EQ(names(day), "") << name;
    }
  }
}

TEST(Captures, OrdinaryHostsAreNotCalledInfectedWhateverTheySendWhereverItGoes) {
  for (const char* name : {"ctu50-normal-008", "ctu50-normal-011"}) {
    const auto path = shared_data() / "c2-flows" / name / "conn.log.labeled.gz";
    NEEDS(path);
    const Day day = day_of(events_of(probes_of_log(path)));
    EXPECT_EQ(names(day), "") << name;
  }
}

TEST(Captures, OrdinaryProgramsAreNotCalledInfected) {
  const auto folder = shared_data() / "c2-flows" / "ndpi-benign-apps";
  NEEDS(folder);
  for (const char* name : {"443-firefox.pcap.gz", "alexa-app.pcapng.gz", "netflix.pcap.gz",
                           "reddit.pcap.gz", "teams.pcap.gz", "zoom.pcap.gz"}) {
    const auto probes = PcapFile(folder / name).probes();
    EXPECT_GT(probes.size(), 10U) << name;
    EXPECT_EQ(names(day_of(events_of(probes))), "") << name;
  }
}

}  // namespace
}  // namespace noroshi::scan
