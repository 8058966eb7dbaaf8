#include "trust/permit/networks.hpp"

#include <algorithm>
#include <iterator>

namespace noroshi::permit {
namespace {

net::PrefixSet of_family(const std::vector<net::Prefix>& prefixes, bool v4) {
  std::vector<net::Prefix> chosen;
  std::copy_if(prefixes.begin(), prefixes.end(), std::back_inserter(chosen),
               [&](const net::Prefix& prefix) { return prefix.address.is_v4() == v4; });
  return net::PrefixSet(chosen);
}

}  // namespace

Networks::Networks(const std::vector<net::Prefix>& prefixes) : v6_(of_family(prefixes, false)) {
  const auto v4 = of_family(prefixes, true);
  for (const auto& range : v4.ranges()) {
    firsts_.push_back(range.first.v4_bits());
    lasts_.push_back(range.last.v4_bits());
  }
}

bool Networks::contains_v4(std::uint32_t bits) const {
  if (firsts_.empty()) return false;
  // The last range that does not begin after `bits`, if there is one; else the first.
  const std::uint32_t* found = firsts_.data();
  for (std::size_t left = firsts_.size(); left > 1;) {
    const std::size_t half = left / 2;
    found += found[half] <= bits ? half : 0;
    left -= half;
  }
  return *found <= bits && bits <= lasts_[static_cast<std::size_t>(found - firsts_.data())];
}

}  // namespace noroshi::permit
