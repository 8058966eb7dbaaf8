#include "act/subscriber/cgn_log.hpp"

#include <bit>

namespace noroshi::subscriber {

void CgnLog::add(const CgnEntry& entry) {
  const auto [place, fresh] =
      numbers_.try_emplace(entry.inside, static_cast<std::uint32_t>(insides_.size()));
  if (fresh) insides_.push_back(entry.inside);
  const unsigned ports = entry.last_port - entry.first_port + 1U;
  classes_[static_cast<std::size_t>(std::bit_width(ports - 1U))].add(
      {entry.outside.v4_bits(), entry.first_port, entry.last_port, entry.protocol},
      {entry.start, entry.end, 0, place->second});
  if (!any_) oldest_ = newest_ = entry.start;
  any_ = true;
  oldest_ = std::min(oldest_, entry.start);
  newest_ = std::max(newest_, entry.end == kForever ? entry.start : entry.end);
}

std::size_t CgnLog::settle() {
  std::size_t contested = 0;
  for (auto& ledger : classes_) contested += ledger.settle();
  numbers_ = {};
  return contested;
}

CgnLog::Answer CgnLog::find(const net::Address& outside, std::uint16_t port, std::uint8_t protocol,
                            const Window& window) const {
  std::vector<Stay> stays;
  for (std::size_t size = 0; size < classes_.size(); ++size) {
    const auto& ledger = classes_[size];
    if (ledger.rows().empty()) continue;
    const auto widest = 1U << size;
    const auto first = static_cast<std::uint16_t>(port + 1U < widest ? 0 : port + 1U - widest);
    const Block from{outside.v4_bits(), first, 0, 0};
    const Block to{outside.v4_bits(), port, 0xFFFF, 0xFF};
    ledger.each_key(from, to, [&](const Block& block) {
      const bool fits = block.protocol == 0 || protocol == 0 || block.protocol == protocol;
      if (!fits || block.last < port) return;
      ledger.each(block, window, [&](const Stay& stay) { stays.push_back(stay); });
    });
  }
  const auto seen = tenancy(stays.size() < 2 ? stays : disjoint(stays), window);
  Answer answer{{}, seen.contested, seen.gap};
  for (const auto owner : seen.owners) answer.inside.push_back(insides_[owner]);
  return answer;
}

std::size_t CgnLog::size() const {
  std::size_t sum = 0;
  for (const auto& ledger : classes_) sum += ledger.rows().size();
  return sum;
}

std::uint64_t CgnLog::octets() const {
  std::uint64_t sum = insides_.capacity() * sizeof(net::Address);
  for (const auto& ledger : classes_) {
    sum += ledger.rows().capacity() * sizeof(Ledger<Block>::Row);
  }
  return sum;
}

}  // namespace noroshi::subscriber
