#include "act/channel/portal_token.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <sodium.h>

namespace noroshi::channel {
namespace {

// Crockford, "Base 32": 32 characters that are not taken for one another.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kOctets = 16;      // 128 bits
constexpr std::size_t kCharacters = 26;  // ⌈128 ÷ 5⌉
constexpr std::size_t kGroup = 5;

// What people make of a character.
char plain(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

// The 26 characters without what stands between them.
std::optional<std::string> canonical(std::string_view token) {
  std::string characters;
  for (const char c : token) {
    if (c == '-' || c == ' ') continue;
    if (kAlphabet.find(plain(c)) == std::string_view::npos) return std::nullopt;
    if (characters.size() == kCharacters) return std::nullopt;
    characters += plain(c);
  }
  if (characters.size() != kCharacters) return std::nullopt;
  return characters;
}

}  // namespace

std::string make_portal_token() {
  std::array<unsigned char, kOctets> random{};
  randombytes_buf(random.data(), random.size());
  std::string token;
  std::uint32_t bits = 0;
  int held = 0;
  const auto put = [&] {
    const auto written = token.size() - token.size() / (kGroup + 1);
    if (written != 0 && written % kGroup == 0) token += '-';
    token += kAlphabet[(bits >> (held - 5)) & 31U];
    held -= 5;
  };
  for (const auto octet : random) {
    bits = bits << 8 | octet;
    held += 8;
    while (held >= 5) put();
  }
  bits <<= 5 - held;
  held = 5;
  put();
  return token;
}

std::string portal_token_hash(std::string_view token) {
  const auto characters = canonical(token);
  if (!characters) return {};
  constexpr std::string_view kDomain = "noroshi portal token";  // no other hash of ours is this one
  const auto text = std::string(kDomain).append(*characters);
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  std::array<char, 2 * crypto_generichash_BYTES + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return hex.data();
}

bool portal_token_fits(std::string_view token, std::string_view hash) {
  const auto own = portal_token_hash(token);
  return !own.empty() && own.size() == hash.size() &&
         sodium_memcmp(own.data(), hash.data(), own.size()) == 0;
}

}  // namespace noroshi::channel
