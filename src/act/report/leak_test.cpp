// What an operator is sent names no address but its own: in no form, whatever the day holds.
#include <gtest/gtest.h>
#include <random>

#include "act/report/report_testing.hpp"
#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have & 0xFF);
  }
  return out;
}

// The form with what XARF packs into base64 unpacked behind it.
std::string unpacked(const std::string& form) {
  constexpr std::string_view kMark = "\"payload\":\"";
  auto out = form;
  for (auto at = form.find(kMark); at != std::string::npos; at = form.find(kMark, at + 1)) {
    out += '\n' + from_base64(std::string_view(form).substr(at + kMark.size()));
  }
  return out;
}

std::vector<net::Address> addresses_in(const std::string& form) {
  std::vector<net::Address> out;
  (void)without_addresses(unpacked(form), [&](const net::Address& one) {
    out.push_back(one);
    return true;
  });
  return out;
}

// Addresses of both operators, of their borders and of nobody.
class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }

  net::Address address() {
    switch (below(5)) {
      case 0:
        return net::Address::v4(0xC0000200 + below(256));
      case 1:
        return net::Address::v4(0xC6336400 + below(256));
      case 2:
        return net::Address::v4(0xCB007100 + below(256));
      case 3:
        return net::Address::v6(0x20010DB8'00000000ULL | below(4) << 8, below(9));
      default:
        return net::Address::v6(0x20010DB9'00000000ULL, below(9));
    }
  }

  // A sentence of a careless detector.
  std::string sentence() {
    const auto one = address().to_string();
    switch (below(5)) {
      case 0:
        return "loader at http://" + one + ":8080/bin";
      case 1:
        return "came with " + one + "," + address().to_string();
      case 2:
        return "[" + one + "]:443";
      case 3:
        return "x" + one + "/24 and 12 packets";
      default:
        return "12 of 12 intervals";
    }
  }

 private:
  std::mt19937 engine_;
};

scan::Day careless_day(unsigned seed) {
  Chance chance(seed);
  scan::Day day = test_day();
  day.infected.clear();
  day.victims.clear();
  for (std::uint32_t i = 0; i < 12; ++i) {
    auto host = infected("192.0.2.7", chance.sentence(), model::Standing(chance.below(4)));
    host.address = chance.address();
    for (auto& sighting : host.sightings) {
      sighting.source = chance.address();
      sighting.destination = chance.address();
    }
    host.evidence[0].text = chance.sentence();
    host.sensor = chance.sentence();
    host.evidence[0].counts[0].first = chance.sentence();
    day.infected.push_back(host);
    auto one = victim("192.0.2.7");
    one.victim = chance.address();
    day.victims.push_back(one);
    day.researchers.push_back(
        {chance.address(), chance.sentence(), chance.sentence(), chance.below(9)});
    day.novelties.push_back({{80, 6}, chance.sentence(), 1, kTestDay, 1});
    day.hosts.push_back(
        {chance.below(2) == 0 ? "campus" : "example-telecom", chance.sentence(), 1, 1, 1, 1});
    auto campaign = test_day().campaigns[0];
    campaign.id = chance.sentence();
    campaign.tool = chance.sentence();
    campaign.profile = chance.sentence();
    for (auto& source : campaign.sources) source = chance.address();
    day.campaigns.push_back(campaign);
  }
  return day;
}

TEST(ReportLeak, NoFormForAnOperatorNamesAnAddressOfOthers) {
  const auto registry = test_registry();
  const Atlas atlas(&registry);
  for (unsigned seed = 0; seed < 60; ++seed) {
    const auto day = careless_day(seed);
    for (const auto* reader : {"campus", "example-telecom"}) {
      for (const auto& [form, text] :
           every_form(select_for(reader, day, shares_of(day, atlas), atlas, "at 203.0.113.9"))) {
        for (const auto& one : addresses_in(text)) {
          ASSERT_EQ(atlas.spot_of(one).operator_id, reader)
              << form << " of seed " << seed << " names " << one.to_string();
        }
      }
    }
  }
}

TEST(ReportLeak, TheSearchForAddressesFindsThemInEveryFormOfTheWhole) {
  const auto registry = test_registry();
  const Atlas atlas(&registry);
  std::size_t foreign = 0;
  for (const auto& [form, text] : every_form(select_all(careless_day(1), atlas, "dark-1"))) {
    const auto found = addresses_in(text);
    EXPECT_FALSE(found.empty()) << form;
    for (const auto& one : found) foreign += atlas.spot_of(one).operator_id == "campus" ? 0U : 1U;
  }
  EXPECT_GT(foreign, 10U);
}

}  // namespace
}  // namespace noroshi::report
