// What the own reader makes of captures, with libpcap as the oracle for captured data.
#include "observe/telescope/capture.hpp"

#include <array>
#include <filesystem>
#include <gtest/gtest.h>
#include <pcap/pcap.h>
#include <zlib.h>

#include "base/temporary_folder.hpp"
#include "observe/telescope/pcapng_builder.hpp"
#include "observe/telescope/shared_captures.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

constexpr base::Micros kStart = 1'700'000'000 * base::kSecond + 123'456;

net::Frame ping(std::uint32_t number) {
  return net::ethernet(
      0x0800, net::ipv4({.protocol = protocol::kIcmp}, icmp_packet(8, 0, number, "some octets")));
}

struct Seen {
  base::Micros time = 0;
  std::string bytes;
  std::uint32_t wire = 0;
  net::LinkType link{};
  Fault fault = Fault::None;
};

struct Outcome {
  std::vector<Seen> frames;
  std::uint64_t lost = 0;
  std::string error;
};

Outcome read_all(io::Input& input, std::size_t batch = 3) {
  Outcome outcome;
  const auto capture = Capture::open(input);
  if (!capture) return {.frames = {}, .lost = 0, .error = capture.error().message};
  std::vector<Frame> frames(batch);
  while (const std::size_t count = (*capture)->next(frames).value()) {
    for (const Frame& frame : std::span(frames.data(), count)) {
      outcome.frames.push_back({frame.time,
                                {reinterpret_cast<const char*>(frame.bytes), frame.captured},
                                frame.wire,
                                frame.link,
                                frame.fault});
    }
  }
  outcome.lost = (*capture)->lost();
  return outcome;
}

Outcome read_bytes(std::string_view bytes, std::size_t batch = 3) {
  return read_all(*io::Input::over(bytes), batch);
}

TEST(Capture, EveryFormOfPcapSaysTheSame) {
  for (const bool big_endian : {false, true}) {
    for (const bool nanoseconds : {false, true}) {
      PcapFile file({.link = net::LinkType::LinuxCooked,
                     .big_endian = big_endian,
                     .nanoseconds = nanoseconds,
                     .snapshot = 50});
      for (std::uint32_t i = 0; i < 10; ++i) file.add(kStart + i, ping(i));
      const Outcome outcome = read_bytes(file.bytes());
      ASSERT_EQ(outcome.frames.size(), 10u);
      EXPECT_EQ(outcome.frames[7].time, kStart + 7);
      EXPECT_EQ(outcome.frames[7].bytes, ping(7).substr(0, 50));
      EXPECT_EQ(outcome.frames[7].wire, ping(7).size());
      EXPECT_EQ(outcome.frames[7].link, net::LinkType::LinuxCooked);
      EXPECT_EQ(outcome.frames[7].fault, Fault::None);
    }
  }
}

TEST(Capture, LongerPacketHeadersOfKuznetzovAreSkippedOver) {
  std::string bytes = PcapFile().bytes();
  bytes.replace(0, 4, "\x34\xCD\xB2\xA1");
  for (std::uint32_t i = 0; i < 3; ++i) {
    const std::string packet = PcapFile().add(kStart + i, ping(i)).bytes().substr(24);
    bytes += packet.substr(0, 16) + std::string(8, '\7') + packet.substr(16);
  }
  const Outcome outcome = read_bytes(bytes);
  ASSERT_EQ(outcome.frames.size(), 3u);
  EXPECT_EQ(outcome.frames[2].bytes, ping(2));
}

TEST(Capture, LengthsOfOldPcapVersionsAreTheOtherWayRound) {
  PcapFile file({.snapshot = 50});
  file.add(kStart, ping(1));
  std::string bytes = file.bytes();
  std::swap_ranges(bytes.begin() + 24 + 8, bytes.begin() + 24 + 12, bytes.begin() + 24 + 12);
  for (const char minor : {'\2', '\3'}) {
    bytes[6] = minor;
    const Outcome outcome = read_bytes(bytes);
    ASSERT_EQ(outcome.frames.size(), 1u);
    EXPECT_EQ(outcome.frames[0].bytes, ping(1).substr(0, 50));
    EXPECT_EQ(outcome.frames[0].wire, ping(1).size());
  }
}

TEST(Capture, UnknownVersionsAndOtherFilesAreErrorsThatSayWhy) {
  std::string bytes = PcapFile().bytes();
  bytes[4] = 3;
  EXPECT_EQ(read_bytes(bytes).error, "memory: version 3.4 of pcap is not known; 2.4 is");
  EXPECT_EQ(read_bytes("a text, and not a short one").error,
            "memory: neither a pcap nor a pcapng file, by its first octets");
  EXPECT_EQ(read_bytes("").error,
            "memory: neither a pcap nor a pcapng file, by its first octets (it is empty)");
  EXPECT_EQ(read_bytes(PcapFile().bytes().substr(0, 23)).error,
            "memory: ends inside the header of a pcap file");
}

