// Whatever comes as an evidence record is refused or followed to its end; what was read is written
// and reads the same.
#include <cstdlib>

#include "trust/evidence/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using noroshi::evidence::Record;
  const auto record = Record::parse({data, size});
  if (!record) return 0;
  const auto object = noroshi::evidence::data_object("data", {data, size});
  (void)noroshi::evidence::check(*record, {&object, 1}, true);
  const auto again = Record::parse(record->encode());
  if (!again || again->chains.size() != record->chains.size()) std::abort();
  return 0;
}
