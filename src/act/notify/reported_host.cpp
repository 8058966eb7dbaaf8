#include "act/notify/reported_host.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace noroshi::notify {
namespace {

constexpr std::size_t kLongestFamily = 64;
// Reports of others come without evidence in numbers; a certainty of 1 would have no log-odds.
constexpr double kSurest = 0.999;

}  // namespace

model::InfectedHost host_of(const Reported& report) {
  const double probability = std::clamp(report.probability, 1 - kSurest, kSurest);
  model::InfectedHost host;
  host.address = report.address;
  host.family = report.family;
  host.probability = probability;
  host.prior = std::log(probability / (1 - probability));
  host.first_seen = std::min(report.first_seen, report.time);
  host.last_seen = report.time;
  host.days = 1;
  host.packets = report.packets;
  if (report.destination_port != 0) {
    host.ports.push_back(
        fmt::format("{}/{}", report.destination_port, report.protocol == 17 ? "udp" : "tcp"));
  }
  host.sightings.push_back({.time = report.time,
                            .clock_error = report.clock_error,
                            .source = report.address,
                            .source_port = report.source_port,
                            .protocol = report.protocol,
                            .destination = report.destination,
                            .destination_port = report.destination_port});
  host.sensor = report.sensor;
  host.method = report.method;
  return host;
}

std::string family_word(std::string_view name) {
  std::string word;
  for (const char c : name) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (c >= 'A' && c <= 'Z') {
      word += static_cast<char>(c - 'A' + 'a');
    } else if (keep) {
      word += c;
    } else if (!word.empty() && word.back() != '-') {
      word += '-';
    }
    if (word.size() == kLongestFamily) break;
  }
  while (word.ends_with('-')) word.pop_back();
  return word.empty() ? "unknown" : word;
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) {
    return std::nullopt;
  }
  return port;
}

}  // namespace noroshi::notify
