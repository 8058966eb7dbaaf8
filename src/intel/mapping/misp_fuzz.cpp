// Any bytes as MISP: every attribute is mapped or counted, every object that comes out is sound
// STIX, the same bytes give the same objects, and the way back gives an event.
#include "base/assert.hpp"
#include "intel/mapping/misp.hpp"

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
  const auto from = mapping::from_misp(bytes);
  if (!from.has_value()) return 0;
  NOROSHI_ASSERT(from->attributes ==
                 from->mapped + total(from->rejects.rejected()) + total(from->rejects.skipped()));
  std::vector<stix::Object> objects;
  for (const auto& text : from->objects) {
    std::vector<stix::Complaint> complaints;
    auto object = stix::read_object(text, "object", {}, complaints);
    NOROSHI_ASSERT(object.has_value());
    objects.push_back(std::move(*object));
  }
  NOROSHI_ASSERT(mapping::from_misp(bytes)->objects == from->objects);
  NOROSHI_ASSERT(mapping::from_misp(mapping::to_misp(objects, "info")).has_value());
  return 0;
}
