// Any text as a list of endpoints: each line is used, counted or empty, and what was read is read
// again from its own text.
#include <cstdint>
#include <string>

#include "base/assert.hpp"
#include "trust/psi/endpoint_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace noroshi;
  const auto input = io::Input::over({reinterpret_cast<const char*>(bytes), size});
  io::Rejects rejects;
  std::vector<model::Endpoint> list;
  if (!psi::read_endpoints(*input, rejects, list)) return 0;
  std::string again;
  for (const auto& endpoint : list) again += model::to_string(endpoint) + "\n";
  const auto text = io::Input::over(again);
  std::vector<model::Endpoint> same;
  NOROSHI_ASSERT(psi::read_endpoints(*text, rejects, same).has_value());
  NOROSHI_ASSERT(same == list);
  return 0;
}
