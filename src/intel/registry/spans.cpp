#include "intel/registry/spans.hpp"

#include <algorithm>
#include <numeric>

namespace noroshi::registry {
namespace {

constexpr int kMappedBits = 96;  // IPv4 sits behind ::ffff:0:0/96

int full_length(const net::Prefix& prefix) {
  return prefix.length + (prefix.address.is_v4() ? kMappedBits : 0);
}

net::Address last_of(const net::Prefix& prefix) {
  return net::PrefixSet({prefix}).ranges().front().last;
}

net::Address before(const net::Address& address) {
  const std::uint64_t borrow = address.low() == 0 ? 1 : 0;
  return net::Address::v6(address.high() - borrow, address.low() - 1);
}

net::Address after(const net::Address& address) {
  const std::uint64_t carry = address.low() == ~std::uint64_t{0} ? 1 : 0;
  return net::Address::v6(address.high() + carry, address.low() + 1);
}

class Flattening {
 public:
  void open(const net::Address& first, const net::Address& last, std::uint32_t index) {
    close_before(first);
    if (!open_.empty() && next_ < first) put(next_, before(first), open_.back().index);
    next_ = first;
    open_.push_back({first, last, index});
  }

  std::vector<Span> run() && {
    while (!open_.empty()) close();
    return std::move(spans_);
  }

 private:
  void close_before(const net::Address& first) {
    while (!open_.empty() && open_.back().last < first) close();
  }

  // The innermost prefix ends; what holds it goes on behind it.
  void close() {
    const Span done = open_.back();
    open_.pop_back();
    if (covered_) return;
    if (next_ <= done.last) put(next_, done.last, done.index);
    // Only the very last address has nothing behind it, and then every open prefix ends there.
    covered_ = done.last == net::Address::v6(~0ULL, ~0ULL);
    if (next_ <= done.last) next_ = after(done.last);
  }

  void put(const net::Address& first, const net::Address& last, std::uint32_t index) {
    spans_.push_back({first, last, index});
  }

  std::vector<Span> open_;  // each lies in the one before
  std::vector<Span> spans_;
  net::Address next_;  // what is before it has been put
  bool covered_ = false;
};

}  // namespace

bool wider_first(const net::Prefix& a, const net::Prefix& b) {
  if (a.address != b.address) return a.address < b.address;
  return full_length(a) < full_length(b);
}

bool is_somebodys(const net::Prefix& prefix) {
  if (prefix.length == 0) return false;
  return prefix.address.is_v4() || !prefix.contains(net::Address::v4(0));
}

std::vector<Span> spans_of(const std::vector<net::Prefix>& prefixes) {
  std::vector<std::uint32_t> order(prefixes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return wider_first(prefixes[a], prefixes[b]);
  });
  Flattening flattening;
  for (const std::uint32_t i : order) {
    flattening.open(prefixes[i].address, last_of(prefixes[i]), i);
  }
  return std::move(flattening).run();
}

std::optional<std::uint32_t> find_span(const std::vector<Span>& spans,
                                       const net::Address& address) {
  const auto above = std::upper_bound(
      spans.begin(), spans.end(), address,
      [](const net::Address& wanted, const Span& span) { return wanted < span.first; });
  if (above == spans.begin()) return std::nullopt;
  const Span& span = *std::prev(above);
  return address <= span.last ? std::optional(span.index) : std::nullopt;
}

}  // namespace noroshi::registry
