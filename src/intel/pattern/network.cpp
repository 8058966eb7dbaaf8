#include "intel/pattern/network.hpp"

#include <charconv>

namespace noroshi::pattern {

std::optional<net::Prefix> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = net::Address::parse(text.substr(0, slash));
  if (!address.has_value()) return std::nullopt;
  const int widest = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return net::Prefix{*address, widest};
  const auto digits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  if (!whole || digits.front() == '-' || length > widest) return std::nullopt;
  return net::Prefix::of(*address, length);
}

bool is_subset(const net::Prefix& inner, const net::Prefix& outer) {
  return inner.address.is_v4() == outer.address.is_v4() && inner.length >= outer.length &&
         outer.contains(inner.address);
}

}  // namespace noroshi::pattern
