// `noroshi c2 watch` as a program, on a store that was imported.
#include <chrono>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <thread>

#include "base/temporary_folder.hpp"
#include "process.hpp"

namespace noroshi::watch_e2e {
namespace {

using collect_e2e::Process;

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool within_a_minute(const std::function<bool()>& happens) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (std::chrono::steady_clock::now() < until) {
    if (happens()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

class WatchProgram : public ::testing::Test {
 protected:
  std::string store() const { return folder_.file("day.store"); }
  std::string log() const { return folder_.file("log"); }
  std::string news(const std::string& name) const { return folder_.file(name + ".jsonl"); }

  void import() {
    Process process({NOROSHI_PROGRAM, "flow", "import",
                     std::string(NOROSHI_SOURCE_DIR) + "/tests/scenarios/beacon.log", "--store",
                     store(), "--subscribers", "10.0.0.0/8"},
                    log());
    ASSERT_EQ(process.wait(), 0) << content(log());
  }

  std::vector<std::string> words(const std::string& name, bool once) const {
    std::vector<std::string> all{NOROSHI_PROGRAM,
                                 "c2",
                                 "watch",
                                 "--store",
                                 store(),
                                 "--state",
                                 folder_.file(name),
                                 "--out",
                                 news(name),
                                 "--window",
                                 "24h,7d",
                                 "--threads",
                                 "1"};
    if (once) all.emplace_back("--once");
    return all;
  }

  base::TemporaryFolder folder_;
};

TEST_F(WatchProgram, KilledAtAnyMomentItNeitherLosesNorRepeatsNews) {
  import();
  Process calm(words("calm", true), log());
  ASSERT_EQ(calm.wait(), 0) << content(log());
  const std::string expected = content(news("calm"));
  ASSERT_EQ(std::count(expected.begin(), expected.end(), '\n'), 2) << expected;  // two windows
  std::mt19937 random(1);
  for (int round = 0; round < 12; ++round) {
    const std::string name = "round" + std::to_string(round);
    for (int kill = 0; kill < 2; ++kill) {
      Process killed(words(name, true), log());
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
      killed.signal(SIGKILL);
      killed.wait();
    }
    Process last(words(name, true), log());
    ASSERT_EQ(last.wait(), 0) << content(log());
    EXPECT_EQ(content(news(name)), expected) << name;
  }
}

TEST_F(WatchProgram, ATermEndsItInGoodOrderAndItGoesOn) {
  import();
  Process first(words("calm", false), log());
  ASSERT_TRUE(within_a_minute([&] {
    const std::string text = content(news("calm"));
    return std::count(text.begin(), text.end(), '\n') == 2;
  })) << content(log());
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0) << content(log());
  const std::string before = content(news("calm"));
  Process second(words("calm", true), log());
  EXPECT_EQ(second.wait(), 0) << content(log());
  EXPECT_EQ(content(news("calm")), before);
}

TEST_F(WatchProgram, AStoreThatIsNotThereYetIsWaitedFor) {
  Process watch(words("calm", false), log());
  ASSERT_TRUE(within_a_minute([&] {
    return content(log()).find("waiting for the store") != std::string::npos;
  })) << content(log());
  import();
  EXPECT_TRUE(within_a_minute([&] { return !content(news("calm")).empty(); })) << content(log());
  watch.signal(SIGTERM);
  EXPECT_EQ(watch.wait(), 0) << content(log());
}

TEST_F(WatchProgram, EveryStartIsWrittenDown) {
  import();
  Process watch(words("calm", true), log());
  ASSERT_EQ(watch.wait(), 0) << content(log());
  const std::string trail = content(store() + "/audit.jsonl");
  EXPECT_NE(trail.find("\"c2 watch\""), std::string::npos) << trail;
  EXPECT_NE(trail.find("standing watch for C&C servers"), std::string::npos) << trail;
}

}  // namespace
}  // namespace noroshi::watch_e2e