TEST(Capture, AFileCutAnywhereGivesItsWholePacketsAndSaysThatItWasCut) {
  PcapFile pcap;
  PcapngFile pcapng;
  pcapng.interface(net::LinkType::Ethernet);
  for (std::uint32_t i = 0; i < 3; ++i) pcap.add(kStart, ping(i));
  for (std::uint32_t i = 0; i < 3; ++i) pcapng.packet(0, kStart, ping(i));
  for (const std::string& bytes : {pcap.bytes(), pcapng.bytes()}) {
    const std::size_t whole = read_bytes(bytes).frames.size();
    ASSERT_EQ(whole, 3u);
    const std::size_t packet = (bytes.size() - 24) / 4;  // less than one takes
    for (std::size_t cut = 1; cut < packet; ++cut) {
      const Outcome outcome = read_bytes(std::string_view(bytes).substr(0, bytes.size() - cut));
      ASSERT_EQ(outcome.frames.size(), 3u) << cut;
      EXPECT_EQ(outcome.frames[1].fault, Fault::None) << cut;
      EXPECT_EQ(outcome.frames[2].fault, Fault::FileCutShort) << cut;
    }
  }
}

TEST(Capture, ImpossibleLengthsEndTheFileAndAreCounted) {
  PcapFile pcap;
  pcap.add(kStart, ping(1)).add(kStart, ping(2)).add(kStart, ping(3));
  std::string bytes = pcap.bytes();
  bytes.replace(24 + 16 + ping(1).size() + 8, 4, "\xFF\xFF\xFF\x7F");
  const Outcome outcome = read_bytes(bytes);
  ASSERT_EQ(outcome.frames.size(), 2u);
  EXPECT_EQ(outcome.frames[1].fault, Fault::FileDamaged);

  PcapngFile pcapng;
  pcapng.interface(net::LinkType::Ethernet).packet(0, kStart, ping(1)).packet(0, kStart, ping(2));
  bytes = pcapng.bytes();
  bytes[bytes.size() - 4] ^= 4;  // the second copy of the last block's length
  const Outcome damaged = read_bytes(bytes);
  ASSERT_EQ(damaged.frames.size(), 2u);
  EXPECT_EQ(damaged.frames[0].fault, Fault::None);
  EXPECT_EQ(damaged.frames[1].fault, Fault::FileDamaged);
}

TEST(Capture, ImpossibleFractionsOfASecondAreFaultsOfTheirPacketAlone) {
  std::string bytes = PcapFile().add(kStart, ping(1)).add(kStart, ping(2)).bytes();
  bytes.replace(24 + 4, 4, "\xFF\xFF\xFF\xFF");
  const Outcome outcome = read_bytes(bytes);
  ASSERT_EQ(outcome.frames.size(), 2u);
  EXPECT_EQ(outcome.frames[0].fault, Fault::ImpossibleTime);
  EXPECT_EQ(outcome.frames[1].fault, Fault::None);
}

