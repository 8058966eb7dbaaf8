// For tests, fuzz corpora and benchmarks: messages of every protocol, spelt out by hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/packet_builder.hpp"
#include "observe/flow/ipfix_elements.hpp"
#include "observe/flow/ipfix_test_bytes.hpp"

namespace noroshi::netflow::wire {

using flow::ipfix::number;
using flow::ipfix::options_template_record;
using flow::ipfix::set;
using flow::ipfix::template_record;

inline constexpr std::uint32_t kSeconds = flow::ipfix::kExportTime;
inline constexpr base::Micros kNow = std::int64_t{kSeconds} * 1'000'000;
inline constexpr std::uint32_t kUptime = 3'600'000;        // an hour, in milliseconds
inline constexpr std::uint32_t kSource = 0xC0000201;       // 192.0.2.1
inline constexpr std::uint32_t kDestination = 0xC6336402;  // 198.51.100.2

// NetFlow v5 ---------------------------------------------------------------------------------

struct V5 {
  std::uint32_t uptime = kUptime;
  std::uint32_t seconds = kSeconds;
  std::uint32_t nanoseconds = 0;
  std::uint32_t sequence = 0;
  std::uint16_t engine = 0;
  std::uint16_t sampling = 0;
};

inline std::string v5_record(std::uint32_t octets = 100, std::uint32_t first = kUptime - 2000,
                             std::uint32_t last = kUptime - 1000) {
  return number(kSource, 4) + number(kDestination, 4) + number(0, 4) + number(1, 2) + number(2, 2) +
         number(3, 4) + number(octets, 4) + number(first, 4) + number(last, 4) + number(40000, 2) +
         number(443, 2) + number(0, 1) + number(0x12, 1) + number(6, 1) + number(0, 1) +
         number(0, 8);
}

inline std::string v5(const V5& header, const std::vector<std::string>& records) {
  std::string out = number(5, 2) + number(records.size(), 2) + number(header.uptime, 4) +
                    number(header.seconds, 4) + number(header.nanoseconds, 4) +
                    number(header.sequence, 4) + number(header.engine, 2) +
                    number(header.sampling, 2);
  for (const std::string& record : records) out += record;
  return out;
}

// NetFlow v9 ---------------------------------------------------------------------------------

struct V9 {
  std::uint32_t uptime = kUptime;
  std::uint32_t seconds = kSeconds;
  std::uint32_t sequence = 0;
  std::uint32_t source = 1;
};

inline std::string v9(const V9& header, const std::string& sets) {
  return number(9, 2) + number(1, 2) + number(header.uptime, 4) + number(header.seconds, 4) +
         number(header.sequence, 4) + number(header.source, 4) + sets;
}

/// Scope fields first; `scope` of them.
inline std::string v9_options_template(std::uint16_t id, std::size_t scope,
                                       std::initializer_list<flow::ipfix::Field> fields) {
  return number(id, 2) + number(scope * 4, 2) + number((fields.size() - scope) * 4, 2) +
         flow::ipfix::specifiers(fields);
}

// IPFIX --------------------------------------------------------------------------------------

inline std::string ipfix(std::uint32_t sequence, const std::string& sets, std::uint32_t domain = 1,
                         std::uint32_t seconds = kSeconds) {
  return flow::ipfix::message(sets, domain, seconds, sequence);
}

/// The smallest useful template: addresses, start, octets.
inline std::string plain_template(std::uint16_t id = 256) {
  return template_record(id, {{flow::ipfix::kSourceIPv4Address, 4},
                              {flow::ipfix::kDestinationIPv4Address, 4},
                              {flow::ipfix::kFlowStartSeconds, 4},
                              {flow::ipfix::kOctetDeltaCount, 4}});
}
inline std::string plain_record(std::uint32_t octets, std::uint32_t seconds = kSeconds) {
  return number(kSource, 4) + number(kDestination, 4) + number(seconds, 4) + number(octets, 4);
}
inline std::string plain_records(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += plain_record(static_cast<std::uint32_t>(i + 1));
  return out;
}

// sFlow --------------------------------------------------------------------------------------

struct Sflow {
  std::uint32_t sub_agent = 0;
  std::uint32_t sequence = 1;
  std::uint32_t uptime = kUptime;
};

inline std::string opaque(const std::string& octets) {
  return number(octets.size(), 4) + octets + std::string((4 - octets.size() % 4) % 4, '\0');
}

inline std::string sflow(const Sflow& header, const std::vector<std::string>& samples) {
  std::string out = number(5, 4) + number(1, 4) + number(0xC0000263, 4) +
                    number(header.sub_agent, 4) + number(header.sequence, 4) +
                    number(header.uptime, 4) + number(samples.size(), 4);
  for (const std::string& sample : samples) out += sample;
  return out;
}

struct SampleFields {
  std::uint32_t sequence = 1;
  std::uint32_t source = 7;
  std::uint32_t rate = 1000;
  std::uint32_t drops = 0;
};

inline std::string flow_sample(const SampleFields& fields,
                               const std::vector<std::string>& records) {
  std::string body = number(fields.sequence, 4) + number(fields.source, 4) +
                     number(fields.rate, 4) + number(0, 4) + number(fields.drops, 4) +
                     number(1, 4) + number(2, 4) + number(records.size(), 4);
  for (const std::string& record : records) body += record;
  return number(1, 4) + opaque(body);
}

inline std::string expanded_flow_sample(const SampleFields& fields,
                                        const std::vector<std::string>& records) {
  std::string body = number(fields.sequence, 4) + number(0, 4) + number(fields.source, 4) +
                     number(fields.rate, 4) + number(0, 4) + number(fields.drops, 4) +
                     number(0, 4) + number(1, 4) + number(0, 4) + number(2, 4) +
                     number(records.size(), 4);
  for (const std::string& record : records) body += record;
  return number(3, 4) + opaque(body);
}

inline std::string counter_sample() { return number(2, 4) + opaque(std::string(12, '\0')); }

inline std::string raw_header(const std::string& frame, std::uint32_t wire_length,
                              std::uint32_t protocol = 1) {
  return number(1, 4) +
         opaque(number(protocol, 4) + number(wire_length, 4) + number(4, 4) + opaque(frame));
}

inline std::string tcp_frame() {
  return net::ethernet(0x0800, net::ipv4({.source = net::Address::v4(kSource),
                                          .destination = net::Address::v4(kDestination),
                                          .protocol = 6},
                                         net::tcp(40000, 443, 0x18, 60)));
}

}  // namespace noroshi::netflow::wire
