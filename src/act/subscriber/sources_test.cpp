// The resolver as an operator configures it: files and TOML in, a line or a reason out.
#include "act/subscriber/sources.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "act/subscriber/log_files.hpp"
#include "act/subscriber/table_reader.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kKey =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

base::Micros at(std::string_view text) { return base::parse_rfc3339(text).value(); }

// An operator with one source of each kind.
class Operator : public ::testing::Test {
 protected:
  void write(std::string_view name, std::string_view text) {
    std::ofstream(folder_.file(name)) << text;
  }

  void write_all() {
    write("device.key", kKey);
    write("static.csv", "prefix,line\n198.51.100.0/28,office-7\n198.51.100.4/30,office-8\n");
    write("leases.csv",
          "start,end,address,line,device\n"
          "2026-01-14T00:00:00Z,2026-01-14T12:00:00Z,203.0.113.9,line-1,00:53:1A:00:00:01\n"
          "2026-01-14T12:00:00Z,,203.0.113.9,line-2,00:53:1a:00:00:02\n"
          "2026-01-14T00:00:00Z,2026-01-14T06:00:00Z,203.0.113.10,line-3,\n"
          "2026-01-14T05:00:00Z,2026-01-14T20:00:00Z,203.0.113.10,line-4,\n"
          "2026-01-14T00:00:00Z,,2001:db8:12:3400::/56,line-5,\n"
          "2026-01-14T00:00:00Z,,100.64.0.1,line-6,\n"
          "2026-01-14T00:00:00Z,2026-01-15T00:00:00Z,100.64.0.2,line-7,\n");
    write("cgn.csv",
          "outside,ports,protocol,inside,start,end\n"
          "192.0.2.200,1024-2047,any,100.64.0.1,2026-01-14T00:00:00Z,2026-01-14T10:00:00Z\n"
          "192.0.2.200,1024-2047,any,100.64.0.2,2026-01-14T10:00:00Z,\n"
          "192.0.2.129,60000,udp,100.64.0.2,2026-01-14T00:00:00Z,2026-01-15T00:00:00Z\n");
  }

  static constexpr std::string_view kSettings = R"(
[subscriber]
ranges = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]
device_key = "device.key"
static = ["static.csv"]

[subscriber.leases]
files = ["leases.csv"]
covers = ["203.0.113.0/24"]
clock_error = "2s"
complete_until = "2026-01-15T00:00:00Z"

[subscriber.cgn_log]
files = ["cgn.csv"]
outside = ["192.0.2.200/32"]
complete_until = "2026-01-15T00:00:00Z"

[[subscriber.deterministic_nat]]
inside = ["100.64.0.1-100.64.0.14"]
outside = ["192.0.2.129"]
dynamic_shares = 2

[[subscriber.map_e]]
ipv6 = "2001:db8::/41"
ipv4 = "192.0.2.0/25"
ea_bits = 15
)";

  Result<Settings> settings(std::string_view toml = kSettings) {
    auto config = NOROSHI_TRY(base::Config::parse(toml, "noroshi.toml"));
    auto read = read_settings(config.section("subscriber"), folder_.path().string());
    NOROSHI_CHECK(config.finish());
    return read;
  }

  void open() { resolver_ = make_resolver(settings().value(), survey_).value(); }

  Resolution ask(std::string_view source, std::optional<std::uint16_t> port, std::string_view time,
                 base::Micros clock_error = 0, std::uint8_t protocol = 6) {
    model::Sighting sighting;
    sighting.source = net::Address::parse(source).value();
    sighting.source_port = port;
    sighting.time = at(time);
    sighting.clock_error = clock_error;
    sighting.protocol = protocol;
    return resolver_->resolve(sighting);
  }

  base::TemporaryFolder folder_;
  Survey survey_;
  std::unique_ptr<Resolver> resolver_;
};

