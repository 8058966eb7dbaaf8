// Any text as a date: what is read is a plausible instant, and no later than its span allows.
#include <cstdint>

#include "base/assert.hpp"
#include "intel/feeds/dates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const auto time = feeds::parse_feed_time({reinterpret_cast<const char*>(data), size});
  if (!time) return 0;
  NOROSHI_ASSERT(time->span >= 0 && time->span <= 366 * base::kDay);
  // Years 0000–9999, give or take an offset from UTC.
  NOROSHI_ASSERT(time->instant >= -2000 * 366 * base::kDay &&
                 time->instant <= 8031 * 366 * base::kDay);
  return 0;
}
