// Signature: which tool built the packets, by marks that are public and else by what its packets
// never change.
//
// A stack of an operating system tells the device, not the program that called connect(): its
// window, MSS and numbers are left out, and all Linux devices share one signature.  Who builds
// packets by himself leaves more: window, options, length, which fields he draws once and which
// for each packet (Durumeric, Bailey and Halderman, "An Internet-Wide View of Internet-Wide
// Scanning", 2014, tell ZMap so; Mirai's scanner draws its window once a process).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {

enum class Maker : std::uint8_t {
  Mirai,
  Zmap,
  Masscan,
  Nmap,
  Linux,    ///< options of its SYN: MSS, SACK permitted, timestamps, NOP, window scale
  Windows,  ///< MSS, NOP, window scale, NOP, NOP, SACK permitted
  Crafted,  ///< a TCP header that no stack makes
  Datagram,
  Echo,  ///< ICMP, whatever it asks
  Other,
};

struct Signature {
  Maker maker = Maker::Other;
  std::uint16_t window = 0;  ///< Crafted
  bool window_varies = false;
  std::array<std::uint8_t, 8> options{};  ///< Crafted
  std::uint16_t length = 0;               ///< Crafted, Datagram; 0: varies
  std::uint8_t ttl = 0;                   ///< the initial one: 32, 64, 128 or 255; 0: varies
  bool ip_id_varies = false;              ///< Crafted; this and the next two need two packets
  bool sequence_varies = false;
  bool source_port_varies = false;
  std::uint64_t payload_hash = 0;  ///< Datagram

  friend auto operator<=>(const Signature&, const Signature&) = default;
};

/// Nothing where no headers were seen, or those of one packet alone that bears no mark and came
/// from no known stack: what does not change cannot be told.
std::optional<Signature> signature_of(const SourceProfile& source, const model::ScanEvent& main);

/// "mirai", "zmap", "masscan", "nmap", or "unknown-1a2b3c4d", the same for the same invariants in
/// every run.
std::string tool_name(const Signature& signature);

/// In words: "window 14600, TTL 33–64, no options, IP ID changes".
std::string profile_in_words(const Signature& signature);

/// The smallest usual initial TTL that is not below `ttl`.
std::uint8_t initial_ttl(std::uint8_t ttl);

}  // namespace noroshi::scan