TEST_F(Operator, NarrowestStaticPrefixNamesTheLine) {
  write_all();
  open();
  EXPECT_EQ(ask("198.51.100.1", {}, "2020-01-01T00:00:00Z").line, "office-7");
  const auto narrow = ask("198.51.100.5", {}, "2020-01-01T00:00:00Z");
  EXPECT_EQ(narrow.line, "office-8");
  EXPECT_EQ(narrow.source, "static");
  EXPECT_EQ(ask("198.51.100.99", 1, "2026-01-14T03:00:00Z").reason, Reason::NotCovered);
}

TEST_F(Operator, LeaseNamesTheLineAndItsDeviceAsAHash) {
  write_all();
  open();
  const auto before = ask("203.0.113.9", {}, "2026-01-14T11:59:57Z");
  EXPECT_EQ(before.line, "line-1");
  EXPECT_EQ(before.source, "lease");
  EXPECT_EQ(before.device.size(), 16U);
  EXPECT_EQ(before.device, device_text(DeviceKey::parse(kKey)->hash("0053.1a00.0001")));
  const auto after = ask("203.0.113.9", {}, "2026-01-14T12:00:03Z");
  EXPECT_EQ(after.line, "line-2");
  EXPECT_NE(after.device, before.device);
}

TEST_F(Operator, AddressThatChangesHandsWithinTheClocksErrorNamesNobody) {
  write_all();
  open();
  // The lease server's own two seconds, then the sensor's half hour on top.
  EXPECT_EQ(ask("203.0.113.9", {}, "2026-01-14T11:59:58Z").reason, Reason::ClockSkew);
  EXPECT_EQ(ask("203.0.113.9", {}, "2026-01-14T12:00:01Z").reason, Reason::ClockSkew);
  const auto skewed = ask("203.0.113.9", {}, "2026-01-14T11:40:00Z", 30 * base::kMinute);
  EXPECT_EQ(skewed.outcome, Outcome::Ambiguous);
  EXPECT_EQ(skewed.reason, Reason::ClockSkew);
  EXPECT_EQ(skewed.line, "");
}

TEST_F(Operator, OverlappingLeasesNameNobodyWhereTheyOverlap) {
  write_all();
  open();
  EXPECT_EQ(ask("203.0.113.10", {}, "2026-01-14T04:00:00Z").line, "line-3");
  EXPECT_EQ(ask("203.0.113.10", {}, "2026-01-14T05:30:00Z").reason, Reason::OverlappingLeases);
  EXPECT_EQ(ask("203.0.113.10", {}, "2026-01-14T07:00:00Z").line, "line-4");
}

TEST_F(Operator, LogsAnswerOnlyForTheTimeOfWhichTheyTellAll) {
  write_all();
  open();
  EXPECT_EQ(ask("203.0.113.9", {}, "2026-01-13T23:00:00Z").reason, Reason::LogRetired);
  EXPECT_EQ(ask("203.0.113.9", {}, "2026-01-15T00:00:00Z").reason, Reason::NoRecord);
  EXPECT_EQ(ask("203.0.113.77", {}, "2026-01-14T03:00:00Z").reason, Reason::NoRecord);
}

TEST_F(Operator, MapERuleLeadsToTheDelegatedPrefix) {
  write_all();
  open();
  const auto found = ask("192.0.2.18", 1232, "2026-01-14T03:00:00Z");
  EXPECT_EQ(found.line, "line-5");
  EXPECT_EQ(found.source, "map-e");
  EXPECT_EQ(ask("192.0.2.18", 1232, "2026-01-14T03:00:00Z", 0, 1).line, "line-5")
      << "an ICMP identifier stands for the port";
  EXPECT_EQ(ask("192.0.2.18", 1236, "2026-01-14T03:00:00Z").reason, Reason::UnknownLine);
  EXPECT_EQ(ask("192.0.2.18", 443, "2026-01-14T03:00:00Z").reason, Reason::PortNotAssigned);
  EXPECT_EQ(ask("192.0.2.18", {}, "2026-01-14T03:00:00Z").reason, Reason::NoSourcePort);
  EXPECT_EQ(ask("192.0.2.18", 1232, "2026-01-14T03:00:00Z", 0, 47).reason, Reason::NoSourcePort)
      << "GRE has none";
}

