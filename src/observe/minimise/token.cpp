// SipHash-2-4 for messages of exactly 16 octets: three words are mixed in, two rounds each, then
// four rounds end it.  (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012, section 2.)
#include "observe/minimise/token.hpp"

#include <bit>

namespace noroshi::minimise {
namespace {

struct Sip {
  std::uint64_t v0, v1, v2, v3;

  Sip(std::uint64_t k0, std::uint64_t k1)
      : v0(k0 ^ 0x736F6D6570736575),  // "somepseudorandomlygeneratedbytes"
        v1(k1 ^ 0x646F72616E646F6D),
        v2(k0 ^ 0x6C7967656E657261),
        v3(k1 ^ 0x7465646279746573) {}

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  std::uint64_t finish() {
    v2 ^= 0xFF;
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

// SipHash reads its words in little-endian order, whatever the machine.
std::uint64_t little_endian(const std::uint8_t* octets) {
  std::uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | octets[i];
  return word;
}

}  // namespace

std::uint64_t token_of(const net::Address& address, const Key& key) {
  constexpr std::uint64_t kLength = std::uint64_t{sizeof(Key)} << 56;  // 16 octets, none left over
  Sip sip(little_endian(key.data()), little_endian(key.data() + 8));
  sip.absorb(__builtin_bswap64(address.high()));  // network order, read as little-endian
  sip.absorb(__builtin_bswap64(address.low()));
  sip.absorb(kLength);
  return sip.finish();
}

}  // namespace noroshi::minimise
