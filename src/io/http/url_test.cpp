#include "io/http/url.hpp"

#include <gtest/gtest.h>

namespace noroshi::http {
namespace {

TEST(Url, ReadsWhatAConfigurationWouldSay) {
  EXPECT_EQ(Url::parse("http://192.0.2.7:8123/").value(), (Url{"http", "192.0.2.7", 8123, "/"}));
  EXPECT_EQ(Url::parse("https://shard-1.example.net").value(),
            (Url{"https", "shard-1.example.net", 443, "/"}));
  EXPECT_EQ(Url::parse("http://[2001:db8::1]:81/x?y=z").value(),
            (Url{"http", "2001:db8::1", 81, "/x?y=z"}));
  EXPECT_EQ(Url::parse("http://a?b").value(), (Url{"http", "a", 80, "/?b"}));
}

TEST(Url, WritesTheHostFieldWithPortAndBrackets) {
  EXPECT_EQ(Url::parse("http://[2001:db8::1]/").value().authority(), "[2001:db8::1]:80");
  EXPECT_EQ(Url::parse("https://a").value().authority(), "a:443");
}

TEST(Url, RefusesWhatItCannotHonour) {
  for (const char* text :
       {"", "a", "ftp://a", "http://", "http://:80", "http://user@a", "http://a#b", "http://a:0",
        "http://a:65536", "http://a:", "http://a:8x", "http://[::1", "http://[192.0.2.7]",
        "http://[::1]8", "http://a b", "http://a/\n", "http://a,b"}) {
    EXPECT_FALSE(Url::parse(text).has_value()) << text;
  }
}

TEST(PercentEncoded, KeepsUnreservedOctetsOnly) {
  EXPECT_EQ(percent_encoded("a-Z_0.~"), "a-Z_0.~");
  EXPECT_EQ(percent_encoded("SELECT 1+'ä'"), "SELECT%201%2B%27%C3%A4%27");
}

}  // namespace
}  // namespace noroshi::http
