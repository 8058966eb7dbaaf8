#include "observe/telescope/telescope.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "observe/telescope/telescope_testing.hpp"

namespace noroshi::telescope {
namespace {

using base::kHour;
using base::kMinute;
using base::kSecond;
using model::DosVictim;
using model::ScanEvent;
using model::TelescopeHour;

TEST(Telescope, OneScannerIsOneEvent) {
  Scene scene;
  for (std::uint32_t i = 0; i < 20; ++i) {
    Packet packet = probe(kNoon + i * kSecond, 0xC0000207, 23, 0xC6336400 + i);
    packet.sequence = packet.destination.v4_bits();
    scene.scan(packet, mark::kMirai);
  }
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 1U);
  const ScanEvent& event = records.events.front();
  EXPECT_EQ(event.packets, 20U);
  EXPECT_EQ(event.targets, 20U);
  EXPECT_FALSE(event.targets_estimated);
  EXPECT_EQ(event.in_order, 19U);
  EXPECT_EQ(event.marks.mirai, 20U);
  EXPECT_EQ(event.marks.zmap, 0U);
  EXPECT_TRUE(event.headers.sequence_varies);
  EXPECT_FALSE(event.headers.window_varies);
  EXPECT_EQ(event.end, model::EventEnd::Stopped);
  ASSERT_EQ(event.samples.size(), 4U);
  EXPECT_EQ(event.samples.front().time, kNoon);
  EXPECT_EQ(event.samples[1].time, kNoon + 3 * kSecond);
  EXPECT_EQ(event.samples[2].time, kNoon + 15 * kSecond);
  EXPECT_EQ(event.samples.back().time, kNoon + 19 * kSecond);
}

TEST(Telescope, SilenceEndsAnEventAndTheNextPacketBeginsAnother) {
  Scene scene;
  scene.scan(probe(kNoon, 0xC0000207, 23, 0xC6336401));
  scene.scan(probe(kNoon + kUsualIdle, 0xC0000207, 23, 0xC6336402));
  scene.scan(probe(kNoon + 2 * kUsualIdle + 1, 0xC0000207, 23, 0xC6336403));
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 2U);
  EXPECT_EQ(records.events[0].packets, 2U);
  EXPECT_EQ(records.events[0].end, model::EventEnd::Idle);
  EXPECT_EQ(records.events[1].packets, 1U);
}

TEST(Telescope, TheClockEndsAnEventWithoutAnotherPacketOfItsSource) {
  Scene scene;
  scene.scan(probe(kNoon, 0xC0000207, 23, 0xC6336401));
  for (int i = 0; i < 15; ++i) scene.scan(probe(kNoon + i * kMinute, 0xC0000208, 23, 0xC6336402));
  EXPECT_EQ(scene.sink.events.size(), 1U);
}

TEST(Telescope, ALongEventIsCutAndGoesOn) {
  Scene scene;
  for (int i = 0; i <= 150; ++i) {
    scene.scan(probe(kNoon + i * 10 * kMinute, 0xC0000207, 23, 0xC6336401));
  }
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 2U);
  EXPECT_EQ(records.events[0].end, model::EventEnd::Cut);
  EXPECT_EQ(records.events[0].packets, 144U);  // a day
  EXPECT_EQ(records.events[1].packets, 7U);
}

TEST(Telescope, KeepsTheFirstPayload) {
  static const std::string kFirst(100, 'a');
  static const std::string kSecondText = "second";
  Scene scene;
  Packet packet = probe(kNoon, 0xC0000207, 53413, 0xC6336401);
  scene.scan(packet);
  packet.payload = std::as_bytes(std::span(kFirst));
  scene.scan(packet);
  packet.payload = std::as_bytes(std::span(kSecondText));
  scene.scan(packet);
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 1U);
  EXPECT_EQ(records.events[0].payload, std::string(64, 'a'));
  EXPECT_NE(records.events[0].payload_hash, 0U);
}

