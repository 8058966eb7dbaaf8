#include "act/subscriber/lease_book.hpp"

namespace noroshi::subscriber {
namespace {

std::uint32_t key_of(const net::Address& address, const Ledger<std::uint32_t>& /*family*/) {
  return address.v4_bits();
}

const net::Address& key_of(const net::Address& address, const Ledger<net::Address>& /*family*/) {
  return address;
}

template <class Family>
void collect(const Family& family, const net::Prefix& prefix, const Window& window,
             std::vector<Stay>& stays) {
  for (const auto& [length, ledger] : family) {
    if (length > prefix.length) continue;
    const auto of = net::Prefix::of(prefix.address, length).address;
    ledger.each(key_of(of, ledger), window, [&](const Stay& stay) { stays.push_back(stay); });
  }
}

template <class Family>
std::size_t settle_all(Family& family) {
  std::size_t contested = 0;
  for (auto& [length, ledger] : family) contested += ledger.settle();
  return contested;
}

}  // namespace

void LeaseBook::add(const net::Prefix& prefix, const Stay& stay) {
  if (size() == 0) oldest_ = newest_ = stay.start;
  oldest_ = std::min(oldest_, stay.start);
  newest_ = std::max(newest_, stay.end == kForever ? stay.start : stay.end);
  if (prefix.address.is_v4()) {
    v4_[prefix.length].add(prefix.address.v4_bits(), stay);
  } else {
    v6_[prefix.length].add(prefix.address, stay);
  }
}

std::size_t LeaseBook::settle() { return settle_all(v4_) + settle_all(v6_); }

Tenancy LeaseBook::find(const net::Prefix& prefix, const Window& window) const {
  std::vector<Stay> stays;
  if (prefix.address.is_v4()) {
    collect(v4_, prefix, window, stays);
  } else {
    collect(v6_, prefix, window, stays);
  }
  // Of one length they are disjoint already; of several they may not be.
  return tenancy(stays.size() < 2 ? stays : disjoint(stays), window);
}

std::size_t LeaseBook::size() const {
  std::size_t sum = 0;
  for (const auto& [length, ledger] : v4_) sum += ledger.rows().size();
  for (const auto& [length, ledger] : v6_) sum += ledger.rows().size();
  return sum;
}

std::uint64_t LeaseBook::octets() const {
  std::uint64_t sum = 0;
  for (const auto& [length, ledger] : v4_) {
    sum += ledger.rows().capacity() * sizeof(Ledger<std::uint32_t>::Row);
  }
  for (const auto& [length, ledger] : v6_) {
    sum += ledger.rows().capacity() * sizeof(Ledger<net::Address>::Row);
  }
  return sum;
}

}  // namespace noroshi::subscriber
