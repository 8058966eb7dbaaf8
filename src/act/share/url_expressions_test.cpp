#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "act/share/forms.hpp"

namespace noroshi::share {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The examples of the public document, with names of its own.
TEST(UrlExpressions, AreHostsTimesPaths) {
  EXPECT_THAT(url_expressions("http://a.b.example.com/1/2.html?param=1"),
              ElementsAre("a.b.example.com/1/2.html?param=1", "a.b.example.com/1/2.html",
                          "a.b.example.com/", "a.b.example.com/1/", "example.com/1/2.html?param=1",
                          "example.com/1/2.html", "example.com/", "example.com/1/",
                          "b.example.com/1/2.html?param=1", "b.example.com/1/2.html",
                          "b.example.com/", "b.example.com/1/"));
}

TEST(UrlExpressions, LeaveOutHostsBeyondFourComponentsAfterTheRegistrableDomain) {
  EXPECT_THAT(url_expressions("http://a.b.c.d.e.f.com/1.html"),
              ElementsAre("a.b.c.d.e.f.com/1.html", "a.b.c.d.e.f.com/", "f.com/1.html", "f.com/",
                          "e.f.com/1.html", "e.f.com/", "d.e.f.com/1.html", "d.e.f.com/",
                          "c.d.e.f.com/1.html", "c.d.e.f.com/"));
}

TEST(UrlExpressions, KnowPublicSuffixes) {
  EXPECT_THAT(url_expressions("http://example.co.uk/1"),
              ElementsAre("example.co.uk/1", "example.co.uk/"));
  EXPECT_THAT(url_expressions("https://www.example.tokyo.jp/"),
              ElementsAre("www.example.tokyo.jp/", "example.tokyo.jp/"));
  EXPECT_THAT(url_expressions("https://example.shinjuku.tokyo.jp/"),
              ElementsAre("example.shinjuku.tokyo.jp/"));
  EXPECT_THAT(url_expressions("http://co.uk/"), ElementsAre("co.uk/"));
}

TEST(UrlExpressions, OfAddressesHaveOneHost) {
  EXPECT_THAT(url_expressions("http://192.0.2.7/1/"), ElementsAre("192.0.2.7/1/", "192.0.2.7/"));
  EXPECT_THAT(url_expressions("http://[2001:0db8:0000::1]:8080/"), ElementsAre("[2001:db8::1]/"));
}

TEST(UrlExpressions, HaveFourFoldersAtMost) {
  EXPECT_THAT(url_expressions("http://192.0.2.7/1/2/3/4/5/6?a"),
              ElementsAre("192.0.2.7/1/2/3/4/5/6?a", "192.0.2.7/1/2/3/4/5/6", "192.0.2.7/",
                          "192.0.2.7/1/", "192.0.2.7/1/2/", "192.0.2.7/1/2/3/"));
}

/// The first expression is the canonical URL without scheme, user and port.
std::string canonical(std::string_view url) {
  const auto expressions = url_expressions(url);
  return expressions.empty() ? "" : expressions.front();
}

// Rows of the table of the public document.
TEST(CanonicalUrl, IsAsTheDocumentSays) {
  EXPECT_EQ(canonical("http://host/%25%32%35"), "host/%25");
  EXPECT_EQ(canonical("http://host/%25%32%35%25%32%35"), "host/%25%25");
  EXPECT_EQ(canonical("http://host/%2525252525252525"), "host/%25");
  EXPECT_EQ(canonical("http://host/asdf%25%32%35asd"), "host/asdf%25asd");
  EXPECT_EQ(canonical("http://host/%%%25%32%35asd%%"), "host/%25%25%25asd%25%25");
  EXPECT_EQ(canonical("http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A"
                      "22%252833%252944_55%252B"),
            "host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+");
  EXPECT_EQ(canonical("http://3279880203/blah"), "195.127.0.11/blah");
  EXPECT_EQ(canonical("http://www.google.com/blah/.."), "www.google.com/");
  EXPECT_EQ(canonical("www.google.com/"), "www.google.com/");
  EXPECT_EQ(canonical("www.google.com"), "www.google.com/");
  EXPECT_EQ(canonical("http://www.evil.com/blah#frag"), "www.evil.com/blah");
  EXPECT_EQ(canonical("http://www.GOOgle.com/"), "www.google.com/");
  EXPECT_EQ(canonical("http://www.google.com.../"), "www.google.com/");
  EXPECT_EQ(canonical("http://www.google.com/foo\tbar\rbaz\n2"), "www.google.com/foobarbaz2");
  EXPECT_EQ(canonical("http://www.google.com/q?"), "www.google.com/q?");
  EXPECT_EQ(canonical("http://www.google.com/q?r?s"), "www.google.com/q?r?s");
  EXPECT_EQ(canonical("http://evil.com/foo;"), "evil.com/foo;");
  EXPECT_EQ(canonical("http://\x01\x80.com/"), "%01%80.com/");
  EXPECT_EQ(canonical("http://notrailingslash.com"), "notrailingslash.com/");
  EXPECT_EQ(canonical("http://www.gotaport.com:1234/"), "www.gotaport.com/");
  EXPECT_EQ(canonical("  http://www.google.com/  "), "www.google.com/");
  EXPECT_EQ(canonical("http:// leadingspace.com/"), "%20leadingspace.com/");
  EXPECT_EQ(canonical("http://%20leadingspace.com/"), "%20leadingspace.com/");
  EXPECT_EQ(canonical("http://host.com/ab%23cd"), "host.com/ab%23cd");
  EXPECT_EQ(canonical("http://host.com//twoslashes?more//slashes"),
            "host.com/twoslashes?more//slashes");
}

TEST(CanonicalUrl, ReadsAddressesInAnySpelling) {
  for (const char* url :
       {"http://0x7f.1/", "http://0177.0.0.1/", "http://2130706433/", "http://127.0.1/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/"}) {
    EXPECT_EQ(canonical(url), "127.0.0.1/") << url;
  }
  EXPECT_EQ(canonical("http://256.1.1.1/"), "256.1.1.1/");
  EXPECT_EQ(canonical("http://1.2.3.4.5/"), "1.2.3.4.5/");
}

TEST(CanonicalUrl, LeavesOutUserAndPort) {
  EXPECT_EQ(canonical("http://user:pass@example.com:80/"), "example.com/");
}

TEST(CanonicalUrl, MakesAsciiOfJapaneseNames) {
  EXPECT_EQ(canonical("http://日本語.example/"), "xn--wgv71a119e.example/");
}

TEST(CanonicalUrl, OfNothingIsNothing) {
  EXPECT_THAT(url_expressions(""), IsEmpty());
  EXPECT_THAT(url_expressions("http:///x"), IsEmpty());
  EXPECT_THAT(url_expressions("http://.../"), IsEmpty());
}

TEST(HashPrefix, IsTheBeginningOfSha256) {
  // FIPS 180-2, appendix B.1: SHA-256("abc") = ba7816bf…
  EXPECT_EQ(hash_prefix("abc"), "\xba\x78\x16\xbf");
}

TEST(PlainUrl, IsWhatAWireShows) {
  const auto url = plain_url("http://Evil.example/");
  EXPECT_FALSE(url) << "canonical names are in lower case";
  EXPECT_EQ(plain_url("http://evil.example:8080/a?b=\"c\"")->path, "/a?b=\"c\"");
  EXPECT_EQ(plain_url("http://evil.example:8080/a")->port, 8080);
  EXPECT_EQ(plain_url("http://evil.example?x")->path, "/?x");
  EXPECT_FALSE(plain_url("https://evil.example/"));
  EXPECT_FALSE(plain_url("http://user@evil.example/"));
  EXPECT_FALSE(plain_url("http://evil.example:/"));
  EXPECT_FALSE(plain_url("http://evil.example:99999/"));
  EXPECT_FALSE(plain_url("http://evil.example/\x01"));
}

}  // namespace
}  // namespace noroshi::share
