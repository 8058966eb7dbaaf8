#include "hub/access/credentials.hpp"

#include <gtest/gtest.h>

#include "hub/access/session_cookie.hpp"

namespace noroshi::access {
namespace {

http::Request with(std::vector<std::pair<std::string, std::string>> headers) {
  http::Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(Credentials, ReadsThoseOfTheStandards) {
  const auto basic =
      read_credentials(with({{"authorization", "basic  dGVzdDoxMjPCow=="}}));  // RFC 7617
  ASSERT_TRUE(basic && basic->basic);
  EXPECT_EQ(basic->basic->name, "test");
  EXPECT_EQ(basic->basic->password, "123£");
  const auto colon = read_credentials(with({{"authorization", "Basic YTpiOmM="}}));
  EXPECT_EQ(colon->basic->password, "b:c");
  EXPECT_EQ(read_credentials(with({{"authorization", "BEARER abc"}}))->key, "abc");
  const auto cookie = read_credentials(with({{"cookie", "a=b; __Host-noroshi=xyz; c=d"}}));
  EXPECT_EQ(cookie->session, "xyz");
  const auto none = read_credentials(with({}));
  EXPECT_FALSE(none->secret());
}

TEST(Credentials, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* value : {"", "Basic", "Basic ", "Basic !!!", "Basic YQ==", "Basic OmE=",
                            "Basic YTpi\t", "Basic YTpiCg==", "Basic YTpi YTpi", "Basic YTr/",
                            "Digest a=b", "Bearer", "Bearer a b", "YTpi", "Basic YTo=YTo="}) {
    EXPECT_FALSE(read_credentials(with({{"authorization", value}}))) << value;
  }
  EXPECT_FALSE(
      read_credentials(with({{"authorization", "Bearer a"}, {"authorization", "Basic YTpi"}})));
  EXPECT_FALSE(read_credentials(with({{"cookie", "__Host-noroshi=a; __Host-noroshi=b"}})));
  EXPECT_FALSE(
      read_credentials(with({{"cookie", "__Host-noroshi=a"}, {"cookie", "__Host-noroshi=b"}})));
  EXPECT_FALSE(read_credentials(with({{"authorization", "Bearer " + std::string(5'000, 'a')}})));
}

TEST(Credentials, NamesAreUtf8) {
  EXPECT_EQ(read_basic("54O954GrOuWQiOOBhOiogOiRiQ==")->password, "合い言葉");
  for (const std::string octets :
       {"\xC0\x80:a", "\xED\xA0\x80:a", "\xF5\x80\x80\x80:a", "\x80:a", "\xE7\x83:a", "a:\xFF",
        "\xF4\x90\x80\x80:a", "\xE0\x80\x80:a"}) {
    EXPECT_FALSE(read_basic(base64(octets))) << octets;
  }
}

TEST(Base64, OnlyTheOneTextOfItsOctets) {
  EXPECT_EQ(base64_decoded("YWI="), "ab");
  EXPECT_EQ(base64_decoded("YWI", true), "ab");
  EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
  EXPECT_FALSE(base64_decoded("YWJ="));  // bits left over
  EXPECT_FALSE(base64_decoded("YWI"));
  EXPECT_FALSE(base64_decoded("YW I="));
  EXPECT_FALSE(
      base64_decoded("dGVzdDoxMj\xAE"
                     "Cow=="));  // what the fuzzer found libsodium to take
}

TEST(SessionCookie, IsWhatBrowsersKeepToThisHostOverTls) {
  EXPECT_EQ(session_cookie("s", 60 * base::kSecond),
            "__Host-noroshi=s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60");
  EXPECT_EQ(ended_session_cookie(),
            "__Host-noroshi=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
  EXPECT_EQ(session_of(with({{"cookie", "x__Host-noroshi=a; __host-noroshi=b"}})), "");
}

TEST(IsMeant, OurOwnPageOrItsToken) {
  const auto request = [](std::vector<std::pair<std::string, std::string>> headers) {
    headers.emplace_back("host", "Hub.example:8443");
    return with(std::move(headers));
  };
  EXPECT_TRUE(is_meant(request({{"sec-fetch-site", "same-origin"}}), "s"));
  EXPECT_TRUE(is_meant(request({{"origin", "https://hub.example:8443"}}), "s"));
  EXPECT_TRUE(is_meant(request({{"x-csrf-token", csrf_token("s")}}), "s"));
  EXPECT_FALSE(is_meant(request({}), "s"));
  EXPECT_FALSE(is_meant(request({{"x-csrf-token", csrf_token("t")}}), "s"));
  EXPECT_FALSE(is_meant(request({{"sec-fetch-site", "none"}}), "s"));
  for (const char* origin : {"https://evil.example", "http://hub.example:8443", "null",
                             "https://hub.example", "https://hub.example:8443.evil.example"}) {
    EXPECT_FALSE(is_meant(request({{"origin", origin}, {"x-csrf-token", csrf_token("s")}}), "s"))
        << origin;
  }
  EXPECT_FALSE(
      is_meant(request({{"sec-fetch-site", "same-site"}, {"x-csrf-token", csrf_token("s")}}), "s"));
  EXPECT_FALSE(is_meant(
      request({{"sec-fetch-site", "cross-site"}, {"origin", "https://hub.example:8443"}}), "s"));
}

TEST(IsMeant, TheUsualPortMayBeLeftOut) {
  EXPECT_TRUE(
      is_meant(with({{"host", "hub.example:443"}, {"origin", "https://hub.example"}}), "s"));
}

}  // namespace
}  // namespace noroshi::access
