#include "observe/telescope/target_set.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

namespace noroshi::telescope {
namespace {

std::uint64_t counted(int targets, TargetBlocks& blocks, TargetSet& set) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < targets; ++i) {
      set.note(TargetSet::identity(net::Address::v4(0xC6120000U + static_cast<unsigned>(i))),
               blocks);
    }
  }
  return set.count(blocks);
}

TEST(TargetSet, IsExactUpToItsBound) {
  TargetBlocks blocks(4);
  for (const int targets : {0, 1, 7, 8, 9, 100, 192}) {
    TargetSet set;
    EXPECT_EQ(counted(targets, blocks, set), static_cast<std::uint64_t>(targets));
    EXPECT_FALSE(set.estimated());
    set.release(blocks);
  }
}

TEST(TargetSet, BeyondTheBoundItIsASketchAndSaysSo) {
  TargetBlocks blocks(4);
  for (const int targets : {193, 256, 4096, 65'536}) {
    TargetSet set;
    const auto count = static_cast<double>(counted(targets, blocks, set));
    EXPECT_TRUE(set.estimated());
    EXPECT_NEAR(count, targets, targets * 0.13);  // four standard errors
    set.release(blocks);
  }
}

TEST(TargetSet, WithoutAFreeBlockItStillEstimates) {
  TargetBlocks blocks(0);
  for (const int targets : {9, 100, 4096}) {
    TargetSet set;
    const auto count = static_cast<double>(counted(targets, blocks, set));
    EXPECT_TRUE(set.estimated());
    EXPECT_NEAR(count, targets, targets * 0.74);
  }
}

TEST(TargetSet, GoesOnWithoutItsBlock) {
  TargetBlocks blocks(1);
  TargetBlocks none(0);
  for (const int targets : {20, 4096}) {
    TargetSet set;
    counted(targets, blocks, set);
    set.release(blocks);
    set.lose(blocks[set.block]);
    EXPECT_TRUE(set.estimated());
    EXPECT_NEAR(static_cast<double>(set.count(none)), targets, targets * 0.74);
    EXPECT_EQ(counted(targets, none, set), set.count(none)) << "the same targets again";
  }
}

TEST(TargetSet, GivesItsBlockBackClean) {
  TargetBlocks blocks(1);
  for (int round = 0; round < 3; ++round) {
    TargetSet set;
    EXPECT_EQ(counted(20, blocks, set), 20U);
    EXPECT_EQ(set.form, TargetSet::Form::Set);
    set.release(blocks);
  }
}

TEST(TargetSet, TellsAddressesOfIpv6Apart) {
  TargetBlocks blocks(1);
  TargetSet set;
  for (std::uint64_t i = 0; i < 150; ++i) {
    set.note(TargetSet::identity(net::Address::v6(0x2001'0DB8'0000'0000ULL, i << 40)), blocks);
  }
  EXPECT_EQ(set.count(blocks), 150U);
}

}  // namespace
}  // namespace noroshi::telescope
