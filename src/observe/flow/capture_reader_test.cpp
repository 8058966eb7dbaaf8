#include <cstdint>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <pcap/pcap.h>
#include <string>
#include <vector>
#include <zlib.h>

#include "base/temporary_folder.hpp"
#include "io/input.hpp"
#include "observe/flow/capture_builder.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

using base::kSecond;
using net::LinkType;
using testing::HasSubstr;

constexpr base::Micros kStart = 1'700'000'000 * kSecond;

struct Outcome {
  model::FlowBatch flows;
  std::map<std::string, Rejects::Tally, std::less<>> rejected;
  std::map<std::string, Rejects::Tally, std::less<>> skipped;

  [[nodiscard]] std::uint64_t packets() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < flows.size(); ++i)
      sum += flows.packets[i] + flows.reverse_packets[i];
    return sum;
  }
  [[nodiscard]] std::uint64_t octets() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) sum += flows.octets[i] + flows.reverse_octets[i];
    return sum;
  }
};

Result<Outcome> read_all(std::unique_ptr<io::Input> input, std::size_t limit = 1000,
                         const ReaderOptions& options = {}) {
  const auto reader = NOROSHI_TRY(make_capture_reader(std::move(input), options));
  Outcome outcome;
  std::size_t before = 0;
  while (NOROSHI_TRY(reader->read(outcome.flows, limit))) {
    EXPECT_GT(outcome.flows.size(), before) << "true promises records";
    EXPECT_LE(outcome.flows.size(), before + limit);
    before = outcome.flows.size();
  }
  EXPECT_EQ(outcome.flows.size(), before) << "false promises none";
  outcome.rejected = reader->rejects().rejected();
  outcome.skipped = reader->rejects().skipped();
  return outcome;
}

Result<Outcome> read_bytes(const std::string& bytes, const ReaderOptions& options = {}) {
  return read_all(io::Input::over(bytes), 1000, options);
}

net::Frame query(std::uint32_t client) {
  return net::ethernet(
      0x0800, net::ipv4({.source = net::Address::v4(0x0A000000 + client)}, net::udp(5000, 53, 20)));
}

PcapBuilder three_packets() {
  PcapBuilder capture(LinkType::Ethernet);
  for (std::uint32_t i = 1; i <= 3; ++i) capture.add(kStart + i * kSecond, query(i));
  return capture;
}

TEST(CaptureReader, ReadsPcap) {
  const auto outcome = read_bytes(three_packets().bytes()).value();
  ASSERT_EQ(outcome.flows.size(), 3u);
  EXPECT_EQ(outcome.flows.source_address[0].to_string(), "10.0.0.1");
  EXPECT_EQ(outcome.flows.start[0], kStart + kSecond);
  EXPECT_EQ(outcome.octets(), 3u * 48);
  EXPECT_TRUE(outcome.rejected.empty());
  EXPECT_TRUE(outcome.skipped.empty());
}

TEST(CaptureReader, ReadsPcapngWithSeveralInterfaces) {
  PcapngBuilder capture;
  capture.interface(LinkType::Ethernet).interface(LinkType::Ethernet);
  capture.add(0, kStart, query(1)).add(1, kStart + 1, query(2));
  EXPECT_EQ(read_bytes(capture.bytes()).value().packets(), 2u);
}

TEST(CaptureReader, MixedLinkTypesAreAnErrorThatSaysWhatToDo) {
  PcapngBuilder capture;
  capture.interface(LinkType::Ethernet).interface(LinkType::Raw).add(0, kStart, query(1));
  const auto outcome = read_bytes(capture.bytes());
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("split it"));
}

TEST(CaptureReader, ReadsGzip) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("capture.pcap.gz");
  const std::string bytes = three_packets().bytes();
  gzFile file = gzopen(path.c_str(), "wb");
  ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())),
            static_cast<int>(bytes.size()));
  gzclose(file);
  EXPECT_EQ(read_all(io::Input::open(path).value()).value().packets(), 3u);
}

TEST(CaptureReader, CaptureCutAnywhereKeepsWhatCameBefore) {
  const std::string bytes = three_packets().bytes();
  const std::size_t packet = 16 + query(1).size();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::string cut = bytes.substr(0, length);
    const auto outcome = read_bytes(cut);
    if (length < 24) {
      ASSERT_FALSE(outcome) << length;
      continue;
    }
    ASSERT_TRUE(outcome) << length << ": " << outcome.error().message;
    const std::size_t whole = (length - 24) / packet;
    const bool inside = (length - 24) % packet != 0;
    EXPECT_EQ(outcome->packets(), whole) << length;
    ASSERT_EQ(outcome->rejected.size(), inside ? 1u : 0u) << length;
    if (!inside) continue;
    const auto& [reason, tally] = *outcome->rejected.begin();
    EXPECT_EQ(reason, "capture ends inside a packet");
    EXPECT_EQ(tally.first.number, whole + 1);
    EXPECT_EQ(to_string(tally.first), "packet " + std::to_string(whole + 1));
  }
}

