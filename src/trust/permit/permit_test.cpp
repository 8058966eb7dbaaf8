#include "trust/permit/permit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/permit/opt_outs.hpp"
#include "trust/permit/permit_testing.hpp"
#include "trust/permit/reserved.hpp"

namespace noroshi::permit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::permit_text;
using testing::revocations_text;
using testing::with;

std::string flaw(const std::string& text) {
  const auto permit = Permit::parse(text, "p.toml");
  return permit ? "none" : permit.error().message;
}

TEST(Permit, IsReadWhole) {
  const auto permit = Permit::parse(permit_text(), "p.toml");
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_EQ(permit->id, "survey-2026-03");
  EXPECT_EQ(permit->organisation, "Example Institute");
  EXPECT_EQ(permit->operators.at(0).department, "Survey");
  EXPECT_EQ(permit->outsourcing.at(0).task, "keeping the machines");
  EXPECT_EQ(permit->ranges.size(), 4U);
  EXPECT_EQ(permit->services.at(1), (Service{kTcp, 8000, 8080}));
  EXPECT_EQ(permit->pace.burst, 4);
  EXPECT_EQ(permit->windows.at(0).until, *base::parse_rfc3339("2026-03-31T00:00:00Z"));
  EXPECT_FALSE(permit->credentials);
  EXPECT_EQ(permit->opt_outs.revision, 12);
  EXPECT_EQ(permit->most_revocations_age, 2 * base::kDay);
}

TEST(Permit, WithoutAnyOneOfItsLinesIsVoid) {
  const std::string text = permit_text();
  // What may be missing: it allows nothing more when it is.
  const std::vector<std::string_view> free{
      "[[permit.outsourcing]]", "excluded", "test_networks", "burst", "prefix_burst", "max_age"};
  std::size_t tried = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin) + 1;
    const auto line = text.substr(begin, end - begin);
    const bool needed = line != "\n" && std::none_of(free.begin(), free.end(), [&](auto word) {
                          return line.starts_with(word);
                        });
    if (needed) {
      EXPECT_NE(flaw(text.substr(0, begin) + text.substr(end)), "none") << line;
      ++tried;
    }
    begin = end;
  }
  EXPECT_GT(tried, 30U);
}

TEST(Permit, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(flaw(with(permit_text(), "excluded", "exclude")),
              AllOf(HasSubstr("p.toml:24: permit.scope.exclude: unknown key"),
                    HasSubstr("did you mean permit.scope.excluded")));
  EXPECT_THAT(flaw(with(permit_text(), "198.51.100.0/24", "198.51.100.1/24")),
              AllOf(HasSubstr("p.toml:23: permit.scope.ranges"), HasSubstr("bits set")));
  EXPECT_THAT(flaw(with(permit_text(), "2026-03-31T", "2026-03-01T")),
              HasSubstr("p.toml:37: permit.windows.until: must be after"));
  EXPECT_THAT(flaw(with(permit_text(), "udp/161", "udp/0")), HasSubstr("no service"));
  EXPECT_THAT(flaw(with(permit_text(), "packets_per_second = 100", "packets_per_second = 0")),
              HasSubstr("permit.pace.packets_per_second"));
  EXPECT_THAT(flaw(with(permit_text(), "Example Taro", "Example\\u001b[2JTaro")),
              HasSubstr("control characters"));
  EXPECT_THAT(flaw(with(permit_text(), "Example Taro", "Example\\u0085Taro")),
              HasSubstr("control characters"));
  EXPECT_THAT(flaw(with(permit_text(), "\"none\"", "\"NONE\"")), HasSubstr("SHA-256"));
  EXPECT_THAT(flaw(with(permit_text(), "permit-1", "permit-2")), HasSubstr("permit.format"));
}

TEST(Permit, TakesForTestNetworksOnlyWhatIsReserved) {
  for (const char* wide : {"0.0.0.0/0", "8.8.8.0/24", "224.0.0.0/4", "255.255.255.255", "::/0",
                           "240.0.0.0/4", "2000::/3", "::/2", "ff02::1", "2001::/16", "::/8"}) {
    EXPECT_FALSE(may_be_test_network(*net::Prefix::parse(wide))) << wide;
  }
  for (const char* own : {"127.0.0.0/8", "10.0.0.0/8", "192.168.1.0/24", "198.18.0.0/15", "::1",
                          "fd00::/8", "2001:db8::/32", "fe80::/64"}) {
    EXPECT_TRUE(may_be_test_network(*net::Prefix::parse(own))) << own;
  }
}

