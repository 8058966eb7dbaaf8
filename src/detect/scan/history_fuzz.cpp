// Reads a scan history from any text; what was read is written and read again unchanged.
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "detect/scan/history.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::scan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = history_from_text(text);
  if (!read.has_value()) return 0;
  const auto again = history_from_text(to_text(*read));
  NOROSHI_ASSERT(again.has_value());
  NOROSHI_ASSERT(*again == *read);
  return 0;
}
