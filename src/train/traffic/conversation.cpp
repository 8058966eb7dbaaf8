#include "train/traffic/conversation.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

using base::kMillisecond;
using base::kSecond;
using base::Micros;

constexpr double kLoss = 0.003;  // share of packets sent again
constexpr double kSegment = 1'400;
constexpr double kDatagram = 1'200;

std::uint64_t pieces(double octets, double most) {
  return octets <= 0 ? 0 : static_cast<std::uint64_t>(octets / most) + 1;
}

}  // namespace

std::uint32_t header_octets(const net::Address& address, std::uint8_t protocol) {
  const std::uint32_t ip = address.is_v4() ? 20 : 40;
  return ip + (protocol == model::kTcp ? 32 : 8);
}

void tcp_exchange(Conversation& c, const Exchange& exchange, Stream& stream) {
  const std::uint64_t header = header_octets(c.client, model::kTcp);
  const std::uint64_t out = pieces(exchange.request, kSegment);
  const std::uint64_t in = pieces(exchange.response, kSegment);
  const std::uint64_t lost_out = stream.poisson(kLoss * static_cast<double>(out));
  const std::uint64_t lost_in = stream.poisson(kLoss * static_cast<double>(in));
  c.packets = 3 + out + lost_out + (in + 1) / 2;         // SYN, ACK, FIN, data, ACKs
  c.reverse_packets = 2 + in + lost_in + (out + 1) / 2;  // SYN ACK, FIN
  c.octets = header * c.packets + static_cast<std::uint64_t>(exchange.request) + lost_out * 1'000;
  c.reverse_octets =
      header * c.reverse_packets + static_cast<std::uint64_t>(exchange.response) + lost_in * 1'400;
  c.flags = c.reverse_flags = model::kSyn | model::kAck | model::kPsh | model::kFin;
  if (stream.chance(0.08)) c.flags |= model::kRst;  // clients that close in a hurry
  c.end = c.start + exchange.duration;
}

void tcp_opening(Conversation& c, const Exchange& exchange, Stream& stream) {
  tcp_exchange(c, exchange, stream);
  const std::uint64_t header = header_octets(c.client, model::kTcp);
  --c.packets;
  --c.reverse_packets;
  c.octets -= header;
  c.reverse_octets -= header;
  c.flags = c.reverse_flags = model::kSyn | model::kAck | model::kPsh;
}

void udp_exchange(Conversation& c, const Exchange& exchange, Stream& stream) {
  const std::uint64_t header = header_octets(c.client, model::kUdp);
  const std::uint64_t out = pieces(exchange.request, kDatagram);
  const std::uint64_t in = pieces(exchange.response, kDatagram);
  c.packets = out + (in > 3 ? in / 4 + stream.poisson(1) : 0);  // QUIC acknowledges rarely
  c.reverse_packets = in + (out > 3 ? out / 4 : 0);
  c.octets =
      header * c.packets + static_cast<std::uint64_t>(exchange.request) + 30 * (c.packets - out);
  c.reverse_octets = header * c.reverse_packets + static_cast<std::uint64_t>(exchange.response) +
                     30 * (c.reverse_packets - in);
  c.flags = c.reverse_flags = 0;
  c.end = c.start + exchange.duration;
}

void unanswered_syn(Conversation& c, std::uint32_t retries) {
  c.packets = 1 + retries;
  c.octets = c.packets * (header_octets(c.client, model::kTcp) + 8U);  // options of a SYN
  c.reverse_packets = c.reverse_octets = 0;
  c.flags = model::kSyn;
  c.reverse_flags = 0;
  c.end = c.start + ((Micros{1} << retries) - 1) * kSecond;
}

void refused_syn(Conversation& c) {
  c.packets = c.reverse_packets = 1;
  c.octets = header_octets(c.client, model::kTcp) + 8U;
  c.reverse_octets = header_octets(c.client, model::kTcp) - 12U;
  c.flags = model::kSyn;
  c.reverse_flags = model::kRst | model::kAck;
  c.end = c.start + 20 * kMillisecond;
}

Micros round_trip(Stream& stream) {
  return std::min(static_cast<Micros>(stream.lognormal(25'000, 0.6)), kSecond);
}

}  // namespace noroshi::traffic
