// See identity.hpp.

#include "intel/stix/identity.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <optional>

#include "base/assert.hpp"

namespace noroshi::stix {

namespace {

using Octets = std::array<std::uint8_t, 16>;

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

constexpr bool is_dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

std::optional<Octets> octets_of(std::string_view uuid) {
  constexpr std::size_t kLength = 36;
  if (uuid.size() != kLength) return std::nullopt;
  Octets octets{};
  std::size_t nibble = 0;
  for (std::size_t at = 0; at < kLength; ++at) {
    if (is_dash_place(at)) {
      if (uuid[at] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(uuid[at]);
    if (value < 0) return std::nullopt;
    octets[nibble / 2] = static_cast<std::uint8_t>(octets[nibble / 2] << 4 | value);
    ++nibble;
  }
  return octets;
}

/// Stamps version and variant (RFC 9562, sections 4.1 and 4.2) and writes it out.
std::string to_text(Octets octets, std::uint8_t version) {
  octets[6] = static_cast<std::uint8_t>((octets[6] & 0x0F) | version << 4);
  octets[8] = static_cast<std::uint8_t>((octets[8] & 0x3F) | 0x80);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (is_dash_place(text.size())) text += '-';
    text += kDigits[octets[i] >> 4];
    text += kDigits[octets[i] & 0x0F];
  }
  return text;
}

}  // namespace

std::string uuid5(std::string_view space, std::string_view name) {
  const auto prefix = octets_of(space);
  NOROSHI_ASSERT(prefix.has_value());
  std::string input(reinterpret_cast<const char*>(prefix->data()), prefix->size());
  input += name;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const int done =
      EVP_Digest(input.data(), input.size(), digest.data(), &length, EVP_sha1(), nullptr);
  NOROSHI_ASSERT(done == 1 && length == 20);
  Octets octets{};
  std::copy_n(digest.begin(), octets.size(), octets.begin());
  return to_text(octets, 5);
}

std::string uuid4() {
  Octets octets{};
  const int done = RAND_bytes(octets.data(), static_cast<int>(octets.size()));
  NOROSHI_ASSERT(done == 1);
  return to_text(octets, 4);
}

bool is_uuid(std::string_view text) { return octets_of(text).has_value(); }

std::string own_id(std::string_view type, std::string_view name) {
  return fmt::format("{}--{}", type, uuid5(kOwnNamespace, name));
}

}  // namespace noroshi::stix
