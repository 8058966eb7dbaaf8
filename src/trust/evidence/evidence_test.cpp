#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/der/writer.hpp"
#include "trust/evidence/check.hpp"
#include "trust/evidence/seal.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/local_source.hpp"

namespace noroshi::evidence {
namespace {

using pki::Digest;

/// Documents "document 0", "document 1", … and a token source whose clock moves by a day each time.
class Sealing : public testing::Test {
 protected:
  void SetUp() override {
    auto made = stamp::testing_source(authority_.issue(key::time_stamper_wish()).signer,
                                      [this] { return now_ += base::kDay; });
    ASSERT_TRUE(made) << made.error().message;
    source_ = *std::move(made);
  }

  std::vector<std::string> documents(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(fmt::format("document {}", i));
    return all;
  }

  static std::vector<Bytes> hashes(const std::vector<std::string>& all, Digest digest) {
    std::vector<Bytes> values;
    for (const auto& one : all) values.push_back(pki::digest(digest, der::view_of(one)));
    return values;
  }

  static Finding judge(const Record& record, const std::string& document) {
    // As it will be read, not as it was made.
    const auto octets = record.encode();
    const auto read = Record::parse(octets);
    EXPECT_TRUE(read);
    const auto object = data_object("document", der::view_of(document));
    return check(*read, {&object, 1});
  }

  stamp::StampSource& source() { return *source_; }

 private:
  key::TestingAuthority authority_ = key::TestingAuthority::root();
  base::Micros now_ = key::kTestingFrom;
  std::unique_ptr<stamp::StampSource> source_;
};

TEST_F(Sealing, OneTokenProvesEveryDocumentOfAnyNumber) {
  for (const std::size_t count : {1U, 2U, 3U, 5U, 8U, 13U, 100U}) {
    const auto all = documents(count);
    const auto batch = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto record = batch->record(i);
      EXPECT_EQ(record.chains[0].stamps[0].token, batch->token());
      EXPECT_TRUE(judge(record, all[i]).intact()) << count << ", " << i;
      EXPECT_FALSE(judge(record, all[i] + "!").intact()) << count << ", " << i;
    }
  }
}

TEST_F(Sealing, ARecordProvesNoOtherDocumentOfItsBatch) {
  const auto all = documents(8);
  const auto batch = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
  ASSERT_TRUE(batch);
  const auto finding = judge(batch->record(0), all[7]);
  EXPECT_FALSE(finding.intact());
  EXPECT_THAT(finding.uncovered, testing::ElementsAre("document"));
}

TEST_F(Sealing, TheSameDocumentTwiceIsNoTrouble) {
  const std::vector<std::string> all{"same", "same", "same", "other"};
  const auto batch = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
  ASSERT_TRUE(batch);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(judge(batch->record(i), all[i]).intact()) << i;
  }
}

TEST_F(Sealing, GroupsAreSealedTogetherAndProvedWhole) {
  const auto all = documents(5);
  const auto values = hashes(all, Digest::Sha512);
  const auto batch = seal_groups({{values[0], values[1], values[2]}, {values[3]}, {values[4]}},
                                 Digest::Sha512, source());
  ASSERT_TRUE(batch) << batch.error().message;
  std::vector<DataObject> objects;
  for (const auto& one : all) objects.push_back(data_object(one, der::view_of(one)));
  const auto record = batch->record(0);
  EXPECT_TRUE(check(record, std::span(objects).first(3), true).intact());
  EXPECT_FALSE(check(record, std::span(objects).first(2), true).intact());
  EXPECT_FALSE(check(record, std::span(objects).first(4), true).intact());
}

