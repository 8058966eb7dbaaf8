#include "hub/directory/secret.hpp"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <semaphore>
#include <sodium.h>
#include <vector>

#include "base/assert.hpp"

namespace noroshi::directory {
namespace {

// 50 to 100 ms on a core of 2023, and 32 MiB.
constexpr unsigned long long kPasses = 4;
constexpr std::size_t kMemory = 32U << 20;

/// A flood of sign-ins uses two cores and 64 MiB, not all there is.
std::counting_semaphore<2>& turns() {
  static std::counting_semaphore<2> two(2);
  return two;
}

class InTurn {
 public:
  InTurn() { turns().acquire(); }
  ~InTurn() { turns().release(); }
  InTurn(const InTurn&) = delete;
  InTurn& operator=(const InTurn&) = delete;
};

constexpr std::size_t kShortest = 8;
/// Longer ones only make the check slower.
constexpr std::size_t kLongest = 1'024;

void ready() { NOROSHI_ASSERT(sodium_init() >= 0); }

std::string random_octets(std::size_t count) {
  ready();
  std::string octets(count, '\0');
  randombytes_buf(octets.data(), octets.size());
  return octets;
}

Result<std::string> hashed(std::string_view password) {
  ready();
  const InTurn turn;
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), kPasses, kMemory) != 0) {
    return Error{Errc::Io, "there is no memory (32 MiB) to hash a password"};
  }
  return std::string(text.data());
}

}  // namespace

std::string random_secret() {
  const std::string octets = random_octets(32);
  constexpr auto kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(octets.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()),
                    octets.size(), kVariant);
  text.pop_back();  // the C string's end
  return text;
}

std::string random_uuid() {
  const std::string octets = random_octets(16);
  std::string text;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    auto octet = static_cast<unsigned char>(octets[i]);
    if (i == 6) octet = static_cast<unsigned char>((octet & 0x0fU) | 0x40U);  // version 4
    if (i == 8) octet = static_cast<unsigned char>((octet & 0x3fU) | 0x80U);  // variant
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", octet);
  }
  return text;
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = kForm[i] == '-';
    const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (hyphen ? text[i] != '-' : !digit) return false;
  }
  return true;
}

std::string digest_of(std::string_view secret) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  return digest;
}

Result<std::string> password_hash(std::string_view password) {
  if (password.size() < kShortest || password.size() > kLongest) {
    return Error{Errc::InvalidUsage,
                 fmt::format("a password has {} to {} octets", kShortest, kLongest)};
  }
  return hashed(password);
}

bool fits_password(std::string_view hash, std::string_view password) {
  ready();
  if (password.size() > kLongest) password = password.substr(0, kLongest + 1);
  // Whoever has no password is compared with one that nobody knows.
  static const std::string kNobodys = hashed(random_secret()).value_or(std::string());
  const std::string against(hash.empty() ? kNobodys : hash);
  const InTurn turn;
  const bool fits =
      crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return fits && !hash.empty();
}

}  // namespace noroshi::directory
