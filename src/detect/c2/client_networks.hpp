// Client networks: in how many networks do the watched clients live, and how many of them should
// a server meet?
//
// A network is an IPv4 /24 or an IPv6 /48, what an operator gives to one place.  Tokens
// (model/token.hpp) have none: they were made so that nothing of the address is left.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "detect/c2/host_index.hpp"

namespace noroshi::c2 {

class ClientNetworks {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// Over the hosts for which `is_client` holds.
  void fill(const HostIndex& hosts, const std::function<bool(std::uint32_t)>& is_client);

  /// The network of a host as a number, kNone if it is no client or a token.
  [[nodiscard]] std::uint32_t of(std::uint32_t host) const;
  [[nodiscard]] std::size_t networks() const { return networks_; }
  [[nodiscard]] std::size_t clients() const { return clients_; }

  /// How many networks `clients` drawn by lot, each once, live in on average.
  [[nodiscard]] double expected(std::size_t clients) const;

 private:
  struct Size {
    double clients = 0;   // of a network
    double networks = 0;  // of that size
  };

  std::vector<std::uint32_t> of_host_;
  std::vector<Size> sizes_;
  std::size_t networks_ = 0;
  std::size_t clients_ = 0;
};

}  // namespace noroshi::c2
