// Surroundings: what is known of the whole input while one server is judged.
//
// Filled in one pass over all servers (counters are sums, so threads may fill it together), then
// read-only.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "detect/c2/ages.hpp"
#include "detect/c2/client_networks.hpp"
#include "detect/c2/contact.hpp"
#include "detect/c2/customary.hpp"
#include "detect/c2/host_index.hpp"
#include "detect/c2/platforms.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {

/// What one host did as a client, over all servers.
struct ClientHistory {
  std::uint32_t servers = 0;         ///< distinct service endpoints contacted
  std::uint32_t failed_servers = 0;  ///< of these, such as never answered
  std::uint32_t odd_servers = 0;     ///< of these, on ports of no common service
  bool attacks = false;              ///< it scanned or flooded
};

class Overview;

class Surroundings {
 public:
  struct Settings {
    std::uint32_t sampling = 1;       ///< one of N packets was seen
    net::PrefixSet inside;            ///< the watched network; empty: see `conclude`
    std::vector<Platform> platforms;  ///< whose address ranges carry ordinary services
    std::vector<FirstSeen> ages{};    ///< since when servers are known; empty: nobody remembers
    /// What is known of the whole window where the hosts' servers are only some of it; it counts
    /// then, and what is observed does not.  Its clients are among the hosts.
    const Overview* overview = nullptr;
  };

  /// `hosts` must outlive the surroundings.
  Surroundings(const HostIndex& hosts, Settings settings);

  /// Adds one server's contacts to the counters.  Threads may call it together.
  void observe(const Server& server, std::uint32_t server_host);

  /// Draws the conclusions that need all counters.  Once, after the last `observe`.
  ///
  /// Where the user did not say what is inside, private addresses are.  A capture of public
  /// addresses is mostly of one network, which is one end of nearly all contacts and calls others
  /// too; then that network is inside.
  void conclude();

  [[nodiscard]] std::uint32_t sampling() const { return settings_.sampling; }
  /// What is known of the whole window, if the table holds only some of it; else null.
  [[nodiscard]] const Overview* overview() const { return settings_.overview; }
  /// The host of that address, HostIndex::kNone if there is none.
  [[nodiscard]] std::uint32_t host_of(const net::Address& address) const {
    return hosts_.find(address);
  }
  /// All service endpoints.
  [[nodiscard]] std::size_t servers() const { return servers_; }

  /// Those outside the watched network that answered anybody, or that somebody tried again: the
  /// ones that could be C2 at all.
  [[nodiscard]] std::size_t outside_servers() const { return outside_servers_; }

  /// Hosts of the watched network that were clients; all clients where none is inside.
  [[nodiscard]] std::size_t clients() const { return clients_; }

  /// Of these, the ones that scan or flood.
  [[nodiscard]] std::size_t attackers() const { return attackers_; }
  [[nodiscard]] base::Micros first_seen() const { return first_seen_; }
  [[nodiscard]] base::Micros last_seen() const { return last_seen_; }

  [[nodiscard]] ClientHistory history(std::uint32_t client) const;

  /// How many distinct servers on `port` never answered `client` (an upper bound: a small table
  /// of counters is shared by hash).  Many mean a scan or a spam run, not a lost master.
  [[nodiscard]] std::uint32_t failed_on_port(std::uint32_t client, std::uint16_t port) const;

  /// Whether the address, or the host of that number, belongs to the watched network.
  [[nodiscard]] bool is_inside(const net::Address& address) const;
  [[nodiscard]] bool is_inside_host(std::uint32_t host) const;

  /// Whether the host counts among `clients`, if it is one.
  [[nodiscard]] bool is_watched(std::uint32_t host) const {
    return all_watched_ || is_inside_host(host);
  }

  /// What servers of this input usually see, and where its clients live.
  [[nodiscard]] const Customary& customary() const { return customary_; }
  [[nodiscard]] const ClientNetworks& client_networks() const { return networks_; }
  [[nodiscard]] const Ages& ages() const { return ages_; }

  /// Share of lone SYNs among the TCP contacts of servers that answer somebody: what sampling makes
  /// of connections that went well.
  [[nodiscard]] double usual_asked() const;

  /// The platform whose ranges hold the address, or null.
  [[nodiscard]] const Platform* platform_of(const net::Address& address) const;

 private:
  struct Counters {
    std::atomic<std::uint32_t> servers{0};
    std::atomic<std::uint32_t> failed_servers{0};
    std::atomic<std::uint32_t> odd_servers{0};
    std::atomic<std::uint32_t> contacts{0};  // as client or server
    std::atomic<std::uint32_t> calls{0};     // as client
    std::atomic<bool> floods{false};
  };

  void take(const Overview& overview);
  void observe_asked(const Server& server);
  void find_vantage();
  void count_clients(bool only_inside);
  [[nodiscard]] std::size_t slot(std::uint32_t client, std::uint16_t port) const;

  Settings settings_;
  PlatformIndex platforms_;
  Ages ages_;
  Customary customary_;
  ClientNetworks networks_;
  std::atomic<std::uint64_t> answering_contacts_{0};  // TCP, of servers that answer somebody
  std::atomic<std::uint64_t> answering_asked_{0};     // of these, lone SYNs
  const HostIndex& hosts_;                            // outlives this
  std::unique_ptr<Counters[]> counters_;              // by host
  std::unique_ptr<std::atomic<std::uint32_t>[]> port_counts_;  // by hash of (client, port)
  std::atomic<std::size_t> servers_{0};
  std::atomic<std::size_t> outside_servers_{0};
  std::atomic<base::Micros> first_seen_;
  std::atomic<base::Micros> last_seen_;
  std::atomic<std::uint64_t> contacts_{0};
  std::optional<net::Prefix> vantage_;  // the network that the capture was taken at
  bool all_watched_ = false;            // no client is inside
  std::size_t clients_ = 0;
  std::size_t attackers_ = 0;
};

}  // namespace noroshi::c2
