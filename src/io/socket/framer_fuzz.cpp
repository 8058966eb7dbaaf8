// Any octets, in pieces whose sizes the input chooses: the messages must be those that the same
// octets give in one piece.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "io/socket/framer.hpp"

namespace {

using noroshi::socket::Framer;

// The messages one behind the other, and '!' where the stream broke.
std::string messages_of(std::string_view octets, std::size_t piece_size) {
  Framer framer;
  std::string all;
  while (!octets.empty()) {
    const auto space = framer.space();
    NOROSHI_ASSERT(!space.empty());
    const std::size_t piece = std::min({space.size(), octets.size(), piece_size});
    std::copy_n(octets.begin(), piece, space.begin());
    framer.commit(piece);
    octets.remove_prefix(piece);
    std::string_view message;
    Framer::Next next = Framer::Next::More;
    while ((next = framer.next(message)) == Framer::Next::Message) all += message;
    if (next == Framer::Next::Broken) return all + '!';
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::size_t piece = bytes[0] + std::size_t{1};
  NOROSHI_ASSERT(messages_of(octets, piece) == messages_of(octets, SIZE_MAX));
  return 0;
}
