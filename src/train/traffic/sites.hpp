// Sites: the web services that people visit, from the giants behind CDNs to the long tail.
//
// Popularity falls with rank by Zipf's law.  The first 2 % of sites are served from CDNs: many
// addresses in one of the CDNs' networks, shared among them.  The tail has one address each in the
// hosting range.  Pure: a site is computed from seed and rank, nothing is stored but popularity.
#pragma once

#include <cstdint>

#include "train/traffic/address_plan.hpp"
#include "train/traffic/popularity.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::traffic {

struct Site {
  std::uint32_t rank = 0;
  std::uint16_t port = 443;
  bool cdn = false;
  bool ipv6 = false;          ///< answers on IPv6 too
  bool quic = false;          ///< offers HTTP/3
  std::uint32_t network = 0;  ///< which CDN
  std::uint32_t first = 0;    ///< place in it
  std::uint32_t width = 1;    ///< number of addresses
};

class Sites {
 public:
  explicit Sites(const Scenario& scenario);

  [[nodiscard]] std::uint32_t draw_rank(Stream& stream) const { return popularity_.draw(stream); }
  [[nodiscard]] Site at(std::uint32_t rank) const;
  [[nodiscard]] std::uint32_t count() const { return count_; }

  /// One of the site's addresses; CDNs hand them out by turns.
  [[nodiscard]] net::Address address(const Site& site, const AddressPlan& plan,
                                     Stream& stream) const;

 private:
  std::uint64_t seed_;
  std::uint32_t count_;
  Popularity popularity_;
};

}  // namespace noroshi::traffic
