#include "detect/c2/platforms.hpp"

#include <gtest/gtest.h>

namespace noroshi::c2 {
namespace {

net::Address ip(std::string_view text) { return net::Address::parse(text).value(); }

TEST(Platforms, TheBuiltInListReads) { EXPECT_GT(known_platforms().size(), 100U); }

TEST(Platforms, ReadsAListWithComments) {
  const auto list = parse_platforms(
      "# mine\n192.0.2.0/24  cdn  Example Net # fast\n\n"
      "2001:db8::/32\tvendor\tExample\r\n");
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].name, "Example Net");
  EXPECT_EQ((*list)[0].kind, PlatformKind::Cdn);
  EXPECT_EQ((*list)[1].prefix.to_string(), "2001:db8::/32");
}

TEST(Platforms, NamesTheLineThatIsWrong) {
  EXPECT_EQ(parse_platforms("192.0.2.0/24 cdn a\n192.0.2.0/24 isp b\n").error().message,
            "line 2: 'isp' is no kind; write vendor, cdn or cloud");
  EXPECT_TRUE(parse_platforms("nonsense").error().message.starts_with("line 1: "));
}

TEST(PlatformIndex, FindsTheLongestRange) {
  const PlatformIndex index(parse_platforms("192.0.0.0/16 cloud Big\n192.0.2.0/24 cdn Small\n"
                                            "192.0.2.128/30 vendor Tiny\n")
                                .value());
  EXPECT_EQ(index.find(ip("192.0.2.129"))->name, "Tiny");
  EXPECT_EQ(index.find(ip("192.0.2.200"))->name, "Small");
  EXPECT_EQ(index.find(ip("192.0.3.1"))->name, "Big");
  EXPECT_EQ(index.find(ip("192.1.0.1")), nullptr);
  EXPECT_EQ(index.find(ip("2001:db8::1")), nullptr);
}

}  // namespace
}  // namespace noroshi::c2
