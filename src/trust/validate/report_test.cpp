#include "trust/validate/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::validate {
namespace {

using testing::HasSubstr;
using testing::Not;

Report hostile() {
  SignatureReport signature{
      .id = "S-1\"</dl><script>alert(1)</script>",
      .conclusion = indeterminate(
          SubIndication::RevokedNoPoe,
          {Rule::SignerRevoked, {"CN=\x1b[31mred & <b>", "2026-01-01T00:00:00Z", "unspecified"}}),
      .best_time = 0,
      .best_time_by = "validation"};
  signature.references = {{.name = "a\"b\\c\n", .found = true, .intact = false}};
  return {.validated_at = 0, .algorithms = "CRYPTREC", .signatures = {signature}};
}

TEST(SealReport, SaysWhyInBothLanguages) {
  const auto english = to_text(hostile(), Language::English);
  EXPECT_THAT(english, HasSubstr("INDETERMINATE / REVOKED_NO_POE"));
  EXPECT_THAT(english, HasSubstr("nothing proves that the signature is older"));
  EXPECT_THAT(to_text(hostile(), Language::Japanese), HasSubstr("失効しており"));
}

TEST(SealReport, HostileTextBreaksOutOfNoForm) {
  EXPECT_THAT(to_text(hostile(), Language::English), Not(HasSubstr("\x1b")));
  const auto page = to_html(hostile(), "<title>", Language::English);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
  EXPECT_THAT(page, HasSubstr("&lt;title&gt;"));
  EXPECT_THAT(to_json(hostile()), HasSubstr(R"(a\"b\\c)"));
}

TEST(SealReport, JsonNamesIndicationRuleAndWords) {
  const auto json = to_json(hostile());
  EXPECT_THAT(json, HasSubstr(R"("MainIndication":"INDETERMINATE")"));
  EXPECT_THAT(json, HasSubstr(R"("SubIndication":["REVOKED_NO_POE"])"));
  EXPECT_THAT(json, HasSubstr(R"("rule":"signer-revoked")"));
  EXPECT_THAT(json, HasSubstr(R"("valid":false)"));
}

TEST(Reasons, EveryRuleHasASentenceThatTakesItsWords) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Rule::StampIndexWrong); ++i) {
    const Reason reason{static_cast<Rule>(i), {"one", "two", "three", "four"}};
    EXPECT_FALSE(to_string(reason.rule).empty()) << i;
    for (const auto language : {Language::English, Language::Japanese}) {
      EXPECT_FALSE(reason.sentence(language).empty()) << i;
      EXPECT_THAT(reason.sentence(language), Not(HasSubstr("{")));
    }
  }
}

}  // namespace
}  // namespace noroshi::validate
