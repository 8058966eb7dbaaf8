// The clock and its evidence: NTP answers good and bad, chrony's file, audits, and every reason for
// which no time is given; serial numbers over crashes.
#include "io/clock.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "trust/stamp/clock_watch.hpp"
#include "trust/stamp/ntp_testing.hpp"
#include "trust/stamp/serials.hpp"

namespace noroshi::stamp {
namespace {

using ::testing::HasSubstr;

constexpr base::Micros kWall = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z

Result<ClockReading> reading_of(NtpAnswer answer, base::Micros there_and_back = 2000) {
  const NtpExchange exchange{.origin = 77, .sent = kWall, .round_trip = there_and_back};
  // The server hears the question in the middle, by its own clock.
  return read_ntp(answer.packet(77, kWall + there_and_back / 2), exchange);
}

std::string flaw_of(NtpAnswer answer) {
  const auto reading = reading_of(answer);
  return reading ? "none" : reading.error().message;
}

TEST(Ntp, MeasuresTheOffsetInTheMiddleOfTheWay) {
  for (const base::Micros offset :
       {base::Micros{0}, base::Micros{123'456}, base::Micros{-123'456},
        base::Micros{-7} * base::kDay, base::Micros{10} * 365 * base::kDay}) {
    const auto reading = reading_of({.offset = offset});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_NEAR(static_cast<double>(reading->offset), static_cast<double>(offset), 2);
    // Half of the way (1 ms), half the root delay (5 ms), the dispersion (3 ms).
    EXPECT_NEAR(static_cast<double>(reading->uncertainty), 9000, 40);
    EXPECT_EQ(reading->stratum, 2U);
  }
}

TEST(Ntp, TellsOfLeapSeconds) {
  EXPECT_EQ(reading_of({})->leap, LeapNotice::None);
  EXPECT_EQ(reading_of({.leap = 1})->leap, LeapNotice::Insert);
  EXPECT_EQ(reading_of({.leap = 2})->leap, LeapNotice::Delete);
}

TEST(Ntp, BelievesNoServerThatIsNotSynchronised) {
  EXPECT_THAT(flaw_of({.leap = 3}), HasSubstr("not synchronised"));
  EXPECT_THAT(flaw_of({.stratum = 16}), HasSubstr("not synchronised"));
  EXPECT_THAT(flaw_of({.stratum = 0}), HasSubstr("does not want to answer (RATE)"));
  EXPECT_THAT(flaw_of({.mode = 3}), HasSubstr("no answer of an NTP server"));
  EXPECT_THAT(flaw_of({.origin_error = 1}), HasSubstr("another question"));
  EXPECT_THAT(flaw_of({.held = base::kSecond}), HasSubstr("contradict"));
  EXPECT_FALSE(read_ntp("short", {}));
}

TEST(Ntp, AsksTheServerItWasToldTo) {
  NtpServer server({.offset = 250 * base::kMillisecond});
  const auto source = clock_source(server.source());
  ASSERT_TRUE(source) << source.error().message;
  const auto reading = (*source)->read();
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->source, server.source());
  // What the way there and back cannot explain is the offset.
  EXPECT_LE(std::abs(reading->offset - 250 * base::kMillisecond), reading->uncertainty);
}

TEST(Ntp, GivesUpOnAServerThatIsSilentOrLies) {
  NtpServer liar({.origin_error = 5});
  const ClockSourceOptions hasty{.patience = 50 * base::kMillisecond};
  EXPECT_THAT(clock_source(liar.source(), hasty).value()->read().error().message,
              HasSubstr("another question"));
  NtpServer silent({.silent = true});
  EXPECT_THAT(clock_source(silent.source(), hasty).value()->read().error().message,
              HasSubstr("no answer within"));
}

TEST(ClockSources, AreReadFromTheirForms) {
  for (const char* good : {"ntp://192.0.2.1", "ntp://192.0.2.1:1123", "ntp://[2001:db8::1]:123",
                           "ntp://time.example.org", "chrony:/run/tracking.csv"}) {
    EXPECT_TRUE(clock_source(good)) << good;
  }
  for (const char* bad : {"", "192.0.2.1", "ntp://", "ntp://a:0", "ntp://a:65536", "ntp://a:1x",
                          "ntp://[2001:db8::1", "ntp://a/b", "chrony:", "https://example.org"}) {
    EXPECT_FALSE(clock_source(bad)) << bad;
  }
}

constexpr const char* kTracking =
    "C0000201,192.0.2.1,3,1767225500.123,-0.000250000,0.000010000,0.000020000,12.345,0.001,0.050,"
    "0.004000000,0.001000000,64.2,Normal\n";

std::string tracking(std::string_view from, std::string_view to) {
  std::string line = kTracking;
  return line.replace(line.find(from), from.size(), to);
}

TEST(Chrony, ReadsWhatChronycPrints) {
  const auto reading = read_chrony(kTracking, 0);
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->offset, -250);
  EXPECT_EQ(reading->uncertainty, 3000);  // half the root delay, and the dispersion
  EXPECT_EQ(reading->stratum, 3U);
  EXPECT_EQ(read_chrony(kTracking, base::kMinute)->uncertainty, 3000 + 6000);
  EXPECT_EQ(read_chrony(tracking("Normal", "Insert second"), 0)->leap, LeapNotice::Insert);
  EXPECT_EQ(read_chrony(tracking("Normal", "Delete second"), 0)->leap, LeapNotice::Delete);
}