TEST_F(Operator, DeterministicNatLeadsToTheLeaseAndItsPoolToTheLog) {
  write_all();
  open();
  EXPECT_EQ(ask("192.0.2.129", 1024, "2026-01-14T03:00:00Z").line, "line-6");
  const auto found = ask("192.0.2.129", 5056, "2026-01-14T03:00:00Z");
  EXPECT_EQ(found.line, "line-7");
  EXPECT_EQ(found.source, "deterministic-nat");
  EXPECT_EQ(ask("192.0.2.129", 9088, "2026-01-14T03:00:00Z").reason, Reason::UnknownLine);
  EXPECT_EQ(ask("192.0.2.129", 80, "2026-01-14T03:00:00Z").reason, Reason::PortNotAssigned);
  const auto pool = ask("192.0.2.129", 60000, "2026-01-14T03:00:00Z", 0, 17);
  EXPECT_EQ(pool.line, "line-7");
  EXPECT_EQ(pool.source, "cgn-log");
  EXPECT_EQ(ask("192.0.2.129", 60000, "2026-01-14T03:00:00Z").reason, Reason::NoRecord)
      << "the log has it for UDP";
}

TEST_F(Operator, CgnLogLeadsToTheLease) {
  write_all();
  open();
  EXPECT_EQ(ask("192.0.2.200", 1500, "2026-01-14T09:00:00Z").line, "line-6");
  EXPECT_EQ(ask("192.0.2.200", 1500, "2026-01-14T11:00:00Z").line, "line-7");
  EXPECT_EQ(ask("192.0.2.200", 1500, "2026-01-14T10:00:00Z").reason, Reason::ClockSkew);
  EXPECT_EQ(ask("192.0.2.200", 2048, "2026-01-14T09:00:00Z").reason, Reason::NoRecord);
  EXPECT_EQ(ask("192.0.2.200", {}, "2026-01-14T09:00:00Z").reason, Reason::NoSourcePort);
}

