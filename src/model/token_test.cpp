#include "model/token.hpp"

#include <gtest/gtest.h>

namespace noroshi::model {
namespace {

TEST(Token, StandsInTheDiscardPrefix) {
  const auto address = from_token(0x0123456789ABCDEF);
  EXPECT_EQ(address.to_string(), "100::123:4567:89ab:cdef");
  EXPECT_TRUE(is_token(address));
  EXPECT_FALSE(is_token(net::Address::parse("100:0:0:1::1").value()));
  EXPECT_FALSE(is_token(net::Address::v4(0x64000001)));
}

}  // namespace
}  // namespace noroshi::model