TEST(Capture, InterfacesMayDifferInLinkAndClock) {
  PcapngFile file;
  file.interface(net::LinkType::Ethernet);
  file.interface(net::LinkType::Raw, {.resolution = 9, .offset = 1'000'000'000});
  file.interface(net::LinkType::LinuxCooked2, {.resolution = 0x80 | 10});  // 1,024 ticks a second
  file.packet(1, 700'000'000'123'456'789, ping(1));
  file.packet(2, (1'700'000'000LL << 10) + 512, ping(2));
  file.packet(0, kStart, ping(3));
  const Outcome outcome = read_bytes(file.bytes());
  ASSERT_EQ(outcome.frames.size(), 3u);
  EXPECT_EQ(outcome.frames[0].time, kStart);
  EXPECT_EQ(outcome.frames[0].link, net::LinkType::Raw);
  EXPECT_EQ(outcome.frames[1].time, 1'700'000'000 * base::kSecond + 500'000);
  EXPECT_EQ(outcome.frames[1].link, net::LinkType::LinuxCooked2);
  EXPECT_EQ(outcome.frames[2].time, kStart);
}

TEST(Capture, SectionsBeginAnewAndMayTurnTheByteOrder) {
  const std::string little =
      PcapngFile().interface(net::LinkType::Ethernet).packet(0, kStart, ping(1)).bytes();
  const std::string big =
      PcapngFile(true).interface(net::LinkType::Raw).packet(0, kStart + 1, ping(2)).bytes();
  const std::string none = PcapngFile().packet(0, kStart, ping(3)).bytes();
  const Outcome outcome = read_bytes(little + big + little + none);
  ASSERT_EQ(outcome.frames.size(), 4u);
  EXPECT_EQ(outcome.frames[1].time, kStart + 1);
  EXPECT_EQ(outcome.frames[1].bytes, ping(2));
  EXPECT_EQ(outcome.frames[1].link, net::LinkType::Raw);
  EXPECT_EQ(outcome.frames[2].fault, Fault::None);
  EXPECT_EQ(outcome.frames[3].fault, Fault::UnknownInterface);
}

TEST(Capture, SimplePacketsTakeLinkAndSnapshotOfTheFirstInterface) {
  PcapngFile file;
  file.interface(net::LinkType::Raw, {.snapshot = 20}).packet(0, kStart, ping(1));
  file.simple_packet(ping(2), 20);
  const Outcome outcome = read_bytes(file.bytes());
  ASSERT_EQ(outcome.frames.size(), 2u);
  EXPECT_EQ(outcome.frames[1].bytes, ping(2).substr(0, 20));
  EXPECT_EQ(outcome.frames[1].wire, ping(2).size());
  EXPECT_EQ(outcome.frames[1].time, kStart);
}

TEST(Capture, TimesBeyondTheCalendarAreFaultsOfTheirPacketAlone) {
  PcapngFile file;
  file.interface(net::LinkType::Ethernet);
  file.interface(net::LinkType::Ethernet, {.resolution = 6, .offset = -1'800'000'000});
  file.packet(0, 4'000'000'000'000 * base::kSecond, ping(1)).packet(1, kStart, ping(2));
  file.packet(0, kStart, ping(3));
  const Outcome outcome = read_bytes(file.bytes());
  ASSERT_EQ(outcome.frames.size(), 3u);
  EXPECT_EQ(outcome.frames[0].fault, Fault::ImpossibleTime);
  EXPECT_EQ(outcome.frames[1].fault, Fault::ImpossibleTime);
  EXPECT_EQ(outcome.frames[2].fault, Fault::None);
}

TEST(Capture, DropsAreCountedOnceHoweverOftenTheFileTellsThem) {
  PcapngFile file;
  file.interface(net::LinkType::Ethernet).interface(net::LinkType::Ethernet);
  file.packet(0, kStart, ping(1), 5).packet(0, kStart, ping(2), 7).packet(1, kStart, ping(3), 2);
  file.statistics(0, 4, 8);  // the same twelve, by interface and by system
  const Outcome outcome = read_bytes(file.bytes() + file.bytes());
  EXPECT_EQ(outcome.frames.size(), 6u);
  EXPECT_EQ(outcome.lost, 2u * (12 + 2));
}

TEST(Capture, BlocksThatHoldNoPacketsArePassedOver) {
  PcapngFile file;
  file.interface(net::LinkType::Ethernet).block(0x0BAD, std::string(1 << 20, 'x'));
  file.packet(0, kStart, ping(1)).block(4, "names, names").packet(0, kStart, ping(2));
  EXPECT_EQ(read_bytes(file.bytes()).frames.size(), 2u);
}

TEST(Capture, FilesLargerThanTheWindowAreReadToTheEnd) {
  PcapFile pcap;
  PcapngFile pcapng;
  pcapng.interface(net::LinkType::Ethernet);
  constexpr std::uint32_t kPackets = 40'000;  // of 64 KiB windows, dozens
  for (std::uint32_t i = 0; i < kPackets; ++i) {
    const net::Frame frame = ping(i) + std::string(i % 97, 'x');
    pcap.add(kStart + i, frame);
    pcapng.packet(0, kStart + i, frame);
  }
  for (const std::string& bytes : {pcap.bytes(), pcapng.bytes()}) {
    const Outcome outcome = read_bytes(bytes, 256);
    ASSERT_EQ(outcome.frames.size(), kPackets);
    for (std::uint32_t i = 0; i < kPackets; ++i) {
      ASSERT_EQ(outcome.frames[i].time, kStart + i);
      ASSERT_EQ(outcome.frames[i].wire, ping(i).size() + i % 97) << i;
    }
  }
}

TEST(Capture, PacketsOfCapturedDataAreThoseOfLibpcap) {
  const auto captures = shared_captures();
  if (captures.empty()) GTEST_SKIP() << "skipped: no shared data";
  for (const auto& path : captures) {
    const base::TemporaryFolder folder;
    const std::string copy = unpacked(path, folder.file("copy.pcap"));
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    pcap_t* const oracle = pcap_open_offline(copy.c_str(), message.data());
    ASSERT_NE(oracle, nullptr) << path << message.data();
    const auto input = io::Input::open(path.string()).value();
    const Outcome outcome = read_all(*input, 100);
    std::size_t at = 0;
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    while (pcap_next_ex(oracle, &header, &bytes) == 1) {
      ASSERT_LT(at, outcome.frames.size()) << path;
      const Seen& frame = outcome.frames[at++];
      EXPECT_EQ(frame.time, header->ts.tv_sec * base::kSecond + header->ts.tv_usec) << path << at;
      EXPECT_EQ(frame.bytes, std::string_view(reinterpret_cast<const char*>(bytes), header->caplen))
          << path << at;
      EXPECT_EQ(frame.wire, header->len) << path << at;
      EXPECT_EQ(static_cast<int>(frame.link), pcap_datalink(oracle)) << path;
    }
    EXPECT_EQ(at, outcome.frames.size()) << path;
    pcap_close(oracle);
  }
}

}  // namespace
}  // namespace noroshi::telescope
