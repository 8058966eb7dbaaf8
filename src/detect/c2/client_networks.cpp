#include "detect/c2/client_networks.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "model/token.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {
namespace {

constexpr int kNetworkV4 = 24;
constexpr int kNetworkV6 = 48;

net::Address network_of(const net::Address& address) {
  return net::Prefix::of(address, address.is_v4() ? kNetworkV4 : kNetworkV6).address;
}

}  // namespace

void ClientNetworks::fill(const HostIndex& hosts,
                          const std::function<bool(std::uint32_t)>& is_client) {
  std::unordered_map<net::Address, std::uint32_t> numbers;
  std::vector<std::size_t> members;
  of_host_.assign(hosts.size(), kNone);
  for (std::uint32_t host = 0; host < hosts.size(); ++host) {
    const net::Address& address = hosts.address(host);
    if (model::is_token(address) || !is_client(host)) continue;
    const auto number = static_cast<std::uint32_t>(members.size());
    const auto [network, is_new] = numbers.try_emplace(network_of(address), number);
    if (is_new) members.push_back(0);
    ++members[network->second];
    of_host_[host] = network->second;
    ++clients_;
  }
  networks_ = members.size();
  std::map<std::size_t, double> sizes;
  for (const std::size_t size : members) sizes[size] += 1.0;
  for (const auto& [size, networks] : sizes) {
    sizes_.push_back({static_cast<double>(size), networks});
  }
}

std::uint32_t ClientNetworks::of(std::uint32_t host) const {
  return host < of_host_.size() ? of_host_[host] : kNone;
}

double ClientNetworks::expected(std::size_t clients) const {
  const auto all = static_cast<double>(clients_);
  const double drawn = std::min(static_cast<double>(clients), all);
  double met = 0;
  for (const Size& size : sizes_) {
    // P[none of the network is drawn] = C(all − size, drawn) / C(all, drawn), in which size and
    // drawn may change places: the product over the fewer, i, of (all − the more − i) / (all − i).
    const double fewer = std::min(size.clients, drawn);
    const double more = std::max(size.clients, drawn);
    double missed = 1;
    for (double i = 0; i < fewer && missed > 1e-9; ++i) {
      missed *= std::max(0.0, all - more - i) / (all - i);
    }
    met += size.networks * (1.0 - missed);
  }
  return met;
}

}  // namespace noroshi::c2
