// Whatever line is read at all reads back the same once written; nothing else may happen.

#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "model/scan_event.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::model;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const auto record = telescope_record_from_json(line);
  if (!record) return 0;
  const auto write = [](const auto& one) { return to_json(one); };
  const auto again = telescope_record_from_json(std::visit(write, *record));
  NOROSHI_ASSERT(again.has_value());
  NOROSHI_ASSERT(*again == *record);
  return 0;
}
