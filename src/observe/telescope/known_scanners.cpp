#include "observe/telescope/known_scanners.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace noroshi::telescope {
namespace {

constexpr std::uint32_t kSlices = 65'536;

net::Address next(const net::Address& address) {
  const std::uint64_t low = address.low() + 1;
  return net::Address::v6(address.high() + (low == 0 ? 1 : 0), low);
}

net::Address before(const net::Address& address) {
  const std::uint64_t low = address.low();
  return net::Address::v6(address.high() - (low == 0 ? 1 : 0), low - 1);
}

struct Named {
  net::PrefixSet::Range range;
  std::uint16_t scanner = 0;
};

// Outer prefixes before those inside them; of equal ones, the first in the list before the others.
bool outer_first(const Named& a, const Named& b) {
  if (a.range.first != b.range.first) return a.range.first < b.range.first;
  return a.range.last > b.range.last;
}

// Walks over the addresses from low to high and gives out disjoint ranges, each with the innermost
// prefix that holds it.
class Sweep {
 public:
  using Give = std::function<void(const net::PrefixSet::Range&, std::uint16_t scanner)>;
  explicit Sweep(Give give) : give_(std::move(give)) {}

  void enter(const Named& prefix) {
    while (!inside_.empty() && inside_.back().range.last < prefix.range.first) leave();
    const bool again = !inside_.empty() && inside_.back().range.first == prefix.range.first &&
                       inside_.back().range.last == prefix.range.last;
    if (again) return;
    if (!inside_.empty() && from_ < prefix.range.first) {
      give_({from_, before(prefix.range.first)}, inside_.back().scanner);
    }
    from_ = prefix.range.first;
    inside_.push_back(prefix);
  }

  void finish() {
    while (!inside_.empty()) leave();
  }

 private:
  void leave() {
    const Named innermost = inside_.back();
    inside_.pop_back();
    const net::Address last = innermost.range.last;
    if (!at_end_ && from_ <= last) give_({from_, last}, innermost.scanner);
    from_ = next(last);
    at_end_ = at_end_ || from_ == net::Address();  // behind the last address there is
  }

  Give give_;
  std::vector<Named> inside_;  // innermost last
  net::Address from_;          // not given out yet
  bool at_end_ = false;
};

void sweep(std::vector<Named>& prefixes, Sweep::Give give) {
  std::stable_sort(prefixes.begin(), prefixes.end(), outer_first);
  Sweep sweep(std::move(give));
  for (const Named& prefix : prefixes) sweep.enter(prefix);
  sweep.finish();
}

}  // namespace

KnownScanners::KnownScanners(const std::vector<Entry>& entries) {
  // Apart, because ::/0 holds the form in which IPv4 addresses are kept.
  std::vector<Named> v4;
  std::vector<Named> v6;
  for (const Entry& entry : entries) {
    const std::uint16_t number = number_of(entry.name);
    if (number == 0) continue;
    const net::PrefixSet::Range range = net::PrefixSet({entry.prefix}).ranges().front();
    (entry.prefix.address.is_v4() ? v4 : v6).push_back({range, number});
  }
  sweep(v4, [this](const net::PrefixSet::Range& range, std::uint16_t scanner) {
    add_v4(range.first.v4_bits(), range.last.v4_bits(), scanner);
  });
  sweep(v6, [this](const net::PrefixSet::Range& range, std::uint16_t scanner) {
    v6_.push_back({range.first, range.last, scanner});
  });
  index_slices();
}

// Cut at the borders of the /16s.
void KnownScanners::add_v4(std::uint32_t first, std::uint32_t last, std::uint16_t scanner) {
  for (std::uint64_t from = first; from <= last;) {
    const std::uint64_t to = std::min<std::uint64_t>(from | 0xFFFF, last);
    v4_.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), scanner});
    from = to + 1;
  }
}

void KnownScanners::index_slices() {
  slices_ = std::make_unique<std::uint32_t[]>(kSlices + 1);
  for (const V4Range& range : v4_) ++slices_[(range.first >> 16) + 1];
  for (std::uint32_t slice = 0; slice < kSlices; ++slice) slices_[slice + 1] += slices_[slice];
}

std::uint16_t KnownScanners::find_v4(std::uint32_t bits, std::uint32_t from,
                                     std::uint32_t to) const {
  while (to - from > 1) {
    const std::uint32_t middle = from + (to - from) / 2;
    (v4_[middle].first <= bits ? from : to) = middle;
  }
  const V4Range& range = v4_[from];
  return range.first <= bits && bits <= range.last ? range.scanner : std::uint16_t{0};
}

std::uint16_t KnownScanners::find_v6(const net::Address& address) const {
  const auto after =
      std::upper_bound(v6_.begin(), v6_.end(), address,
                       [](const net::Address& a, const V6Range& range) { return a < range.first; });
  if (after == v6_.begin()) return 0;
  const V6Range& range = *std::prev(after);
  return address <= range.last ? range.scanner : std::uint16_t{0};
}

std::uint16_t KnownScanners::number_of(const std::string& name) {
  const auto known = std::find(names_.begin() + 1, names_.end(), name);
  if (known == names_.end() && names_.size() > std::numeric_limits<std::uint16_t>::max()) {
    ++left_out_;
    return 0;
  }
  const auto number = static_cast<std::uint16_t>(known - names_.begin());
  if (known == names_.end()) names_.push_back(name);
  return number;
}

}  // namespace noroshi::telescope
