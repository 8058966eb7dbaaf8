// The trail in its log: caught up after a stop, proved offline, and silent about what is in it.
#include "hub/trail_log.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "hub/directory/trail.hpp"
#include "io/durable.hpp"
#include "io/http/server.hpp"
#include "io/sql/database.hpp"
#include "trust/log/commitment.hpp"
#include "trust/log/note.hpp"
#include "trust/log/proof_file.hpp"

namespace noroshi::hub {
namespace {

constexpr base::Micros kNow = 1'790'000'000 * base::kSecond;

class TrailLogs : public ::testing::Test {
 protected:
  TrailLogs() {
    const auto key = tlog::SecretKey::draw("hub.example/log", tlog::KeyType::Ed25519).value();
    EXPECT_TRUE(io::replace_file(settings_.key, key.text() + "\n", io::Durable::No, 0600));
    policy_ = tlog::Policy::parse("log " + key.open().text() + "\nquorum none\n").value();
  }

  void write(int count) {
    for (int i = 0; i < count; ++i) {
      directory::Entry entry;
      entry.account = "hanako";
      entry.action = "sign-in";
      entry.outcome = "done";
      ASSERT_TRUE(trail_->write(entry));
    }
  }

  void tend(TrailLog& log) {
    const auto say = [this](std::string_view line) { said_.emplace_back(line); };
    ASSERT_TRUE(log.tend(now_, say));
    now_ += base::kMinute;
    ASSERT_TRUE(log.tend(now_, say));
  }

  Result<std::unique_ptr<TrailLog>> open() { return TrailLog::open(settings_, *trail_); }

  static base::Micros clock() { return kNow; }