TEST(Telescope, NamesTheAmplifierThatAPayloadAsksFor) {
  static const std::string kSearch = "M-SEARCH * HTTP/1.1";
  Scene scene;
  for (const std::uint16_t port : {std::uint16_t{1900}, std::uint16_t{1901}}) {
    Packet packet = probe(kNoon, 0xC0000207, port, 0xC6336401);
    packet.protocol = protocol::kUdp;
    packet.payload = std::as_bytes(std::span(kSearch));
    scene.feed(packet, {.kind = Class::Scan, .probe = model::ProbeKind::Udp});
  }
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 2U);
  std::set<std::string> named;
  for (const auto& event : records.events) named.insert(event.amplifier);
  EXPECT_EQ(named, (std::set<std::string>{"", "ssdp-search"}));
}

// The slow way to say the same: every event's packets in a list.
struct Reference {
  struct Open {
    std::vector<Packet> packets;
    std::vector<Verdict> verdicts;
    base::Micros first = 0;
    base::Micros last = 0;
  };
  using Key = std::tuple<net::Address, std::uint16_t, std::uint8_t, model::ProbeKind>;
  std::map<Key, Open> open;
  std::vector<ScanEvent> ended;

  void note(const Packet& packet, const Verdict& verdict) {
    if (verdict.kind != Class::Scan && verdict.kind != Class::Research) return;
    const Key key{packet.source, packet.destination_port, packet.protocol, verdict.probe};
    Open& event = open[key];
    if (!event.packets.empty()) {
      const bool idle = packet.time - event.last > kUsualIdle;
      const bool cut = packet.time - event.first >= base::kDay;
      if (idle || cut) {
        ended.push_back(describe(event, idle ? model::EventEnd::Idle : model::EventEnd::Cut));
        event = {};
      }
    }
    if (event.packets.empty()) event.first = packet.time;
    event.last = packet.time;
    event.packets.push_back(packet);
    event.verdicts.push_back(verdict);
  }

  static ScanEvent describe(const Open& open, model::EventEnd how) {
    const Packet& first = open.packets.front();
    ScanEvent event;
    event.source = first.source;
    event.port = first.destination_port;
    event.protocol = first.protocol;
    event.kind = open.verdicts.front().probe;
    event.first = open.first;
    event.last = open.last;
    event.packets = open.packets.size();
    std::set<net::Address> targets;
    for (std::size_t i = 0; i < open.packets.size(); ++i) {
      const Packet& packet = open.packets[i];
      event.octets += packet.length;
      targets.insert(packet.destination);
      event.marks.mirai += (open.verdicts[i].marks & mark::kMirai) != 0;
      event.marks.masscan += (open.verdicts[i].marks & mark::kMasscan) != 0;
      event.headers.window_varies |= packet.window != first.window;
      event.headers.ip_id_varies |= packet.ip_id != first.ip_id;
      if (i == 0) continue;
      event.in_order +=
          packet.destination.v4_bits() == open.packets[i - 1].destination.v4_bits() + 1;
    }
    event.targets = targets.size();
    event.end = how;
    return event;
  }

  std::vector<ScanEvent> finish() {
    for (const auto& [key, event] : open) {
      if (event.packets.empty()) continue;
      const bool idle = false;
      ended.push_back(describe(event, idle ? model::EventEnd::Idle : model::EventEnd::Stopped));
    }
    return ended;
  }
};

// What the reference does not tell is not compared; whether silence or the end of the input ended
// an event depends on when the clock is looked at.
std::string told(const ScanEvent& event) {
  return fmt::format("{} {} {} {} {}-{} {} {} {} {} {} {} {} {} {}", event.source.to_string(),
                     event.port, event.protocol, model::to_string(event.kind), event.first,
                     event.last, event.packets, event.octets, event.targets, event.in_order,
                     event.marks.mirai, event.marks.masscan, event.headers.window_varies,
                     event.headers.ip_id_varies, event.end == model::EventEnd::Cut);
}

