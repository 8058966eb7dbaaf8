// Witnesses as a keeper of a log has them: asked while it goes on, left alone when they are silent.
#include "trust/publish/witnesses.hpp"

#include <chrono>
#include <condition_variable>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "base/temporary_folder.hpp"
#include "io/http/server.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/witness.hpp"

namespace noroshi::tlog {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kNow = 1'790'000'000;

/// A witness behind HTTP, which may be told to hold its answers back.
class Neighbour {
 public:
  Neighbour(std::string name, const std::string& folder, const PublicKey& log)
      : name_(std::move(name)),
        witness_(Witness::open(folder, SecretKey::draw(name_, KeyType::Cosignature).value(), {log})
                     .value()) {
    server_ = http::Server::start(net::Address::v4(0x7F000001), 0, [this](const auto& request) {
                return answer(request);
              }).value();
  }
  [[nodiscard]] std::string line() const {
    return "witness " + name_ + " " + witness_.key().text() +
           " http://127.0.0.1:" + std::to_string(server_->port()) + "/\n";
  }
  [[nodiscard]] const PublicKey& key() const { return witness_.key(); }
  [[nodiscard]] int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  void hold() { set(true); }
  void let_go() { set(false); }
  void refuse(bool refuses) {
    const std::lock_guard lock(mutex_);
    refuses_ = refuses;
  }

 private:
  http::Response answer(const http::Request& request) {
    std::unique_lock lock(mutex_);
    ++calls_;
    changed_.wait(lock, [this] { return !held_; });
    if (refuses_) return {.status = 503, .body = "busy"};
    auto made = witness_.add_checkpoint(request.body, kNow);
    return {.status = made.status, .content_type = made.type, .body = made.body};
  }
  void set(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }

  std::string name_;
  Witness witness_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool refuses_ = false;
  int calls_ = 0;
  std::unique_ptr<http::Server> server_;
};

class WitnessesOfALog : public ::testing::Test {
 protected:
  void SetUp() override {
    auto key = SecretKey::draw("log.example.org/x", KeyType::Ed25519).value();
    log_key_ = key.open();
    ledger_.emplace(Ledger::open(folder_.file("log"), std::move(key)).value());
    for (const char* name : {"w1", "w2"}) {
      neighbours_.push_back(std::make_unique<Neighbour>(name, folder_.file(name), *log_key_));
    }
  }

  std::unique_ptr<Witnesses> open(Witnesses::Settings settings = {}) {
    std::string text = "log " + log_key_->text() + "\n";
    for (const auto& one : neighbours_) text += one->line();
    settings.folder = folder_.file("log");
    return std::make_unique<Witnesses>(
        settings, Policy::parse(text + "quorum none\n").value(), [this](const auto& answer) {
          const std::lock_guard lock(mutex_);
          if (answer.lines) {
            EXPECT_TRUE(ledger_->cosign(answer.checkpoint, *answer.lines));
          }
          heard_.push_back(answer.name + (answer.lines ? " cosigned" : " silent") +
                           (answer.news ? ", news" : ""));
          changed_.notify_all();
        });
  }
  bool offer(Witnesses& witnesses) {
    const std::lock_guard lock(mutex_);
    const auto note = ledger_->publish().value();
    return witnesses.ask(ledger_->published(), note);
  }
  std::vector<std::string> heard(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return heard_.size() >= count; });
    return heard_;
  }
  static void until_it_rests(const Witnesses& witnesses) {
    while (witnesses.asking()) std::this_thread::yield();
  }
  std::size_t cosignatures() {
    const std::lock_guard lock(mutex_);
    const auto note = parse_note(ledger_->publish().value()).value();
    return verify(note, {neighbours_[0]->key(), neighbours_[1]->key()}).value().size();
  }

  base::TemporaryFolder folder_;
  std::optional<PublicKey> log_key_;
  std::optional<Ledger> ledger_;
  std::vector<std::unique_ptr<Neighbour>> neighbours_;
  std::mutex mutex_;  // over the ledger's publishing, and what follows
  std::condition_variable changed_;
  std::vector<std::string> heard_;
};

