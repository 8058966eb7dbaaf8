#include "detect/life/liveness.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

#include "detect/life/scene.hpp"

namespace noroshi::life {
namespace {

using ::testing::SizeIs;

std::string times(int count, char letter) {
  return std::string(static_cast<std::size_t>(count), letter);
}

base::Micros at(int hour) { return kDayOne + hour * base::kHour; }

// Everything was heard, but for the hours [from, to).
Exposure deaf(int hours, int from, int to) {
  model::ExposureBatch batch;
  for (int pane = 0; pane < hours * 12; ++pane) {
    if (pane >= from * 12 && pane < to * 12) continue;
    batch.pane.push_back(kDayOne + pane * model::kPane);
    batch.exporter.push_back(1);
    batch.domain.push_back(0);
    batch.unit.push_back(0);
    batch.received.push_back(100);
    batch.lost.push_back(0);
    batch.records.push_back(100);
  }
  return Exposure::of(batch, {kDayOne, static_cast<std::size_t>(hours)});
}

TEST(Liveness, AnswersAsLongAsPacketsComeFromIt) {
  const auto life = ServerScene().answering(2, 26).life(26);
  EXPECT_EQ(letters(life), times(24, 'A'));
  EXPECT_EQ(life.first_seen, at(2) + base::kMinute);
  EXPECT_EQ(life.now, State::Answering);
  EXPECT_FALSE(life.dead());
}

TEST(Liveness, IsSilentWhereItsOwnRatePromisedRecords) {
  const auto life = ServerScene().answering(0, 24).life(27);
  EXPECT_EQ(letters(life), times(24, 'A') + "sss");
  EXPECT_EQ(life.now, State::Silent);
  EXPECT_EQ(life.since_after, at(23));
  EXPECT_EQ(life.since_before, at(25));
  EXPECT_FALSE(life.dead()) << "three hours are an outage, not death";
}

TEST(Liveness, OfASlowServerCannotBeToldFromOneQuietHour) {
  ServerScene scene;
  for (int hour = 0; hour < 48; hour += 2) scene.answering(hour, hour + 1, 1);
  EXPECT_EQ(letters(scene.life(51)).substr(47), "????");
}

TEST(Liveness, OfASlowServerIsToldFromManyQuietHoursTogether) {
  ServerScene scene;
  for (int hour = 0; hour < 96; hour += 2) scene.answering(hour, hour + 1, 1);
  const auto life = scene.life(96 + 30);
  EXPECT_EQ(letters(life).substr(96), times(30, 's'));
  // Between its records nothing may have been called silence.
  EXPECT_EQ(letters(life).substr(0, 95).find('s'), std::string::npos);
}

TEST(Liveness, DoesNotTakeOurOwnDeafnessForSilence) {
  const auto exposure = deaf(48, 24, 36);
  const auto life = ServerScene().answering(0, 24).answering(36, 48).life(48, &exposure);
  EXPECT_EQ(letters(life), times(24, 'A') + times(12, '?') + times(12, 'A'));
  EXPECT_TRUE(life.deaths.empty());
}

TEST(Liveness, DeclaresNoDeathWhileNobodyListens) {
  const auto exposure = deaf(96, 24, 96);
  const auto life = ServerScene().answering(0, 24).life(96, &exposure);
  EXPECT_EQ(letters(life), times(24, 'A') + times(72, '?'));
  EXPECT_FALSE(life.dead());
  EXPECT_EQ(life.untold, 72U);
  EXPECT_EQ(life.now, State::Answering) << "the last that was told";
}

TEST(Liveness, DiesBetweenItsLastAnswerAndADayOfSilence) {
  const auto life = ServerScene().answering(0, 24).life(72);
  ASSERT_THAT(life.deaths, SizeIs(1));
  EXPECT_TRUE(life.dead());
  EXPECT_EQ(life.deaths[0].after, at(23) + 59 * base::kMinute);
  EXPECT_EQ(life.deaths[0].before, at(48));
  EXPECT_FALSE(life.deaths[0].asked);
  EXPECT_LT(life.deaths[0].log_p, std::log(0.001));
}

TEST(Liveness, IsAskedOnlyWhenNoHandshakeSucceeds) {
  const auto life = ServerScene().answering(0, 24).refused(24, 60).life(60);
  EXPECT_EQ(letters(life), times(24, 'A') + times(36, 'q'));
  ASSERT_TRUE(life.dead());
  EXPECT_TRUE(life.deaths[0].asked);
}

TEST(Liveness, IsAskedOnlyWhenAnswersThatUsedToComeAreMissing) {
  const auto life =
      ServerScene("203.0.113.66:5353/udp").answering(0, 24).unanswered(24, 27).life(27);
  EXPECT_EQ(letters(life), times(24, 'A') + "qqq");
}

TEST(Liveness, CannotBeToldFromRequestsWhereAnswersWereNeverExported) {
  const auto life = ServerScene("203.0.113.66:5353/udp").unanswered(0, 24).life(24);
  EXPECT_EQ(letters(life), times(24, '?'));
  EXPECT_FALSE(life.last_answer.has_value());
}

TEST(Liveness, OfAServerThatNeverAnsweredIsAskedOnlyAndNoDeath) {
  const auto life = ServerScene().refused(0, 48, 3).life(48);
  EXPECT_EQ(letters(life), times(48, 'q'));
  EXPECT_FALSE(life.dead());
  EXPECT_FALSE(lifetime_of(life, {kDayOne, 48}).has_value());
}

TEST(Liveness, TakesAFewSampledSynsForNothingButManyForAnOutage) {
  EXPECT_EQ(letters(ServerScene().sampling(1000).answering(0, 9).refused(9, 10, 3).life(10)),
            times(9, 'A') + "?");
  EXPECT_EQ(letters(ServerScene().sampling(1000).answering(0, 9).refused(9, 10, 5).life(10)),
            times(9, 'A') + "q");
  // Three hours of two together are six.
  EXPECT_EQ(letters(ServerScene().sampling(1000).answering(0, 9).refused(9, 12, 2).life(12)),
            times(9, 'A') + "qqq");
}

TEST(Liveness, TakesAResetForNoAnswer) {
  ServerScene scene;
  scene.answering(0, 9).refused(9, 12);
  auto hours = scene.hours();
  for (auto& hour : hours.hours) {
    if (hour.failed > 0) hour.rev_packets = hour.failed;  // RST
  }
  const Hours window{kDayOne, 12};
  EXPECT_EQ(letters(life_of(hours, window, Exposure::complete(window)).value()),
            times(9, 'A') + "qqq");
}

TEST(Liveness, TakesTheAckOfAClientForASignOfLife) {
  ServerScene scene;  // the way back is exported no more: some records are failures, some not
  scene.answering(0, 24).refused(24, 25);
  for (int hour = 25; hour < 60; ++hour) scene.unanswered(hour, hour + 1);
  const auto life = scene.life(60);
  EXPECT_EQ(letters(life).substr(25), times(35, '?'));
  EXPECT_FALSE(life.dead());
}

TEST(Liveness, RevivesAServerThatAnswersAgain) {
  const auto life = ServerScene().answering(0, 24).answering(96, 120).life(120);
  ASSERT_THAT(life.deaths, SizeIs(1));
  EXPECT_FALSE(life.dead());
  EXPECT_EQ(life.deaths[0].revived, at(96) + base::kMinute);
  EXPECT_EQ(life.now, State::Answering);
}

TEST(Liveness, DoesNotTakeTheNightOfOfficeHoursForDeath) {
  ServerScene scene;
  for (int day = 0; day < 7; ++day) scene.answering(day * 24 + 9, day * 24 + 18, 40);
  const auto life = scene.life(7 * 24);
  EXPECT_TRUE(life.deaths.empty());
  // From the third day on the nights are known.
  EXPECT_EQ(letters(life).substr(72).find('s'), std::string::npos);
}

TEST(Liveness, HoldsAnAnsweredConnectionThatGoesOnForAnswering) {
  ServerHours hours{endpoint("203.0.113.66:23/tcp"), {}};
  HourSeen seen;
  seen.hour = kDayOne;
  seen.packets = seen.rev_packets = 50;
  seen.flows = seen.rev_flows = 1;
  seen.sampling = 1;
  seen.first = kDayOne;
  seen.last = seen.last_answer = at(4) + base::kMinute;
  hours.hours.push_back(seen);
  const Hours window{kDayOne, 6};
  EXPECT_EQ(letters(life_of(hours, window, Exposure::complete(window)).value()), "AAAAA?");
}

TEST(Liveness, OfAServerThatWasNeverSeenIsNone) {
  const Hours window{kDayOne, 24};
  EXPECT_FALSE(life_of({}, window, Exposure::complete(window)).has_value());
  const auto outside = ServerScene().answering(30, 40).hours();
  EXPECT_FALSE(life_of(outside, window, Exposure::complete(window)).has_value());
}

TEST(Liveness, MergesEqualHoursToSpans) {
  const auto life = ServerScene().answering(0, 24).answering(30, 31).life(31);
  EXPECT_EQ(spans(life), (std::vector<Span>{{State::Answering, at(0), at(24)},
                                            {State::Silent, at(24), at(30)},
                                            {State::Answering, at(30), at(31)}}));
}

TEST(Liveness, SumsUpPanesByServerAndHour) {
  model::ServerBatch batch;
  const auto add = [&](base::Micros pane, std::uint16_t port, std::uint64_t back) {
    batch.pane.push_back(pane);
    batch.server.push_back(net::Address::v4(0xCB007142));
    batch.port.push_back(port);
    batch.proto.push_back(6);
    batch.flows.push_back(1);
    batch.rev_flows.push_back(back > 0 ? 1 : 0);
    batch.failed.push_back(0);
    batch.packets.push_back(2);
    batch.octets.push_back(100);
    batch.rev_packets.push_back(back);
    batch.rev_octets.push_back(back * 50);
    batch.sampling.push_back(10);
    batch.first.push_back(pane);
    batch.last.push_back(pane + base::kMinute);
    batch.clients.emplace_back();
    batch.sizes.emplace_back();
    batch.rev_sizes.emplace_back();
  };
  add(kDayOne + model::kPane, 443, 0);
  add(kDayOne, 443, 3);
  add(kDayOne + base::kHour, 443, 1);
  add(kDayOne, 80, 1);
  const auto servers = by_hour(batch);
  ASSERT_THAT(servers, SizeIs(2));
  EXPECT_EQ(servers[0].server.port, 80);
  ASSERT_THAT(servers[1].hours, SizeIs(2));
  const auto& first = servers[1].hours[0];
  EXPECT_EQ(first.packets, 4U);
  EXPECT_EQ(first.rev_packets, 3U);
  EXPECT_EQ(first.flows, 2U);
  EXPECT_EQ(first.first, kDayOne);
  EXPECT_EQ(first.last, kDayOne + model::kPane + base::kMinute);
  EXPECT_EQ(first.last_answer, kDayOne + base::kMinute);
}

TEST(Lifetime, OfADeadServerIsAnInterval) {
  const Hours window{kDayOne - base::kDay, 24 + 72};
  const auto life = ServerScene().answering(0, 24).life(72);
  const auto lifetime = lifetime_of(life, window).value();
  EXPECT_FALSE(lifetime.censored);
  EXPECT_FALSE(lifetime.older);
  EXPECT_EQ(lifetime.shortest, 23 * base::kHour + 58 * base::kMinute);
  EXPECT_EQ(lifetime.longest, 48 * base::kHour - base::kMinute);
}

TEST(Lifetime, OfALivingServerIsCensoredAndOlderThanTheWindow) {
  const auto lifetime = lifetime_of(ServerScene().answering(0, 24).life(25), {kDayOne, 25}).value();
  EXPECT_TRUE(lifetime.censored);
  EXPECT_TRUE(lifetime.older);
}

// What is promised of silence: of servers that live and are sampled thinly, with clients that
// sleep at night, few hours are called silent and next to none of the servers dead.
TEST(Liveness, SeldomCallsALivingServerSilentUnderSampling) {
  std::mt19937_64 random(20260102);
  int silent = 0;
  int hours = 0;
  int dead = 0;
  for (int server = 0; server < 200; ++server) {
    const double rate =
        std::exp(std::uniform_real_distribution<>(std::log(0.05), std::log(10.0))(random));
    ServerScene scene;
    scene.sampling(1000);
    int last = 0;
    for (int hour = 0; hour < 14 * 24; ++hour) {
      const double day = 1 + 0.8 * std::sin(2 * 3.14159265 * hour / 24);
      const auto count =
          static_cast<std::uint64_t>(std::poisson_distribution<int>(rate * day)(random));
      if (count == 0) continue;
      const auto back = static_cast<std::uint64_t>(
          std::binomial_distribution<int>(static_cast<int>(count), 0.5)(random));
      scene.sampled(hour, count - back, back);
      last = hour;
    }
    if (scene.hours().hours.empty()) continue;
    const auto life = scene.life(last + 1);
    for (const char letter : letters(life)) silent += letter == 's' ? 1 : 0;
    hours += static_cast<int>(life.strip.size());
    dead += static_cast<int>(life.deaths.size());
  }
  EXPECT_LT(silent, hours / 20);
  EXPECT_LE(dead, 2);
}

// The other side of it: caution does not mean that nobody is ever declared dead.  At one record an
// hour some deaths need longer than three days.
TEST(Liveness, NoticesDeathWithinThreeDaysWhereThreeRecordsAnHourAreSeen) {
  std::mt19937_64 random(20260103);
  for (const auto& [rate, least] : {std::pair{1, 70}, {3, 95}, {10, 95}}) {
    int noticed = 0;
    for (int server = 0; server < 100; ++server) {
      ServerScene scene;
      scene.sampling(1000);
      for (int hour = 0; hour < 96; ++hour) {
        const auto out = std::poisson_distribution<std::uint64_t>(rate * 0.5)(random);
        const auto back = std::poisson_distribution<std::uint64_t>(rate * 0.5)(random);
        if (out + back > 0) scene.sampled(hour, out, back);
      }
      const auto life = scene.life(96 + 72);
      if (!life.dead()) continue;
      ++noticed;
      EXPECT_LE(life.deaths.back().after, at(96));
    }
    EXPECT_GE(noticed, least) << rate << " records an hour";
  }
}

}  // namespace
}  // namespace noroshi::life