TEST(CaptureReader, NonsenseLengthEndsTheCapture) {
  std::string bytes = three_packets().bytes();
  const std::size_t second = 24 + 16 + query(1).size();
  bytes.replace(second + 8, 4, "\xFF\xFF\xFF\x7F");
  const auto outcome = read_bytes(bytes).value();
  EXPECT_EQ(outcome.packets(), 1u);
  EXPECT_EQ(outcome.rejected.count("capture is damaged; the rest of it cannot be read"), 1u);
}

TEST(CaptureReader, StrictStopsAtTheFirstBadPacket) {
  PcapBuilder capture(LinkType::Ethernet);
  capture.add(kStart, query(1)).add(kStart, query(2).substr(0, 20)).add(kStart, query(3));
  EXPECT_EQ(read_bytes(capture.bytes()).value().packets(), 2u);
  const auto strict = read_bytes(capture.bytes(), {.strict = true});
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().message, "packet 2: header cut short by the capture");
}

TEST(CaptureReader, WhatIsNotIpIsSkippedEvenWhenStrict) {
  PcapBuilder capture(LinkType::Ethernet);
  capture.add(kStart, net::ethernet(0x0806, net::Frame(28, '\0'))).add(kStart, query(1));
  const auto outcome = read_bytes(capture.bytes(), {.strict = true}).value();
  EXPECT_EQ(outcome.packets(), 1u);
  EXPECT_EQ(outcome.skipped.at("frame holds no IP packet").count, 1u);
}

TEST(CaptureReader, WirelessFramesAreSkippedWithTheirReason) {
  PcapBuilder capture(LinkType::WirelessRadiotap);
  capture.add(kStart, query(1));
  EXPECT_EQ(read_bytes(capture.bytes()).value().skipped.count("IEEE 802.11 frame is not decoded"),
            1u);
}

TEST(CaptureReader, ImpossibleTimesAreCounted) {
  PcapngBuilder modern;
  modern.interface(LinkType::Ethernet);
  modern.add(0, kStart, query(1)).add(0, 4'000'000'000'000 * kSecond, query(2));
  modern.add(0, -1, query(3));  // in this unsigned field, more seconds than Micros can count
  const auto outcome = read_bytes(modern.bytes()).value();
  EXPECT_EQ(outcome.packets(), 1u);
  EXPECT_EQ(outcome.rejected.at("time of the packet is impossible").count, 2u);
  EXPECT_EQ(outcome.rejected.at("time of the packet is impossible").first.number, 2u);

  std::string classic = three_packets().bytes();
  classic.replace(24 + 4, 4, "\xFF\xFF\xFF\xFF");  // microseconds of the first packet
  EXPECT_EQ(read_bytes(classic).value().packets(), 2u);
}

TEST(CaptureReader, PacketsOutOfOrderAreUsedAndCounted) {
  PcapBuilder capture(LinkType::Ethernet);
  capture.add(kStart + kSecond, query(1)).add(kStart, query(1)).add(kSecond, query(1));
  const auto outcome = read_bytes(capture.bytes()).value();
  EXPECT_EQ(outcome.packets(), 3u);
  EXPECT_EQ(outcome.flows.size(), 2u);
  EXPECT_EQ(outcome.skipped.at("packet is older than the one before it (packet used)").count, 1u);
  EXPECT_EQ(
      outcome.skipped.at("clock was set back; open flows ended there (packet used)").first.number,
      3u);
}

TEST(CaptureReader, FlowsBeyondTheBoundAreCutAndCounted) {
  PcapBuilder capture(LinkType::Ethernet);
  for (std::uint32_t i = 0; i < 10; ++i) capture.add(kStart + i, query(i));
  const auto outcome = read_bytes(capture.bytes(), {.most_flows = 4}).value();
  EXPECT_EQ(outcome.flows.size(), 10u);
  EXPECT_EQ(
      outcome.skipped.at("too many flows were open; the longest idle was cut (packet used)").count,
      6u);
}

TEST(CaptureReader, BatchesOfOneHoldTheSameAsOneBatch) {
  PcapBuilder capture(LinkType::Ethernet);
  for (std::uint32_t i = 0; i < 3000; ++i) capture.add(kStart + i * kSecond / 20, query(i % 700));
  const auto whole = read_all(io::Input::over(capture.bytes()), SIZE_MAX).value();
  const auto single = read_all(io::Input::over(capture.bytes()), 1).value();
  ASSERT_EQ(whole.flows.size(), single.flows.size());
  for (std::size_t row = 0; row < whole.flows.size(); ++row) {
    EXPECT_EQ(whole.flows.at(row), single.flows.at(row)) << row;
  }
}

