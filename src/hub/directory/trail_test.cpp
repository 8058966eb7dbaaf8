#include "hub/directory/trail.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "io/sql/engines_test.hpp"

namespace noroshi::directory {
namespace {

using testing::HasSubstr;

class TrailTest : public sql::EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (!IsSkipped()) trail_ = open();
  }

  std::unique_ptr<Trail> open() {
    return Trail::open(database(), [this] { return now_ += base::kSecond; }).value();
  }

  void write(std::string account, std::string action, std::string subject = "") {
    Entry entry;
    entry.account = std::move(account);
    entry.action = std::move(action);
    entry.subject = std::move(subject);
    entry.outcome = "done";
    entry.peer = "192.0.2.7";
    const auto status = trail_->write(entry);
    ASSERT_TRUE(status) << status.error().message;
  }

  void write_five() {
    for (const auto* action :
         {"sign-in", "taxii.post", "release.approve", "user.add", "sign-out"}) {
      write("alice", action);
    }
  }

  std::vector<std::string> exported() {
    std::vector<std::string> lines;
    const auto status = trail_->export_to([&](std::string_view line) -> Status {
      lines.emplace_back(line);
      return {};
    });
    EXPECT_TRUE(status);
    return lines;
  }

  static Result<std::uint64_t> check(const std::vector<std::string>& lines) {
    std::size_t at = 0;
    return check_export([&](std::string& line) -> Result<bool> {
      if (at == lines.size()) return false;
      line = lines[at++];
      return true;
    });
  }

  static std::string why(const std::vector<std::string>& lines) {
    const auto checked = check(lines);
    return checked ? "it holds" : checked.error().message;
  }

  void change_base(std::string_view statement) {
    ASSERT_TRUE(database().connect().value()->run(statement));
  }

  std::string why_base() {
    const auto status = trail_->check();
    return status ? "it holds" : status.error().message;
  }

  base::Micros now_ = 1'789'000'000 * base::kSecond;
  std::unique_ptr<Trail> trail_;
};

NOROSHI_FOR_EACH_ENGINE(TrailTest);

TEST_P(TrailTest, EntriesAreNumberedDatedAndChained) {
  write_five();
  const auto entries = trail_->read(1, 2).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].number, 2);
  EXPECT_EQ(entries[0].action, "taxii.post");
  EXPECT_EQ(entries[1].number, 3);
  EXPECT_GT(entries[1].at, entries[0].at);
  EXPECT_EQ(entries[0].chain.size(), 64U);
  EXPECT_EQ(why_base(), "it holds");
}

TEST_P(TrailTest, IsReadFromEitherEnd) {
  write_five();
  const auto numbers = [](const std::vector<Entry>& entries) {
    std::vector<std::int64_t> found;
    for (const Entry& entry : entries) found.push_back(entry.number);
    return found;
  };
  EXPECT_EQ(numbers(trail_->read_back(0, 2).value()), (std::vector<std::int64_t>{5, 4}));
  EXPECT_EQ(numbers(trail_->read_back(4, 9).value()), (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_TRUE(trail_->read_back(1, 9).value().empty());
  EXPECT_EQ(numbers(trail_->read(0, 2).value()), (std::vector<std::int64_t>{1, 2}));
}

TEST_P(TrailTest, AnExportHoldsByItselfAndIsTheSameOnBothEngines) {
  write_five();
  const auto lines = exported();
  EXPECT_EQ(check(lines).value(), 5U);
  // Made by sha256sum of 64 zeros and the line up to its chain.
  EXPECT_EQ(lines[0],
            R"({"number":1,"at":"2026-09-10T00:26:41Z","account":"alice","action":"sign-in",)"
            R"("subject":"","outcome":"done","peer":"192.0.2.7",)"
            R"("chain":"bbfd95fe3b2bf3889c52ae4ffddfed8074923de632cfa447760d18f8a51c1d15"})");
}

TEST_P(TrailTest, AChangedEntryIsFound) {
  write_five();
  auto lines = exported();
  lines[2].replace(lines[2].find("approve"), 7, "refuse!");
  EXPECT_THAT(why(lines), HasSubstr("entry 3 does not follow"));
  change_base("UPDATE trail SET subject = 'another' WHERE number = 4");
  EXPECT_THAT(why_base(), HasSubstr("entry 4 does not follow"));
}

TEST_P(TrailTest, AnEntryWhoseChainWasMadeAnewIsFoundAtTheNext) {
  write_five();
  // Whoever changes an entry and computes its chain again has to change all that follow.
  const auto entries = trail_->read(0, 9).value();
  change_base("UPDATE trail SET chain = '" + entries[0].chain + "' WHERE number = 2");
  EXPECT_THAT(why_base(), HasSubstr("entry 2 does not follow"));
}

TEST_P(TrailTest, AMissingEntryIsFound) {
  write_five();
  auto lines = exported();
  lines.erase(lines.begin() + 1);
  EXPECT_THAT(why(lines), HasSubstr("entry 2 is missing"));
  auto beheaded = exported();
  beheaded.erase(beheaded.begin());
  EXPECT_THAT(why(beheaded), HasSubstr("entry 1 is missing"));
  change_base("DELETE FROM trail WHERE number = 3");
  EXPECT_THAT(why_base(), HasSubstr("entry 3 is missing"));
}

TEST_P(TrailTest, EntriesInAnotherOrderAreFound) {
  write_five();
  auto lines = exported();
  std::swap(lines[1], lines[2]);
  EXPECT_THAT(why(lines), HasSubstr("entry 2 is missing, or not in its place"));
  change_base("UPDATE trail SET number = 100 WHERE number = 2");
  change_base("UPDATE trail SET number = 2 WHERE number = 3");
  change_base("UPDATE trail SET number = 3 WHERE number = 100");
  EXPECT_THAT(why_base(), HasSubstr("entry 2 does not follow"));
}

TEST_P(TrailTest, WhatIsNoLineIsAnErrorNotACrash) {
  for (const char* text : {"", "{}", R"("})", R"({"number":1,"chain":"0"})"}) {
    EXPECT_THAT(why({text}), HasSubstr("entry 1 is no line of a trail")) << text;
  }
}

TEST_P(TrailTest, NamesFromStrangersAreKeptWhateverTheirOctets) {
  write(std::string("a\0\xff\"\\\n\x01", 7), "sign-in", std::string(10'000, 'x') + "あ");
  write("国税", "sign-in", std::string(2'000, 'x') + std::string(3'000, '\xff'));
  EXPECT_EQ(why_base(), "it holds");
  const auto entries = trail_->read(0, 9).value();
  EXPECT_EQ(entries[0].account, "a\uFFFD\uFFFD\"\\\n\x01");
  EXPECT_LE(entries[0].subject.size(), 4'000U);
  EXPECT_EQ(entries[1].account, "国税");
  EXPECT_EQ(check(exported()).value(), 2U);
}

TEST_P(TrailTest, ManyWritersAndTwoHubsMakeOneChain) {
  const auto other = Trail::open(database()).value();
  std::vector<std::thread> writers;
  for (int w = 0; w < 8; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < 10; ++i) {
        Entry entry;
        entry.account = fmt::format("writer {}", w);
        ASSERT_TRUE((w % 2 == 0 ? *trail_ : *other).write(entry));
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(check(exported()).value(), 80U);
}

TEST_P(TrailTest, IsThereAfterARestart) {
  write_five();
  trail_ = open();
  write("bob", "sign-in");
  EXPECT_EQ(check(exported()).value(), 6U);
}

}  // namespace
}  // namespace noroshi::directory
