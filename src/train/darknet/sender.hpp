// Sender: what the packets of one source look like, as its tool and its operating system make them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "train/traffic/random.hpp"

namespace noroshi::darknet {

/// Who builds the packet, and therefore what stays the same in it.
enum class Craft : std::uint8_t {
  /// Mirai's raw socket: sequence number = destination, window and source port drawn once when the
  /// process begins, IP ID new in each packet, TTL 64, no options (its published scanner.c).
  Mirai,
  Raw,         ///< another bot's raw socket: no options, sequence number drawn once or each time
  Linux,       ///< connect() on Linux: MSS, SACK, timestamps, window scale; repeats unanswered SYNs
  Windows,     ///< connect() on Windows
  ZmapMarked,  ///< ZMap before 4.1: IP ID 54321
  Zmap,        ///< ZMap since: IP ID random
  Masscan,     ///< IP ID folded from destination, port and sequence number; TTL 255, window 1024
  Nmap,        ///< window 1024 … 4096, MSS 1460 alone
  Own,         ///< somebody's own stateless scanner, with invariants of its own
};

struct Sender {
  Craft craft = Craft::Raw;
  std::uint8_t ttl = 64;  ///< as it arrives
  std::uint16_t window = 0;
  std::uint16_t mss = 0;
  std::array<std::uint8_t, 8> options{};  ///< kinds, in order
  std::uint16_t source_port = 0;          ///< where it is fixed
  std::uint16_t ip_id = 0;                ///< where it is fixed
  std::uint32_t sequence = 0;             ///< where it is fixed
  bool port_fixed = false;
  bool id_fixed = false;
  bool sequence_fixed = false;
  bool dont_fragment = false;
  std::uint8_t repeats = 0;  ///< further SYNs to a target that does not answer
};

/// What a tool's author decided, once for all who run it; `ttl` is the initial one.
Sender draw_tool(Craft craft, traffic::Stream& random);

/// One source that runs it: its distance, and what a process or a device draws for itself.
Sender at_source(const Sender& tool, traffic::Stream& random);

/// Octets of TCP options, padded to a multiple of four.
std::size_t option_octets(const Sender& sender);

/// What one packet of a sender carries.
struct Header {
  std::uint16_t source_port = 0;
  std::uint16_t ip_id = 0;
  std::uint32_t sequence = 0;
};

/// `random` is the packet's own; `target` and `port` as they stand in it.
Header header_of(const Sender& sender, std::uint32_t target, std::uint16_t port,
                 traffic::Stream& random);

}  // namespace noroshi::darknet
