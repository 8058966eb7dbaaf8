// Any input at all, through the recognisers: what they choose must cope with it.  The promises of
// each reader's records are checked by its own target.
#include <cstdint>

#include "observe/flow/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto reader = noroshi::flow::open(noroshi::io::Input::over(bytes));
  if (!reader.has_value()) return 0;
  noroshi::model::FlowBatch batch;
  while (true) {
    const auto more = (*reader)->read(batch, 64);
    if (!more.has_value() || !*more) return 0;
    batch.clear();
  }
}
