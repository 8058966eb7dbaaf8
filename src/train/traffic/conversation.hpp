// Conversation: what two hosts said to one another, before any exporter or sampler looked.
//
// Sources of traffic make conversations; exporter.hpp cuts them into the records a router would
// send.  Counters are of the IP layer.  The packets of each direction are spread evenly between
// `start` and `end`; a *held* conversation (beat.period > 0) instead opens, is silent but for one
// small exchange each beat, and closes.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/address.hpp"
#include "train/traffic/random.hpp"

namespace noroshi::traffic {

/// The keep-alive of a held conversation.
struct Beat {
  base::Micros period = 0;   ///< 0: not held
  double jitter = 0.01;      ///< each interval is period · (1 ± jitter), uniform
  std::uint16_t octets = 2;  ///< payload of client → server
  std::uint16_t reverse_octets = 2;
  bool from_server = false;  ///< the server speaks first (IRC PING)
  bool answered = true;      ///< false: one datagram, no reply (NAT keep-alive, RFC 3948)
};

struct Conversation {
  net::Address client;
  net::Address server;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  std::uint8_t protocol = model::kTcp;
  std::uint8_t traits = model::kBiflow | model::kHasTcpFlags;
  std::uint8_t flags = 0;
  std::uint8_t reverse_flags = 0;
  base::Micros start = 0;
  base::Micros end = 0;
  std::uint64_t packets = 0;  ///< of a held one: the opening alone
  std::uint64_t reverse_packets = 0;
  std::uint64_t octets = 0;
  std::uint64_t reverse_octets = 0;
  Beat beat;
  bool opens = true;   ///< the first packet is seen
  bool closes = true;  ///< the last packet is seen

  [[nodiscard]] bool held() const { return beat.period > 0; }
};

/// What is asked and answered, in octets of payload.
struct Exchange {
  double request = 0;
  double response = 0;
  base::Micros duration = 0;
};

/// Octets of header in front of the payload: IP and TCP with time stamps (RFC 7323), or UDP.
std::uint32_t header_octets(const net::Address& address, std::uint8_t protocol);

/// Fills counters and flags for a TCP connection: handshake, data in segments of 1,400 octets, an
/// acknowledgement for each second one (RFC 9293, section 3.8.6.3), lost packets sent again, close.
void tcp_exchange(Conversation& conversation, const Exchange& exchange, Stream& stream);

/// The opening of a held connection: the same without the close.
void tcp_opening(Conversation& conversation, const Exchange& exchange, Stream& stream);

/// The same for UDP datagrams of up to 1,200 octets (QUIC, games) or one packet each way (DNS).
void udp_exchange(Conversation& conversation, const Exchange& exchange, Stream& stream);

/// SYNs that nobody answers: the first and `retries` more after 1, 3, 7 … s (RFC 6298).
void unanswered_syn(Conversation& conversation, std::uint32_t retries);

/// A SYN that is answered by RST.
void refused_syn(Conversation& conversation);

/// A client port as hosts choose them (Linux default range 32768–60999).
inline std::uint16_t ephemeral_port(Stream& stream) {
  return static_cast<std::uint16_t>(32'768 + stream.below(28'232));
}

/// A round trip to a server across the Internet: median 25 ms.
base::Micros round_trip(Stream& stream);

}  // namespace noroshi::traffic
