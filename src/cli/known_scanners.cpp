#include "cli/known_scanners.hpp"

#include <fmt/format.h>

#include "intel/feeds/warning_list.hpp"

namespace noroshi::cli {
namespace {

using Range = net::PrefixSet::Range;

/// The last address of a prefix: `PrefixSet` knows it.
Range range_of(const net::Prefix& prefix) {
  return net::PrefixSet(std::vector{prefix}).ranges().front();
}

/// The prefixes within `prefix` that together are its share of `range`.
void cover(const net::Prefix& prefix, const Range& range, std::vector<net::Prefix>& found) {
  const Range own = range_of(prefix);
  if (own.last < range.first || range.last < own.first) return;
  if (range.first <= own.first && own.last <= range.last) {
    found.push_back(prefix);
    return;
  }
  const int longer = prefix.length + 1;
  const auto lower = net::Prefix::of(prefix.address, longer);
  cover(lower, range, found);
  // The upper half begins one bit further on: behind the lower one's last address.
  const net::Address edge = range_of(lower).last;
  const auto next = prefix.address.is_v4()
                        ? net::Address::v4(edge.v4_bits() + 1)
                        : net::Address::v6(edge.high() + (edge.low() == ~std::uint64_t{0} ? 1 : 0),
                                           edge.low() + 1);
  cover(net::Prefix::of(next, longer), range, found);
}

void tell(const feeds::WarningList& list, const std::string& path, const Context& context) {
  static constexpr Text kBad{"{0}: {1} of {2} entries cannot be used ({3}, first at {4})",
                             "{0}: {2} 項目中 {1} 項目が使えません ({3}、最初は {4})"};
  static constexpr Text kNoNetworks{
      "{}: none of its {} entries is an address or network, so it names no scanner",
      "{}: {} 項目のどれもアドレスやネットワークではないため、どのスキャナも示しません"};
  for (const auto& [reason, tally] : list.rejects.rejected()) {
    context.note(kBad.in(context.language, path, tally.count, list.entries, reason,
                         io::to_string(tally.first)));
  }
  if (list.networks == 0) context.note(kNoNetworks.in(context.language, path, list.entries));
}

}  // namespace

Result<telescope::KnownScanners> load_known_scanners(const std::vector<std::string>& paths,
                                                     const Context& context) {
  const net::Prefix all_v4 = net::Prefix::of(net::Address::v4(0), 0);
  const net::Prefix all_v6 = net::Prefix::of(net::Address(), 0);
  std::vector<telescope::KnownScanners::Entry> entries;
  for (const std::string& path : paths) {
    const auto input = NOROSHI_TRY(io::Input::open(path));
    const auto list = NOROSHI_TRY(feeds::read_warning_list(*input).within(path));
    tell(list, path, context);
    std::vector<net::Prefix> prefixes;
    for (const auto& scoped : list.scopes()) {
      for (const Range& range : scoped.networks.ranges()) {
        cover(range.first.is_v4() ? all_v4 : all_v6, range, prefixes);
      }
    }
    for (const auto& prefix : prefixes) entries.push_back({prefix, list.name});
  }
  return telescope::KnownScanners(entries);
}

}  // namespace noroshi::cli
