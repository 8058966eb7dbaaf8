// Scans that others captured, through the whole way in: what their publishers say of them is what
// single packets tell.
#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>

#include "observe/telescope/classifier.hpp"
#include "observe/telescope/file_source.hpp"

namespace noroshi::telescope {
namespace {

using net::Address;

struct Tally {
  std::uint64_t packets = 0;
  std::map<Class, std::uint64_t> classes;
  std::map<Address, std::uint64_t> syns;  // by source
  std::map<Address, std::uint64_t> nmap;
  std::uint64_t other_marks = 0;
  std::map<Address, std::uint64_t> victims;
};

// Everything is dark: each packet is judged, those of both sides.
Tally tally(const std::filesystem::path& path) {
  const Classifier classifier(DarkSpace({net::Prefix::parse("0.0.0.0/0").value()}),
                              KnownScanners());
  const auto source = read_files({path.string()});
  Tally sum;
  while (true) {
    const Batch batch = source->next({}).value();
    if (batch.ended) return sum;
    for (const Packet& packet : batch.packets) {
      const Verdict verdict = classifier.judge(packet);
      ++sum.packets;
      ++sum.classes[verdict.kind];
      if (verdict.probe == model::ProbeKind::TcpSyn) ++sum.syns[packet.source];
      if ((verdict.marks & mark::kNmap) != 0) ++sum.nmap[packet.source];
      if ((verdict.marks & ~mark::kNmap) != 0) ++sum.other_marks;
      if (verdict.kind == Class::Backscatter) ++sum.victims[verdict.victim];
    }
  }
}

std::filesystem::path shared(const char* name) {
  return std::filesystem::path(NOROSHI_SHARED_DATA) / "telescope-scan" / name;
}

TEST(CapturedScans, AnNmapSynScanIsOneFromItsFirstPacket) {
  const auto path = shared("ndpi-synscan.pcap.gz");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data";
  const Tally scan = tally(path);
  const Address scanner = Address::parse("172.16.0.8").value();
  const Address target = Address::parse("64.13.134.52").value();
  EXPECT_EQ(scan.packets, 2011u);
  EXPECT_GT(scan.syns.at(scanner), 1'900u);
  EXPECT_EQ(scan.nmap.at(scanner), scan.syns.at(scanner)) << "every SYN bears nmap's mark";
  EXPECT_EQ(scan.syns.size(), 1u);
  EXPECT_GT(scan.victims.at(target), 0u) << "its answers are what backscatter looks like";
  EXPECT_EQ(scan.classes.count(Class::Malformed), 0u);
}

TEST(CapturedScans, OfNmapsBruteForceOnlyThePortProbeBeforeItBearsItsMark) {
  const auto path = shared("slips-test19-ssh-bruteforce.pcap.gz");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data";
  const Tally attack = tally(path);
  const Address attacker = Address::parse("147.32.80.40").value();
  EXPECT_EQ(attack.packets, 1178u);
  EXPECT_GE(attack.syns.at(attacker), 67u) << "connections, by the capture's publisher";
  EXPECT_EQ(attack.syns.size(), 1u);
  EXPECT_EQ(attack.nmap.at(attacker), 1u) << "the connections are the kernel's";
  EXPECT_EQ(attack.nmap.size(), 1u);
}

TEST(CapturedScans, ProbesOfNmapsVersionScanComeFromTheKernel) {
  const auto path = shared("zeek-nmap-vsn.pcap");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data";
  const Tally scan = tally(path);
  EXPECT_GT(scan.packets, 100u);
  EXPECT_EQ(scan.classes.count(Class::Malformed), 0u);
  EXPECT_FALSE(scan.syns.empty());
}

}  // namespace
}  // namespace noroshi::telescope
