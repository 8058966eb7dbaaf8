// Commitments bind, hide, and open one at a time.
#include "trust/log/commitment.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temporary_folder.hpp"

namespace noroshi::tlog {
namespace {

class Commitments : public ::testing::Test {
 protected:
  CommitmentSecret open() { return CommitmentSecret::open(folder_.file("secret")).value(); }
  base::TemporaryFolder folder_;
};

TEST_F(Commitments, TheSameSecretMakesTheSameEntry) {
  const auto first = open().opening("trail", "17");
  EXPECT_EQ(open().opening("trail", "17"), first);
  EXPECT_EQ(commitment(first, "text"), commitment(open().opening("trail", "17"), "text"));
}

TEST_F(Commitments, AnEntryChangesWithEachThingItBinds) {
  const auto secret = open();
  const auto whole = secret.opening("trail", "17");
  const std::string entry = commitment(whole, "text");
  EXPECT_NE(commitment(whole, "texu"), entry);
  EXPECT_NE(commitment(secret.opening("trail", "18"), "text"), entry);
  EXPECT_NE(commitment(secret.opening("trial", "17"), "text"), entry);
  auto other = whole;
  other.salt[31] ^= 1U;
  EXPECT_NE(commitment(other, "text"), entry);
  // The borders between the parts are bound, too.
  EXPECT_NE(commitment({"a", "bc", whole.salt}, "d"), commitment({"ab", "c", whole.salt}, "d"));
}

TEST_F(Commitments, AnEntryHasOneFormAndOneLengthWhateverIsInIt) {
  const auto opening = open().opening("trail", "17");
  const std::string entry = commitment(opening, "short");
  EXPECT_TRUE(entry.starts_with("noroshi-commitment-v1 ")) << entry;
  EXPECT_EQ(commitment(opening, std::string(100'000, 'x')).size(), entry.size());
}

// Recomputed with openssl: printf … | openssl dgst -sha256 -binary | base64
TEST_F(Commitments, FollowTheFormThatIsWrittenDown) {
  Opening opening{"trail", "1", {}};
  EXPECT_EQ(commitment(opening, "x"),
            "noroshi-commitment-v1 Hh8/GVhF/zTSeN35yWpFuy/vgB2v8snxoCV2NCLJaQU=");
}

TEST_F(Commitments, AnOpeningComesBackAsItWas) {
  const auto opening = open().opening("case-evidence", "2026-11-22/7");
  EXPECT_EQ(parse_opening(to_text(opening)).value(), opening);
  const std::string text = to_text(opening);
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    EXPECT_FALSE(parse_opening(text.substr(0, cut))) << cut;
  }
  EXPECT_FALSE(parse_opening(text + "more\n"));
}

TEST_F(Commitments, ASecretThatOthersMayReadIsRefused) {
  (void)open();
  ::chmod(folder_.file("secret").c_str(), 0644);
  EXPECT_FALSE(CommitmentSecret::open(folder_.file("secret")));
}

TEST_F(Commitments, ASecretThatIsNoneIsRefusedAndNotReplaced) {
  std::ofstream(folder_.file("secret")) << "c2hvcnQ=\n";
  ::chmod(folder_.file("secret").c_str(), 0600);
  EXPECT_FALSE(CommitmentSecret::open(folder_.file("secret")));
  EXPECT_FALSE(CommitmentSecret::open(folder_.file("secret")));
}

}  // namespace
}  // namespace noroshi::tlog
