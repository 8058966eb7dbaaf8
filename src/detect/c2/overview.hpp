// Overview: what is known of a whole window where only the pairs of some servers are read.
//
// Lines of evidence ask what a client does elsewhere: does it scan, how many odd ports does it
// call, how many servers never answered it.  From records the hunt counts that itself; from a store
// the servers that were pruned never reach it, so their pairs are summed up here, in one pass and
// about 110 octets a client.  Numbers of servers are sketches: exact to some units up to about 40,
// and within 13 % beyond (model/distinct.hpp).  A pair counts as failed if no pane saw an answer.
//
// Order of input does not matter.  Filled by one thread, then read-only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "detect/c2/host_index.hpp"
#include "detect/c2/surroundings.hpp"
#include "model/pane.hpp"

namespace noroshi::c2 {

/// Distinct things in 32 octets: registers of model/distinct.hpp, half an octet each.
class SmallSketch {
 public:
  void note(std::uint64_t hash);
  [[nodiscard]] double estimate() const;

 private:
  std::array<std::uint8_t, 32> registers_{};
};

class Overview {
 public:
  /// What a census of servers says (prune.hpp).
  struct Servers {
    std::size_t all = 0;
    std::size_t outside = 0;  ///< that could be C2
    std::size_t shared = 0;   ///< with two clients or more
    base::Micros first_seen = 0;
    base::Micros last_seen = 0;
  };

  Overview();
  void add(const model::PairBatch& batch);
  void set(const Servers& servers) { servers_ = servers; }

  [[nodiscard]] const Servers& servers() const { return servers_; }
  [[nodiscard]] std::size_t clients() const { return hosts_.size(); }
  [[nodiscard]] const net::Address& client(std::uint32_t number) const {
    return hosts_.address(number);
  }
  /// Of a client by its number; `attacks` says whether it flooded.
  [[nodiscard]] ClientHistory history(std::uint32_t number) const;

  /// How many servers on `port` never answered the client (an upper bound, as slots are shared).
  [[nodiscard]] std::uint32_t failed_on_port(const net::Address& client, std::uint16_t port) const;

 private:
  static constexpr std::size_t kChunkRows = 4096;
  static constexpr std::size_t kPortSlots = std::size_t{1} << 20;

  struct Client {
    SmallSketch servers;
    SmallSketch answering;
    std::uint64_t odd = 0;  // classes of servers on odd ports, 64 of them
    bool floods = false;
  };
  // Classes of servers, 64 of them, that a client called on a port, and such that answered.
  struct Port {
    std::uint64_t called = 0;
    std::uint64_t answering = 0;
  };

  Client& client_of(const net::Address& address);

  HostIndex hosts_;
  std::vector<std::unique_ptr<Client[]>> chunks_;
  std::vector<Port> ports_;
  Servers servers_;
};

}  // namespace noroshi::c2
