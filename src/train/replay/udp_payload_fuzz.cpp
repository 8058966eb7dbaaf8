// Any frame of any link: no crash, and what comes out lies inside what went in.
#include <cstdlib>

#include "train/replay/udp_payload.hpp"

using noroshi::net::LinkType;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr LinkType kLinks[] = {LinkType::Ethernet, LinkType::LinuxCooked, LinkType::LinuxCooked2,
                                 LinkType::Null, LinkType::Raw};
  const auto link = kLinks[data[0] % 5];
  const std::span frame(reinterpret_cast<const std::byte*>(data + 1), size - 1);
  const auto payload = noroshi::replay::udp_payload(link, frame);
  if (!payload) return 0;
  const auto* begin = reinterpret_cast<const char*>(data + 1);
  const auto& bytes = payload->bytes;
  if (bytes.data() < begin || bytes.data() + bytes.size() > begin + frame.size()) std::abort();
  (void)noroshi::replay::looks_like_export(bytes);
  return 0;
}
