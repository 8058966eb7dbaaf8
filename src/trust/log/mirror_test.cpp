#include "trust/log/mirror.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "trust/log/ledger.hpp"

namespace noroshi::tlog {
namespace {

namespace fs = std::filesystem;

/// A log as it is shown, with one file that may be another.
class Shown final : public TileSource {
 public:
  explicit Shown(std::string folder) : folder_(std::move(folder)), tiles_(folder_) {}
  Result<std::string> read(const Tile& tile) override {
    ++reads;
    auto bytes = tiles_.read(tile);
    if (bytes && path_of(tile) == changed) (*bytes)[bytes->size() / 2] ^= 1;
    return bytes;
  }
  std::string changed;
  int reads = 0;

 private:
  std::string folder_;
  FolderTiles tiles_;
};

class MirrorTest : public testing::Test {
 protected:
  MirrorTest() {
    const auto key = SecretKey::parse(key_)->open().text();
    policy_ = *Policy::parse(fmt::format("log {}\nquorum none\n", key));
    log_ = make("log");
  }

  Result<Ledger> make(const std::string& name) {
    return Ledger::open(path(name), *SecretKey::parse(key_));
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_.path() / name).string();
  }

  static void grow(Result<Ledger>& log, std::size_t count, std::string_view word = "entry") {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < count; ++i)
      entries.push_back(fmt::format("{} {}", word, log->size() + i));
    ASSERT_TRUE(log->append(entries));
    ASSERT_TRUE(log->publish());
  }

  Result<MirrorNews> update(Mirror& mirror, Result<Ledger>& log, TileSource& shown) {
    return mirror.update(shown, *log->publish(), policy_,
                         [this](std::uint64_t index, std::string_view entry) {
                           EXPECT_EQ(index, heard_.size());
                           heard_.emplace_back(entry);
                         });
  }

  base::TemporaryFolder folder_;
  std::string key_ = SecretKey::draw("log.example", KeyType::Ed25519)->text();
  Policy policy_;
  Result<Ledger> log_ = Error{Errc::Io, "not yet"};
  std::vector<std::string> heard_;
};

TEST_F(MirrorTest, HearsEveryEntryOnceAndKeepsACopyThatProves) {
  Shown shown(path("log"));
  for (const std::size_t more : {3U, 300U, 256U, 1U}) {
    grow(log_, more);
    auto mirror = Mirror::open(path("mirror"));
    ASSERT_TRUE(mirror) << mirror.error().message;
    const auto news = update(*mirror, log_, shown);
    ASSERT_TRUE(news) << news.error().message;
    EXPECT_EQ(news->misdeed, Misdeed::None) << news->why;
    EXPECT_EQ(heard_.size(), log_->published().size);
  }
  EXPECT_EQ(heard_[400], "entry 400");
  FolderTiles copy(path("mirror"));
  TiledTree tree(copy, log_->published().size);
  EXPECT_EQ(*root_of(tree, log_->published().size), log_->published().root);
}

TEST_F(MirrorTest, NothingNewIsNoNews) {
  Shown shown(path("log"));
  grow(log_, 3);
  auto mirror = Mirror::open(path("mirror"));
  ASSERT_TRUE(update(*mirror, log_, shown));
  shown.reads = 0;
  ASSERT_TRUE(update(*mirror, log_, shown));
  EXPECT_EQ(shown.reads, 0);
  EXPECT_EQ(heard_.size(), 3U);
}

TEST_F(MirrorTest, ForkIsCaughtAndBothNotesAreKept) {
  auto other = make("other");
  grow(log_, 300);
  grow(other, 300, "another");
  auto mirror = Mirror::open(path("mirror"));
  Shown shown(path("log"));
  ASSERT_TRUE(update(*mirror, log_, shown));
  Shown forked(path("other"));
  for (int i = 0; i < 2; ++i) {  // of equal size, then larger
    const auto news = update(*mirror, other, forked);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->misdeed, Misdeed::Forked) << i;
    EXPECT_TRUE(fs::exists(news->evidence + "-kept"));
    EXPECT_TRUE(fs::exists(news->evidence + "-shown"));
    grow(other, 10, "another");
  }
  EXPECT_EQ(mirror->kept()->root, log_->published().root);
}

TEST_F(MirrorTest, ShorterLogIsCaught) {
  auto other = make("other");
  grow(log_, 10);
  grow(other, 5);
  auto mirror = Mirror::open(path("mirror"));
  Shown shown(path("log"));
  ASSERT_TRUE(update(*mirror, log_, shown));
  Shown shorter(path("other"));
  EXPECT_EQ(update(*mirror, other, shorter)->misdeed, Misdeed::Shrunk);
}

TEST_F(MirrorTest, AnyChangedFileIsCaught) {
  grow(log_, 600);
  for (const std::string changed : {"tile/entries/000", "tile/entries/002.p/88", "tile/0/000",
                                    "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"}) {
    auto mirror =
        Mirror::open(path("mirror-" + std::to_string(heard_.size()) + changed.substr(5, 1)));
    Shown shown(path("log"));
    shown.changed = changed;
    const auto news = update(*mirror, log_, shown);
    ASSERT_TRUE(news) << changed;
    EXPECT_EQ(news->misdeed, Misdeed::Rewritten) << changed;
    EXPECT_TRUE(heard_.empty());
    EXPECT_FALSE(mirror->kept());
  }
}

TEST_F(MirrorTest, StrangersNoteIsAnError) {
  grow(log_, 3);
  auto mirror = Mirror::open(path("mirror"));
  Shown shown(path("log"));
  const auto stranger = *SecretKey::draw("log.example", KeyType::Ed25519);
  const std::string text = to_text(log_->published());
  EXPECT_FALSE(mirror->update(shown, text + "\n" + stranger.sign(text), policy_, {}));
}

}  // namespace
}  // namespace noroshi::tlog