std::multiset<std::string> all_told(const std::vector<ScanEvent>& events) {
  std::multiset<std::string> all;
  for (const ScanEvent& event : events) all.insert(told(event));
  return all;
}

class TelescopeRandom : public testing::TestWithParam<std::uint64_t> {};

TEST_P(TelescopeRandom, EqualsTheSlowReferenceWhileNothingIsEvicted) {
  Scene scene;
  Reference reference;
  std::uint64_t fed = 0;
  std::uint64_t octets = 0;
  for (const auto& [packet, verdict] : random_stream(GetParam(), 20'000)) {
    reference.note(packet, verdict);
    octets += packet.length;
    ++fed;
    scene.feed(packet, verdict);
  }
  const auto records = scene.finish();
  EXPECT_EQ(all_told(records.events), all_told(reference.finish()));
  std::uint64_t counted = 0;
  std::uint64_t counted_octets = 0;
  for (const TelescopeHour& hour : records.hours) {
    std::uint64_t sum = 0;
    for (const auto& [name, count] : hour.classes) sum += count;
    EXPECT_EQ(sum, hour.packets);
    EXPECT_LT(hour.begin, hour.end);
    EXPECT_EQ(hour.evicted_events + hour.evicted_victims + hour.evicted_packets, 0U);
    counted += hour.packets;
    counted_octets += hour.octets;
  }
  EXPECT_EQ(counted, fed);
  EXPECT_EQ(counted_octets, octets);
}

TEST_P(TelescopeRandom, SamplesAndEstimatesHold) {
  Scene scene;
  for (const auto& [packet, verdict] : random_stream(GetParam(), 5'000))
    scene.feed(packet, verdict);
  for (const ScanEvent& event : scene.finish().events) {
    ASSERT_FALSE(event.samples.empty());
    EXPECT_LE(event.samples.size(), 4U);
    EXPECT_EQ(event.samples.front().time, event.first);
    EXPECT_EQ(event.samples.back().time, event.last);
    EXPECT_LE(event.targets, event.packets);
    EXPECT_GE(event.targets, 1U);
    for (std::size_t i = 1; i < event.samples.size(); ++i) {
      EXPECT_LE(event.samples[i - 1].time, event.samples[i].time);
    }
  }
}

// Saved in the middle and loaded into another: the same records come out in all.
TEST_P(TelescopeRandom, GoesOnFromItsSavedStateAsIfNothingHadHappened) {
  const auto stream = random_stream(GetParam(), 6'000);
  Scene whole;
  for (const auto& [packet, verdict] : stream) whole.feed(packet, verdict);
  const auto expected = whole.finish();

  Scene scene;
  std::mt19937_64 random(GetParam());
  for (const auto& [packet, verdict] : stream) {
    if (random() % 500 == 0) scene.restart();
    scene.feed(packet, verdict);
  }
  const auto records = scene.finish();
  EXPECT_EQ(as_lines(records.events), as_lines(expected.events));
  EXPECT_EQ(as_lines(records.victims), as_lines(expected.victims));
  EXPECT_EQ(as_lines(records.hours), as_lines(expected.hours));
}

// Delays below `lateness` change no event, but for pauses near the time-out (the stream has none).
TEST_P(TelescopeRandom, PacketsALittleLateAreCountedToTheSameEvents) {
  auto stream = random_stream(GetParam(), 5'000);
  Scene in_order;
  for (const auto& [packet, verdict] : stream) in_order.feed(packet, verdict);
  std::mt19937_64 random(GetParam());
  std::vector<std::pair<base::Micros, std::size_t>> arrivals;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    const auto delay = static_cast<base::Micros>(random() % (8 * kSecond));
    arrivals.emplace_back(stream[i].first.time + delay, i);
  }
  std::sort(arrivals.begin(), arrivals.end());
  Scene late;
  for (const auto& [arrival, i] : arrivals) late.feed(stream[i].first, stream[i].second);
  const auto essence = [](const std::vector<ScanEvent>& events) {
    std::multiset<std::string> all;
    for (const ScanEvent& event : events) {
      all.insert(fmt::format("{} {} {} {} {} {} {}", event.source.to_string(), event.port,
                             event.first, event.last, event.packets, event.targets,
                             event.marks.mirai));
    }
    return all;
  };
  EXPECT_EQ(essence(late.finish().events), essence(in_order.finish().events));
}

INSTANTIATE_TEST_SUITE_P(Streams, TelescopeRandom, testing::Range<std::uint64_t>(0, 8));

TEST(Telescope, WhenFullEveryPacketIsStillInSomeEventAndEvictionsAreCounted) {
  Scene scene(Telescope::kLeastMemory);
  const std::size_t room = scene.telescope->standing().event_room;
  std::mt19937_64 random(3);
  std::uint64_t fed = 0;
  for (std::size_t i = 0; i < 3 * room; ++i) {
    scene.scan(probe(kNoon + static_cast<base::Micros>(i) * 100,
                     static_cast<std::uint32_t>(random()), 23, 0xC6336401));
    ++fed;
    EXPECT_LE(scene.telescope->standing().events, room);
  }
  const auto records = scene.finish();
  std::uint64_t packets = 0;
  std::uint64_t evicted = 0;
  for (const ScanEvent& event : records.events) {
    packets += event.packets;
    evicted += event.end == model::EventEnd::Evicted;
  }
  EXPECT_EQ(packets, fed);
  ASSERT_EQ(records.hours.size(), 1U);
  EXPECT_EQ(records.hours[0].evicted_events, evicted);
  EXPECT_GT(evicted, room);
  EXPECT_NEAR(static_cast<double>(records.hours[0].sources), static_cast<double>(fed),
              0.04 * static_cast<double>(fed));
}

TEST(Telescope, AFloodOfOnePacketSourcesDoesNotDriveOutTheScannersThatStay) {
  Scene scene(Telescope::kLeastMemory);
  const std::size_t room = scene.telescope->standing().event_room;
  std::mt19937_64 random(4);
  for (std::size_t i = 0; i < 4 * room; ++i) {
    const auto time = kNoon + static_cast<base::Micros>(i) * 1000;
    if (i % 100 == 0) {  // a hundred steady ones
      scene.scan(probe(time, 0x0A000000 + static_cast<std::uint32_t>(i / 100 % 100), 23,
                       0xC6330000 + static_cast<std::uint32_t>(random() % 65'536)));
    } else {
      scene.scan(probe(time, static_cast<std::uint32_t>(random()) | 0x80000000U, 23, 0xC6336401));
    }
  }
  std::size_t steady = 0;
  for (const ScanEvent& event : scene.finish().events) {
    steady += event.source.v4_bits() >> 24 == 10 && event.packets > 1;
    EXPECT_FALSE(event.source.v4_bits() >> 24 == 10 && event.packets > 2 &&
                 event.end == model::EventEnd::Evicted);
  }
  EXPECT_EQ(steady, 100U);
}

TEST(Telescope, OneDamagedTimeStampEndsNothing) {
  Scene scene;
  scene.scan(probe(kNoon, 0xC0000207, 23, 0xC6336401));
  scene.scan(probe(kNoon + 10'000 * kHour, 0xC0000208, 23, 0xC6336401));
  scene.scan(probe(kNoon + kMinute, 0xC0000207, 23, 0xC6336402));
  EXPECT_TRUE(scene.sink.events.empty());
  const auto records = scene.finish();
  ASSERT_EQ(records.hours.size(), 1U);
  EXPECT_EQ(records.hours[0].packets, 3U);
  EXPECT_EQ(records.events.size(), 2U);
}

TEST(Telescope, AGapInTheInputEndsTheHourAndTheEvents) {
  Scene scene;
  for (const base::Micros begin : {base::Micros{0}, 30 * kHour}) {
    for (int i = 0; i < 5; ++i) {
      scene.scan(probe(kNoon + begin + i * kSecond, 0xC0000207, 23, 0xC6336401));
    }
  }
  const auto records = scene.finish();
  EXPECT_EQ(records.events.size(), 2U);
  ASSERT_EQ(records.hours.size(), 2U);
  EXPECT_EQ(records.hours[0].end, kNoon + kHour);
  EXPECT_EQ(records.hours[1].begin, kNoon + 30 * kHour);
  EXPECT_EQ(records.hours[0].packets + records.hours[1].packets, 10U);
}

TEST(Telescope, FilesInTheWrongOrderAreCountedWhole) {
  Scene scene;
  for (const base::Micros day : {base::kDay, base::Micros{0}}) {
    for (int i = 0; i < 10; ++i) {
      scene.scan(probe(kNoon + day + i * kMinute, 0xC0000207, 23, 0xC6336401));
    }
  }
  std::uint64_t packets = 0;
  const auto records = scene.finish();
  for (const TelescopeHour& hour : records.hours) {
    packets += hour.packets;
    EXPECT_LT(hour.begin, hour.end);
  }
  EXPECT_EQ(packets, 20U);
  EXPECT_EQ(records.events.size(), 2U);
  ASSERT_EQ(records.hours.size(), 2U);
  EXPECT_EQ(records.hours[0].begin, kNoon + base::kDay);
  EXPECT_EQ(records.hours[1].begin, kNoon);
  EXPECT_EQ(records.hours[1].end, kNoon + 9 * kMinute + 1);
}

TEST(Telescope, ALiveClockTurnsTheHourWithoutPackets) {
  Scene scene;
  scene.scan(probe(kNoon, 0xC0000207, 23, 0xC6336401));
  scene.telescope->note_lost(7);
  scene.telescope->advance(kNoon + kHour + 1, scene.sink);
  ASSERT_EQ(scene.sink.hours.size(), 1U);
  EXPECT_EQ(scene.sink.hours[0].end, kNoon + kHour);
  EXPECT_EQ(scene.sink.hours[0].lost, 7U);
  EXPECT_EQ(scene.sink.hours[0].sensor, "test");
  EXPECT_EQ(scene.sink.hours[0].dark_addresses, 256U);
  ASSERT_EQ(scene.sink.events.size(), 1U);
  EXPECT_EQ(scene.sink.events[0].end, model::EventEnd::Idle);
}

TEST(Telescope, AListThatIsNoLongerGivenKeepsItsNameForOpenEvents) {
  Scene scene;
  Verdict verdict{.kind = Class::Research, .probe = model::ProbeKind::TcpSyn};
  verdict.scanner = 2;
  scene.feed(probe(kNoon, 0xC0000207, 23, 0xC6336401), verdict);
  scene.restart({"", "other", "first"});
  const auto records = scene.finish();
  ASSERT_EQ(records.events.size(), 1U);
  EXPECT_EQ(records.events[0].scanner, "second");
}

TEST(Telescope, WhatDoesNotFitIntoLessMemoryIsEvicted) {
  Scene scene(std::size_t{64} << 20);
  const std::size_t events = scene.telescope->standing().event_room / 2;
  for (std::size_t i = 0; i < events; ++i) {
    scene.scan(probe(kNoon, static_cast<std::uint32_t>(i), 23, 0xC6336401));
  }
  scene.memory = Telescope::kLeastMemory;
  scene.restart();
  EXPECT_EQ(scene.telescope->standing().events + scene.sink.events.size(), events);
  EXPECT_GT(scene.sink.events.size(), 0U);
  EXPECT_EQ(scene.finish().events.size(), events);
}

}  // namespace
}  // namespace noroshi::telescope
