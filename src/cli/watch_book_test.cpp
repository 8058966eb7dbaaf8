#include "cli/watch_book.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/temporary_folder.hpp"
#include "cli/watch_out.hpp"
#include "model/pane.hpp"

namespace noroshi::cli {
namespace {

constexpr base::Micros kNoon = 1'767'355'200 * base::kSecond;

model::Finding finding(double probability, std::uint64_t clients = 3, std::uint32_t server = 9) {
  return {.kind = "c2-server",
          .subject = {net::Address::v4(0xCB007100 + server), 4444, 6},
          .probability = probability,
          .first_seen = kNoon,
          .last_seen = kNoon + base::kMinute,
          .clients = clients,
          .contacts = 12,
          .evidence = {},
          .method = "noroshi.c2.hunt",
          .version = "1"};
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(WatchBook, AServerIsNewsOnceAsLongAsNothingChanges) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  EXPECT_EQ(lines(book.news()), 1U);
  EXPECT_NE(book.news().find(R"("event":"new")"), std::string::npos);
  book.take("24h", kNoon + model::kPane, {finding(0.92)}, 0.7);
  EXPECT_EQ(lines(book.news()), 1U);
}

TEST(WatchBook, WhatIsBelowTheThresholdIsNoNews) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.69)}, 0.7);
  EXPECT_TRUE(book.news().empty());
  EXPECT_TRUE(book.told("24h").empty());
}

TEST(WatchBook, ChangesAreNews) {
  struct Change {
    model::Finding now;
    std::string_view why;
  };
  for (const auto& [now, why] :
       {Change{finding(0.96), "probability"}, Change{finding(0.9, 5), "clients"},
        Change{finding(0.4), "below the threshold"}}) {
    WatchBook book;
    book.take("24h", kNoon, {finding(0.9)}, 0.7);
    book.delivered();
    book.take("24h", kNoon, {now}, 0.7);
    EXPECT_NE(book.news().find(std::string(R"("event":"changed","why":")").append(why)),
              std::string::npos)
        << book.news();
  }
}

TEST(WatchBook, ManySmallStepsAreNewsWhenTheyAddUp) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.80)}, 0.7);
  book.delivered();
  book.take("24h", kNoon, {finding(0.83)}, 0.7);
  EXPECT_TRUE(book.news().empty());
  book.take("24h", kNoon, {finding(0.86)}, 0.7);
  EXPECT_EQ(lines(book.news()), 1U);
}

TEST(WatchBook, WhatFellAndRoseIsTold) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  book.take("24h", kNoon, {finding(0.5)}, 0.7);
  EXPECT_TRUE(book.reported("24h").empty());
  EXPECT_EQ(book.told("24h").size(), 1U);  // still judged, so that its return is seen
  book.take("24h", kNoon, {finding(0.8)}, 0.7);
  EXPECT_NE(book.news().find("above the threshold again"), std::string::npos);
}

TEST(WatchBook, WhatLeavesTheWindowIsGoneAndMayBeNewAgain) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  book.delivered();
  book.leave("24h", kNoon, kNoon + base::kMinute);  // last seen just then
  EXPECT_TRUE(book.news().empty());
  book.leave("24h", kNoon, kNoon + base::kHour);
  EXPECT_NE(book.news().find(R"("event":"gone")"), std::string::npos);
  book.delivered();
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  EXPECT_NE(book.news().find(R"("event":"new")"), std::string::npos);
}

TEST(WatchBook, WindowsDoNotMix) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  book.take("7d", kNoon, {finding(0.9)}, 0.7);
  EXPECT_EQ(lines(book.news()), 2U);
  book.leave("24h", kNoon, kNoon + base::kHour);
  EXPECT_EQ(book.told("7d").size(), 1U);
}

TEST(WatchBook, SurvivesBeingWrittenDown) {
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9), finding(0.8, 70, 7)}, 0.7);
  book.set_pane("24h", kNoon);
  book.set_news_at(4711);
  auto again = WatchBook::parse(book.to_text());
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->to_text(), book.to_text());
  EXPECT_EQ(again->news(), book.news());
  EXPECT_EQ(again->pane("24h"), kNoon);
  again->delivered();
  again->take("24h", kNoon, {finding(0.9), finding(0.8, 70, 7)}, 0.7);
  EXPECT_TRUE(again->news().empty());
}

TEST(WatchBook, ADamagedOneSaysSo) {
  EXPECT_FALSE(WatchBook::parse("").has_value());
  EXPECT_FALSE(WatchBook::parse("{\"version\":1}\n").has_value());
  EXPECT_FALSE(WatchBook::parse("{\"version\":99}\n").has_value());
  WatchBook book;
  book.take("24h", kNoon, {finding(0.9)}, 0.7);
  const std::string text = book.to_text();
  EXPECT_FALSE(WatchBook::parse(std::string_view(text).substr(0, text.size() - 9)).has_value());
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class Nowhere : public Output {
 public:
  Status write(std::string_view bytes) override {
    written += bytes;
    return {};
  }
  Status flush() override { return {}; }
  std::string written;
};

TEST(WatchOut, WritesWhatACrashLeftOutAndNothingTwice) {
  const std::string news = "one\ntwo\n";
  for (std::size_t written = 0; written <= news.size(); ++written) {
    const base::TemporaryFolder folder;
    const std::string path = folder.file("news");
    std::ofstream(path) << "before\n" << news.substr(0, written);
    Nowhere nowhere;
    WatchOut out(path, nowhere);
    ASSERT_TRUE(out.deliver(news, 7).has_value());
    EXPECT_EQ(content(path), "before\none\ntwo\n") << written;
  }
}

TEST(WatchOut, AFileThatWasBegunAnewGetsAll) {
  const base::TemporaryFolder folder;
  const std::string path = folder.file("news");
  Nowhere nowhere;
  WatchOut out(path, nowhere);
  ASSERT_TRUE(out.deliver("one\n", 4711).has_value());
  EXPECT_EQ(content(path), "one\n");
}

TEST(WatchOut, StandardOutputIsWrittenStraight) {
  Nowhere standard;
  WatchOut out("-", standard);
  ASSERT_TRUE(out.deliver("one\n", 0).has_value());
  EXPECT_EQ(standard.written, "one\n");
  EXPECT_EQ(out.size().value(), 0U);
}

}  // namespace
}  // namespace noroshi::cli
