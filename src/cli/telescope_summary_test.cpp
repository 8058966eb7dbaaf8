#include "cli/telescope_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

using testing::HasSubstr;

model::ScanEvent event(std::uint32_t source, std::uint16_t port, std::uint64_t packets) {
  model::ScanEvent event;
  event.source = net::Address::v4(source);
  event.port = port;
  event.protocol = 6;
  event.packets = packets;
  return event;
}

TelescopeSummary summary() {
  TelescopeSummary summary;
  summary.note(event(0xC0000201, 23, 900));
  summary.note(event(0xC0000202, 2323, 10));
  summary.note(event(0xC0000203, 2323, 20));
  summary.note(event(0xC0000203, 2323, 20));
  auto research = event(0xC0000204, 80, 5);
  research.scanner = "a list";
  summary.note(research);
  model::TelescopeHour hour;
  hour.packets = 1000;
  hour.classes = {{"scan", 950}, {"research", 50}};
  hour.lost = 3;
  hour.evicted_events = 2;
  hour.evicted_victims = 4;
  hour.evicted_packets = 5;
  summary.note(hour);
  summary.note(model::DosVictim{});
  return summary;
}

TEST(TelescopeSummary, OrdersPortsByHostsAndSourcesByPackets) {
  EXPECT_EQ(summary().table(Language::English, false),
            "class     packets   share\n"
            "scan          950  95.0 %\n"
            "research       50   5.0 %\n"
            "\n"
            "port      hosts  packets\n"
            "2323/tcp      2       50\n"
            "23/tcp        1      900\n"
            "\n"
            "source     packets\n"
            "192.0.2.1      900\n"
            "192.0.2.3       40\n"
            "192.0.2.2       10\n"
            "\n"
            "scan events: 4 (sources: 3), of research scanners: 1; victims of attacks: 1\n"
            "packets lost before they could be read: 3\n"
            "events that ended early to make room: 2; more --memory keeps them whole\n"
            "senders of backscatter forgotten to make room: 4, with 5 packets\n");
  EXPECT_THAT(summary().table(Language::Japanese, false), HasSubstr("攻撃の被害者 1 件"));
}

TEST(TelescopeSummary, SaysTheSameAsJson) {
  EXPECT_EQ(summary().json(),
            R"({"packets":1000,"lost":3,"classes":{"research":50,"scan":950},"events":4,)"
            R"("research_events":1,"sources":3,"victims":1,"ports":[{"port":"2323/tcp","hosts":2,)"
            R"("packets":50},{"port":"23/tcp","hosts":1,"packets":900}],"amplifiers":{},)"
            R"("evicted":{"events":2,"victims":4,"packets":5}})"
            "\n");
}

TEST(TelescopeSummary, CountsHostsExactlyWhileTheyAreFewAndAboutBeyond) {
  HostCount hosts;
  for (std::uint32_t i = 0; i < 32; ++i) hosts.note(net::hash(net::Address::v4(i % 20)));
  EXPECT_EQ(hosts.count(), 20U);
  for (std::uint32_t i = 0; i < 5000; ++i) hosts.note(net::hash(net::Address::v4(i)));
  EXPECT_NEAR(static_cast<double>(hosts.count()), 5000, 1300);
}

TEST(TelescopeSummary, NamesTheAmplifiersThatAreLookedFor) {
  TelescopeSummary summary;
  auto probe = event(0xC0000201, 1900, 7);
  probe.protocol = 17;
  probe.kind = model::ProbeKind::Udp;
  probe.amplifier = "ssdp-search";
  summary.note(probe);
  probe.port = 19;
  probe.packets = 20;
  probe.amplifier = "chargen";
  summary.note(probe);
  probe.port = 12'345;
  probe.amplifier.clear();
  summary.note(probe);
  EXPECT_THAT(summary.table(Language::English, false),
              HasSubstr("probes for services that amplify attacks: chargen 20, ssdp-search 7\n"));
  EXPECT_THAT(summary.table(Language::Japanese, false), HasSubstr("chargen 20"));
  EXPECT_THAT(summary.json(), HasSubstr(R"("amplifiers":{"chargen":20,"ssdp-search":7})"));
}

}  // namespace
}  // namespace noroshi::cli
