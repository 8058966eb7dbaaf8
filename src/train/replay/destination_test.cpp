#include "train/replay/destination.hpp"

#include <gmock/gmock.h>

namespace noroshi::replay {
namespace {

using testing::HasSubstr;

TEST(Destination, AcceptsLoopbackOnly) {
  for (const auto* text :
       {"127.0.0.1:2055", "127.255.255.254:1", "[::1]:4739", "[::ffff:127.0.0.1]:2055"}) {
    EXPECT_TRUE(Destination::parse(text)) << text;
  }
  for (const auto* text :
       {"192.0.2.1:2055", "10.0.0.1:2055", "0.0.0.0:2055", "255.255.255.255:2055", "224.0.0.1:2055",
        "128.0.0.1:2055", "126.255.255.255:2055", "[2001:db8::1]:2055", "[::]:2055",
        "[fe80::1]:2055", "[::ffff:192.0.2.1]:2055", "[::2]:2055", "[7f00:1::]:2055"}) {
    const auto refused = Destination::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, Errc::InvalidUsage);
    EXPECT_THAT(refused.error().message, HasSubstr("permit")) << text;
  }
}

TEST(Destination, NeedsAnAddressAndAPort) {
  for (const auto* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                           "127.0.0.1:20x", "localhost:2055", "[::1]", "[::1:2055", "::1:2055"}) {
    EXPECT_FALSE(Destination::parse(text)) << text;
  }
}

TEST(Destination, IsWrittenAsItIsRead) {
  EXPECT_EQ(Destination::parse("127.0.0.1:2055")->to_string(), "127.0.0.1:2055");
  EXPECT_EQ(Destination::parse("[::1]:2055")->to_string(), "[::1]:2055");
}

TEST(Source, IsLoopbackToo) {
  EXPECT_EQ(Source::parse("127.0.0.7")->port, 0);
  EXPECT_EQ(Source::parse("127.0.0.7:4000")->port, 4000);
  EXPECT_EQ(Source::parse("[::1]:4000")->port, 4000);
  EXPECT_FALSE(Source::parse("192.0.2.1"));
  EXPECT_FALSE(Source::parse("127.0.0.7:x"));
}

}  // namespace
}  // namespace noroshi::replay
