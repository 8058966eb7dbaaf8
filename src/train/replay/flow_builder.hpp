// Flows and octets built by hand, for tests.
#pragma once

#include <cctype>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "model/flow_batch.hpp"
#include "train/replay/encoder.hpp"

namespace noroshi::replay {

inline net::Address address(std::string_view text) { return net::Address::parse(text).value(); }

// 2026-01-02T00:00:00Z.
inline constexpr base::Micros kMidnight = 1'767'312'000 * base::kSecond;

/// TCP, 192.0.2.1:1025 → 198.51.100.7:443, 10 packets of 64 octets in two seconds.
inline model::Flow plain_flow() {
  return {.source_address = address("192.0.2.1"),
          .destination_address = address("198.51.100.7"),
          .source_port = 1025,
          .destination_port = 443,
          .protocol = model::kTcp,
          .traits = model::kHasTcpFlags,
          .tcp_flags = model::kSyn | model::kAck,
          .start = kMidnight,
          .end = kMidnight + 2 * base::kSecond,
          .packets = 10,
          .octets = 640};
}

inline model::Flow v6_flow() {
  auto flow = plain_flow();
  flow.source_address = address("2001:db8::1");
  flow.destination_address = address("2001:db8::2");
  return flow;
}

inline model::FlowBatch batch_of(const std::vector<model::Flow>& flows) {
  model::FlowBatch batch;
  for (const auto& flow : flows) batch.append(flow);
  return batch;
}

/// "0005 0001" → two, two octets; blanks, and what follows "#" in a line, do not count.
inline std::string octets(std::string_view hex) {
  std::string out;
  bool comment = false;
  int high = -1;
  for (const char c : hex) {
    if (c == '#') comment = true;
    if (c == '\n') comment = false;
    if (comment || std::isxdigit(static_cast<unsigned char>(c)) == 0) continue;
    const int digit =
        std::isdigit(static_cast<unsigned char>(c)) != 0 ? c - '0' : (c | 32) - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      out += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return out;
}

/// Octets as pairs of hexadecimal digits, so that a difference can be read.
inline std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
    out += ' ';
  }
  return out;
}

struct Encoded {
  std::vector<std::string> datagrams;
  std::vector<std::uint32_t> records;
  Tally tally;
};

inline Encoded encode(Format format, const std::vector<model::Flow>& flows,
                      const EncoderOptions& options = {}, base::Micros shift = 0) {
  Encoded out;
  auto encoder = make_encoder(format, options, [&out](const Datagram& datagram) -> Status {
                   out.datagrams.emplace_back(datagram.bytes);
                   out.records.push_back(datagram.records);
                   return {};
                 }).value();
  EXPECT_TRUE(encoder->add(batch_of(flows), shift));
  EXPECT_TRUE(encoder->flush());
  out.tally = encoder->tally();
  return out;
}

}  // namespace noroshi::replay
