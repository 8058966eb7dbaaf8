// For tests of the telescope's state: packets without a wire, a sink that keeps everything, and a
// telescope that can be stopped and started again in the middle.
#pragma once

#include <cstring>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "observe/telescope/telescope.hpp"

namespace noroshi::telescope {

inline constexpr base::Micros kNoon = 1'768'392'000'000'000;  // 2026-01-14T12:00:00Z

class KeepingSink : public RecordSink {
 public:
  void take(model::TelescopeRecord&& record) override {
    if (auto* event = std::get_if<model::ScanEvent>(&record)) events.push_back(std::move(*event));
    if (auto* victim = std::get_if<model::DosVictim>(&record)) victims.push_back(*victim);
    if (auto* hour = std::get_if<model::TelescopeHour>(&record)) hours.push_back(*hour);
  }
  void begin_hour(base::Micros hour) override { begun.push_back(hour); }

  std::vector<model::ScanEvent> events;
  std::vector<model::DosVictim> victims;
  std::vector<model::TelescopeHour> hours;
  std::vector<base::Micros> begun;
};

class MemoryOut : public StateOut {
 public:
  void octets(std::string_view bytes) override { kept.append(bytes); }
  std::string kept;
};

class MemoryIn : public StateIn {
 public:
  explicit MemoryIn(std::string_view kept) : kept_(kept) {}
  void octets(std::span<char> bytes) override {
    if (bytes.size() > kept_.size()) fail();
    if (!good_) {
      std::fill(bytes.begin(), bytes.end(), '\0');
      return;
    }
    std::copy_n(kept_.begin(), bytes.size(), bytes.begin());
    kept_.remove_prefix(bytes.size());
  }
  void fail() override { good_ = false; }
  [[nodiscard]] bool good() const override { return good_; }
  [[nodiscard]] std::size_t left() const { return kept_.size(); }

 private:
  std::string_view kept_;
  bool good_ = true;
};

inline Packet probe(base::Micros time, std::uint32_t source, std::uint16_t port,
                    std::uint32_t destination) {
  Packet packet;
  packet.time = time;
  packet.source = net::Address::v4(source);
  packet.destination = net::Address::v4(destination);
  packet.destination_port = port;
  packet.source_port = 40'000;
  packet.protocol = protocol::kTcp;
  packet.tcp_flags = flag::kSyn;
  packet.length = 40;
  packet.ttl = 50;
  packet.window = 14'600;
  return packet;
}

/// A Telescope with its sink.
class Scene {
 public:
  explicit Scene(std::size_t octets = std::size_t{64} << 20) : memory(octets) {
    telescope = std::make_unique<Telescope>(options({"", "first", "second"}));
  }

  void scan(const Packet& packet, std::uint8_t marks = 0) {
    feed(packet, {.kind = Class::Scan, .probe = model::ProbeKind::TcpSyn, .marks = marks});
  }
  void feed(const Packet& packet, const Verdict& verdict) {
    telescope->feed({&packet, 1}, {&verdict, 1}, sink);
  }

  /// As if the program had ended and begun again.
  void restart(std::vector<std::string> scanners = {"", "first", "second"}) {
    MemoryOut out;
    telescope->save(out);
    telescope = std::make_unique<Telescope>(options(std::move(scanners), 99));
    MemoryIn in(out.kept);
    telescope->load(in, sink);
    EXPECT_TRUE(in.good());
    EXPECT_EQ(in.left(), 0U);
  }

  const KeepingSink& finish() {
    telescope->stop(sink);
    return sink;
  }

  std::size_t memory;
  KeepingSink sink;
  std::unique_ptr<Telescope> telescope;

 private:
  [[nodiscard]] TelescopeOptions options(std::vector<std::string> scanners,
                                         std::uint8_t key = 7) const {
    TelescopeOptions options;
    options.sensor = "test";
    options.memory = memory;
    options.key.fill(key);
    options.dark_addresses = 256;
    options.scanners = std::move(scanners);
    return options;
  }
};

/// A few sources and ports with bursts, pauses of minutes and hours, and every class of packets.
inline std::vector<std::pair<Packet, Verdict>> random_stream(std::uint64_t seed, int packets) {
  std::mt19937_64 random(seed);
  std::vector<std::pair<Packet, Verdict>> stream;
  base::Micros time = kNoon + static_cast<base::Micros>(seed) * 17 * base::kMinute;
  for (int i = 0; i < packets; ++i) {
    time += static_cast<base::Micros>(random() % base::kSecond);
    if (random() % 400 == 0) time += 11 * base::kMinute;
    if (random() % 4000 == 0) time += 30 * base::kMinute;
    Packet packet = probe(time, 0xC0000200 + static_cast<std::uint32_t>(random() % 40),
                          static_cast<std::uint16_t>(random() % 3 == 0 ? 2323 : 23),
                          0xC6336400 + static_cast<std::uint32_t>(random() % 150));
    packet.source_port = static_cast<std::uint16_t>(random() % 5 == 0 ? 40'001 : 40'000);
    packet.window = static_cast<std::uint16_t>(random() % 50 == 0 ? 5840 : 14'600);
    packet.ip_id = static_cast<std::uint16_t>(random() % 30 == 0);
    packet.length = static_cast<std::uint32_t>(40 + random() % 3);
    Verdict verdict{.kind = Class::Scan, .probe = model::ProbeKind::TcpSyn};
    verdict.marks = static_cast<std::uint8_t>(random() % 16);
    switch (random() % 12) {
      case 0:
        verdict.kind = Class::Research;
        verdict.scanner = 1;
        packet.source = net::Address::v4(0xCB007100 + static_cast<std::uint32_t>(random() % 4));
        break;
      case 1:
        verdict = {.kind = Class::Backscatter, .reply = Reply::SynAck};
        verdict.victim = packet.source = net::Address::v4(0xC6120000);
        verdict.attacked_port = 80;
        verdict.attack_protocol = protocol::kTcp;
        break;
      case 2:
        verdict = {.kind = Class::Misdirected};
        break;
      case 3:
        verdict = {.kind = Class::Malformed};
        packet.fault = Fault::BadIpHeader;
        break;
      default:
        break;
    }
    stream.emplace_back(packet, verdict);
  }
  return stream;
}

template <class Records>
std::multiset<std::string> as_lines(const Records& records) {
  std::multiset<std::string> lines;
  for (const auto& record : records) lines.insert(model::to_json(record));
  return lines;
}

}  // namespace noroshi::telescope