TEST_F(Operator, AddressesOfIPv6AreOfWhomTheyWereDelegatedTo) {
  write_all();
  std::string toml(kSettings);
  toml.replace(toml.find(R"(covers = ["203)"), 27, R"(covers = ["2001:db8::/32"])");
  resolver_ = make_resolver(settings(toml).value(), survey_).value();
  EXPECT_EQ(ask("2001:db8:12:34aa::1", {}, "2026-01-14T03:00:00Z").line, "line-5");
  EXPECT_EQ(ask("2001:db8:12:3500::1", {}, "2026-01-14T03:00:00Z").reason, Reason::NoRecord);
}

TEST_F(Operator, SurveySaysWhatIsCoveredTwiceAndWhatNotAtAll) {
  write_all();
  open();
  EXPECT_THAT(survey_.overlaps, IsEmpty());
  std::vector<std::string> gaps;
  for (const auto& gap : survey_.gaps) {
    gaps.push_back(gap.first.to_string() + "-" + gap.last.to_string());
  }
  EXPECT_THAT(gaps, ElementsAre("192.0.2.128-192.0.2.128", "192.0.2.130-192.0.2.199",
                                "192.0.2.201-192.0.2.255", "198.51.100.16-198.51.100.255"));
  std::vector<std::string> names;
  for (const auto& source : survey_.sources) {
    names.push_back(source.name + " " + std::to_string(source.addresses));
    EXPECT_EQ(source.contested, source.name == "lease" ? 1U : 0U);
  }
  EXPECT_THAT(names, ElementsAre("static 16", "map-e 128", "deterministic-nat 1", "cgn-log 1",
                                 "lease 256"));
}

TEST_F(Operator, TwoSourcesOfOneAddressAreReported) {
  write_all();
  write("static.csv", "prefix,line\n192.0.2.64/26,office-7\n");
  open();
  ASSERT_EQ(survey_.overlaps.size(), 1U);
  EXPECT_EQ(survey_.overlaps[0].sources, "map-e, static");
  EXPECT_EQ(survey_.overlaps[0].first.to_string(), "192.0.2.64");
  EXPECT_EQ(survey_.overlaps[0].last.to_string(), "192.0.2.127");
}

TEST_F(Operator, RowsThatCannotBeUsedAreCountedByReason) {
  write_all();
  write("leases.csv",
        "line,start,end,address\n"
        "line-1,2026-01-14T00:00:00Z,,203.0.113.9\n"
        "line-1,yesterday,,203.0.113.9\n"
        "line-1,2026-01-14T00:00:00Z,2026-01-13T00:00:00Z,203.0.113.9\n"
        "line-1,1768348800,1768348801.5,203.0.113.300\n"
        ",1768348800,1768348801.5,203.0.113.3\n"
        "line-1,1768348800\n"
        "\"line-1,1768348800,1768348801.5,203.0.113.3\n");
  open();
  const auto& report = survey_.files[1];
  EXPECT_EQ(report.records, 1U);
  std::vector<std::string> reasons;
  for (const auto& [reason, tally] : report.rejects.rejected()) {
    reasons.push_back(reason + " @" + io::to_string(tally.first));
  }
  EXPECT_THAT(
      reasons,
      ElementsAre("a quote stands inside a field or is not closed @line 8",
                  "address is neither address nor prefix @line 5",
                  "ends before it begins, or at once @line 4", "line has no usable name @line 6",
                  "more or fewer fields than columns @line 7", "start is no instant @line 3"));
}

TEST_F(Operator, DevicesAreDroppedWithoutAKey) {
  write_all();
  std::string toml(kSettings);
  toml.erase(toml.find("device_key"), toml.find("static =") - toml.find("device_key"));
  resolver_ = make_resolver(settings(toml).value(), survey_).value();
  EXPECT_TRUE(survey_.devices_dropped);
  EXPECT_EQ(ask("203.0.113.9", {}, "2026-01-14T03:00:00Z").device, "");
}

TEST_F(Operator, MissingColumnIsAnErrorThatNamesIt) {
  write_all();
  write("cgn.csv", "outside,port,inside\n");
  const auto made = make_resolver(settings().value(), survey_);
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message, HasSubstr("cgn.csv"));
  EXPECT_THAT(made.error().message, HasSubstr("\"ports\" nowhere"));
}

TEST_F(Operator, WrongSettingsAreAllNamed) {
  const auto wrong = settings(R"(
[subscriber]
ranges = ["192.0.2.1/24"]
[subscriber.leases]
complete_until = "soon"
[[subscriber.map_e]]
ipv6 = "2001:db8::/40"
ipv4 = "192.0.2.0/24"
ea_bits = 30
[[subscriber.deterministic_nat]]
inside = ["100.64.0.0/10"]
outside = ["192.0.2.1"]
reserved_port = ["0-1023"]
)");
  ASSERT_FALSE(wrong.has_value());
  const auto& message = wrong.error().message;
  for (const auto* part :
       {"ranges", "complete_until", "files", "ea_bits", "inside", "did you mean"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST(Instants, AreRfc3339OrSeconds) {
  EXPECT_EQ(parse_instant("1767225600"), at("2026-01-01T00:00:00Z"));
  EXPECT_EQ(parse_instant("1767225600.25"), at("2026-01-01T00:00:00.25Z"));
  EXPECT_EQ(parse_instant("2026-01-01T09:00:00+09:00"), at("2026-01-01T00:00:00Z"));
  for (const auto* wrong : {"", "-5", "17672256e5", "1767225600.2x", "99999999999999999"}) {
    EXPECT_EQ(parse_instant(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace noroshi::subscriber
