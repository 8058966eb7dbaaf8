// Any bytes as a mail that came back: a bounce names a notice that carries our mark, or there is
// none and a reason.
#include "act/channel/bounces.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  static const auto reader = channel::BounceReader::make(std::string(64, 'a')).value();
  const auto reading = reader.read({reinterpret_cast<const char*>(data), size});
  if (!reading.bounce) {
    NOROSHI_ASSERT(!channel::to_string(reading.reason).empty());
    return 0;
  }
  NOROSHI_ASSERT(reading.bounce->status.size() <= 12);
  for (const char c : reading.bounce->diagnostic) NOROSHI_ASSERT(c >= 0x20 && c < 0x7F);
  return 0;
}
