#include "cli/audit.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <thread>
#include <vector>

#include "base/temporary_folder.hpp"

namespace noroshi::cli {
namespace {

using testing::HasSubstr;

class Audit : public testing::Test {
 protected:
  Status ask(const std::string& filter) {
    return append_audit(path_, {1'767'312'000'000'000,
                                {1000, "alice", std::nullopt, ""},
                                "flow query",
                                filter,
                                "",
                                "ticket 4711: infected host"});
  }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(path_).rdbuf();
    return out.str();
  }
  void rewrite(const std::string& what, const std::string& by) {
    auto all = text();
    all.replace(all.find(what), what.size(), by);
    std::ofstream(path_) << all;
  }

  base::TemporaryFolder folder_;
  std::string path_ = folder_.file("audit.jsonl");
};

TEST_F(Audit, KeepsWhoAskedWhatAndWhyInAChain) {
  ASSERT_TRUE(ask("src ip 198.51.100.7"));
  ASSERT_TRUE(ask("port \"23\""));
  const auto chain = read_audit(path_);
  ASSERT_TRUE(chain.has_value());
  EXPECT_EQ(chain->broken, 0U);
  ASSERT_EQ(chain->entries.size(), 2U);
  EXPECT_EQ(chain->entries[1].filter, "port \"23\"");
  EXPECT_EQ(chain->entries[1].asker.name, "alice");
  EXPECT_EQ(chain->entries[1].purpose, "ticket 4711: infected host");
}

TEST_F(Audit, NamesTheFirstLineAfterOneThatWasChanged) {
  for (const auto* filter : {"port 1", "port 2", "port 3"}) ASSERT_TRUE(ask(filter));
  rewrite("port 2", "port 9");
  const auto chain = read_audit(path_);
  EXPECT_EQ(chain->broken, 3U);
  EXPECT_THAT(chain->why, HasSubstr("hash of the line before"));
}

TEST_F(Audit, NamesTheLineAfterOneThatWasTakenOut) {
  for (const auto* filter : {"port 1", "port 2", "port 3"}) ASSERT_TRUE(ask(filter));
  auto all = text();
  const auto first = all.find('\n') + 1;
  all.erase(first, all.find('\n', first) + 1 - first);
  std::ofstream(path_) << all;
  EXPECT_EQ(read_audit(path_)->broken, 2U);
}

TEST_F(Audit, GoesOnBehindALineThatACrashCutShortAndSaysSo) {
  ASSERT_TRUE(ask("port 1"));
  std::ofstream(path_, std::ios::app) << R"({"time":"2026)";
  ASSERT_TRUE(ask("port 2"));
  const auto chain = read_audit(path_);
  EXPECT_EQ(chain->entries.size(), 3U);
  EXPECT_EQ(chain->broken, 2U);
}

TEST_F(Audit, IsAChainHoweverManyAskAtOnce) {
  std::vector<std::thread> askers;
  for (int i = 0; i < 8; ++i) {
    askers.emplace_back([this] {
      for (int j = 0; j < 5; ++j) EXPECT_TRUE(ask("any"));
    });
  }
  for (auto& asker : askers) asker.join();
  const auto chain = read_audit(path_);
  EXPECT_EQ(chain->entries.size(), 40U);
  EXPECT_EQ(chain->broken, 0U);
}

TEST_F(Audit, RefusesWhereNothingCanBeWritten) {
  path_ = folder_.file("nowhere/audit.jsonl");
  const auto refused = ask("any");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("it is not answered"));
  EXPECT_EQ(read_audit(path_).error().code, Errc::NotFound);
}

TEST(Purpose, MustSayWhy) {
  EXPECT_TRUE(check_purpose("ticket 4711"));
  EXPECT_TRUE(check_purpose("感染の調査のため 受付 12"));
  EXPECT_FALSE(check_purpose("because"));
  EXPECT_FALSE(check_purpose("            "));
  EXPECT_FALSE(check_purpose("ticket 4711\nand more"));
  EXPECT_FALSE(check_purpose(std::string(501, 'x')));
}

}  // namespace
}  // namespace noroshi::cli
