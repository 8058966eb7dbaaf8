#include "observe/telescope/live_filter.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

namespace noroshi::telescope {
namespace {

using Program = std::vector<sock_filter>;
using Range = net::PrefixSet::Range;

constexpr std::uint16_t kLoadWord = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t kLoadHalf = BPF_LD | BPF_H | BPF_ABS;
constexpr std::uint16_t kLoadOctet = BPF_LD | BPF_B | BPF_ABS;
constexpr std::uint16_t kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kIfNotLess = BPF_JMP | BPF_JGE | BPF_K;
constexpr std::uint16_t kIfGreater = BPF_JMP | BPF_JGT | BPF_K;
constexpr std::uint16_t kJump = BPF_JMP | BPF_JA;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;

constexpr std::uint32_t kV4Destination = 16;  // offset in the header
constexpr std::uint32_t kV6Destination = 24;

sock_filter step(std::uint16_t code, std::uint32_t value) { return {code, 0, 0, value}; }

// Skips so many instructions when the comparison is true, and when it is false.
sock_filter compare(std::uint16_t code, std::uint32_t value, std::size_t if_true,
                    std::size_t if_false) {
  return {code, static_cast<std::uint8_t>(if_true), static_cast<std::uint8_t>(if_false), value};
}

// Ranges that touch become one.
std::vector<Range> joined_v4(const DarkSpace& dark) {
  std::vector<Range> joined;
  for (const Range& range : dark.v4().ranges()) {
    const bool touches =
        !joined.empty() && joined.back().last.v4_bits() + 1 == range.first.v4_bits();
    if (touches) {
      joined.back().last = range.last;
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

// Ranges are sorted: below the first of one, no other can hold the address.
Program v4_program(const DarkSpace& dark, std::uint32_t snapshot) {
  Program program = {step(kLoadWord, kV4Destination)};
  for (const Range& range : joined_v4(dark)) {
    program.push_back(compare(kIfNotLess, range.first.v4_bits(), 1, 0));
    program.push_back(step(kReturn, 0));
    program.push_back(compare(kIfGreater, range.last.v4_bits(), 1, 0));
    program.push_back(step(kReturn, snapshot));
  }
  program.push_back(step(kReturn, 0));
  return program;
}

std::array<std::uint32_t, 4> words(const net::Address& address) {
  return {
      static_cast<std::uint32_t>(address.high() >> 32), static_cast<std::uint32_t>(address.high()),
      static_cast<std::uint32_t>(address.low() >> 32), static_cast<std::uint32_t>(address.low())};
}

// A range of a PrefixSet is one prefix: its fixed bits are those that first and last share.
void add_v6_prefix(const Range& range, std::uint32_t snapshot, Program& program) {
  const auto first = words(range.first);
  const auto last = words(range.last);
  Program prefix;
  std::vector<std::size_t> comparisons;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::uint32_t mask = ~(first[i] ^ last[i]);
    if (mask == 0) break;
    prefix.push_back(step(kLoadWord, kV6Destination + 4 * static_cast<std::uint32_t>(i)));
    if (mask != 0xFFFFFFFF) prefix.push_back(step(BPF_ALU | BPF_AND | BPF_K, mask));
    comparisons.push_back(prefix.size());
    prefix.push_back(compare(kIfEqual, first[i] & mask, 0, 0));
  }
  prefix.push_back(step(kReturn, snapshot));
  for (const std::size_t at : comparisons) {
    prefix[at].jf = static_cast<std::uint8_t>(prefix.size() - at - 1);
  }
  program.insert(program.end(), prefix.begin(), prefix.end());
}

Program v6_program(const DarkSpace& dark, std::uint32_t snapshot) {
  Program program;
  for (const Range& range : dark.v6().ranges()) add_v6_prefix(range, snapshot, program);
  program.push_back(step(kReturn, 0));
  return program;
}

Result<Program> checked(Program program, const DarkSpace& dark) {
  if (program.size() <= BPF_MAXINSNS) return program;
  return Error{Errc::Limit,
               fmt::format("the dark addresses are in {} pieces, for which the kernel's filter "
                           "would need {} instructions; it takes {}.  Name fewer and larger "
                           "prefixes, or read capture files instead of an interface",
                           dark.v4().ranges().size() + dark.v6().ranges().size(), program.size(),
                           BPF_MAXINSNS)};
}

void append(const Program& part, Program& program) {
  program.insert(program.end(), part.begin(), part.end());
}

}  // namespace

Result<Program> filter_of_destination(const DarkSpace& dark, std::uint32_t snapshot) {
  const Program v4 = v4_program(dark, snapshot);
  Program program = {
      step(kLoadOctet, 0),        step(BPF_ALU | BPF_RSH | BPF_K, 4),
      compare(kIfEqual, 6, 0, 1), step(kJump, static_cast<std::uint32_t>(v4.size() + 2)),
      compare(kIfEqual, 4, 1, 0), step(kReturn, 0),
  };
  append(v4, program);
  append(v6_program(dark, snapshot), program);
  return checked(std::move(program), dark);
}

Result<Program> filter_of_socket(const DarkSpace& dark, std::uint32_t snapshot) {
  constexpr auto kAncillary = static_cast<std::uint32_t>(SKF_AD_OFF);
  Program program = {
      step(kLoadHalf, kAncillary + SKF_AD_PROTOCOL),
      compare(kIfEqual, ETH_P_IP, 2, 0),
      compare(kIfEqual, ETH_P_IPV6, 1, 0),
      step(kReturn, 0),
      step(kLoadOctet, kAncillary + SKF_AD_PKTTYPE),
      compare(kIfEqual, PACKET_OUTGOING, 0, 1),
      step(kReturn, 0),
  };
  append(NOROSHI_TRY(filter_of_destination(dark, snapshot)), program);
  return checked(std::move(program), dark);
}

}  // namespace noroshi::telescope