TEST_F(Sealing, RenewalByStampAndByTreeHoldTogether) {
  const auto all = documents(3);
  const auto batch = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
  ASSERT_TRUE(batch);
  std::vector<Record> records{batch->record(0), batch->record(1), batch->record(2)};
  auto renewed = renew_stamps(records, source());
  ASSERT_TRUE(renewed) << renewed.error().message;
  // They shared a token, so the new one is over its hash alone.
  EXPECT_TRUE((*renewed)[0].chains[0].stamps[1].hash_tree.empty());

  const auto stronger = hashes(all, Digest::Sha512);
  std::vector<Rehashed> again;
  for (std::size_t i = 0; i < 3; ++i) again.push_back({&(*renewed)[i], {stronger[i]}});
  const auto rehashed = renew_trees(again, Digest::Sha512, source());
  ASSERT_TRUE(rehashed) << rehashed.error().message;
  const auto last = renew_stamps(*rehashed, source());
  ASSERT_TRUE(last) << last.error().message;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto finding = judge((*last)[i], all[i]);
    EXPECT_TRUE(finding.intact()) << finding.stamps.back().why;
    std::vector<Role> roles;
    for (const auto& one : finding.stamps) roles.push_back(one.role);
    EXPECT_THAT(roles, testing::ElementsAre(Role::Initial, Role::StampRenewal, Role::TreeRenewal,
                                            Role::StampRenewal));
    EXPECT_FALSE(judge((*last)[i], "another").intact());
  }
}

TEST_F(Sealing, ARenewalOverAnotherTokenIsSeen) {
  const auto one = seal(hashes(documents(1), Digest::Sha256), Digest::Sha256, source());
  const auto two = seal(hashes({"another"}, Digest::Sha256), Digest::Sha256, source());
  ASSERT_TRUE(one && two);
  const std::vector<Record> other{two->record(0)};
  auto stolen = renew_stamps(other, source());
  ASSERT_TRUE(stolen);
  auto record = one->record(0);
  record.chains[0].stamps.push_back((*stolen)[0].chains[0].stamps[1]);
  const auto finding = judge(record, "document 0");
  EXPECT_TRUE(finding.stamps[0].imprint_intact);
  EXPECT_FALSE(finding.stamps[1].imprint_intact);
  EXPECT_FALSE(finding.intact());
}

TEST_F(Sealing, AChainThatForgetsTheOneBeforeItIsSeen) {
  const auto all = documents(1);
  const auto old = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
  const auto fresh = seal(hashes(all, Digest::Sha512), Digest::Sha512, source());
  ASSERT_TRUE(old && fresh);
  auto record = old->record(0);
  record.chains.push_back(fresh->record(0).chains[0]);
  const auto finding = judge(record, all[0]);
  EXPECT_FALSE(finding.stamps[1].imprint_intact);
  EXPECT_FALSE(finding.intact());
}

TEST_F(Sealing, TokensOutOfOrderAreSeen) {
  const auto all = documents(1);
  const auto batch = seal(hashes(all, Digest::Sha256), Digest::Sha256, source());
  ASSERT_TRUE(batch);
  const std::vector<Record> records{batch->record(0)};
  auto renewed = renew_stamps(records, source());
  ASSERT_TRUE(renewed);
  auto record = (*renewed)[0];
  EXPECT_TRUE(judge(record, all[0]).orderly);
  std::swap(record.chains[0].stamps[0], record.chains[0].stamps[1]);
  EXPECT_FALSE(judge(record, all[0]).orderly);
}

TEST_F(Sealing, WhatCannotBeSealedIsSaid) {
  EXPECT_FALSE(seal({}, Digest::Sha256, source()));
  EXPECT_FALSE(seal({Bytes(20)}, Digest::Sha256, source()));
  EXPECT_FALSE(seal_groups({HashGroup{}}, Digest::Sha256, source()));
}

// RFC 4998 §4.2: hashes of a list are sorted before they are joined.
TEST(GroupHash, DoesNotDependOnTheOrder) {
  const Bytes a(32, 1);
  const Bytes b(32, 2);
  EXPECT_EQ(group_hash(Digest::Sha256, {a, b}), group_hash(Digest::Sha256, {b, a}));
  EXPECT_EQ(group_hash(Digest::Sha256, {a}), a);
  EXPECT_NE(renewed_hash(Digest::Sha256, b, a), group_hash(Digest::Sha256, {a, b}));
}

TEST(Record, RefusesWhatIsNone) {
  EXPECT_FALSE(Record::parse({}));
  EXPECT_FALSE(
      Record::parse(der::sequence({der::integer(2), der::sequence({}), der::sequence({})})));
  EXPECT_FALSE(
      Record::parse(der::sequence({der::integer(1), der::sequence({}), der::sequence({})})));
  const Bytes empty_chain = der::sequence({});
  EXPECT_FALSE(Record::parse(
      der::sequence({der::integer(1), der::sequence({}), der::sequence({empty_chain})})));
}

}  // namespace
}  // namespace noroshi::evidence
