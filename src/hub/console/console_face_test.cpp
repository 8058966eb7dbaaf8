// What a browser is answered at each address, and under which policy.
#include "hub/console/console_face.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <regex>
#include <string>

#include "hub/console/encodings.hpp"

namespace noroshi::console {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr File kFiles[] = {
    {"/assets/main-5f.js", "script", "packed", "text/javascript; charset=utf-8", "11", true},
    {"/favicon.svg", "picture", {}, "image/svg+xml", "22", false},
    {"/index.html", "page", "packed page", "text/html; charset=utf-8", "33", false},
};

http::Request request(std::string target, const std::string& method = "GET") {
  http::Request request;
  request.method = method;
  request.target = std::move(target);
  return request;
}

http::Request with(std::string target, const std::string& field, const std::string& value) {
  auto made = request(std::move(target));
  made.headers.emplace_back(field, value);
  return made;
}

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [field, value] : response.headers) {
    if (field == name) return value;
  }
  return {};
}

http::Response answer_to(const http::Request& request) {
  const auto answer = ConsoleFace(kFiles).answer(request);
  return answer ? *answer : http::Response{.status = 0};
}

TEST(ConsoleFiles, AreFoundByTheirWholePathOnly) {
  EXPECT_EQ(file_at(kFiles, "/favicon.svg"), &kFiles[1]);
  for (const char* path : {"", "/", "favicon.svg", "/favicon.sv", "/favicon.svg/", "/zzz"}) {
    EXPECT_EQ(file_at(kFiles, path), nullptr) << path;
  }
  EXPECT_EQ(file_at({}, "/favicon.svg"), nullptr);
}

TEST(ConsoleFace, AnswersThePageAtEveryAddressThatThePageDraws) {
  for (const char* path : {"/", "/?x=1", "/today", "/servers", "/servers/192.0.2.7:443?tab=why",
                           "/servers/2001%3Adb8%3A%3A7", "/sign-in", "/operate/audit/"}) {
    const auto answer = answer_to(request(path));
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, "page") << path;
    EXPECT_EQ(answer.content_type, "text/html; charset=utf-8") << path;
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-cache") << path;
  }
}

TEST(ConsoleFace, LeavesEveryOtherPathToOthers) {
  for (const char* path :
       {"/api/v1/me", "/taxii2/", "/metrics", "/health", "/serversx", "/Servers", "//servers", "",
        "*", "servers", "/assets/", "/assets/gone-00.js", "/assets/../index.html",
        "/servers/../../etc/passwd", "/servers/%2e%2E/x", "/servers/.%2e", "/servers/.", "/.."}) {
    EXPECT_EQ(answer_to(request(path)).status, 0) << path;
  }
}

TEST(ConsoleFace, HasAnAddressForEveryScreen) {
  std::ifstream file(NOROSHI_SOURCE_DIR "/console/src/router/screens.ts");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex path("path: \"([^\"]*)\"");
  int screens = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), path), end; at != end; ++at, ++screens) {
    const std::string address = "/" + (*at)[1].str();
    EXPECT_EQ(answer_to(request(address)).body, "page") << address << ": add it to kScreens";
  }
  EXPECT_GE(screens, 5) << "console/src/router/screens.ts is written in another way";
}

TEST(ConsoleFace, FilesWithAHashInTheirNameAreKeptForAYear) {
  const auto answer = answer_to(request("/assets/main-5f.js"));
  EXPECT_EQ(answer.body, "script");
  EXPECT_EQ(header_of(answer, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header_of(answer, "ETag"), "\"11\"");
  EXPECT_EQ(header_of(answer, "Content-Encoding"), "");
}

TEST(ConsoleFace, SendsTheCompressedFormToWhoeverTakesIt) {
  const auto answer = answer_to(with("/assets/main-5f.js", "accept-encoding", "gzip, deflate, br"));
  EXPECT_EQ(answer.body, "packed");
  EXPECT_EQ(header_of(answer, "Content-Encoding"), "gzip");
  EXPECT_EQ(header_of(answer, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header_of(answer, "ETag"), "\"11-gzip\"") << "another representation, another tag";
  const auto picture = answer_to(with("/favicon.svg", "accept-encoding", "gzip"));
  EXPECT_EQ(picture.body, "picture") << "has no compressed form";
  EXPECT_EQ(header_of(picture, "Vary"), "");
}

TEST(Encodings, GzipIsTakenWhereItIsNamedWithAWeight) {
  for (const char* field : {"gzip", "GZIP", "br, gzip", "deflate;q=1, gzip ; q=0.001", "x-gzip",
                            "*", "br;q=0, *;q=0.5", "gzip;x=0"}) {
    EXPECT_TRUE(takes_gzip(field)) << field;
  }
  for (const char* field : {"", "br", "identity", "gzip;q=0", "gzip ; Q=0.000, *", "*;q=0", ",,;",
                            "gzipped", "gzip;q="}) {
    EXPECT_FALSE(takes_gzip(field)) << field;
  }
}

TEST(ConsoleFace, WhatTheBrowserHasIsNotSentAgain) {
  for (const char* field : {"\"33\"", "W/\"33\"", "\"00\", \"33\"", "*"}) {
    const auto answer = answer_to(with("/servers", "if-none-match", field));
    EXPECT_EQ(answer.status, 304) << field;
    EXPECT_EQ(answer.body, "") << field;
    EXPECT_EQ(header_of(answer, "ETag"), "\"33\"");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-cache");
    EXPECT_EQ(header_of(answer, "Vary"), "Accept-Encoding");
  }
  for (const char* field : {"\"3\"", "\"33-gzip\"", "33", ""}) {
    EXPECT_EQ(answer_to(with("/servers", "if-none-match", field)).status, 200) << field;
  }
}

TEST(ConsoleFace, IsReadOnly) {
  EXPECT_EQ(answer_to(request("/", "HEAD")).status, 200);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
    const auto refused = answer_to(request("/servers", method));
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(header_of(refused, "Allow"), "GET, HEAD");
  }
}

TEST(ConsoleFace, EveryAnswerCarriesThePolicy) {
  for (const auto& answer :
       {answer_to(request("/")), answer_to(request("/assets/main-5f.js")),
        answer_to(request("/", "POST")), answer_to(with("/", "if-none-match", "*")),
        *ConsoleFace::astray(with("/x", "accept", "text/html"))}) {
    const auto policy = header_of(answer, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(header_of(answer, "X-Frame-Options"), "DENY");
    EXPECT_EQ(header_of(answer, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header_of(answer, "Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(header_of(answer, "Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_THAT(header_of(answer, "Permissions-Policy"), HasSubstr("geolocation=()"));
  }
}

TEST(ConsoleFace, PeopleWhoWentAstrayGetAPageAndProgramsDoNot) {
  const auto page = ConsoleFace::astray(with("/x", "accept", "text/html,*/*;q=0.8"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 404);
  EXPECT_THAT(page->body, HasSubstr("<a href=\"/\">"));
  EXPECT_THAT(page->body, Not(HasSubstr("style"))) << "the policy would not allow it";
  EXPECT_FALSE(ConsoleFace::astray(with("/x", "accept", "*/*")));
  EXPECT_FALSE(ConsoleFace::astray(request("/x")));
}

}  // namespace
}  // namespace noroshi::console
