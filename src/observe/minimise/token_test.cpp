#include "observe/minimise/token.hpp"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <random>

namespace noroshi::minimise {
namespace {

// SipHash of any message, by OpenSSL: the oracle.
std::uint64_t openssl_siphash(const net::Address& address, const Key& key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(mac);
  unsigned size = 8;
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_SIZE, &size),
                             OSSL_PARAM_construct_end()};
  std::uint8_t message[16];
  for (int i = 0; i < 8; ++i) {
    message[i] = static_cast<std::uint8_t>(address.high() >> (56 - 8 * i));
    message[8 + i] = static_cast<std::uint8_t>(address.low() >> (56 - 8 * i));
  }
  std::uint8_t out[8] = {};
  std::size_t length = 0;
  EXPECT_EQ(EVP_MAC_init(context, key.data(), key.size(), parameters), 1);
  EXPECT_EQ(EVP_MAC_update(context, message, sizeof message), 1);
  EXPECT_EQ(EVP_MAC_final(context, out, &length, sizeof out), 1);
  EXPECT_EQ(length, 8U);
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(mac);
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | out[i];
  return value;
}

Key counting_key() {
  Key key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return key;
}

// The vector of 16 octets 00 01 … 0f under the key 00 01 … 0f, from the reference implementation.
TEST(Token, IsSipHash24OfTheSixteenOctets) {
  const auto address = net::Address::v6(0x0001020304050607, 0x08090A0B0C0D0E0F);
  EXPECT_EQ(token_of(address, counting_key()), 0x3F2ACC7F57C29BDBU);
}

TEST(Token, AgreesWithOpensslOnManyAddressesAndKeys) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200; ++i) {
    Key key;
    for (auto& octet : key) octet = static_cast<std::uint8_t>(random());
    const auto six = net::Address::v6(random(), random());
    const auto four = net::Address::v4(static_cast<std::uint32_t>(random()));
    EXPECT_EQ(token_of(six, key), openssl_siphash(six, key));
    EXPECT_EQ(token_of(four, key), openssl_siphash(four, key));
  }
}

}  // namespace
}  // namespace noroshi::minimise