TEST(Chrony, BelievesNoLineThatIsNone) {
  EXPECT_FALSE(read_chrony(tracking("Normal", "Not synchronised"), 0));
  EXPECT_FALSE(read_chrony(tracking(",3,", ",0,"), 0));
  EXPECT_FALSE(read_chrony(tracking("-0.000250000", "nan"), 0));
  EXPECT_FALSE(read_chrony(tracking("-0.000250000", "1e300"), 0));
  EXPECT_FALSE(read_chrony(tracking("-0.000250000", ""), 0));
  EXPECT_FALSE(read_chrony("", 0));
  EXPECT_FALSE(read_chrony("506 Cannot talk to daemon\n", 0));
}

TEST(Chrony, BelievesNoFileThatIsOld) {
  const base::TemporaryFolder folder;
  const std::string path = folder.file("tracking.csv");
  ASSERT_TRUE(io::replace_file(path, kTracking, io::Durable::No));
  const auto source = clock_source("chrony:" + path).value();
  EXPECT_TRUE(source->read());
  timespec times[2] = {{0, UTIME_NOW}, {0, 0}};
  times[1].tv_sec = static_cast<time_t>(io::wall_clock() / base::kSecond) - 3600;
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_THAT(source->read().error().message, HasSubstr("is the timer that writes it running"));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  EXPECT_FALSE(source->read());
}

ClockReading off_by(base::Micros offset, base::Micros uncertainty = 0) {
  return {.source = "s", .offset = offset, .uncertainty = uncertainty, .stratum = 1};
}

TEST(ClockAudit, PassesOnlyWithinTheLimitUncertaintyIncluded) {
  const ClockRules rules;
  const auto passes = [&](base::Micros offset, base::Micros uncertainty) {
    return judge_clock(rules, {}, {off_by(offset, uncertainty)}, {}).passed;
  };
  EXPECT_TRUE(passes(base::kSecond, 0));
  EXPECT_TRUE(passes(-base::kSecond, 0));
  EXPECT_FALSE(passes(base::kSecond + 1, 0));
  EXPECT_FALSE(passes(-base::kSecond - 1, 0));
  EXPECT_TRUE(passes(base::kSecond / 2, base::kSecond / 2));
  EXPECT_FALSE(passes(base::kSecond / 2, base::kSecond / 2 + 1));
}

TEST(ClockAudit, NeedsEnoughThatVouch) {
  ClockRules rules;
  rules.vouchers = 2;
  const ClockReading good = off_by(5, 10);
  const ClockReading bad = off_by(base::kHour);
  EXPECT_FALSE(judge_clock(rules, {}, {good, bad}, {"third: silent"}).passed);
  const ClockAudit audit = judge_clock(rules, {}, {bad, good, off_by(-40, 10)}, {});
  EXPECT_TRUE(audit.passed);
  EXPECT_EQ(audit.vouched, 2U);
  EXPECT_EQ(audit.bound, 50);  // the worse of the two that are needed
  EXPECT_FALSE(judge_clock(rules, {}, {}, {}).passed);
}

