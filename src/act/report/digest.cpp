#include "act/report/digest.hpp"

#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/assert.hpp"

namespace noroshi::report {
namespace {

std::array<unsigned char, 32> sha256(std::string_view octets) {
  std::array<unsigned char, 32> out{};
  unsigned length = 0;
  NOROSHI_ASSERT(
      EVP_Digest(octets.data(), octets.size(), out.data(), &length, EVP_sha256(), nullptr) == 1);
  return out;
}

std::string hex(const unsigned char* begin, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{:02x}", begin[i]);
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view octets) {
  const auto digest = sha256(octets);
  return hex(digest.data(), digest.size());
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
  return fmt::format("{}-{}-{}-{}-{}", hex(&digest[0], 4), hex(&digest[4], 2), hex(&digest[6], 2),
                     hex(&digest[8], 2), hex(&digest[10], 6));
}

}  // namespace noroshi::report
