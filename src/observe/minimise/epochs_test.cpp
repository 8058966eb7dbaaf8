#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "observe/minimise/key_file.hpp"
#include "observe/minimise/minimiser.hpp"

namespace noroshi::minimise {
namespace {

namespace fs = std::filesystem;
using base::kDay;
using base::kHour;
using base::kMinute;
using Keep = Epochs::Keep;
using testing::HasSubstr;

constexpr base::Micros kWeek = 7 * kDay;
constexpr base::Micros kStart = 2900 * kWeek;  // an epoch begins here; in 2025

class InAFolder : public testing::Test {
 protected:
  std::unique_ptr<Epochs> open(base::Micros now, base::Micros length = kWeek) {
    auto epochs = Epochs::open(Keep::File, folder_, length, now);
    if (!epochs) ADD_FAILURE() << epochs.error().message;
    return std::move(epochs).value();
  }

  // Every octet in every file of the folder.
  std::string all_that_is_stored() {
    std::string octets;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      octets.append(std::istreambuf_iterator<char>(file), {});
    }
    return octets;
  }

  bool stores(const Key& key) {
    const std::string needle(reinterpret_cast<const char*>(key.data()), key.size());
    return all_that_is_stored().find(needle) != std::string::npos;
  }

  base::TemporaryFolder root_;
  std::string folder_ = root_.file("keys");
};

Key key_at(Epochs& epochs, base::Micros now) {
  auto key = epochs.key(now);
  if (!key) ADD_FAILURE() << key.error().message;
  return key.value_or(Key{});
}

TEST(Epochs, GiveOneKeyForAnEpochAndAnotherForTheNext) {
  auto epochs = Epochs::open(Keep::Memory, "", kWeek, kStart + kDay).value();
  const Key first = key_at(*epochs, kStart + kDay);
  EXPECT_NE(first, Key{});
  EXPECT_EQ(epochs->epoch_end(), kStart + kWeek);
  EXPECT_EQ(key_at(*epochs, kStart + kWeek - 1), first);
  const Key second = key_at(*epochs, kStart + kWeek);
  EXPECT_NE(second, first);
  EXPECT_EQ(epochs->epoch_end(), kStart + 2 * kWeek);
}

TEST(Epochs, OfTwoCollectorsShareBoundariesButNoKey) {
  auto one = Epochs::open(Keep::Memory, "", kDay, kStart + kHour).value();
  auto other = Epochs::open(Keep::Memory, "", kDay, kStart + 20 * kHour).value();
  EXPECT_EQ(one->epoch_end(), other->epoch_end());
  EXPECT_NE(key_at(*one, kStart + 21 * kHour), key_at(*other, kStart + 21 * kHour));
}

TEST(Epochs, TellThatTheKeyOfAPastEpochWasDestroyed) {
  auto epochs = Epochs::open(Keep::Memory, "", kWeek, kStart).value();
  const Key first = key_at(*epochs, kStart);
  EXPECT_EQ(epochs->key_of(kStart + kDay).value(), first);
  key_at(*epochs, kStart + kWeek);
  const auto gone = epochs->key_of(kStart + kDay);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, Errc::NotFound);
  EXPECT_THAT(gone.error().message, HasSubstr("destroyed"));
}

TEST(Epochs, KeepTheirKeyWhenTheClockGoesBackALittle) {
  auto epochs = Epochs::open(Keep::Memory, "", kWeek, kStart).value();
  const Key first = key_at(*epochs, kStart);
  const Key second = key_at(*epochs, kStart + kWeek);
  EXPECT_EQ(key_at(*epochs, kStart + kWeek - kMinute), second);
  EXPECT_EQ(key_at(*epochs, kStart + kWeek + kMinute), second);
  EXPECT_EQ(epochs->epoch_end(), kStart + 2 * kWeek);
  EXPECT_NE(second, first);
}

TEST(Epochs, DoNotLetAKeyLiveForYearsBecauseTheClockWasWrong) {
  auto epochs = Epochs::open(Keep::Memory, "", kWeek, kStart).value();
  const Key ahead = key_at(*epochs, kStart + 500 * kWeek);
  EXPECT_EQ(key_at(*epochs, kStart + kDay), ahead);
  EXPECT_EQ(epochs->epoch_end(), kStart + kWeek);
  EXPECT_NE(key_at(*epochs, kStart + kWeek), ahead);
}

TEST(Epochs, RefuseALengthOfNothing) {
  const auto epochs = Epochs::open(Keep::Memory, "", 0, kStart);
  ASSERT_FALSE(epochs);
  EXPECT_EQ(epochs.error().code, Errc::InvalidUsage);
}

using EpochsInAFile = InAFolder;

TEST_F(EpochsInAFile, SurviveARestart) {
  const Key first = key_at(*open(kStart), kStart);
  EXPECT_EQ(key_at(*open(kStart + kDay), kStart + kDay), first);
}

TEST_F(EpochsInAFile, LeaveNothingOfAKeyInTheFolderWhenItsEpochEnds) {
  auto epochs = open(kStart);
  const Key first = key_at(*epochs, kStart);
  EXPECT_TRUE(stores(first));
  const Key second = key_at(*epochs, kStart + kWeek);
  EXPECT_FALSE(stores(first));
  EXPECT_TRUE(stores(second));
}

