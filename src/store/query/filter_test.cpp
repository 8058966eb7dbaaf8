#include "store/query/filter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/token.hpp"

namespace noroshi::query {
namespace {

using store::TableId;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr base::Micros kNow = 1'767'312'000'000'000;  // 2026-01-02T00:00:00Z

Meaning here() { return {kNow, {{"core-1", 7}, {"Edge Tokyo", 8}}}; }

Filter good(std::string_view text) {
  auto filter = parse(text, here());
  EXPECT_TRUE(filter.has_value()) << text << "\n" << (filter ? "" : filter.error().message);
  return filter.has_value() ? *filter : Filter{};
}

std::string problem(std::string_view text) {
  const auto filter = parse(text, here());
  return filter.has_value() ? "no problem" : filter.error().message;
}

model::Flow telnet() {
  model::Flow flow;
  flow.source_address = net::Address::parse("198.51.100.7").value();
  flow.destination_address = net::Address::parse("203.0.113.66").value();
  flow.source_port = 40'000;
  flow.destination_port = 23;
  flow.protocol = 6;
  flow.tcp_flags = model::kSyn;
  flow.reverse_tcp_flags = model::kRst | model::kAck;
  flow.exporter = 7;
  flow.start = kNow - 30 * base::kMinute;
  flow.end = flow.start + 2 * base::kSecond;
  flow.packets = 4;
  flow.octets = 1000;
  flow.reverse_packets = 2;
  flow.reverse_octets = 80;
  return flow;
}

bool takes(std::string_view text, const model::Flow& flow = telnet()) {
  return matches(good(text), flow);
}

// ---- What words mean ---------------------------------------------------------------------------

TEST(Filter, TakesEverythingWhenEmpty) {
  EXPECT_TRUE(good("").everything());
  EXPECT_TRUE(good(" \t").everything());
  EXPECT_TRUE(good("any").everything());
  EXPECT_TRUE(takes(""));
  EXPECT_FALSE(takes("not any"));
}

TEST(Filter, BindsAndTighterThanOr) {
  EXPECT_TRUE(takes("port 23 or port 80 and proto udp"));
  EXPECT_FALSE(takes("(port 23 or port 80) and proto udp"));
  EXPECT_TRUE(takes("! port 80 && ! proto udp"));
  EXPECT_FALSE(takes("not port 23 or proto udp"));
}

TEST(Filter, KnowsTheEndsOfARecord) {
  EXPECT_TRUE(takes("dst port 23"));
  EXPECT_FALSE(takes("src port 23"));
  EXPECT_TRUE(takes("port 23"));
  EXPECT_TRUE(takes("src or dst port 23"));
  EXPECT_FALSE(takes("src and dst port 23"));
  EXPECT_TRUE(takes("src and dst port in [23 40000]"));
  EXPECT_TRUE(takes("src ip 198.51.100.7 and dst host 203.0.113.66"));
  EXPECT_FALSE(takes("destination ip 198.51.100.7"));
  EXPECT_TRUE(takes("src net 198.51.100.0/24 and not dst net 198.51.100.0/24"));
  EXPECT_TRUE(takes("ip in [192.0.2.1, 203.0.113.66]"));
}

TEST(Filter, MeansByUnequalPortThatNeitherEndHasIt) {
  EXPECT_FALSE(takes("port != 23"));
  EXPECT_TRUE(takes("port != 80"));
  EXPECT_TRUE(takes("src port != 23"));
}

TEST(Filter, ComparesPortsAndCounters) {
  EXPECT_TRUE(takes("dst port < 24 and dst port <= 23 and src port > 1023 and src port >= 40000"));
  EXPECT_TRUE(takes("dst port in [20-25]"));
  EXPECT_TRUE(takes("packets 4 and packets = 4 and packets == 4 and packets eq 4"));
  EXPECT_TRUE(takes("packets > 3 and packets gt 3 and octets < 1.001k and bytes >= 1k"));
  EXPECT_TRUE(takes("rev packets = 2 and reverse octets != 81"));
  EXPECT_FALSE(takes("octets > 1Ki"));
  EXPECT_FALSE(takes("packets > 18446744073709551615"));
  EXPECT_TRUE(takes("packets <= 18446744073709551615 and packets >= 0"));
  EXPECT_TRUE(takes("sampling = 0 and exporter core-1 and exporter in [1 core-1]"));
  EXPECT_TRUE(takes("exporter != \"Edge Tokyo\""));
}

TEST(Filter, ReadsFlagsAsNfdumpDoes) {
  EXPECT_TRUE(takes("flags S and not flags A"));
  EXPECT_FALSE(takes("flags SA"));
  EXPECT_TRUE(takes("rev flags ar and flags = S"));
  EXPECT_FALSE(takes("rev flags = R"));
}

TEST(Filter, ComputesRatesAndHasNoneForRecordsWithoutLength) {
  EXPECT_TRUE(takes("bps = 4k and pps = 2 and bpp = 250 and duration = 2s"));
  EXPECT_TRUE(takes("bps > 3999 and bps < 4001 and duration >= 1500ms"));
  auto instant = telnet();
  instant.end = instant.start;
  EXPECT_FALSE(takes("bps >= 0", instant));
  EXPECT_TRUE(takes("duration = 0", instant));
  auto huge = telnet();
  huge.octets = ~std::uint64_t{0};
  EXPECT_TRUE(takes("bps > 1T and bpp > 1", huge));
}

TEST(Filter, ReadsTimesOfTheDayAndCountedBack) {
  EXPECT_TRUE(takes("start > -1h and start < -20min and first < now"));
  EXPECT_TRUE(takes("start >= 2026-01-01T23:30:00Z and start <= 2026-01-01T23:30:00Z"));
  EXPECT_FALSE(takes("start > 2026-01-01T23:30:00Z"));
  EXPECT_TRUE(takes("end < 2026-01-02 and last >= 2026-01-02T08:30:02+09:00"));
}

TEST(Filter, TellsTheFamilyByTheEndThatIsNoToken) {
  EXPECT_TRUE(takes("ipv4 and not ipv6 and inet and not inet6"));
  auto flow = telnet();
  flow.source_address = model::from_token(0x0123456789ABCDEF);
  EXPECT_TRUE(takes("ipv4 and not ipv6", flow));
  EXPECT_TRUE(takes("src ip token:0123456789abcdef and src net 100::/64", flow));
  flow.destination_address = net::Address::parse("2001:db8::1").value();
  EXPECT_TRUE(takes("ipv6 and not ipv4", flow));
  flow.destination_address = flow.source_address;
  EXPECT_FALSE(takes("ipv4 or ipv6", flow));
}

TEST(Filter, KnowsProtocolsByNameAndNumber) {
  EXPECT_TRUE(takes("tcp and proto tcp and proto 6 and proto in [udp tcp]"));
  EXPECT_FALSE(takes("proto != tcp or proto != 6 or udp"));
}

// ---- What goes wrong ---------------------------------------------------------------------------

TEST(Filter, PointsAtAnUnknownWordAndNamesTheNearest) {
  EXPECT_EQ(problem("dst prot 23"),
            "filter, column 5: unknown word \"prot\": did you mean \"port\"?\n"
            "  dst prot 23\n"
            "      ^~~~");
  EXPECT_THAT(problem("proto tpc"), HasSubstr("did you mean \"tcp\"?"));
  EXPECT_THAT(problem("exporter core-2"), HasSubstr("did you mean \"core-1\"?"));
  EXPECT_THAT(problem("port 23 adn tcp"), HasSubstr("did you mean \"and\"?"));
}

TEST(Filter, SaysWhatWasExpectedWhereNoWordIsNear) {
  EXPECT_THAT(problem("dst port"), HasSubstr("column 9: the filter ends; expected a port"));
  EXPECT_THAT(problem("dst port 70000"), HasSubstr("a port from 0 to 65535"));
  EXPECT_THAT(problem("ip 192.0.2.0/24"), HasSubstr("a prefix follows net"));
  EXPECT_THAT(problem("net 192.0.2.7/24"), HasSubstr("did you mean 192.0.2.0/24?"));
  EXPECT_THAT(problem("packets > many"), HasSubstr("a number such as 1500, 10k or 1.5M"));
  EXPECT_THAT(problem("duration > 5"), HasSubstr("a duration such as"));
  EXPECT_THAT(problem("start > yesterday"), HasSubstr("a time such as"));
  EXPECT_THAT(problem("start = now"), HasSubstr("expected <, <=, >= or >"));
  EXPECT_THAT(problem("flags X"), HasSubstr("letters of CEUAPRSF"));
  EXPECT_THAT(problem("(port 23"), HasSubstr("the filter ends; expected and, or, or )"));
  EXPECT_THAT(problem("port in [23"), HasSubstr("the filter ends"));
  EXPECT_THAT(problem("port 23 & tcp"), HasSubstr("write && or and"));
  EXPECT_THAT(problem("exporter \"core"), HasSubstr("this quote never closes"));
  EXPECT_THAT(problem("port 23 tcp"), HasSubstr("expected and, or, or the end of the filter"));
}

TEST(Filter, CountsColumnsInCharacters) {
  EXPECT_THAT(problem("exporter \"東京\" and prot 1"), HasSubstr("column 10: expected the name"));
  EXPECT_THAT(problem("ポート 23"), HasSubstr("filter, column 1: expected a test"));
}

TEST(Filter, ShowsThePartOfALongFilterThatIsWrong) {
  std::string text = "any";
  for (int i = 0; i < 100; ++i) text += " and port 23";
  const auto message = problem(text + " and prot 1");
  EXPECT_THAT(message, HasSubstr("column 1209"));
  EXPECT_THAT(message, HasSubstr("and prot 1\n"));
  EXPECT_LT(message.size(), 300U);
}

TEST(Filter, RefusesToGrowWithoutBound) {
  EXPECT_THAT(problem(std::string(kLongestFilter + 1, ' ')), HasSubstr("at most 8192"));
  EXPECT_THAT(problem(std::string(200, '(') + "any" + std::string(200, ')')),
              HasSubstr("more than 64"));
  std::string nots;
  for (int i = 0; i < 100; ++i) nots += "not ";
  EXPECT_THAT(problem(nots + "any"), HasSubstr("more than 64"));
  EXPECT_TRUE(takes(std::string(60, '(') + "any" + std::string(60, ')')));
}

// ---- Tables ------------------------------------------------------------------------------------

TEST(Filter, RefusesWordsThatATableDoesNotHave) {
  EXPECT_THAT(fits(good("tcp and client ip 192.0.2.1"), TableId::Flows).error().message,
              HasSubstr("column 9: records know a source and a destination"));
  EXPECT_THAT(fits(good("src ip 192.0.2.1"), TableId::Pairs).error().message,
              HasSubstr("panes know a client and a server"));
  EXPECT_FALSE(fits(good("exporter 1"), TableId::Pairs));
  EXPECT_FALSE(fits(good("bps > 1"), TableId::Pairs));
  EXPECT_FALSE(fits(good("flows > 1"), TableId::Flows));
  EXPECT_FALSE(fits(good("client port 23"), TableId::Pairs));
  EXPECT_TRUE(fits(good("server net 192.0.2.0/24 and port 23 and flows > 1"), TableId::Pairs));
}

TEST(Filter, BecomesNumbersAndColumnsInSql) {
  EXPECT_EQ(where(good("dst port 23 and packets > 3 and not src net 192.0.2.0/24"), TableId::Flows),
            "(dst_port = 23 AND packets >= 4 AND NOT ((src_hi = 0 AND (src_lo >= 281473902969344 "
            "AND src_lo <= 281473902969599))))");
  EXPECT_EQ(where(good("flags SA"), TableId::Pairs),
            "(intDiv(flags, 2) % 2 = 1 AND intDiv(flags, 16) % 2 = 1)");
  EXPECT_EQ(where(good("packets > 18446744073709551615"), TableId::Flows), "1 = 0");
  EXPECT_EQ(where(good("net 2001:db8::/32"), TableId::Servers),
            "(server_hi >= 2306139568115548160 AND server_hi <= 2306139572410515455)");
  EXPECT_EQ(where(good("src ip in [192.0.2.1 192.0.2.3]"), TableId::Flows),
            "(src_hi = 0 AND src_lo IN (281473902969345, 281473902969347))");
}

TEST(Filter, AFlawIsTakenApartForThoseWhoShowTheText) {
  const auto flaw = [](std::string_view text) {
    const auto filter = parse(text, here());
    return flaw_of(filter ? fits(*filter, TableId::Pairs).error() : filter.error(), text);
  };
  EXPECT_EQ(flaw("port 23 adn tcp").what, "unknown word \"adn\": did you mean \"and\"?");
  EXPECT_EQ(flaw("port 23 adn tcp").at, 8U);
  EXPECT_EQ(flaw("port 23 adn tcp").length, 3U);
  // Octets, although the message counts characters; also in a part cut out of a long text.
  EXPECT_EQ(flaw("exporter \"縁\" 23").at, 9U);
  EXPECT_EQ(flaw("exporter \"縁\" 23").length, 5U);
  const std::string lengthy =
      "ip 192.0.2.7 and ip 192.0.2.8 and ip 192.0.2.9 and ip 192.0.2.10 and ";
  EXPECT_EQ(flaw(lengthy + "prot 7").at, lengthy.size());
  EXPECT_EQ(flaw(lengthy + "prot 7").length, 4U);
  EXPECT_EQ(flaw("port").at, 4U);
  EXPECT_EQ(flaw("port").length, 0U);
  EXPECT_EQ(flaw("tcp and src ip 192.0.2.7").at, 8U);
  EXPECT_EQ(flaw_of({Errc::Limit, "too long\nand more"}, "x").what, "too long");
}

// ---- Addresses ---------------------------------------------------------------------------------

TEST(Filter, NamesItsAddressesAndTakesOthersForThem) {
  const auto filter = good("not (src ip 192.0.2.1 or net in [198.51.100.0/24 ::/0])");
  int seen = 0;
  each_address(filter, [&](const AddressRange&) { ++seen; });
  EXPECT_EQ(seen, 3);
  const auto token = model::from_token(5);
  const auto other =
      translated(filter, [&](const AddressRange&) -> Result<std::vector<AddressRange>> {
        return std::vector{AddressRange{token, token}};
      });
  auto flow = telnet();
  EXPECT_TRUE(matches(*other, flow));
  flow.source_address = token;
  EXPECT_FALSE(matches(*other, flow));
}

// ---- Completion --------------------------------------------------------------------------------

TEST(FilterCompletion, OffersWhatTheGrammarTakesThere) {
  EXPECT_THAT(complete("dst po", here()), ElementsAre("port"));
  EXPECT_THAT(complete("proto ", here()), Contains("tcp"));
  EXPECT_THAT(complete("dst ", here()), ElementsAre("and", "host", "ip", "net", "or", "port"));
  EXPECT_THAT(complete("port 23 a", here()), ElementsAre("and"));
  EXPECT_THAT(complete("exporter c", here()), ElementsAre("core-1"));
  EXPECT_THAT(complete("", here()), Contains("duration"));
  EXPECT_THAT(complete("(not SR", here()), ElementsAre("src"));
  EXPECT_THAT(complete("rev ", here()), ElementsAre("bytes", "flags", "octets", "packets"));
}

TEST(FilterCompletion, OffersNothingBehindAMistake) {
  EXPECT_THAT(complete("dst prot 23 a", here()), ElementsAre());
  EXPECT_THAT(complete("port 23 port", here()), Not(Contains("port")));
}

}  // namespace
}  // namespace noroshi::query
