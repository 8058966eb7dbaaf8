// An organisation's table of algorithms comes from outside: whatever is in it, it is read or
// refused, and what was read answers.
#include <cstdlib>

#include "trust/validate/algorithms.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using noroshi::validate::AlgorithmTable;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = AlgorithmTable::parse(text, "table.toml");
  if (!table) return 0;
  if (table->until({}) != noroshi::validate::kNever) std::abort();
  return 0;
}