// Whoever held the file open, or recovers its blocks, finds zeros.
TEST_F(EpochsInAFile, OverwriteAKeyBeforeItIsUnlinked) {
  auto epochs = open(kStart);
  const int held = ::open((folder_ + "/epoch.key").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(held, 0);
  key_at(*epochs, kStart + kWeek);
  char octets[64];
  EXPECT_EQ(::pread(held, octets, sizeof octets, 0), 40);
  EXPECT_EQ(std::string(octets, 40), std::string(40, '\0'));
  struct stat status {};
  EXPECT_EQ(::fstat(held, &status), 0);
  EXPECT_EQ(status.st_nlink, 0U);
  ::close(held);
}

TEST_F(EpochsInAFile, DestroyAtTheStartWhatEndedWhileTheyWereDown) {
  const Key first = key_at(*open(kStart), kStart);
  auto epochs = open(kStart + 3 * kWeek);
  EXPECT_FALSE(stores(first));
  EXPECT_NE(key_at(*epochs, kStart + 3 * kWeek), first);
}

TEST_F(EpochsInAFile, MakeNoSecondKeyForAnEpochWhenTheClockGoesBackOverARestart) {
  Key second;
  {
    auto epochs = open(kStart);
    second = key_at(*epochs, kStart + kWeek);
  }
  auto epochs = open(kStart + kWeek - kMinute);
  EXPECT_EQ(key_at(*epochs, kStart + kWeek - kMinute), second);
  EXPECT_EQ(key_at(*epochs, kStart + kWeek + kDay), second);
}

TEST_F(EpochsInAFile, EndEarlierWhenTheEpochIsConfiguredShorter) {
  const Key first = key_at(*open(kStart), kStart);
  auto epochs = open(kStart + kDay, 2 * kDay);
  EXPECT_EQ(key_at(*epochs, kStart + kDay), first);
  EXPECT_LE(epochs->epoch_end(), kStart + 3 * kDay);
  EXPECT_NE(key_at(*epochs, kStart + 3 * kDay), first);
}

TEST_F(EpochsInAFile, DoNotLiveLongerWhenTheEpochIsConfiguredLonger) {
  const Key first = key_at(*open(kStart, kDay), kStart);
  auto epochs = open(kStart + kHour, kWeek);
  EXPECT_EQ(epochs->epoch_end(), kStart + kDay);
  EXPECT_NE(key_at(*epochs, kStart + kDay), first);
}

TEST_F(EpochsInAFile, AreForTheirOwnerOnly) {
  auto epochs = open(kStart);
  const auto mode = [](const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
  };
  EXPECT_EQ(mode(folder_), 0700U);
  EXPECT_EQ(mode(folder_ + "/epoch.key"), 0600U);
}

TEST_F(EpochsInAFile, AreRefusedWhereOthersMayLook) {
  fs::create_directory(folder_);
  fs::permissions(folder_, fs::perms(0750));
  const auto epochs = Epochs::open(Keep::File, folder_, kWeek, kStart);
  ASSERT_FALSE(epochs);
  EXPECT_THAT(epochs.error().message, HasSubstr("chmod 700 " + folder_));
}

TEST_F(EpochsInAFile, BelongToOneProcessAtATime) {
  auto epochs = open(kStart);
  const auto second = Epochs::open(Keep::File, folder_, kWeek, kStart);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
}

TEST_F(EpochsInAFile, AreNotReplacedWhenTheFileIsNoKey) {
  { auto epochs = open(kStart); }
  std::ofstream(folder_ + "/epoch.key") << "not a key";
  const auto epochs = Epochs::open(Keep::File, folder_, kWeek, kStart);
  ASSERT_FALSE(epochs);
  EXPECT_EQ(epochs.error().code, Errc::InvalidInput);
  EXPECT_THAT(epochs.error().message, HasSubstr("epoch.key"));
}

TEST_F(EpochsInAFile, DestroyWhatAKilledProcessLeftUnfinished) {
  { auto epochs = open(kStart); }
  std::ofstream(folder_ + "/epoch.key.new") << "half a key";
  auto epochs = open(kStart);
  EXPECT_FALSE(fs::exists(folder_ + "/epoch.key.new"));
}

TEST_F(EpochsInAFile, FailWhereNoKeyCanBeStored) {
  auto epochs = open(kStart);
  fs::remove_all(folder_);  // what is unlinked takes no new file
  EXPECT_FALSE(epochs->key(kStart + kWeek));
  EXPECT_FALSE(epochs->key_of(kStart)) << "the old key must be gone all the same";
  EXPECT_FALSE(epochs->key(kStart + kWeek)) << "and no key may be used that was not stored";
}

using ReadKey = InAFolder;

TEST_F(ReadKey, GivesTheKeyOfThePresentEpochToAnotherProcess) {
  auto epochs = open(kStart);
  const auto key = read_key(folder_, kStart + kDay);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(*key, key_at(*epochs, kStart + kDay));
}

TEST_F(ReadKey, SaysSinceWhenAKeyIsDestroyed) {
  auto epochs = open(kStart);
  key_at(*epochs, kStart + kWeek);
  const auto key = read_key(folder_, kStart + kDay);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Errc::NotFound);
  EXPECT_THAT(key.error().message, HasSubstr("destroyed"));
  EXPECT_THAT(key.error().message, HasSubstr(base::to_rfc3339(kStart + kWeek)));
}

TEST_F(ReadKey, SaysThatAKeyIsYetToBeMade) {
  auto epochs = open(kStart);
  const auto key = read_key(folder_, kStart + kWeek);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Errc::NotFound);
  EXPECT_THAT(key.error().message, HasSubstr("yet"));
}

TEST_F(ReadKey, SaysThatThereIsNoFolder) {
  const auto key = read_key(folder_, kStart);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Errc::NotFound);
  EXPECT_THAT(key.error().message, HasSubstr("keys"));
}

}  // namespace
}  // namespace noroshi::minimise
