// Captured: the export datagrams inside a packet capture, sent again as they are.
//
// Each exporter of the capture (address and port) gets a socket of its own, so that a collector
// tells them apart as it would have: templates and sequence numbers are per exporter.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "io/input.hpp"
#include "train/replay/sender.hpp"

namespace noroshi::replay {

struct CapturedTally {
  std::uint64_t packets = 0;                             ///< in the captures
  std::map<std::string_view, std::uint64_t> not_export;  ///< packets that were not sent, by reason
  std::size_t exporters = 0;
};

class Captured {
 public:
  /// Makes the channel of one more exporter.
  using Open = std::function<Result<std::unique_ptr<Channel>>()>;

  Captured(Sender& sender, Open open) : sender_(sender), open_(std::move(open)) {}

  /// Sends every export datagram of a pcap or pcapng.  A capture that ends inside a packet counts.
  Status replay(io::Input& input);

  [[nodiscard]] const CapturedTally& tally() const { return tally_; }

 private:
  static constexpr std::size_t kMostExporters = 256;  // sockets

  Result<std::size_t> channel_of(const net::Address& address, std::uint16_t port);

  Sender& sender_;
  Open open_;
  std::map<std::pair<net::Address, std::uint16_t>, std::size_t> channels_;
  CapturedTally tally_;
};

}  // namespace noroshi::replay
