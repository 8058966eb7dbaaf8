#include "trust/log/ledger.hpp"

#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/temporary_folder.hpp"

namespace noroshi::tlog {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { secret_ = SecretKey::draw("log.example/cases", KeyType::Ed25519)->text(); }

  Result<Ledger> open(LedgerSettings settings = {}) {
    return Ledger::open(path_, *SecretKey::parse(secret_), settings);
  }

  /// Whether every entry of `size` is proved out of the files alone.
  void proves(const std::vector<std::string>& entries) {
    std::ifstream file(path_ + "/checkpoint");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto note = parse_note(text);
    ASSERT_TRUE(note);
    const auto verified = verify(*note, {SecretKey::parse(secret_)->open()});
    ASSERT_TRUE(verified);
    ASSERT_EQ(verified->size(), 1U);
    const auto checkpoint = parse_checkpoint(note->text);
    ASSERT_TRUE(checkpoint);
    ASSERT_EQ(checkpoint->size, entries.size());
    FolderTiles tiles(path_);
    TiledTree tree(tiles, checkpoint->size);
    for (std::size_t i = 0; i < entries.size(); i += 1 + entries.size() / 50) {
      const auto proof = inclusion_proof(tree, i, checkpoint->size);
      ASSERT_TRUE(proof) << proof.error().message;
      ASSERT_FALSE(
          inclusion_flaw(leaf_hash(entries[i]), i, checkpoint->size, *proof, checkpoint->root));
      const auto bundle = tiles.read([&] {
        Tile tile = tile_holding(0, i, checkpoint->size);
        tile.entries = true;
        return tile;
      }());
      ASSERT_TRUE(bundle);
      const auto width = tile_holding(0, i, checkpoint->size).width;
      ASSERT_EQ((*entries_of(*bundle, width))[i % kTileWidth], entries[i]);
    }
  }

  static std::vector<std::string> numbered(std::size_t first, std::size_t count) {
    std::vector<std::string> entries;
    for (std::size_t i = first; i < first + count; ++i)
      entries.push_back(fmt::format("entry {}", i));
    return entries;
  }

  base::TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "log").string();
  std::string secret_;
};

TEST_F(LedgerTest, EmptyLogHasACheckpoint) {
  auto ledger = open();
  ASSERT_TRUE(ledger) << ledger.error().message;
  ASSERT_TRUE(ledger->publish());
  proves({});
}

TEST_F(LedgerTest, EntriesAreNumberedAndProved) {
  auto ledger = open();
  const auto entries = numbered(0, 1000);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(*ledger->append(entries[i]), i);
  EXPECT_EQ(*ledger->append(std::span(entries).subspan(3)), 3U);
  EXPECT_EQ(ledger->size(), 1000U);
  ASSERT_TRUE(ledger->publish());
  proves(entries);
}

TEST_F(LedgerTest, EveryCheckpointIsConsistentWithTheOnesBefore) {
  auto ledger = open();
  std::vector<Checkpoint> seen;
  for (std::size_t count : {1U, 254U, 1U, 1U, 500U, 3U}) {
    ASSERT_TRUE(ledger->append(numbered(ledger->size(), count)));
    ASSERT_TRUE(ledger->publish());
    seen.push_back(ledger->published());
    FolderTiles tiles(path_);
    TiledTree tree(tiles, seen.back().size);
    for (const auto& older : seen) {
      const auto proof = consistency_proof(tree, older.size, seen.back().size);
      ASSERT_TRUE(proof);
      EXPECT_FALSE(
          consistency_flaw(older.size, seen.back().size, older.root, seen.back().root, *proof));
    }
  }
}

TEST_F(LedgerTest, GoesOnWhereItEnded) {
  for (std::size_t round = 0; round < 4; ++round) {
    auto ledger = open();
    ASSERT_TRUE(ledger) << ledger.error().message;
    EXPECT_EQ(*ledger->append(numbered(round * 300, 300)), round * 300);
    if (round % 2 == 0) {
      ASSERT_TRUE(ledger->publish());
    }
  }
  auto ledger = open();
  EXPECT_EQ(ledger->size(), 1200U);
  ASSERT_TRUE(ledger->publish());
  proves(numbered(0, 1200));
}

