// The ordinance's own rule, on numbers that are published.
#include "trust/pki/corporate_number.hpp"

#include <gtest/gtest.h>

namespace noroshi::pki {
namespace {

TEST(CorporateNumber, AcceptsNumbersOfPublicBodies) {
  // The National Tax Agency itself.
  EXPECT_EQ(corporate_number_flaw("7000012050002"), std::nullopt);
}

TEST(CorporateNumber, SeesEveryWrongDigit) {
  for (std::size_t at = 0; at < 13; ++at) {
    std::string number = "7000012050002";
    number[at] = static_cast<char>('0' + (number[at] - '0' + 1) % 9);
    EXPECT_TRUE(corporate_number_flaw(number)) << number;
  }
}

TEST(CorporateNumber, IsThirteenDigitsAndNothingElse) {
  EXPECT_TRUE(corporate_number_flaw(""));
  EXPECT_TRUE(corporate_number_flaw("700001205000"));
  EXPECT_TRUE(corporate_number_flaw("70000120500022"));
  EXPECT_TRUE(corporate_number_flaw("700001205000a"));
}

TEST(CorporateNumber, StandsBehindThePrefixOfWhoeverIssues) {
  EXPECT_EQ(corporate_number_in("NTRJP-7000012050002"), "7000012050002");
  EXPECT_EQ(corporate_number_in("VATDE-123456789"), std::nullopt);
  EXPECT_EQ(corporate_number_in("JCN:7000012050002", "JCN:"), "7000012050002");
}

}  // namespace
}  // namespace noroshi::pki
