#include "act/sinkhole/visit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "act/sinkhole/visit_book.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::sinkhole {
namespace {

constexpr base::Micros kNine = 1'768'381'200 * base::kSecond;  // 2026-01-14T09:00:00Z

Visit visit(const char* source, Kind kind, int minute = 0) {
  return {.time = kNine + minute * base::kMinute,
          .source = *net::Address::parse(source),
          .source_port = static_cast<std::uint16_t>(40'000 + minute),
          .destination = *net::Address::parse("192.0.2.1"),
          .destination_port = 23,
          .kind = kind,
          .detail = "it's \"it\""};
}

Stay stay(const char* source, std::uint32_t keep_alives) {
  return {.visit = visit(source, Kind::MiraiLike),
          .duration = 90 * base::kSecond,
          .octets = 20,
          .keep_alives = keep_alives,
          .echoes = 0};
}

Harvest reap(const std::string& lines, const Purpose& purpose = {}) {
  io::Rejects rejects;
  const auto input = io::Input::over(lines);
  auto harvest = sinkhole::harvest(*input, purpose, rejects);
  EXPECT_TRUE(harvest);
  EXPECT_EQ(rejects.total_rejected(), 0U);
  return *harvest;
}

TEST(Visit, IsOneLineOfJson) {
  EXPECT_EQ(to_json(visit("203.0.113.9", Kind::MiraiLike)),
            R"({"type":"sinkhole-visit","time":"2026-01-14T09:00:00Z","src_ip":"203.0.113.9",)"
            R"("src_port":40000,"dst_ip":"192.0.2.1","dst_port":23,"kind":"mirai-like",)"
            R"("detail":"it's \"it\""})");
  EXPECT_EQ(to_json(stay("203.0.113.9", 1)),
            R"({"type":"sinkhole-stay","time":"2026-01-14T09:00:00Z","src_ip":"203.0.113.9",)"
            R"("src_port":40000,"dst_ip":"192.0.2.1","dst_port":23,"kind":"mirai-like",)"
            R"("seconds":90.000,"octets":20,"keep_alives":1,"echoes":0})");
}

TEST(Harvest, BotThatIntroducedItselfIsInfected) {
  const auto harvest = reap(to_json(visit("203.0.113.9", Kind::MiraiLike)) + "\n");
  ASSERT_EQ(harvest.hosts.size(), 1U);
  const auto& host = harvest.hosts[0];
  EXPECT_EQ(host.address.to_string(), "203.0.113.9");
  EXPECT_GT(host.probability, kReported);
  ASSERT_EQ(host.sightings.size(), 1U);
  EXPECT_EQ(host.sightings[0].source_port, 40'000);
  EXPECT_EQ(host.sightings[0].time, kNine);
}

TEST(Harvest, StayingAndComingBackMakeItSurer) {
  const std::string once = to_json(visit("203.0.113.9", Kind::MiraiLike)) + "\n";
  const std::string stayed = once + to_json(stay("203.0.113.9", 5)) + "\n";
  const std::string came_back = stayed + to_json(visit("203.0.113.9", Kind::MiraiLike, 1)) + "\n" +
                                to_json(visit("203.0.113.9", Kind::MiraiLike, 2)) + "\n";
  EXPECT_LT(reap(once).hosts[0].probability, reap(stayed).hosts[0].probability);
  EXPECT_LT(reap(stayed).hosts[0].probability, reap(came_back).hosts[0].probability);
}

TEST(Harvest, ScannersAndOtherProgramsAreNotInfected) {
  const std::string lines = to_json(visit("203.0.113.9", Kind::Http)) + "\n" +
                            to_json(visit("203.0.113.10", Kind::MiraiLike)) + "\n" +
                            to_json(visit("203.0.113.11", Kind::Silent)) + "\n";
  Purpose purpose;
  purpose.scanner = [](const net::Address& address) {
    return address.to_string() == "203.0.113.10" ? std::string("surveyors") : std::string();
  };
  const auto harvest = reap(lines, purpose);
  EXPECT_TRUE(harvest.hosts.empty());
  EXPECT_EQ(harvest.scanners, 1U);
  EXPECT_EQ(harvest.unlike, 2U);
  EXPECT_EQ(harvest.visits, 3U);
}

TEST(Harvest, FamilyThatSpeaksHttpIsKnownByHttp) {
  Purpose purpose;
  purpose.expected = Kind::Http;
  purpose.family = "example-rat";
  const auto harvest = reap(to_json(visit("203.0.113.9", Kind::Http)) + "\n", purpose);
  ASSERT_EQ(harvest.hosts.size(), 1U);
  EXPECT_EQ(harvest.hosts[0].family, "example-rat");
}

TEST(Harvest, SightingsKeepTheFirstAndTheLast) {
  std::string lines;
  for (int minute = 0; minute < 30; ++minute) {
    lines += to_json(visit("203.0.113.9", Kind::MiraiLike, minute)) + "\n";
  }
  const auto sightings = reap(lines).hosts[0].sightings;
  ASSERT_EQ(sightings.size(), 8U);
  EXPECT_EQ(sightings.front().time, kNine);
  EXPECT_EQ(sightings.back().time, kNine + 29 * base::kMinute);
}

TEST(Harvest, BoundOnSourcesIsCounted) {
  Purpose purpose;
  purpose.most_sources = 1;
  const auto harvest = reap(to_json(visit("203.0.113.9", Kind::MiraiLike)) + "\n" +
                                to_json(visit("203.0.113.10", Kind::MiraiLike)) + "\n",
                            purpose);
  EXPECT_EQ(harvest.hosts.size(), 1U);
  EXPECT_EQ(harvest.left_out, 1U);
}

TEST(Harvest, LinesOfAnotherKindAreCounted) {
  io::Rejects rejects;
  const auto input = io::Input::over("{\"type\":\"sinkhole-visit\"}\nnot json\n[]\n");
  const auto harvest = sinkhole::harvest(*input, {}, rejects);
  ASSERT_TRUE(harvest);
  EXPECT_EQ(rejects.total_rejected(), 3U);
}

TEST(VisitBook, WritesAFileAnHourAndHoldsBackRepetition) {
  const base::TemporaryFolder folder;
  auto places = FilePlaces::reserve();
  ASSERT_TRUE(places);
  VisitBook book(folder.path().string(), *places);
  ASSERT_TRUE(book.open(kNine));
  for (std::uint32_t i = 0; i < kMostOfSource + 5; ++i)
    book.note(visit("203.0.113.9", Kind::Silent));
  ASSERT_TRUE(book.flush(kNine + base::kMinute));
  book.note(visit("203.0.113.10", Kind::MiraiLike));
  ASSERT_TRUE(book.flush(kNine + base::kHour));
  book.note(visit("203.0.113.11", Kind::MiraiLike));
  ASSERT_TRUE(book.flush(kNine + base::kHour + base::kSecond));
  EXPECT_EQ(book.withheld(), 5U);

  io::Rejects rejects;
  const auto first = io::Input::open(folder.path() / "visits-2026-01-14T09.jsonl");
  ASSERT_TRUE(first);
  const auto harvest = sinkhole::harvest(**first, {}, rejects);
  EXPECT_EQ(harvest->visits, kMostOfSource + 1);
  EXPECT_EQ(harvest->hosts.size(), 1U);
  EXPECT_EQ(rejects.total_rejected(), 0U);
  EXPECT_EQ(rejects.skipped().size(), 1U);
  EXPECT_TRUE(io::Input::open(folder.path() / "visits-2026-01-14T10.jsonl"));
}

}  // namespace
}  // namespace noroshi::sinkhole
