#include "trust/log/policy.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/log/proof_file.hpp"

namespace noroshi::tlog {
namespace {

using testing::HasSubstr;

class PolicyTest : public testing::Test {
 protected:
  PolicyTest() {
    for (int i = 0; i < 5; ++i) {
      witnesses_.push_back(*SecretKey::draw(fmt::format("w{}.example", i), KeyType::Cosignature));
    }
  }

  /// The example of the specification: two of three here, and one of two there.
  [[nodiscard]] std::string text() const {
    std::string lines =
        fmt::format("# a comment\n\n  log {} https://log.example/\n", log_.open().text());
    for (int i = 0; i < 5; ++i) {
      lines += fmt::format("witness {}{} {}\n", i < 3 ? 'X' : 'Y', i,
                           witnesses_[static_cast<std::size_t>(i)].open().text());
    }
    return lines + "group X 2 X0 X1 X2\ngroup Y any Y3 Y4\ngroup both all X Y\nquorum both\n";
  }

  [[nodiscard]] Note note(const std::vector<std::size_t>& who) const {
    std::string text = to_text(checkpoint_) + "\n" + log_.sign(to_text(checkpoint_));
    for (const auto i : who) text += witnesses_[i].sign(to_text(checkpoint_), 1'768'348'800 + i);
    return *parse_note(text);
  }

  SecretKey log_ = *SecretKey::draw("log.example/cases", KeyType::Ed25519);
  std::vector<SecretKey> witnesses_;
  Checkpoint checkpoint_{.origin = "log.example/cases", .size = 1, .root = leaf_hash("entry")};
};

TEST_F(PolicyTest, QuorumIsWhatTheGroupsSay) {
  const auto policy = Policy::parse(text());
  ASSERT_TRUE(policy) << policy.error().message;
  // Every set of witnesses, against the rule in words.
  for (unsigned set = 0; set < 32; ++set) {
    std::vector<std::size_t> who;
    for (std::size_t i = 0; i < 5; ++i) {
      if ((set >> i & 1) != 0) who.push_back(i);
    }
    const int here = std::popcount(set & 7);
    const int there = std::popcount(set >> 3);
    EXPECT_EQ(policy->accept(note(who)).has_value(), here >= 2 && there >= 1) << set;
  }
}

TEST_F(PolicyTest, AcceptanceSaysWhoAndWhen) {
  const auto accepted = Policy::parse(text())->accept(note({4, 0, 2}));
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->checkpoint, checkpoint_);
  EXPECT_EQ(accepted->witnesses, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(accepted->times,
            (std::vector<std::uint64_t>{1'768'348'800, 1'768'348'802, 1'768'348'804}));
}

TEST_F(PolicyTest, LogOfAnotherNameDoesNotCount) {
  checkpoint_.origin = "other.example";
  EXPECT_THAT(Policy::parse(text())->accept(note({0, 1, 3})).error().message,
              HasSubstr("no log of the policy"));
}

TEST_F(PolicyTest, WrongCosignatureSpoilsTheNote) {
  auto spoiled = note({0, 1, 3});
  spoiled.signatures.back().octets.back() ^= 1;
  EXPECT_FALSE(Policy::parse(text())->accept(spoiled));
}

TEST_F(PolicyTest, ProofIsCheckedOffline) {
  const auto policy = *Policy::parse(text());
  Frontier frontier;
  const Hash one = leaf_hash("one");
  const Hash two = leaf_hash("two");
  checkpoint_.size = 2;
  checkpoint_.root = node_hash(one, two);
  std::string signed_note = to_text(checkpoint_) + "\n" + log_.sign(to_text(checkpoint_));
  for (const auto i : {0U, 1U, 3U}) signed_note += witnesses_[i].sign(to_text(checkpoint_), 7);
  const ProofFile file{.extra = "hint", .index = 1, .proof = {one}, .checkpoint = signed_note};
  const auto read = parse_proof_file(to_text(file));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->extra, "hint");
  EXPECT_TRUE(check(*read, two, policy));
  EXPECT_FALSE(check(*read, one, policy));
  auto moved = *read;
  moved.index = 0;
  EXPECT_FALSE(check(moved, two, policy));
}

TEST_F(PolicyTest, ProofFilesOfOtherFormsAreRefused) {
  const std::string good = "c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n";
  EXPECT_TRUE(parse_proof_file(good));
  for (const std::string bad :
       {"", "c2sp.org/tlog-proof@v2\nindex 0\n\nlog\n", "c2sp.org/tlog-proof@v1\nindex 00\n\nx\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\nx\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nabc\n\nx\n", "c2sp.org/tlog-proof@v1\nindex 0\n",
        "c2sp.org/tlog-proof@v1\nextra Zg=="}) {
    EXPECT_FALSE(parse_proof_file(bad)) << bad;
  }
}

TEST_F(PolicyTest, MistakesNameTheLine) {
  const std::string key = log_.open().text();
  const std::string witness = witnesses_[0].open().text();
  const std::vector<std::pair<std::string, std::string>> mistakes{
      {"", "no quorum line"},
      {"logs x\nquorum none\n", "line 1"},
      {"quorum a\n", "not defined"},
      {"quorum none\nquorum none\n", "line 2"},
      {"log " + key + "\nlog " + key + "\nquorum none\n", "listed twice"},
      {"log " + witness + "\nquorum none\n", "type 0x01"},
      {"witness a " + key + "\nquorum a\n", "type 0x04"},
      {"witness none " + witness + "\nquorum none\n", "is taken"},
      {"witness a " + witness + "\ngroup g 2 a\nquorum g\n", "from 1 to 1"},
      {"witness a " + witness + "\ngroup g 0 a\nquorum g\n", "from 1 to 1"},
      {"witness a " + witness + "\ngroup g any a a\nquorum g\n", "twice"},
      {"group g any g\nquorum g\n", "not defined"},
      {"quorum\vnone\n", "control character"},
  };
  for (const auto& [text, message] : mistakes) {
    const auto policy = Policy::parse(text);
    ASSERT_FALSE(policy) << text;
    EXPECT_THAT(policy.error().message, HasSubstr(message)) << text;
  }
}

TEST(CheckpointText, IsReadBackAndNothingElseIs) {
  const Checkpoint checkpoint{
      .origin = "a.example", .size = 7, .root = leaf_hash("x"), .extensions = {"more"}};
  const auto read = parse_checkpoint(to_text(checkpoint));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, checkpoint);
  const std::string root = to_base64(leaf_hash("x"));
  const std::vector<std::string> others{std::string(),
                                        std::string("a\n"),
                                        "a\n7\n",
                                        "\n7\n" + root + "\n",
                                        "a\n07\n" + root + "\n",
                                        "a\n-1\n" + root + "\n",
                                        "a\n7\n" + root,
                                        std::string("a\n7\nAAAA\n"),
                                        "a\n7\n" + root + "\n\n",
                                        "a\n0\n" + root + "\n",
                                        "a\n9223372036854775808\n" + root + "\n"};
  for (const auto& bad : others) {
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
  }
}

}  // namespace
}  // namespace noroshi::tlog