  base::TemporaryFolder folder_;
  TrailLogSettings settings_{.folder = folder_.file("log"),
                             .key = folder_.file("log.key"),
                             .secret = folder_.file("log.secret")};
  std::unique_ptr<sql::Database> database_ = sql::Database::open(folder_.file("hub.db")).value();
  std::unique_ptr<directory::Trail> trail_ = directory::Trail::open(*database_, clock).value();
  tlog::Policy policy_ = tlog::Policy();
  base::Micros now_ = kNow;
  std::vector<std::string> said_;
};

TEST_F(TrailLogs, EveryLineIsProvedOfflineByPolicyAndLineAlone) {
  write(300);
  auto log = open().value();
  tend(*log);
  for (const std::int64_t number : {1, 2, 255, 256, 257, 300}) {
    const auto proof = prove_line(settings_, *trail_, number).value();
    const auto file = tlog::parse_proof_file(proof.file).value();
    const auto opening = tlog::parse_opening(file.extra.value()).value();
    EXPECT_EQ(opening.id, std::to_string(number));
    const auto leaf = tlog::leaf_hash(tlog::commitment(opening, proof.line));
    EXPECT_TRUE(tlog::check(file, leaf, policy_)) << number;
    const auto other = tlog::leaf_hash(tlog::commitment(opening, proof.line + " "));
    EXPECT_FALSE(tlog::check(file, other, policy_)) << number;
  }
  EXPECT_EQ(prove_line(settings_, *trail_, 301).error().code, Errc::NotFound);
  EXPECT_EQ(prove_line(settings_, *trail_, 0).error().code, Errc::NotFound);
}

TEST_F(TrailLogs, GoesOnWhereItStoppedWhateverWasWrittenMeanwhile) {
  {
    auto log = open().value();
    write(5);
    tend(*log);
    EXPECT_EQ(log->state().published, 5U);
  }
  write(7);  // by a command, while no hub ran
  auto log = open().value();
  tend(*log);
  EXPECT_EQ(log->state().committed, 12U);
  EXPECT_EQ(log->state().published, 12U);
  EXPECT_EQ(fit_of(settings_, *trail_).value().published, 12U);
  EXPECT_EQ(fit_of(settings_, *trail_).value().flaw, "");
}

TEST_F(TrailLogs, ALineWaitsForACheckpointNoLongerThanIsSet) {
  auto log = open().value();
  write(1);
  const auto say = [](std::string_view) {};
  ASSERT_TRUE(log->tend(now_, say));
  EXPECT_EQ(log->state().committed, 1U);
  EXPECT_EQ(log->state().published, 0U);
  EXPECT_EQ(prove_line(settings_, *trail_, 1).error().code, Errc::NotFound);
  ASSERT_TRUE(log->tend(now_ + settings_.every, say));
  EXPECT_EQ(log->state().published, 1U);
}

TEST_F(TrailLogs, NothingOfTheTrailCanBeReadInWhatTheLogShows) {
  write(3);
  auto log = open().value();
  tend(*log);
  for (const auto& file : std::filesystem::recursive_directory_iterator(settings_.folder)) {
    if (!file.is_regular_file()) continue;
    const auto bytes = io::read_file(file.path().string()).value();
    EXPECT_EQ(bytes.find("hanako"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find("sign-in"), std::string::npos) << file.path();
  }
}

TEST_F(TrailLogs, AChangedLineIsSaidAndNothingMoreIsCommitted) {
  write(4);
  {
    auto log = open().value();
    tend(*log);
  }
  const auto connection = database_->connect().value();
  ASSERT_TRUE(connection->run("UPDATE trail SET account = 'taro' WHERE number = 4"));
  auto log = open().value();
  EXPECT_NE(log->state().flaw.find("line 4"), std::string::npos) << log->state().flaw;
  write(2);
  tend(*log);
  EXPECT_EQ(log->state().committed, 4U);
  EXPECT_NE(fit_of(settings_, *trail_).value().flaw, "");
}

TEST_F(TrailLogs, ABaseThatIsOlderThanItsLogIsSaid) {
  write(4);
  {
    auto log = open().value();
    tend(*log);
  }
  const auto connection = database_->connect().value();
  ASSERT_TRUE(connection->run("DELETE FROM trail WHERE number > 2"));
  EXPECT_NE(open().value()->state().flaw.find("has fewer"), std::string::npos);
}

TEST_F(TrailLogs, ASecretThatIsLostIsSaidAndNotDrawnAnew) {
  write(2);
  {
    auto log = open().value();
    tend(*log);
  }
  std::filesystem::remove(settings_.secret);
  EXPECT_NE(open().error().message.find("bring it back"), std::string::npos);
  EXPECT_FALSE(prove_line(settings_, *trail_, 1));
  EXPECT_FALSE(fit_of(settings_, *trail_));
  EXPECT_FALSE(std::filesystem::exists(settings_.secret));
}

TEST_F(TrailLogs, AWitnessThatIsSilentKeepsNothingFromBeingPublishedAndIsSaidOnce) {
  const auto witness = tlog::SecretKey::draw("w.example", tlog::KeyType::Cosignature).value();
  // Port 1 of this machine: nobody listens there.
  std::ofstream(folder_.file("policy"))
      << "witness w " << witness.open().text() << " http://127.0.0.1:1/\nquorum none\n";
  settings_.policy = folder_.file("policy");
  auto log = open().value();
  write(1);
  tend(*log);
  for (int i = 0; i < 2'000 && said_.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    tend(*log);
  }
  write(1);
  tend(*log);
  EXPECT_EQ(log->state().published, 2U);
  ASSERT_EQ(said_.size(), 1U);
  EXPECT_NE(said_.front().find("witness w"), std::string::npos) << said_.front();
}

TEST_F(TrailLogs, CommitsAndProvesWhileAWitnessKeepsItWaiting) {
  std::promise<void> asked;
  std::atomic<bool> called = false;
  std::promise<void> door;
  const auto open_door = door.get_future().share();
  const auto busy = http::Server::start(net::Address::v4(0x7F000001), 0, [&](const auto&) {
                      if (!called.exchange(true)) asked.set_value();
                      open_door.wait();
                      return http::Response{.status = 503};
                    }).value();
  const auto witness = tlog::SecretKey::draw("w.example", tlog::KeyType::Cosignature).value();
  std::ofstream(folder_.file("policy"))
      << "witness w " << witness.open().text() << " http://127.0.0.1:" << busy->port()
      << "/\nquorum none\n";
  settings_.policy = folder_.file("policy");
  settings_.patience = base::kMinute;
  auto log = open().value();
  write(1);
  tend(*log);
  asked.get_future().wait();
  write(2);
  tend(*log);
  EXPECT_EQ(log->state().committed, 3U);
  EXPECT_TRUE(prove_line(settings_, *trail_, 1));
  door.set_value();
  for (int i = 0; i < 2'000 && log->state().published < 3; ++i) {
    tend(*log);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(log->state().published, 3U);
}

}  // namespace
}  // namespace noroshi::hub
