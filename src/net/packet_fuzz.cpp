// Any bytes, on any link, of any claimed length: no read outside, and an answer that fits.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/assert.hpp"
#include "net/packet.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::net;
  if (size < 4) return 0;
  const auto link_type = static_cast<LinkType>(data[0] << 8 | data[1]);
  const std::size_t wire_length = static_cast<std::size_t>(data[2]) << 8 | data[3];
  const std::span frame(reinterpret_cast<const std::byte*>(data + 4), size - 4);
  const auto decoded = decode(link_type, frame, wire_length);
  if (!decoded) {
    NOROSHI_ASSERT(!to_string(decoded.error()).empty());
    return 0;
  }
  const std::size_t longest = std::max<std::size_t>({40 + 0xFFFF, wire_length, frame.size()});
  NOROSHI_ASSERT(decoded->octets >= 20 && decoded->octets <= longest);
  if (!decoded->has_transport) {
    NOROSHI_ASSERT(decoded->fragment.is_fragment());
    NOROSHI_ASSERT(decoded->source_port == 0 && decoded->destination_port == 0);
  }
  return 0;
}