TEST(Service, IsReadBackAndRefusesWhatItIsNot) {
  for (const char* text :
       {"tcp/1", "tcp/65535", "udp/1-65535", "icmp/0", "icmp/255", "icmpv6/128"}) {
    const auto service = Service::parse(text);
    ASSERT_TRUE(service) << text;
    EXPECT_EQ(service->to_string(), text);
  }
  for (const char* text :
       {"", "tcp", "tcp/", "tcp/0", "tcp/65536", "tcp/2-1", "tcp/1-", "tcp/-1", "tcp/01", "tcp/ 1",
        "sctp/1", "icmp/256", "icmp/0-8", "TCP/1", "tcp/+1"}) {
    EXPECT_FALSE(Service::parse(text)) << text;
  }
}

TEST(Window, IsHalfOpenToTheMicrosecond) {
  const Window window{.from = 1'000'000, .until = 2'000'000, .hours = {}, .offset = 0};
  EXPECT_FALSE(window.holds(999'999));
  EXPECT_TRUE(window.holds(1'000'000));
  EXPECT_TRUE(window.holds(1'999'999));
  EXPECT_FALSE(window.holds(2'000'000));
  EXPECT_FALSE(window.holds(INT64_MIN));
  EXPECT_FALSE(window.holds(INT64_MAX));
}

TEST(Window, KeepsItsHoursInItsOffset) {
  const Window nights{.from = *base::parse_rfc3339("2026-03-01T00:00:00Z"),
                      .until = *base::parse_rfc3339("2026-03-03T00:00:00Z"),
                      .hours = {*Hours::parse("22:00-24:00"), *Hours::parse("00:00-06:00")},
                      .offset = *parse_offset("+09:00")};
  const auto holds = [&](std::string_view text, base::Micros more) {
    return nights.holds(*base::parse_rfc3339(text) + more);
  };
  EXPECT_TRUE(holds("2026-03-02T06:00:00+09:00", -1));
  EXPECT_FALSE(holds("2026-03-02T06:00:00+09:00", 0));
  EXPECT_FALSE(holds("2026-03-02T22:00:00+09:00", -1));
  EXPECT_TRUE(holds("2026-03-02T22:00:00+09:00", 0));
  EXPECT_TRUE(holds("2026-03-03T00:00:00+09:00", -1));
  EXPECT_TRUE(holds("2026-03-03T00:00:00+09:00", 0));
  EXPECT_FALSE(holds("2026-03-01T05:00:00+09:00", 0)) << "before the window";
}

TEST(Hours, RefuseWhatPassesMidnight) {
  for (const char* text : {"22:00-06:00", "06:00-06:00", "24:00-24:00", "23:60-24:00", "1:00-2:00",
                           "00:00-24:01", "00:00 24:00", "", "aa:00-24:00"}) {
    EXPECT_FALSE(Hours::parse(text)) << text;
  }
  EXPECT_EQ(Hours::parse("00:00-24:00")->to_string(), "00:00-24:00");
  for (const char* text : {"", "9:00", "+24:00", "09:00", "UTC"}) {
    EXPECT_FALSE(parse_offset(text)) << text;
  }
  EXPECT_EQ(offset_text(*parse_offset("-03:30")), "-03:30");
}

TEST(OptOuts, AreUnderstoodWholeOrNotAtAll) {
  const auto list = OptOuts::parse(testing::kOptOuts, "l");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->revision, 12);
  EXPECT_EQ(list->prefixes.size(), 2U);
  EXPECT_THAT(OptOuts::parse("revision 1\n192.0.2.1\nsome.host\n", "l").error().message,
              HasSubstr("l:3: "));
  for (const char* text : {"", "# nothing\n", "192.0.2.1\n", "revision x\n", "revision -1\n"}) {
    EXPECT_FALSE(OptOuts::parse(text, "l")) << text;
  }
}

TEST(Revocations, TakeTheEarliestEnd) {
  const auto text = revocations_text() +
                    "[[revocations.revoked]]\npermit = \"another\"\n"
                    "since = \"2026-03-01T00:00:00Z\"\nreason = \"earlier still\"\n";
  const auto list = Revocations::parse(text, "r");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->end_of("another"), base::parse_rfc3339("2026-03-01T00:00:00Z"));
  EXPECT_FALSE(list->end_of("survey-2026-03"));
  EXPECT_FALSE(Revocations::parse(with(text, "number = 7", "nummer = 7"), "r"));
  EXPECT_FALSE(Revocations::parse(with(text, "04T", "02T"), "r")) << "ends before it is issued";
}

}  // namespace
}  // namespace noroshi::permit
