#include "trust/psi/group.hpp"

#include <algorithm>
#include <sodium.h>

#include "base/assert.hpp"

namespace noroshi::psi {
namespace {

static_assert(crypto_core_ristretto255_BYTES == sizeof(Element));
static_assert(crypto_core_ristretto255_SCALARBYTES == sizeof(Octets32));

constexpr std::size_t kDigest = crypto_hash_sha512_BYTES;  // b_in_bytes of the RFC
constexpr std::size_t kBlock = 128;                        // s_in_bytes: the block of SHA-512

// Chooses the fastest code for this processor; safe to call again and from several threads.
void initialise() {
  static const bool kReady = sodium_init() >= 0;
  NOROSHI_ASSERT(kReady);
}

class Sha512 {
 public:
  Sha512() { crypto_hash_sha512_init(&state_); }
  Sha512& add(std::span<const std::uint8_t> octets) {
    crypto_hash_sha512_update(&state_, octets.data(), octets.size());
    return *this;
  }
  Sha512& add(std::string_view octets) {
    return add({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
  }
  Sha512& add(std::uint8_t octet) { return add({&octet, 1}); }
  std::array<std::uint8_t, kDigest> digest() {
    std::array<std::uint8_t, kDigest> out{};
    crypto_hash_sha512_final(&state_, out.data());
    return out;
  }

 private:
  crypto_hash_sha512_state state_{};
};

}  // namespace

Scalar Scalar::random() {
  initialise();
  Octets32 octets{};
  crypto_core_ristretto255_scalar_random(octets.data());
  Scalar scalar(octets);
  sodium_memzero(octets.data(), octets.size());
  return scalar;
}

Scalar& Scalar::operator=(Scalar&& other) noexcept {
  if (this == &other) return *this;
  octets_ = other.octets_;
  other.forget();
  return *this;
}

void Scalar::forget() { sodium_memzero(octets_.data(), octets_.size()); }

std::optional<Element> multiply(const Scalar& scalar, const Element& element) {
  // RFC 9496, section 4.3.1: an encoding is below 2²⁵⁵ − 19.  libsodium 1.0.18 leaves out the top
  // bit, so that each element would have a second name.
  if ((element.back() & 0x80) != 0) return std::nullopt;
  Element product{};
  if (crypto_scalarmult_ristretto255(product.data(), scalar.octets().data(), element.data()) != 0) {
    return std::nullopt;
  }
  return product;
}

void expand_message_xmd(std::string_view message, std::string_view tag,
                        std::span<std::uint8_t> out) {
  NOROSHI_ASSERT(!tag.empty() && tag.size() <= 255 && out.size() <= 255 * kDigest);
  static constexpr std::array<std::uint8_t, kBlock> kZeros{};
  const auto tag_length = static_cast<std::uint8_t>(tag.size());
  const auto first = Sha512()
                         .add(kZeros)
                         .add(message)
                         .add(static_cast<std::uint8_t>(out.size() >> 8))
                         .add(static_cast<std::uint8_t>(out.size()))
                         .add(std::uint8_t{0})
                         .add(tag)
                         .add(tag_length)
                         .digest();
  std::array<std::uint8_t, kDigest> block{};  // b_i, and before b_1 zeros, which change nothing
  for (std::uint8_t number = 1; !out.empty(); ++number) {
    for (std::size_t i = 0; i < kDigest; ++i) block[i] ^= first[i];
    block = Sha512().add(block).add(number).add(tag).add(tag_length).digest();
    const auto count = std::min(out.size(), kDigest);
    std::copy_n(block.begin(), count, out.begin());
    out = out.subspan(count);
  }
}

Element hash_to_group(std::string_view message, std::string_view tag) {
  initialise();
  std::array<std::uint8_t, crypto_core_ristretto255_HASHBYTES> uniform{};
  expand_message_xmd(message, tag, uniform);
  Element element{};
  crypto_core_ristretto255_from_hash(element.data(), uniform.data());
  return element;
}

Octets32 sha256(std::initializer_list<std::string_view> parts) {
  crypto_hash_sha256_state state{};
  crypto_hash_sha256_init(&state);
  for (const auto part : parts) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  Octets32 digest{};
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

Octets32 random_octets() {
  initialise();
  Octets32 octets{};
  randombytes_buf(octets.data(), octets.size());
  return octets;
}

void wipe(std::span<char> octets) { sodium_memzero(octets.data(), octets.size()); }

}  // namespace noroshi::psi