TEST_F(LedgerTest, ManyWhoAppendAreServedTogether) {
  constexpr std::size_t kThreads = 8;
  constexpr std::size_t kEach = 50;
  auto ledger = open({.journal_octets = 2'000});
  std::vector<std::vector<std::uint64_t>> indices(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < kEach; ++i) {
        indices[t].push_back(*ledger->append(fmt::format("{} {}", t, i)));
      }
    });
  }
  // Journals are dropped meanwhile.
  while (ledger->size() < kThreads * kEach) ASSERT_TRUE(ledger->publish());
  for (auto& thread : threads) thread.join();
  std::vector<std::string> entries(kThreads * kEach);
  for (std::size_t t = 0; t < kThreads; ++t) {
    EXPECT_TRUE(std::is_sorted(indices[t].begin(), indices[t].end()));
    for (std::size_t i = 0; i < kEach; ++i) entries.at(indices[t][i]) = fmt::format("{} {}", t, i);
  }
  ASSERT_TRUE(ledger->publish());
  proves(entries);
  ledger = Error{Errc::Io, "closed"};
  auto again = open();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->size(), kThreads * kEach);
}

TEST_F(LedgerTest, JournalsAreDroppedAndNothingWithThem) {
  for (std::size_t round = 0; round < 5; ++round) {
    auto ledger = open({.journal_octets = 1'000});
    ASSERT_TRUE(ledger) << ledger.error().message;
    for (std::size_t i = 0; i < 5; ++i) {
      ASSERT_TRUE(ledger->append(numbered(ledger->size(), 70)));
      ASSERT_TRUE(ledger->publish());
    }
  }
  std::size_t octets = 0;
  for (const auto& file : fs::directory_iterator(path_ + "/.private")) {
    if (file.path().filename().string().starts_with("journal")) octets += file.file_size();
  }
  EXPECT_LT(octets, 10'000U);
  auto ledger = open();
  ASSERT_TRUE(ledger->publish());
  proves(numbered(0, 1750));
}

// A child appends and says what was acknowledged; it is killed at any moment, ten times.
TEST_F(LedgerTest, KillLosesNothingThatWasAcknowledged) {
  std::uint64_t acknowledged = 0;
  Checkpoint seen{.origin = "log.example/cases", .root = empty_root()};
  for (int round = 0; round < 10; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto ledger = open({.journal_octets = 3'000});
      if (!ledger) ::_exit(1);
      for (;;) {
        const auto index = ledger->append(fmt::format("entry {}", ledger->size()));
        if (!index || ::write(pipe[1], &*index, sizeof *index) != sizeof *index) ::_exit(2);
        if (*index % 7 == 0 && !ledger->publish()) ::_exit(3);
      }
    }
    ::close(pipe[1]);
    std::uint64_t index = 0;
    for (int i = 0; i < 20 + 13 * round; ++i) {
      ASSERT_EQ(::read(pipe[0], &index, sizeof index), static_cast<ssize_t>(sizeof index));
      ASSERT_EQ(index, acknowledged++);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(pipe[0], &index, sizeof index) == sizeof index) acknowledged = index + 1;
    ::close(pipe[0]);

    auto ledger = open();
    ASSERT_TRUE(ledger) << ledger.error().message;
    ASSERT_GE(ledger->size(), acknowledged);
    ASSERT_TRUE(ledger->publish());
    const Checkpoint now = ledger->published();
    FolderTiles tiles(path_);
    TiledTree tree(tiles, now.size);
    const auto proof = consistency_proof(tree, seen.size, now.size);
    ASSERT_FALSE(consistency_flaw(seen.size, now.size, seen.root, now.root, *proof));
    seen = now;
    acknowledged = now.size;
  }
  proves(numbered(0, seen.size));
}

TEST_F(LedgerTest, TornEndOfAJournalIsCut) {
  {
    auto ledger = open();
    ASSERT_TRUE(ledger->append(numbered(0, 10)));
  }
  for (const auto& file : fs::directory_iterator(path_ + "/.private")) {
    if (file.path().filename() == "journal-00000000000000000000") {
      fs::resize_file(file.path(), file.file_size() - 3);
    }
  }
  for (int again = 0; again < 2; ++again) {
    auto ledger = open();
    ASSERT_TRUE(ledger) << ledger.error().message;
    EXPECT_EQ(ledger->size(), 9U + static_cast<unsigned>(again));
    ASSERT_TRUE(ledger->append(fmt::format("entry {}", ledger->size())));
  }
  auto ledger = open();
  ASSERT_TRUE(ledger->publish());
  proves(numbered(0, 11));
}

TEST_F(LedgerTest, CutLogDoesNotGoOn) {
  {
    auto ledger = open();
    ASSERT_TRUE(ledger->append(numbered(0, 10)));
    ASSERT_TRUE(ledger->publish());
  }
  fs::resize_file(path_ + "/.private/journal-00000000000000000000", 40);
  EXPECT_THAT(open().error().message, HasSubstr("was cut"));
}

TEST_F(LedgerTest, RewrittenLogDoesNotGoOn) {
  {
    auto ledger = open();
    ASSERT_TRUE(ledger->append(numbered(0, 300)));
    ASSERT_TRUE(ledger->publish());
  }
  // Somebody writes another history, with sums that are right, under the checkpoint that was
  // signed.
  const std::string other = path_ + "-other";
  {
    auto ledger = Ledger::open(other, *SecretKey::parse(secret_));
    ASSERT_TRUE(ledger->append(numbered(1, 300)));
    ASSERT_TRUE(ledger->publish());
  }
  fs::remove_all(path_ + "/tile");
  fs::copy(other + "/tile", path_ + "/tile", fs::copy_options::recursive);
  fs::copy(other + "/.private", path_ + "/.private",
           fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  EXPECT_THAT(open().error().message, HasSubstr("was rewritten"));
}

TEST_F(LedgerTest, HasOneWriterAndOneKey) {
  auto ledger = open();
  ASSERT_TRUE(ledger->publish());
  EXPECT_THAT(open().error().message, HasSubstr("open in another process"));
  ledger = Error{Errc::Io, "closed"};
  const auto stranger =
      Ledger::open(path_, *SecretKey::draw("log.example/cases", KeyType::Ed25519));
  EXPECT_THAT(stranger.error().message, HasSubstr("another key"));
}

TEST_F(LedgerTest, CosignaturesStandUnderTheCheckpointTheyAreFor) {
  auto ledger = open();
  ASSERT_TRUE(ledger->append("one"));
  ASSERT_TRUE(ledger->publish());
  const auto witness = *SecretKey::draw("w.example", KeyType::Cosignature);
  const auto older = ledger->published();
  ASSERT_TRUE(ledger->cosign(older, witness.sign(to_text(older), 7)));
  const auto note = parse_note(*ledger->publish());
  EXPECT_EQ(verify(*note, {witness.open(), ledger->key()})->size(), 2U);
  ASSERT_TRUE(ledger->append("two"));
  ASSERT_TRUE(ledger->publish());
  ASSERT_TRUE(ledger->cosign(older, witness.sign(to_text(older), 8)));
  EXPECT_EQ(parse_note(*ledger->publish())->signatures.size(), 1U);
}

TEST_F(LedgerTest, EntryThatIsTooLongIsRefused) {
  auto ledger = open();
  EXPECT_TRUE(ledger->append(std::string(kLongestEntry, 'x')));
  EXPECT_THAT(ledger->append(std::string(kLongestEntry + 1, 'x')).error().message,
              HasSubstr("log its hash"));
}

}  // namespace
}  // namespace noroshi::tlog
