// LeaseBook: which line had an address or a prefix, from when to when (DHCP, DHCPv6-PD, PPPoE and
// RADIUS accounting).
//
// Addresses and prefixes of any length live side by side; an address is of every stay whose prefix
// holds it, and if two of these name different lines at one instant, the operator's own log
// contradicts itself there.  32 octets a stay of IPv4, 48 of IPv6.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "act/subscriber/ledger.hpp"
#include "net/prefix.hpp"

namespace noroshi::subscriber {

class LeaseBook {
 public:
  /// `stay.owner` is the number of a line.
  void add(const net::Prefix& prefix, const Stay& stay);
  /// To be called once, after the last `add`.  Returns how many addresses and prefixes had two
  /// lines at once.
  std::size_t settle();

  /// Who had `address` (all of `prefix`) within the window.
  [[nodiscard]] Tenancy find(const net::Prefix& prefix, const Window& window) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t octets() const;
  [[nodiscard]] base::Micros oldest() const { return oldest_; }  ///< first start; 0 if empty
  [[nodiscard]] base::Micros newest() const { return newest_; }  ///< last start or end

 private:
  // By prefix length, so that a key is the address alone.
  std::map<int, Ledger<std::uint32_t>, std::greater<>> v4_;
  std::map<int, Ledger<net::Address>, std::greater<>> v6_;
  base::Micros oldest_ = 0;
  base::Micros newest_ = 0;
};

}  // namespace noroshi::subscriber
