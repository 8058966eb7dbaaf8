// Any bytes as a feed: every record is used or counted, every object that comes out is sound STIX,
// and the same bytes give the same objects.
#include "base/assert.hpp"
#include "intel/mapping/feed_objects.hpp"
#include "intel/stix/object.hpp"

namespace {

std::uint64_t total(
    const std::map<std::string, noroshi::io::Rejects::Tally, std::less<>>& tallies) {
  std::uint64_t sum = 0;
  for (const auto& [reason, tally] : tallies) sum += tally.count;
  return sum;
}

noroshi::Result<noroshi::mapping::FeedObjects> read(std::string_view bytes) {
  const auto input = noroshi::io::Input::over(bytes);
  return noroshi::mapping::read_feed_objects(*input, "feed", 1'767'323'045'000'000);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto feed = read(bytes);
  if (!feed.has_value()) return 0;
  // Lines beyond the bound are rejected without being records.
  NOROSHI_ASSERT(feed->used <= feed->records &&
                 feed->records <=
                     feed->used + total(feed->rejects.rejected()) + total(feed->rejects.skipped()));
  for (const auto& text : feed->objects) {
    std::vector<stix::Complaint> complaints;
    NOROSHI_ASSERT(stix::read_object(text, "object", {}, complaints).has_value());
  }
  NOROSHI_ASSERT(read(bytes)->objects == feed->objects);
  return 0;
}
