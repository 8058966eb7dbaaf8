// Reads an infected host from any text, as the patient reader does; what was read is written and
// read again unchanged.

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "model/infected_host_patient.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = infected_host_from_json(text);
  const auto patient = read_patiently(text);
  NOROSHI_ASSERT(read.has_value() == patient.has_value());
  if (!read.has_value()) return 0;
  NOROSHI_ASSERT(*read == *patient && to_json(*read) == to_json(*patient));
  // The first writing rounds figures to six digits; from there on nothing changes.
  const std::string once = to_json(*read);
  const auto again = infected_host_from_json(once);
  NOROSHI_ASSERT(again.has_value());
  NOROSHI_ASSERT(to_json(*again) == once);
  return 0;
}
