#include "detect/scan/host_count.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "detect/scan/address_links.hpp"
#include "net/prefix.hpp"

namespace noroshi::scan {
namespace {

// Two standard deviations, and what they leave out: links of one network are wrong together, and
// two machines of one household, or one after the other, stand behind one address.
constexpr double kDeviations = 1.96;
constexpr double kCommonDoubt = 0.15;    // of the addresses that were linked away
constexpr double kSharedAddress = 0.01;  // of all addresses

std::string network_of(const net::Address& address, const PoolOf& pool_of) {
  if (pool_of) {
    const Pool pool = pool_of(address);
    if (!pool.network.empty()) return pool.network;
    if (!pool.pool.empty()) return pool.pool;
  }
  return net::Prefix::of(address, address.is_v4() ? 16 : 48).to_string();
}

bool none_infected(const std::vector<HostRecord>& records) {
  return std::all_of(records.begin(), records.end(),
                     [](const HostRecord& record) { return record.family.empty(); });
}

// Hosts of one network that belong to one family.
class Sum {
 public:
  void add(double begins) {
    ++addresses_;
    hosts_ += begins;
    variance_ += begins * (1 - begins);
  }

  [[nodiscard]] HostCount count(const std::string& network, const std::string& family) const {
    const auto addresses = static_cast<double>(addresses_);
    const double common = kCommonDoubt * (addresses - hosts_) + kSharedAddress * addresses;
    const double spread = kDeviations * std::sqrt(variance_ + common * common);
    return {.network = network,
            .family = family,
            .addresses = addresses_,
            .hosts = hosts_,
            .low = std::max(std::min(1.0, hosts_), hosts_ - spread),
            .high = hosts_ + spread};
  }

 private:
  std::uint64_t addresses_ = 0;
  double hosts_ = 0;
  double variance_ = 0;
};

}  // namespace

std::vector<HostCount> count_hosts(std::span<const model::InfectedHost> infected,
                                   const DayInput& input) {
  std::map<std::string, std::vector<HostRecord>> networks;
  for (HostRecord& record : host_records(infected, input)) {
    networks[network_of(record.address, input.pool_of)].push_back(std::move(record));
  }
  const double hours =
      static_cast<double>(input.end - input.begin) / static_cast<double>(base::kHour);
  std::vector<HostCount> counts;
  for (const auto& [network, records] : networks) {
    if (none_infected(records)) continue;
    const Linked linked = link(records, hours);
    std::map<std::string, Sum> families;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!records[i].family.empty()) families[records[i].family].add(linked.begins[i]);
    }
    for (const auto& [family, sum] : families) counts.push_back(sum.count(network, family));
  }
  return counts;
}

}  // namespace noroshi::scan
