// Reads an infected host from any text; what was read is written and read again unchanged.

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "model/infected_host.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = infected_host_from_json(text);
  if (!read.has_value()) return 0;
  // The first writing rounds figures to six digits; from there on nothing changes.
  const std::string once = to_json(*read);
  const auto again = infected_host_from_json(once);
  NOROSHI_ASSERT(again.has_value());
  NOROSHI_ASSERT(to_json(*again) == once);
  return 0;
}
