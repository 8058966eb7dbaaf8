// Analyses events of any content, as a hostile sender or a damaged file could make them.
//
// Twelve octets make an event: few sources, ports and header values, so that events meet and form
// groups, with times and counters from the extremes of their types.  The same events in reverse
// must give the same day.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "base/assert.hpp"
#include "detect/scan/line.hpp"
#include "detect/scan/scan.hpp"

namespace {

using noroshi::base::Micros;
using noroshi::model::ScanEvent;

constexpr Micros kMidnight = 1'768'348'800'000'000;
constexpr std::array<Micros, 8> kTimes{std::numeric_limits<Micros>::min(),
                                       -1,
                                       0,
                                       kMidnight,
                                       kMidnight + 60'000'000,
                                       kMidnight + 43'200'000'000,
                                       kMidnight + 86'399'999'999,
                                       std::numeric_limits<Micros>::max()};
constexpr std::array<std::uint64_t, 8> kCounts{
    0, 1, 2, 7, 40, 5'000, 1ULL << 63, std::numeric_limits<std::uint64_t>::max()};
constexpr std::array<std::uint16_t, 8> kPorts{0, 23, 2323, 445, 5555, 443, 20'000, 65'535};
constexpr std::array<std::uint8_t, 4> kProtocols{6, 17, 1, 132};
constexpr std::array<std::uint8_t, 8> kTtls{0, 1, 32, 50, 64, 110, 240, 255};
constexpr std::array<const char*, 4> kPayloads{"", "/bin/busybox", "\xFF\x00", "GET / HTTP"};

void set_headers(noroshi::model::HeaderProfile& headers, std::span<const std::uint8_t, 12> bytes) {
  headers.ttl_low = kTtls[bytes[6] & 7U];
  headers.ttl_high = kTtls[(bytes[6] >> 3) & 7U];
  headers.window = bytes[7] < 200 ? std::uint16_t{14'600} : bytes[7];
  if ((bytes[8] & 1U) != 0) headers.options = {2, 4, 8, 1, 3};
  headers.window_varies = (bytes[8] & 2U) != 0;
  headers.options_vary = (bytes[8] & 4U) != 0;
  headers.ip_id_varies = (bytes[8] & 8U) != 0;
  headers.sequence_varies = (bytes[8] & 16U) != 0;
  headers.source_port_varies = (bytes[8] & 32U) != 0;
  headers.length = bytes[9];
}

ScanEvent event_of(std::span<const std::uint8_t, 12> bytes) {
  ScanEvent event;
  event.source = noroshi::net::Address::v4(0x0A000000U + bytes[0] * 256U);
  if (bytes[0] == 255) event.source = noroshi::net::Address();
  event.port = kPorts[bytes[1] & 7U];
  event.protocol = kProtocols[(bytes[1] >> 3) & 3U];
  event.kind = static_cast<noroshi::model::ProbeKind>(bytes[2] % 6U);
  event.first = kTimes[bytes[3] & 7U];
  event.last = kTimes[(bytes[3] >> 3) & 7U];
  event.packets = kCounts[bytes[4] & 7U];
  event.targets = kCounts[(bytes[4] >> 3) & 7U];
  event.octets = kCounts[bytes[5] & 7U];
  event.in_order = kCounts[(bytes[5] >> 3) & 7U];
  set_headers(event.headers, bytes);
  event.marks.mirai = (bytes[10] & 3U) == 1 ? event.packets : 0;
  event.marks.zmap = (bytes[10] & 3U) == 2 ? std::numeric_limits<std::uint64_t>::max() : 0;
  event.payload = kPayloads[(bytes[10] >> 2) & 3U];
  event.payload_hash = bytes[10] >> 2;
  if (bytes[10] > 250) event.scanner = "a list";
  for (unsigned i = 0; i < (bytes[11] & 3U); ++i) {
    event.samples.push_back({event.first, noroshi::net::Address::v4(0xC6120000U + bytes[11] * i),
                             static_cast<std::uint16_t>(bytes[11])});
  }
  return event;
}

std::string told(std::span<const ScanEvent> events, std::uint64_t dark_addresses) {
  const noroshi::model::TelescopeHour hour{.sensor = {},
                                           .begin = kMidnight,
                                           .end = kMidnight + noroshi::base::kDay,
                                           .dark_addresses = dark_addresses,
                                           .classes = {}};
  const auto day = noroshi::scan::analyse({.begin = kMidnight,
                                           .end = kMidnight + noroshi::base::kDay,
                                           .events = events,
                                           .victims = {},
                                           .hours = {&hour, 1},
                                           .pool_of = {},
                                           .sensor = "fuzz"},
                                          {});
  std::string text;
  for (const auto& host : day.infected) {
    NOROSHI_ASSERT(host.probability >= 0 && host.probability <= 1);
    text += noroshi::model::to_json(host);
    for (const auto& one : host.evidence) {
      noroshi::scan::tell(one, noroshi::base::Language::Japanese);
    }
  }
  for (const auto& campaign : day.campaigns) {
    NOROSHI_ASSERT(campaign.chance >= 0 && campaign.chance <= 1);
    text += campaign.id + std::to_string(campaign.sources.size());
  }
  for (const auto& one : day.researchers) text += one.reason;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  std::vector<ScanEvent> events;
  for (std::size_t at = 0; at + 12 <= bytes.size(); at += 12) {
    events.push_back(event_of(bytes.subspan(at).first<12>()));
  }
  const std::uint64_t dark = kCounts[size % kCounts.size()];
  const std::string forwards = told(events, dark);
  std::reverse(events.begin(), events.end());
  NOROSHI_ASSERT(told(events, dark) == forwards);
  return 0;
}
