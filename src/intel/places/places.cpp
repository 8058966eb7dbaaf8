#include "intel/places/places.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace noroshi::places {
namespace {

using Range = Places::Range;

/// Number of addresses less one, as two halves; orders ranges by width.
std::pair<std::uint64_t, std::uint64_t> width(const Range& range) {
  const std::uint64_t low = range.last.low() - range.first.low();
  const std::uint64_t borrow = range.last.low() < range.first.low() ? 1 : 0;
  return {range.last.high() - range.first.high() - borrow, low};
}

/// The next address; nothing behind the last one.
std::optional<net::Address> after(const net::Address& address) {
  if (address.low() != ~std::uint64_t{0}) {
    return net::Address::v6(address.high(), address.low() + 1);
  }
  if (address.high() == ~std::uint64_t{0}) return std::nullopt;
  return net::Address::v6(address.high() + 1, 0);
}

net::Address before(const net::Address& address) {
  const std::uint64_t borrow = address.low() == 0 ? 1 : 0;
  return net::Address::v6(address.high() - borrow, address.low() - 1);
}

/// Ranges that lie in one another → disjoint ones, the narrowest on top; of equal ones the last.
class Flattening {
 public:
  explicit Flattening(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  std::vector<Range> run() && {
    std::map<net::Address, std::pair<std::vector<std::size_t>, std::vector<std::size_t>>> edges;
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      edges[ranges_[i].first].first.push_back(i);
      if (const auto end = after(ranges_[i].last)) edges[*end].second.push_back(i);
    }
    for (auto at = edges.begin(); at != edges.end(); ++at) {
      for (const std::size_t i : at->second.first) open_.insert(rank(i));
      for (const std::size_t i : at->second.second) open_.erase(rank(i));
      const auto next = std::next(at);
      if (open_.empty()) continue;
      const auto last = next == edges.end() ? net::Address::v6(~0ULL, ~0ULL) : before(next->first);
      put(at->first, last, ranges_[std::get<2>(*open_.begin())].word);
    }
    return std::move(flat_);
  }

 private:
  using Rank = std::tuple<std::pair<std::uint64_t, std::uint64_t>, std::size_t, std::size_t>;
  [[nodiscard]] Rank rank(std::size_t i) const {
    return {width(ranges_[i]), ranges_.size() - i, i};
  }

  void put(const net::Address& first, const net::Address& last, std::uint32_t word) {
    const bool goes_on =
        !flat_.empty() && flat_.back().word == word && after(flat_.back().last) == first;
    if (goes_on) {
      flat_.back().last = last;
    } else {
      flat_.push_back({first, last, word});
    }
  }

  std::vector<Range> ranges_;
  std::set<Rank> open_;  // ranges that hold the place, narrowest first
  std::vector<Range> flat_;
};

}  // namespace

Places::Places(const std::vector<PlaceFile>& files) {
  std::map<std::string, std::uint32_t, std::less<>> numbers;
  const auto number_of = [&](const std::string& word) {
    const auto [at, is_new] = numbers.emplace(word, static_cast<std::uint32_t>(words_.size()));
    if (is_new) words_.push_back(word);
    return at->second;
  };
  std::vector<Range> countries;
  std::vector<Range> networks;
  for (const PlaceFile& file : files) {
    for (const PlaceRange& one : file.ranges) {
      if (!one.country.empty()) countries.push_back({one.first, one.last, number_of(one.country)});
      if (!one.network.empty()) networks.push_back({one.first, one.last, number_of(one.network)});
    }
  }
  countries_ = Flattening(std::move(countries)).run();
  networks_ = Flattening(std::move(networks)).run();
}

std::string_view Places::word_at(const std::vector<Range>& table,
                                 const net::Address& address) const {
  const auto above = std::upper_bound(
      table.begin(), table.end(), address,
      [](const net::Address& wanted, const Range& range) { return wanted < range.first; });
  if (above == table.begin()) return {};
  const Range& range = *std::prev(above);
  return address <= range.last ? std::string_view(words_[range.word]) : std::string_view();
}

Place Places::find(const net::Address& address) const {
  return {.country = word_at(countries_, address), .network = word_at(networks_, address)};
}

}  // namespace noroshi::places
