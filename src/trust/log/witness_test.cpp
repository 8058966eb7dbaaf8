#include "trust/log/witness.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "trust/log/ledger.hpp"

namespace noroshi::tlog {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kNow = 1'768'348'800;

class WitnessTest : public testing::Test {
 protected:
  WitnessTest() {
    log_ = *Ledger::open((folder_.path() / "log").string(), *SecretKey::parse(log_key_));
    start();
  }

  void start() {
    witness_ = Error{Errc::Io, "stopped"};
    witness_ = Witness::open((folder_.path() / "witness").string(), *SecretKey::parse(witness_key_),
                             {SecretKey::parse(log_key_)->open()});
    ASSERT_TRUE(witness_) << witness_.error().message;
  }

  void grow(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_TRUE(log_->append(fmt::format("entry {}", log_->size())));
    }
    ASSERT_TRUE(log_->publish());
  }

  /// A request that is right, from the size that the witness knows.
  [[nodiscard]] AddCheckpoint request(std::uint64_t from) {
    FolderTiles tiles((folder_.path() / "log").string());
    TiledTree tree(tiles, log_->published().size);
    return {.old_size = from,
            .proof = *consistency_proof(tree, from, log_->published().size),
            .checkpoint = *log_->publish()};
  }

  WitnessAnswer ask(const AddCheckpoint& request) {
    return witness_->add_checkpoint(to_text(request), kNow);
  }

  /// A log of the same name and key that tells another history.
  [[nodiscard]] std::string forged(std::uint64_t size) const {
    const Checkpoint other{.origin = "log.example", .size = size, .root = leaf_hash("forged")};
    return to_text(other) + "\n" + SecretKey::parse(log_key_)->sign(to_text(other));
  }

  base::TemporaryFolder folder_;
  std::string log_key_ = SecretKey::draw("log.example", KeyType::Ed25519)->text();
  std::string witness_key_ = SecretKey::draw("w.example", KeyType::Cosignature)->text();
  Result<Ledger> log_ = Error{Errc::Io, "not yet"};
  Result<Witness> witness_ = Error{Errc::Io, "not yet"};
};

TEST_F(WitnessTest, CosignsALogThatGrows) {
  std::uint64_t known = 0;
  for (const std::size_t more : {1U, 6U, 300U, 1U}) {
    grow(more);
    const auto answer = ask(request(known));
    ASSERT_EQ(answer.status, 200) << answer.body;
    known = log_->published().size;
    const auto note = parse_note(*log_->publish() + answer.body);
    ASSERT_TRUE(note);
    const auto verified = verify(*note, {witness_->key()});
    ASSERT_TRUE(verified);
    ASSERT_EQ(verified->size(), 1U);
    EXPECT_EQ(verified->front().time, kNow);
    EXPECT_EQ(*witness_->latest("log.example"), log_->published());
  }
}

TEST_F(WitnessTest, RemembersAcrossRestarts) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  start();
  EXPECT_EQ(witness_->latest("log.example")->size, 5U);
  grow(2);
  EXPECT_EQ(ask(request(5)).status, 200);
}

TEST_F(WitnessTest, SaysWhereItStands) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  grow(2);
  const auto answer = ask(request(0));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.type, "text/x.tlog.size");
  EXPECT_EQ(answer.body, "5\n");
}

TEST_F(WitnessTest, DoesNotCosignAnotherHistory) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  EXPECT_EQ(ask({.old_size = 5, .checkpoint = forged(5)}).status, 409);
  auto longer = request(5);
  longer.checkpoint = forged(9);
  longer.proof = {leaf_hash("a"), leaf_hash("b")};
  EXPECT_EQ(ask(longer).status, 422);
  EXPECT_EQ(ask({.old_size = 5, .checkpoint = forged(3)}).status, 400);
  EXPECT_EQ(*witness_->latest("log.example"), log_->published());
}

TEST_F(WitnessTest, DoesNotCosignWithoutAProof) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  grow(1);
  auto bare = request(5);
  bare.proof.clear();
  EXPECT_EQ(ask(bare).status, 422);
  auto changed = request(5);
  changed.proof.front()[0] ^= 1;
  EXPECT_EQ(ask(changed).status, 422);
  auto from_nothing = request(5);
  from_nothing.old_size = 0;
  EXPECT_EQ(ask(from_nothing).status, 409);
}

TEST_F(WitnessTest, SameCheckpointIsCosignedAgain) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  EXPECT_EQ(ask(request(5)).status, 200);
}

TEST_F(WitnessTest, StrangersAreTurnedAway) {
  grow(1);
  auto unknown = request(0);
  const Checkpoint other{.origin = "other.example", .size = 1, .root = leaf_hash("x")};
  unknown.checkpoint = to_text(other) + "\n" + SecretKey::parse(log_key_)->sign(to_text(other));
  EXPECT_EQ(ask(unknown).status, 404);
  auto forger = request(0);
  const auto stranger = *SecretKey::draw("log.example", KeyType::Ed25519);
  forger.checkpoint = to_text(log_->published()) + "\n" + stranger.sign(to_text(log_->published()));
  EXPECT_EQ(ask(forger).status, 403);
  for (const std::string_view body :
       {"", "old x\n\n", "old 0\n", "old 00\n\nx", "old 0\nAAAA\n\n", "old 0\n\nnote"}) {
    EXPECT_EQ(witness_->add_checkpoint(body, kNow).status, 400) << body;
  }
}

TEST_F(WitnessTest, DamagedMemoryIsNoFreshStart) {
  grow(5);
  ASSERT_EQ(ask(request(0)).status, 200);
  for (const auto& file : std::filesystem::directory_iterator(folder_.path() / "witness")) {
    if (file.path().filename() != "lock") std::filesystem::resize_file(file.path(), 3);
  }
  EXPECT_EQ(ask(request(0)).status, 500);
}

TEST_F(WitnessTest, HasOneMemory) {
  const auto second =
      Witness::open((folder_.path() / "witness").string(), *SecretKey::parse(witness_key_), {});
  EXPECT_THAT(second.error().message, HasSubstr("open in another process"));
  EXPECT_FALSE(Witness::open((folder_.path() / "w2").string(), *SecretKey::parse(log_key_), {}));
}

}  // namespace
}  // namespace noroshi::tlog
