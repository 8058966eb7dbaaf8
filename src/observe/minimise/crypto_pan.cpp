// Bit i of an address is flipped by one bit of AES over its first i bits, filled up with the pad.
// All blocks of an address go to AES in one call.  The first sixteen bits have 65,535 different
// blocks in all, the same for both families, and are worked out once.
#include "observe/minimise/crypto_pan.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <vector>

#include "base/assert.hpp"

namespace noroshi::minimise {
namespace {

constexpr int kTableBits = 16;
constexpr std::size_t kBlock = 16;  // octets of an AES block

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

Cipher make_cipher(const std::uint8_t* key) {
  Cipher cipher(EVP_CIPHER_CTX_new());
  const bool ready =
      cipher && EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, key, nullptr) == 1;
  NOROSHI_ASSERT(ready);  // AES-128 is part of every OpenSSL
  EVP_CIPHER_CTX_set_padding(cipher.get(), 0);
  return cipher;
}

void encrypt(EVP_CIPHER_CTX* cipher, std::vector<std::uint8_t>& blocks) {
  int written = 0;
  const int length = static_cast<int>(blocks.size());
  const int done = EVP_EncryptUpdate(cipher, blocks.data(), &written, blocks.data(), length);
  NOROSHI_ASSERT(done == 1 && written == length);
}

// 128 bits, the first one on top.
struct Bits {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  static std::uint64_t mask(int bits) {
    if (bits <= 0) return 0;
    return bits >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - bits);
  }

  // The first `bits` of this, the rest of `other`.
  [[nodiscard]] Bits over(const Bits& other, int bits) const {
    const std::uint64_t upper = mask(bits);
    const std::uint64_t lower = mask(bits - 64);
    return {(high & upper) | (other.high & ~upper), (low & lower) | (other.low & ~lower)};
  }

  void flip(int bit) { (bit < 64 ? high : low) ^= std::uint64_t{1} << (63 - bit % 64); }
};

std::uint64_t big_endian(const std::uint8_t* octets) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | octets[i];
  return value;
}

void put(const Bits& bits, std::uint8_t* to) {
  for (int i = 0; i < 8; ++i) {
    to[i] = static_cast<std::uint8_t>(bits.high >> (56 - 8 * i));
    to[8 + i] = static_cast<std::uint8_t>(bits.low >> (56 - 8 * i));
  }
}

}  // namespace

struct CryptoPan::State {
  Cipher cipher;
  Bits pad;
  std::vector<std::uint16_t> table;  // first sixteen bits → which of them are flipped
  std::vector<std::uint8_t> blocks;  // scratch

  explicit State(const Key& key) : cipher(make_cipher(key.data())) {
    blocks.assign(key.begin() + kBlock, key.end());
    encrypt(cipher.get(), blocks);
    pad = {big_endian(blocks.data()), big_endian(blocks.data() + 8)};
    fill_table();
  }

  // One AES call for all prefixes of one length, sixteen in all.
  void fill_table() {
    table.assign(std::size_t{1} << kTableBits, 0);
    for (int length = 0; length < kTableBits; ++length) {
      const std::size_t prefixes = std::size_t{1} << length;
      blocks.resize(prefixes * kBlock);
      for (std::size_t prefix = 0; prefix < prefixes; ++prefix) {
        const Bits bits{length == 0 ? 0 : prefix << (64 - length), 0};
        put(bits.over(pad, length), blocks.data() + prefix * kBlock);
      }
      encrypt(cipher.get(), blocks);
      for (std::size_t entry = 0; entry < table.size(); ++entry) {
        const std::size_t prefix = entry >> (kTableBits - length);
        if ((blocks[prefix * kBlock] & 0x80) == 0) continue;
        table[entry] = static_cast<std::uint16_t>(table[entry] | 0x8000U >> length);
      }
    }
  }

  Bits apply(const Bits& address, int width) {
    const int rest = width - kTableBits;
    blocks.resize(static_cast<std::size_t>(rest) * kBlock);
    for (int i = 0; i < rest; ++i) {
      put(address.over(pad, kTableBits + i), blocks.data() + static_cast<std::size_t>(i) * kBlock);
    }
    encrypt(cipher.get(), blocks);
    Bits out = address;
    out.high ^= std::uint64_t{table[address.high >> (64 - kTableBits)]} << (64 - kTableBits);
    for (int i = 0; i < rest; ++i) {
      if ((blocks[static_cast<std::size_t>(i) * kBlock] & 0x80) != 0) out.flip(kTableBits + i);
    }
    return out;
  }
};

CryptoPan::CryptoPan(const Key& key) : state_(std::make_unique<State>(key)) {}
CryptoPan::~CryptoPan() = default;
CryptoPan::CryptoPan(CryptoPan&&) noexcept = default;
CryptoPan& CryptoPan::operator=(CryptoPan&&) noexcept = default;

net::Address CryptoPan::apply(const net::Address& address) const {
  if (address.is_v4()) {
    const Bits out = state_->apply({std::uint64_t{address.v4_bits()} << 32, 0}, 32);
    return net::Address::v4(static_cast<std::uint32_t>(out.high >> 32));
  }
  const Bits out = state_->apply({address.high(), address.low()}, 128);
  return net::Address::v6(out.high, out.low);
}

}  // namespace noroshi::minimise
