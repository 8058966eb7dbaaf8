#include "train/traffic/sites.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

constexpr double kZipf = 0.95;

// The tail: mostly HTTPS, some plain HTTP, a few on the ports of home-grown services.
std::uint16_t tail_port(Stream& stream) {
  const double u = stream.unit();
  if (u < 0.86) return 443;
  if (u < 0.97) return 80;
  constexpr std::uint16_t kOther[] = {8080, 8443, 8000, 3000, 4443, 9443, 8888, 5000};
  return kOther[stream.below(8)];
}

}  // namespace

Sites::Sites(const Scenario& scenario)
    : seed_(scenario.seed), count_(scenario.sites), popularity_(scenario.sites, kZipf) {}

Site Sites::at(std::uint32_t rank) const {
  Stream stream = Stream::of(seed_, Domain::Service, rank);
  Site site;
  site.rank = rank;
  site.cdn = rank < std::max<std::uint32_t>(8, count_ / 50);
  if (!site.cdn) {
    site.port = tail_port(stream);
    site.ipv6 = stream.chance(0.1);
    return site;
  }
  site.ipv6 = stream.chance(0.8);
  site.quic = stream.chance(0.6);
  site.network = stream.below(kCdnCount);
  site.first = stream.below(kCdnWidth);
  site.width = 4U << stream.below(5);  // 4 … 64 addresses
  return site;
}

net::Address Sites::address(const Site& site, const AddressPlan& plan, Stream& stream) const {
  if (!site.cdn) return plan.hosting(site.rank);
  return plan.cdn(site.network, site.first + stream.below(site.width));
}

}  // namespace noroshi::traffic