TEST(ClockAudit, IsWrittenAsOneLine) {
  const ClockAudit audit =
      judge_clock({}, {kWall, 0}, {off_by(7, 8)}, {"ntp://192.0.2.9: \"no\"\nanswer"});
  EXPECT_EQ(audit.json(),
            R"({"time":"2026-01-01T00:00:00Z","passed":true,"vouched":1,"bound_us":15,)"
            R"("readings":[{"source":"s","offset_us":7,"uncertainty_us":8,"stratum":1,)"
            R"("leap":"none"}],"silent":["ntp://192.0.2.9: \"no\"\u000aanswer"]})");
  EXPECT_THAT(judge_clock({}, {kWall, 0}, {}, {}).json(), HasSubstr(R"("why":"0 of 0 sources)"));
}

class Watching : public ::testing::Test {
 protected:
  static constexpr Moment kAudited{kWall, 50 * base::kSecond};
  static Moment later(base::Micros steady, base::Micros set = 0) {
    return {kAudited.wall + steady + set, kAudited.steady + steady};
  }
  std::string why_not(const Moment& at) const {
    const auto time = watch_.time(at);
    return time ? "none" : time.error().message;
  }
  void audited(base::Micros offset) {
    watch_.take(judge_clock(watch_.rules(), kAudited, {off_by(offset)}, {}));
  }
  ClockWatch watch_{ClockRules{}};
};

TEST_F(Watching, GivesTheTimeAfterAnAuditThatPassed) {
  EXPECT_THAT(why_not(kAudited), HasSubstr("not been audited"));
  audited(100);
  EXPECT_EQ(watch_.time(later(base::kMinute)).value(), kWall + base::kMinute);
}

TEST_F(Watching, GivesNoneAfterAnAuditThatFailedUntilOnePasses) {
  audited(100);
  audited(2 * base::kSecond);
  EXPECT_THAT(why_not(later(0)), HasSubstr("did not pass"));
  audited(100);
  EXPECT_EQ(why_not(later(0)), "none");
}

TEST_F(Watching, GivesNoneWhenTheEvidenceIsStale) {
  audited(100);
  EXPECT_EQ(why_not(later(10 * base::kMinute)), "none");
  EXPECT_THAT(why_not(later(10 * base::kMinute + 1)), HasSubstr("was 10 min ago"));
}

TEST_F(Watching, GivesNoneWhenTheClockWasSet) {
  audited(100);
  EXPECT_EQ(why_not(later(base::kMinute, 20 * base::kMillisecond)), "none");
  EXPECT_THAT(why_not(later(base::kMinute, 20 * base::kMillisecond + 1)), HasSubstr("was set"));
  EXPECT_THAT(why_not(later(base::kMinute, -base::kSecond)), HasSubstr("was set by -1000000"));
}

TEST_F(Watching, CountsWhatTheClockMayHaveRunAway) {
  // 100 parts in a million: 60 ms in ten minutes.
  audited(base::kSecond - 30 * base::kMillisecond);
  EXPECT_EQ(why_not(later(5 * base::kMinute)), "none");
  EXPECT_THAT(why_not(later(5 * base::kMinute + base::kSecond)), HasSubstr("run beyond"));
}

TEST(Serials, AreNeverGivenTwice) {
  const base::TemporaryFolder folder;
  const std::string path = folder.file("serials");
  std::uint64_t last = 0;
  for (int life = 0; life < 5; ++life) {
    const auto serials = Serials::open(path, kWall, 4).value();
    for (int i = 0; i < 11; ++i) {
      const std::uint64_t next = serials->next().value();
      EXPECT_GT(next, last);
      last = next;
    }
    // It goes as a crash would have it go: nothing is written at the end.
  }
}

TEST(Serials, GoOnAboveThoseOfAFolderThatWasLostOrRestored) {
  const base::TemporaryFolder folder;
  const std::string path = folder.file("serials");
  const std::uint64_t before = Serials::open(path, kWall).value()->next().value();
  ASSERT_EQ(::unlink(path.c_str()), 0);
  EXPECT_GT(Serials::open(path, kWall + base::kSecond).value()->next().value(), before);
  // The clock went wrong: the file holds.
  const std::uint64_t after = Serials::open(path, kWall + base::kSecond).value()->next().value();
  EXPECT_GT(Serials::open(path, 0).value()->next().value(), after);
}

TEST(Serials, AreNotGuessedFromAFileThatIsNone) {
  const base::TemporaryFolder folder;
  const std::string path = folder.file("serials");
  for (const char* text : {"", "noroshi-tsa-serials-1 ", "noroshi-tsa-serials-1 12",
                           "noroshi-tsa-serials-1 x\n", "noroshi-tsa-serials-2 5\n"}) {
    ASSERT_TRUE(io::replace_file(path, text, io::Durable::No));
    EXPECT_FALSE(Serials::open(path, kWall)) << text;
  }
}

TEST(Serials, AreNotGivenWhenTheDiskDoesNotTakeThem) {
  const base::TemporaryFolder folder;
  const auto serials = Serials::open(folder.file("gone/serials"), kWall).value();
  EXPECT_FALSE(serials->next());
}

}  // namespace
}  // namespace noroshi::stamp
