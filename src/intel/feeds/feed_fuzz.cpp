// Any bytes as a feed: every record is used, skipped or rejected, and every entry stands where a
// record stood.
#include "base/assert.hpp"
#include "intel/feeds/feed.hpp"

namespace {

std::uint64_t total(
    const std::map<std::string, noroshi::io::Rejects::Tally, std::less<>>& tallies) {
  std::uint64_t sum = 0;
  for (const auto& [reason, tally] : tallies) sum += tally.count;
  return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool strict : {false, true}) {
    const auto input = io::Input::over(bytes);
    const auto feed = feeds::read_feed(*input, strict);
    if (!feed.has_value()) continue;
    const auto others = total(feed->rejects.rejected()) + total(feed->rejects.skipped());
    // Lines beyond the bound are rejected without being records.
    NOROSHI_ASSERT(feed->used <= feed->records && feed->records <= feed->used + others);
    NOROSHI_ASSERT(feed->entries.size() >= feed->used);
    NOROSHI_ASSERT(!strict || total(feed->rejects.rejected()) == 0);
    for (const auto& entry : feed->entries) {
      NOROSHI_ASSERT(entry.place.number > 0 && !entry.ip.is_special());
      if (entry.first_seen) NOROSHI_ASSERT(feed->newest() >= entry.first_seen->instant);
    }
  }
  return 0;
}
