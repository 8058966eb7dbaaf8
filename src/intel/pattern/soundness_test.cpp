#include "intel/pattern/soundness.hpp"

#include <gmock/gmock.h>

namespace noroshi::pattern {
namespace {

using ::testing::HasSubstr;

TEST(SoundnessOfPatterns, WhatRunsHasNoReason) {
  const auto verdict = soundness_of("[ipv4-addr:value = '198.51.100.7']");
  EXPECT_EQ(verdict.soundness, Soundness::Runs);
  EXPECT_EQ(verdict.reason, "");
}

TEST(SoundnessOfPatterns, RegularExpressionsThatRe2LacksAreForeignNotBroken) {
  for (const char* text :
       {R"([url:value MATCHES '(?=a)b'])", R"([url:value MATCHES '(a)\\1'])",
        R"([file:name MATCHES '(?>a+)b'] AND [url:value = 'http://a.example/'])"}) {
    const auto verdict = soundness_of(text);
    EXPECT_EQ(verdict.soundness, Soundness::Foreign) << text;
    EXPECT_THAT(verdict.reason, HasSubstr("RE2")) << text;
  }
}

TEST(SoundnessOfPatterns, WhatIsTooLargeToLookAtIsForeign) {
  const std::string deep = std::string(200, '(') + "[a:b = 1]" + std::string(200, ')');
  EXPECT_EQ(soundness_of(deep).soundness, Soundness::Foreign);
}

TEST(SoundnessOfPatterns, MistakesAreBrokenAlsoBehindAForeignExpression) {
  for (const char* text : {"", "[ipv4-addr:value = ]", "ipv4-addr:value = '198.51.100.7'",
                           "[url:value MATCHES '(?=a)b'", "[url:value MATCHES '(?=a)b'] WITHIN",
                           "[a:b = 'c' AND]", "[a:b = '\xff']"}) {
    const auto verdict = soundness_of(text);
    EXPECT_EQ(verdict.soundness, Soundness::Broken) << text;
    EXPECT_NE(verdict.reason, "") << text;
  }
}

}  // namespace
}  // namespace noroshi::pattern
