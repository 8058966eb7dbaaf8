// Arbitrary bytes as a table of places: read with every line accounted for, or refused; what is
// read can be asked, and every range that came in is found at both its ends.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "intel/places/places.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const auto input = io::Input::over({reinterpret_cast<const char*>(data), size});
  const auto file = places::read_places(*input);
  if (!file) return 0;
  NOROSHI_ASSERT(file->ranges.size() <= file->records);
  const places::Places places({*file});
  for (const auto& range : file->ranges) {
    NOROSHI_ASSERT(range.first <= range.last);
    for (const auto& end : {range.first, range.last}) {
      const auto place = places.find(end);
      NOROSHI_ASSERT(range.country.empty() || !place.country.empty());
      NOROSHI_ASSERT(range.network.empty() || !place.network.empty());
    }
  }
  return 0;
}
