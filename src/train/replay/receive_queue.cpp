// /proc/net/udp and udp6: one line a socket.
//
//   sl  local_address rem_address   st tx_queue rx_queue … drops
//   12: 0100007F:0807 00000000:0000 07 00000000:00000900 … 3
//
// Addresses are groups of eight hexadecimal digits, each a 32-bit word in the byte order of the
// host (proc(5)); the last column counts drops.
#include <array>
#include <bit>
#include <charconv>
#include <fstream>
#include <vector>

#include "train/replay/channel.hpp"

namespace noroshi::replay {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) return words;
    const auto end = line.find(' ', begin);
    words.push_back(line.substr(begin, end - begin));
    if (end == std::string_view::npos) return words;
    line.remove_prefix(end);
  }
}

std::uint64_t number(std::string_view text, int base) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

std::uint32_t word(std::string_view digits) {
  const auto value = static_cast<std::uint32_t>(number(digits.substr(0, 8), 16));
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

// Whether a socket bound to `local` (its hexadecimal form) hears what is sent to `address`.
bool hears(std::string_view local, const net::Address& address) {
  if (local.size() == 8) {
    const auto bound = word(local);
    return address.is_v4() && (bound == 0 || bound == address.v4_bits());
  }
  if (local.size() != 32) return false;
  std::array<std::uint64_t, 4> words{};
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = word(local.substr(8 * i));
  const auto bound = net::Address::v6(words[0] << 32 | words[1], words[2] << 32 | words[3]);
  return bound == net::Address{} || bound == address;
}

void add_sockets(const char* table, const Destination& of, std::optional<ReceiveQueue>& sum) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);  // headings
  while (std::getline(file, line)) {
    const auto words = words_of(line);
    constexpr std::size_t kLocal = 1;
    constexpr std::size_t kQueues = 4;
    if (words.size() < 13) continue;
    const auto colon = words[kLocal].find(':');
    if (colon == std::string_view::npos) continue;
    if (number(words[kLocal].substr(colon + 1), 16) != of.port()) continue;
    if (!hears(words[kLocal].substr(0, colon), of.address())) continue;
    if (!sum) sum.emplace();
    sum->waiting += number(words[kQueues].substr(words[kQueues].find(':') + 1), 16);
    sum->drops += number(words.back(), 10);
  }
}

}  // namespace

std::optional<ReceiveQueue> receive_queue(const Destination& of) {
  std::optional<ReceiveQueue> sum;
  add_sockets("/proc/net/udp", of, sum);
  add_sockets("/proc/net/udp6", of, sum);
  return sum;
}

}  // namespace noroshi::replay
