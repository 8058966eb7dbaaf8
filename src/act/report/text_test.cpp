#include "act/report/text.hpp"

#include <gtest/gtest.h>

namespace noroshi::report {
namespace {

TEST(ReportText, CleansWhatIsNoUtf8AndWhatMovesCursorsOrTurnsText) {
  EXPECT_EQ(clean("狼煙 ok"), "狼煙 ok");
  EXPECT_EQ(clean("a\xff\xe7\x8bz"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_EQ(clean("a\r\nb\x1b[31m\x7f\xc2\x85"), "a  b [31m  ");
  EXPECT_EQ(clean("a\u202Eb\u2066c\u2028d"), "a b c d");
}

TEST(ReportText, HtmlCannotBeBrokenOutOf) {
  EXPECT_EQ(html("<a href=\"x\" o='y'>&"), "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;");
}

TEST(ReportText, SpreadsheetsSeeNoFormula) {
  EXPECT_EQ(csv("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv("\t=1"), "\"' =1\"");
  EXPECT_EQ(csv("＝1"), "\"'＝1\"");
  EXPECT_EQ(csv("a\"b,c\nd"), "\"a\"\"b,c d\"");
  EXPECT_EQ(csv("mirai"), "\"mirai\"");
}

TEST(ReportText, PayloadsBecomeAscii) {
  EXPECT_EQ(printable(std::string_view("GET /\\\r\n\0\xff", 10)), "GET /\\x5c\\x0d\\x0a\\x00\\xff");
}

TEST(ReportText, AddressesOfOthersAreTakenOut) {
  const auto own = net::Address::parse("192.0.2.7").value();
  const auto told = [&](std::string_view text) {
    return without_addresses(text, [&](const net::Address& one) { return one == own; });
  };
  EXPECT_EQ(told("192.0.2.7 met 192.0.2.70."), "192.0.2.7 met [address].");
  EXPECT_EQ(told("http://198.51.100.9:80/a"), "http://[address]:80/a");
  EXPECT_EQ(told("x198.51.100.9y 1198.51.100.9"), "x[address]y 1[address]");
  EXPECT_EQ(told("[2001:db8::1]:80, fe80::1."), "[[address]]:80, [address].");
  EXPECT_EQ(told("::ffff:198.51.100.9"), "[address]");
  EXPECT_EQ(told("at 03:04:05, version 1.2.3, 12.5 %"), "at 03:04:05, version 1.2.3, 12.5 %");
}

TEST(ReportText, FiguresAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(12'345'678), "12,345,678");
}

}  // namespace
}  // namespace noroshi::report
