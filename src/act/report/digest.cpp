#include "act/report/digest.hpp"

#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/assert.hpp"
#include "base/hex.hpp"

namespace noroshi::report {
namespace {

std::array<unsigned char, 32> sha256(std::string_view octets) {
  std::array<unsigned char, 32> out{};
  unsigned length = 0;
  NOROSHI_ASSERT(
      EVP_Digest(octets.data(), octets.size(), out.data(), &length, EVP_sha256(), nullptr) == 1);
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view octets) {
  const auto digest = sha256(octets);
  return base::to_hex(digest);
}

std::string base64(std::string_view octets) {
  std::string out((octets.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a zero
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(octets.data()),
                                     static_cast<int>(octets.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string uuid_of(std::string_view name) {
  auto digest = sha256(name);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x40);  // RFC 9562, section 5.4
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);
  const std::string hex = base::to_hex(digest);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

}  // namespace noroshi::report
