// Overview: what is known of a whole window where only the pairs of some servers are read.
//
// Lines of evidence ask what a client does elsewhere: does it scan, how many odd ports does it
// call, how many servers never answered it.  From records the hunt counts that itself; from a store
// the servers that were pruned never reach it, so their pairs are summed up here, in one pass and
// about 126 octets a client.  Numbers of servers are sketches: exact to some units up to about 40,
// and within 13 % beyond (model/distinct.hpp).  A pair counts as failed if no pane saw an answer.
//
// So that bots that scan alike are found although what they scan is pruned (seen once, never
// answered), attempts at such servers are kept as numbers for each client and port (16 octets).
//
// Order of input does not matter.  Filled by one thread, then read-only.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
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

class Census;

class Overview {
 public:
  /// What a census of servers says (prune.hpp).
  struct Servers {
    std::size_t all = 0;
    std::size_t outside = 0;  ///< that could be C2
    std::size_t shared = 0;   ///< with two clients or more
    /// Of those outside by transport << 16 | port: all, and such that nobody was answered by.
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> ports{};
    base::Micros first_seen = 0;
    base::Micros last_seen = 0;
  };

  /// One client's attempts on one port at servers that nobody was answered by.
  struct Probes {
    std::uint32_t client = 0;  ///< number
    std::uint32_t port = 0;    ///< transport << 16 | port
    std::uint32_t servers = 0;
    std::uint32_t first = 0;  ///< second of the first, since 1970
  };

  Overview();
  /// `servers` hold the batch's.
  void add(const model::PairBatch& batch, const Census& servers);
  /// Once, after the last `add`, and again after further ones.
  void conclude(const Servers& servers);

  [[nodiscard]] const Servers& servers() const { return servers_; }
  /// Ordered by client and port, each once.
  [[nodiscard]] std::span<const Probes> probes() const { return probes_; }
  [[nodiscard]] std::size_t clients() const { return hosts_.size(); }
  [[nodiscard]] const net::Address& client(std::uint32_t number) const {
    return hosts_.address(number);
  }
  /// Of a client by its number, as of the last `conclude`; `attacks` says whether it flooded.
  [[nodiscard]] const ClientHistory& history(std::uint32_t number) const {
    return histories_[number];
  }

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

  std::uint32_t number_of(const net::Address& address);
  void gather_probes();
  [[nodiscard]] ClientHistory history_of(std::uint32_t number) const;

  HostIndex hosts_;
  std::vector<std::unique_ptr<Client[]>> chunks_;
  std::vector<ClientHistory> histories_;  // by number
  std::vector<Port> ports_;
  std::vector<Probes> probes_;
  std::size_t gathered_ = 0;  // of them, in order already
  Servers servers_;
};

}  // namespace noroshi::c2