TEST_F(WitnessesOfALog, CosignEachCheckpointAndAreAskedOnceForIt) {
  const auto witnesses = open();
  EXPECT_FALSE(offer(*witnesses));  // an empty log says nothing
  for (std::uint64_t size = 1; size <= 3; ++size) {
    ASSERT_TRUE(ledger_->append("entry"));
    ASSERT_TRUE(offer(*witnesses));
    heard(2 * size);
    until_it_rests(*witnesses);
    EXPECT_EQ(cosignatures(), 2U);
    EXPECT_EQ(witnesses->standings().at(1).cosigned, size);
    EXPECT_FALSE(offer(*witnesses));
  }
  // Each knew where it stood: one call a checkpoint.
  EXPECT_EQ(neighbours_[0]->calls(), 3);
}

TEST_F(WitnessesOfALog, TheLogGrowsWhileABusyOneIsAsked) {
  neighbours_[0]->hold();
  const auto witnesses = open({.patience = base::kMinute});
  ASSERT_TRUE(ledger_->append("one"));
  ASSERT_TRUE(offer(*witnesses));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(ledger_->append("more"));
  EXPECT_TRUE(witnesses->asking());
  EXPECT_FALSE(witnesses->ask(ledger_->published(), "another"));
  neighbours_[0]->let_go();
  EXPECT_THAT(heard(2), ::testing::ElementsAre("w1 cosigned", "w2 cosigned"));
  until_it_rests(*witnesses);
  EXPECT_EQ(ledger_->published().size, 1U);
  EXPECT_TRUE(offer(*witnesses));
  heard(4);
  until_it_rests(*witnesses);
  EXPECT_EQ(cosignatures(), 2U);
  EXPECT_EQ(ledger_->published().size, 101U);
}

TEST_F(WitnessesOfALog, ASilentOneIsLeftAloneForAWhileAndTheOtherGoesOn) {
  neighbours_[0]->refuse(true);
  const auto witnesses = open({.first_rest = base::kHour, .longest_rest = base::kHour});
  for (std::size_t size = 1; size <= 3; ++size) {
    ASSERT_TRUE(ledger_->append("entry"));
    ASSERT_TRUE(offer(*witnesses));
    heard(1 + size);
    until_it_rests(*witnesses);
  }
  EXPECT_EQ(neighbours_[0]->calls(), 1);
  EXPECT_EQ(cosignatures(), 1U);
  EXPECT_THAT(heard(4), ::testing::ElementsAre("w1 silent, news", "w2 cosigned", "w2 cosigned",
                                               "w2 cosigned"));
  const auto standings = witnesses->standings();
  EXPECT_THAT(standings.at(0).silent, HasSubstr("503"));
  EXPECT_EQ(standings.at(1).silent, "");
}

TEST_F(WitnessesOfALog, OneThatComesBackCosignsWhatItMissed) {
  neighbours_[1]->refuse(true);
  const auto witnesses = open({.first_rest = 1, .longest_rest = 1});
  ASSERT_TRUE(ledger_->append("entry"));
  ASSERT_TRUE(offer(*witnesses));
  heard(2);
  until_it_rests(*witnesses);
  neighbours_[1]->refuse(false);
  ASSERT_TRUE(offer(*witnesses));  // the same checkpoint
  EXPECT_THAT(heard(3),
              ::testing::ElementsAre("w1 cosigned", "w2 silent, news", "w2 cosigned, news"));
  until_it_rests(*witnesses);
  EXPECT_EQ(cosignatures(), 2U);
}

TEST_F(WitnessesOfALog, CosignaturesFromBeforeTheStartAreNotAskedForAgain) {
  ASSERT_TRUE(ledger_->append("entry"));
  {
    const auto witnesses = open();
    ASSERT_TRUE(offer(*witnesses));
    heard(2);
  }
  const auto witnesses = open();
  ASSERT_TRUE(offer(*witnesses));
  until_it_rests(*witnesses);
  EXPECT_EQ(witnesses->standings().at(0).cosigned, 1U);
  EXPECT_EQ(heard(2).size(), 2U);
  EXPECT_EQ(cosignatures(), 2U);
}

TEST_F(WitnessesOfALog, ItEndsWhileAWitnessIsAsked) {
  neighbours_[0]->hold();
  auto witnesses = open({.patience = 100 * base::kMillisecond});
  ASSERT_TRUE(ledger_->append("entry"));
  ASSERT_TRUE(offer(*witnesses));
  while (neighbours_[0]->calls() == 0) std::this_thread::yield();
  witnesses.reset();
  EXPECT_EQ(heard_.size(), 1U);  // the second was not begun
  neighbours_[0]->let_go();
}

}  // namespace
}  // namespace noroshi::tlog
