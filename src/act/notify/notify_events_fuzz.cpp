// Any bytes as events: no crash, no hang, and what is read can be kept and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "act/notify/events.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto input = io::Input::over(bytes);
  io::Rejects rejects;
  auto reader = notify::open_events(*input, rejects);
  if (!reader) return 0;
  notify::Incoming event;
  for (;;) {
    const auto more = (*reader)->next(event);
    if (!more || !*more) return 0;
    const auto again = model::infected_host_from_json(event.body);
    NOROSHI_ASSERT(again.has_value());
    NOROSHI_ASSERT(again->address == event.host.address);
  }
}
