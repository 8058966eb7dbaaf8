#include "observe/telescope/capture.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "observe/telescope/capture_formats.hpp"

namespace noroshi::telescope {

bool is_pcap(std::string_view head) {
  if (head.size() < 4) return false;
  constexpr std::array kMagics = {pcap_magic::kMicros, pcap_magic::kNanos, pcap_magic::kKuznetzov};
  const std::uint32_t magic = ByteOrder{}.u32(head.data());
  return std::any_of(kMagics.begin(), kMagics.end(), [&](std::uint32_t known) {
    return magic == known || magic == __builtin_bswap32(known);
  });
}

// A section header block looks the same in both byte orders; its byte-order mark follows at
// octet 8.
bool is_pcapng(std::string_view head) {
  if (head.size() < 12 || ByteOrder{}.u32(head.data()) != 0x0A0D0D0A) return false;
  const std::uint32_t mark = ByteOrder{}.u32(head.data() + 8);
  return mark == 0x1A2B3C4D || mark == 0x4D3C2B1A;
}

bool is_capture(std::string_view head) { return is_pcap(head) || is_pcapng(head); }

Result<std::unique_ptr<Capture>> Capture::open(io::Input& input) {
  const std::string_view head = NOROSHI_TRY(input.window(24));
  if (is_pcap(head)) return open_pcap(input);
  if (is_pcapng(head)) return open_pcapng(input);
  return Error{Errc::InvalidInput,
               fmt::format("{}: neither a pcap nor a pcapng file, by its first octets{}",
                           input.name(), head.empty() ? " (it is empty)" : "")};
}

}  // namespace noroshi::telescope
