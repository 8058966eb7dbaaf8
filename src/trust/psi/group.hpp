// ristretto255 (RFC 9496) by libsodium: the prime-order group in which lists are blinded.
//
// No curve of our own: libsodium multiplies (in constant time), decodes and hashes to the group;
// what stands here is expand_message_xmd (RFC 9380, section 5.3.1), which libsodium 1.0.18 has not,
// and the refusal of every encoding that is not the one canonical form of an element other than the
// identity.  Every element generates the group, so there are no small subgroups to fall into.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace noroshi::psi {

using Octets32 = std::array<std::uint8_t, 32>;

/// The canonical encoding of an element.  What a peer sent is one only after `multiply` took it.
using Element = Octets32;

/// A secret scalar, overwritten when it is forgotten or destroyed.  Never copied.
class Scalar {
 public:
  /// From 1 to the group order less one, uniformly, from the operating system's generator.
  static Scalar random();
  /// From its 32 octets, little-endian: for the kept half of a run by files, and for test vectors.
  static Scalar from_octets(const Octets32& octets) { return Scalar(octets); }

  ~Scalar() { forget(); }
  Scalar(Scalar&& other) noexcept : octets_(other.octets_) { other.forget(); }
  Scalar& operator=(Scalar&& other) noexcept;
  Scalar(const Scalar&) = delete;
  Scalar& operator=(const Scalar&) = delete;

  [[nodiscard]] const Octets32& octets() const { return octets_; }
  void forget();

 private:
  explicit Scalar(const Octets32& octets) : octets_(octets) {}

  Octets32 octets_;
};

/// scalar × element.  Nothing if `element` is no canonical encoding, or if it or the product is the
/// identity, which would say the same about every item.
std::optional<Element> multiply(const Scalar& scalar, const Element& element);

/// hash_to_ristretto255 (RFC 9380, appendix B) with expand_message_xmd and SHA-512.  `tag` is the
/// domain separation tag, of 1 to 255 octets.
Element hash_to_group(std::string_view message, std::string_view tag);

/// expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1): fills `out`, up to 255 × 64 octets.
void expand_message_xmd(std::string_view message, std::string_view tag,
                        std::span<std::uint8_t> out);

/// SHA-256 of the parts, one behind the other.
Octets32 sha256(std::initializer_list<std::string_view> parts);

/// 32 octets of the operating system's generator.
Octets32 random_octets();

/// Overwrites what must not stay in memory; never optimised away.
void wipe(std::span<char> octets);

inline std::string_view text_of(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace noroshi::psi
