#include "train/traffic/scenario.hpp"

#include <charconv>
#include <fmt/format.h>
#include <map>

#include "base/assert.hpp"
#include "train/traffic/address_plan.hpp"

namespace noroshi::traffic {
namespace {

Error usage(std::string message) { return {Errc::InvalidUsage, std::move(message)}; }

template <class Number>
Status within(std::string_view name, Number value, Number least, Number most,
              std::string_view unit = "") {
  if (value >= least && value <= most) return {};
  return usage(
      fmt::format("{} is {}{}; it must lie between {} and {}", name, value, unit, least, most));
}

Status within_time(std::string_view name, base::Micros value, base::Micros least,
                   base::Micros most) {
  if (value >= least && value <= most) return {};
  return usage(fmt::format("{} is {}; it must lie between {} and {}", name, base::humane(value),
                           base::humane(least), base::humane(most)));
}

// Takes the text up to the next colon off `rest`.
std::string_view take_part(std::string_view& rest) {
  const auto colon = rest.find(':');
  const std::string_view part = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  return part;
}

Result<std::uint32_t> parse_count(std::string_view what, std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number > 0) return number;
  return usage(fmt::format("\"{}\" is no {}; write a whole number from 1", text, what));
}

Result<Family> parse_family(std::string_view name) {
  std::string known;
  for (const FamilyEntry& entry : families()) {
    if (entry.name == name) return entry.family;
    known += known.empty() ? "" : ", ";
    known += entry.name;
  }
  return usage(fmt::format("no botnet family is called \"{}\"; there are {}", name, known));
}

// One botnet has 64 places for servers (crew.cpp).
Status check_rotation(const std::string& name, const BotnetSpec& spec, const Scenario& scenario) {
  NOROSHI_CHECK(
      within_time(name + ": rotation", spec.rotation, 10 * base::kMinute, 31 * base::kDay));
  const std::uint32_t at_once = spec.servers == 0 ? entry_of(spec.family).servers : spec.servers;
  const auto generations = (scenario.duration + spec.rotation - 1) / spec.rotation;
  return within<base::Micros>(name + ": servers, one after the other", at_once * generations, 0,
                              64);
}

Status check_botnet(const BotnetSpec& spec, const Scenario& scenario) {
  const auto name = fmt::format("botnet {}", entry_of(spec.family).name);
  const std::uint32_t bots = spec.bots == 0 ? entry_of(spec.family).bots : spec.bots;
  NOROSHI_CHECK(within<std::uint32_t>(name + ": bots", bots, 1, 100'000));
  NOROSHI_CHECK(
      within<std::uint32_t>(name + ": bots (of all subscribers)", bots, 1, scenario.subscribers));
  NOROSHI_CHECK(within<std::uint32_t>(name + ": servers", spec.servers, 0, 64));
  if (spec.period != 0) {
    NOROSHI_CHECK(within_time(name + ": period", spec.period, base::kSecond, 7 * base::kDay));
  }
  if (spec.jitter >= 0) NOROSHI_CHECK(within(name + ": jitter", spec.jitter, 0.0, 0.9));
  if (spec.rotation != 0) NOROSHI_CHECK(check_rotation(name, spec, scenario));
  return {};
}

Status check_export(const Export& exporter) {
  NOROSHI_CHECK(within_time("active timeout", exporter.active_timeout, base::kSecond, base::kDay));
  return within_time("inactive timeout", exporter.inactive_timeout, base::kSecond, base::kHour);
}

Status check_shares(const Scenario& s) {
  NOROSHI_CHECK(within("activity", s.activity, 0.0, 100.0));
  NOROSHI_CHECK(within("background", s.background, 0.0, 3.0));
  NOROSHI_CHECK(within("IPv6 share", s.ipv6_share, 0.0, 1.0));
  NOROSHI_CHECK(within("P2P share", s.p2p_share, 0.0, 1.0));
  NOROSHI_CHECK(within("scans per day", s.scan_per_day, 0.0, 1'000.0));
  NOROSHI_CHECK(within("floods per day", s.floods_per_day, 0.0, 1'000.0));
  NOROSHI_CHECK(within("attacks per day", s.attacks_per_day, 0.0, 100.0));
  return within("spread", s.spread_hours, 0.1, 1'000.0, " h");
}

}  // namespace

const std::vector<FamilyEntry>& families() {
  static const std::vector<FamilyEntry> kFamilies{
      {Family::HttpBeacon, "http-beacon",
       "HTTP(S) beacon every 60-300 s with 20 % jitter, from hosts that sleep at night", 40, 2},
      {Family::Mirai, "mirai",
       "held TCP with a keep-alive each 60 s, retries after loss, telnet scans, floods on command",
       60, 1},
      {Family::Irc, "irc", "held IRC session on 6667 with server PINGs, floods on command", 20, 1},
      {Family::Rat, "rat", "remote-access trojan of two victims: held TCP on a rare port", 2, 1},
      {Family::SlowBeacon, "slow-beacon", "TLS beacon every 2-6 h with 10 % jitter", 25, 1},
      {Family::Fronted, "domain-fronted",
       "beacon every 300 s to an address of a CDN that innocents share; its endpoint is no answer",
       20, 0},
      {Family::DeadC2, "dead-c2", "SYN retries every 120-600 s to a server that never answers", 15,
       1},
      {Family::P2p, "p2p", "UDP among bots and remote peers, no central server: a hard negative",
       30, 0},
  };
  return kFamilies;
}

const FamilyEntry& entry_of(Family family) {
  const auto index = static_cast<std::size_t>(family);
  NOROSHI_ASSERT(index < families().size());
  return families()[index];
}

Result<BotnetSpec> parse_botnet(std::string_view text) {
  BotnetSpec spec;
  spec.family = NOROSHI_TRY(parse_family(take_part(text)));
  if (!text.empty()) spec.bots = NOROSHI_TRY(parse_count("number of bots", take_part(text)));
  if (!text.empty()) {
    spec.period = base::kSecond * NOROSHI_TRY(parse_count("period in seconds", take_part(text)));
  }
  if (!text.empty()) return usage(fmt::format("\"{}\" after the period of a botnet", text));
  return spec;
}

std::vector<BotnetSpec> default_botnets() {
  std::vector<BotnetSpec> botnets;
  for (const FamilyEntry& entry : families()) {
    BotnetSpec spec;
    spec.family = entry.family;
    botnets.push_back(spec);
  }
  return botnets;
}

Status check(const Scenario& s) {
  constexpr base::Micros kFirstStart = 0;
  constexpr base::Micros kLastStart = 4'102'444'800 * base::kSecond;  // the year 2100
  NOROSHI_CHECK(within_time("start (since 1970)", s.start, kFirstStart, kLastStart));
  NOROSHI_CHECK(within_time("duration", s.duration, base::kMinute, 31 * base::kDay));
  NOROSHI_CHECK(within_time("UTC offset", s.utc_offset, -12 * base::kHour, 14 * base::kHour));
  NOROSHI_CHECK(within<std::uint32_t>("subscribers", s.subscribers, 10, kMostSubscribers));
  NOROSHI_CHECK(within<std::uint32_t>("sites", s.sites, 100, kMostSites));
  NOROSHI_CHECK(within<std::uint32_t>("sampling", s.sampling, 1, 1'000'000));
  NOROSHI_CHECK(
      within_time("spread midpoint", s.spread_midpoint, -31 * base::kDay, 31 * base::kDay));
  NOROSHI_CHECK(check_shares(s));
  NOROSHI_CHECK(check_export(s.exporter));
  std::map<Family, int> instances;
  for (const BotnetSpec& spec : s.botnets) {
    NOROSHI_CHECK(check_botnet(spec, s));
    if (++instances[spec.family] <= 16) continue;
    return usage(fmt::format("more than 16 botnets of the family {}", entry_of(spec.family).name));
  }
  for (const Graft& graft : s.grafts) {
    NOROSHI_CHECK(within<std::uint32_t>("graft clients", graft.clients, 1, 100'000));
    NOROSHI_CHECK(within<std::uint32_t>("graft clients (of all subscribers)", graft.clients, 1,
                                        s.subscribers));
  }
  return {};
}

}  // namespace noroshi::traffic
