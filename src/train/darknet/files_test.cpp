// What is written of a day holds the day: every event, every packet that was heard.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zstd.h>

#include "net/packet.hpp"
#include "net/packet_builder.hpp"
#include "train/darknet/frames.hpp"
#include "train/darknet/hourly_captures.hpp"
#include "train/darknet/hourly_files.hpp"
#include "train/darknet/truth.hpp"

namespace noroshi::darknet {
namespace {

Scenario one_day() {
  Scenario scenario;
  scenario.seed = 5;
  scenario.days = 1;
  scenario.scale = 0.05;
  scenario.dark.length = 22;
  return scenario;
}

std::string unpacked(const std::string& bytes) {
  std::string out(ZSTD_getFrameContentSize(bytes.data(), bytes.size()), '\0');
  out.resize(ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size()));
  return out;
}

std::uint32_t little(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// Packets of a pcap file, and that their times do not fall.
std::uint64_t packets_in(const std::string& pcap) {
  EXPECT_EQ(little(pcap, 0), 0xA1B2C3D4U);
  EXPECT_EQ(little(pcap, 20), 101U);  // LINKTYPE_RAW
  std::uint64_t packets = 0;
  std::uint64_t before = 0;
  std::size_t at = 24;
  while (at + 16 <= pcap.size()) {
    const std::uint64_t time = std::uint64_t{little(pcap, at)} * 1'000'000 + little(pcap, at + 4);
    EXPECT_GE(time, before);
    before = time;
    at += 16 + little(pcap, at + 8);
    ++packets;
  }
  EXPECT_EQ(at, pcap.size());
  return packets;
}

TEST(HourlyFiles, HoldEveryRecordOnceInTheHourOfItsEnd) {
  const Cast cast(one_day());
  const Watched watched = watch(cast, play(cast, 0));
  HourlyFiles files;
  files.add(watched);
  std::size_t records = 0;
  for (const auto& [name, bytes] : files.take_until(watched.span.end + 90 * base::kDay)) {
    const std::string text = unpacked(bytes);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const auto record =
          model::telescope_record_from_json(std::string_view(text).substr(begin, end - begin));
      ASSERT_TRUE(record.has_value()) << record.error().message;
      if (const auto* event = std::get_if<model::ScanEvent>(&*record)) {
        EXPECT_EQ(hour_name(event->last) + ".jsonl.zst", name);
      }
      ++records;
      begin = end + 1;
    }
  }
  EXPECT_EQ(records, watched.events.size() + watched.victims.size() + watched.hours.size());
}

TEST(HourlyCaptures, HoldEveryPacketThatWasHeard) {
  const Cast cast(one_day());
  const Played played = play(cast, 0);
  const Watched watched = watch(cast, played);
  std::uint64_t heard_packets = 0;
  for (const auto& hour : watched.hours) heard_packets += hour.packets;
  HourlyCaptures captures;
  std::uint64_t packets = 0;
  const auto count = [&](const NamedFile& file) -> Status {
    packets += packets_in(unpacked(file.second));
    return {};
  };
  ASSERT_TRUE(captures.add(cast, played, count).has_value());
  EXPECT_EQ(packets, heard_packets);  // of this day's hours
  ASSERT_TRUE(captures.finish(count).has_value());
  EXPECT_GE(packets, heard_packets);  // and what began in them and ended later
}

TEST(Frames, AreWhatTheirBurstSays) {
  const Cast cast(one_day());
  const Played played = play(cast, 0);
  for (const Burst& burst : played.bursts) {
    const auto packets = packets_of(burst, 5, 0xC6120000, 1024);
    const std::string frame = frame_of(burst, packets.front());
    const auto decoded = net::decode(net::LinkType::Raw, net::bytes_of(frame), frame.size());
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->source, burst.source);
    EXPECT_EQ(decoded->destination.v4_bits(), packets.front().target);
    EXPECT_EQ(decoded->destination_port, burst.port);
    EXPECT_EQ(decoded->protocol, burst.protocol);
  }
}

TEST(Truth, IsJsonAndNamesWhoWasHeard) {
  const Cast cast(one_day());
  const Watched watched = watch(cast, play(cast, 0));
  TruthBook book(cast);
  book.add(watched);
  const auto json = nlohmann::json::parse(book.json("1.2.3"));
  EXPECT_EQ(json["seed"], 5);
  EXPECT_EQ(json["days"].size(), 1U);
  EXPECT_EQ(json["days"][0]["addresses"].size(), watched.seen.size());
  EXPECT_EQ(json["hosts"].size(), cast.hosts.size());
}

}  // namespace
}  // namespace noroshi::darknet