TEST(CaptureReader, RecognisesItsFormatsByTheirFirstOctets) {
  using namespace std::string_view_literals;
  EXPECT_TRUE(recognise_capture(three_packets().bytes()));
  EXPECT_TRUE(recognise_capture(PcapngBuilder().bytes()));
  EXPECT_TRUE(recognise_capture("\x0A\x0D\x0D\x0A\x1C\x00"sv)) << "cut short";
  for (const auto magic : {"\xA1\xB2\xC3\xD4"sv, "\xA1\xB2\x3C\x4D"sv, "\x4D\x3C\xB2\xA1"sv}) {
    EXPECT_TRUE(recognise_capture(magic));
  }
  EXPECT_FALSE(recognise_capture("\n\r\r\n, a text that begins strangely"));
  EXPECT_FALSE(recognise_capture(""));
  EXPECT_FALSE(recognise_capture("\xA1\xB2\xC3"sv));
  EXPECT_FALSE(recognise_capture("#separator \\x09"));
}

// The oracle for captured data: libpcap opens the file itself, and lengths are read at fixed
// places, for the plain frames of which these files consist: Ethernet with VLAN tags, cooked, raw.
struct Totals {
  std::uint64_t frames = 0;
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
};

// pcap_open_offline takes no gzip: unpack to `copy` first.
void unpack(const std::filesystem::path& path, const std::string& copy) {
  gzFile in = gzopen(path.c_str(), "rb");  // passes plain files as they are
  std::FILE* out = std::fopen(copy.c_str(), "wb");
  std::vector<char> buffer(1 << 16);
  for (int count; (count = gzread(in, buffer.data(), 1 << 16)) > 0;) {
    std::fwrite(buffer.data(), 1, static_cast<std::size_t>(count), out);
  }
  std::fclose(out);
  gzclose(in);
}

Totals oracle(const std::filesystem::path& path) {
  const base::TemporaryFolder folder;
  const auto copy = folder.file("copy.pcap");
  unpack(path, copy);
  char message[PCAP_ERRBUF_SIZE];
  pcap_t* capture = pcap_open_offline(copy.c_str(), message);
  Totals totals;
  pcap_pkthdr* header = nullptr;
  const u_char* frame = nullptr;
  const int link = pcap_datalink(capture);
  while (pcap_next_ex(capture, &header, &frame) == 1) {
    ++totals.frames;
    std::size_t at = link == DLT_EN10MB ? 14 : link == DLT_LINUX_SLL ? 16 : 0;
    int type =
        at == 0 ? (frame[0] >> 4 == 4 ? 0x0800 : 0x86DD) : frame[at - 2] << 8 | frame[at - 1];
    while (type == 0x8100) {
      type = frame[at + 2] << 8 | frame[at + 3];
      at += 4;
    }
    if (type == 0x0800) {
      ++totals.packets;
      const int length = frame[at + 2] << 8 | frame[at + 3];
      totals.octets += length != 0 ? static_cast<std::uint64_t>(length) : header->len - at;
    } else if (type == 0x86DD) {
      ++totals.packets;
      totals.octets += static_cast<std::uint64_t>(40 + (frame[at + 4] << 8 | frame[at + 5]));
    }
  }
  pcap_close(capture);
  return totals;
}

std::vector<std::filesystem::path> shared_captures() {
  std::vector<std::filesystem::path> found;
  for (const auto* folder : {"c2-flows", "netflow"}) {
    const auto root = std::filesystem::path(NOROSHI_SHARED_DATA) / folder;
    if (!std::filesystem::is_directory(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      const bool capture = name.find(".pcap") != std::string::npos;
      if (capture && name.find(".txt") == std::string::npos) found.push_back(entry.path());
    }
  }
  return found;
}

TEST(CaptureReader, TotalsOfCapturedDataAreThoseOfLibpcap) {
  const auto captures = shared_captures();
  if (captures.empty()) GTEST_SKIP() << "skipped: no shared data";
  for (const auto& path : captures) {
    const auto outcome = read_all(io::Input::open(path.string()).value());
    ASSERT_TRUE(outcome) << path << ": " << outcome.error().message;
    EXPECT_TRUE(outcome->rejected.empty()) << path << ": " << outcome->rejected.begin()->first;
    const Totals totals = oracle(path);
    EXPECT_EQ(outcome->packets(), totals.packets) << path;
    EXPECT_EQ(outcome->octets(), totals.octets) << path;
    std::uint64_t not_ip = 0;
    const auto found = outcome->skipped.find("frame holds no IP packet");
    if (found != outcome->skipped.end()) not_ip = found->second.count;
    EXPECT_EQ(outcome->packets() + not_ip, totals.frames) << path;
  }
}

}  // namespace
}  // namespace noroshi::flow
