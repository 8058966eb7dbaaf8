// Whatever a peer says over a connection, as either side: the run ends with a result that our own
// list could give, or with an Error.
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "trust/psi/memory_channel.hpp"
#include "trust/psi/testing.hpp"

using namespace noroshi::psi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const Work work{.threads = 1, .go_on = {}};
  const auto role = (bytes[0] & 1) != 0 ? Role::Initiator : Role::Responder;
  const Terms terms{.initiator_learns = (bytes[0] & 2) == 0, .count_only = (bytes[0] & 4) != 0};
  auto ours = Session::begin(role, terms, 64, endpoints(0, 3)).value();
  MemoryChannel peer({reinterpret_cast<const char*>(bytes) + 1, size - 1});
  const auto outcome = exchange(ours, peer, work);
  if (!outcome) return 0;
  NOROSHI_ASSERT(outcome->mine == 3 && outcome->theirs <= 64);
  NOROSHI_ASSERT(outcome->shared.value_or(0) <= outcome->theirs);
  NOROSHI_ASSERT(outcome->endpoints.size() <= 3);
  return 0;
}
