#include "train/traffic/held_botnet.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "train/traffic/flood.hpp"

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kHour;
using base::kMillisecond;
using base::kMinute;
using base::kSecond;
using base::Micros;

struct Habit {
  Signature signature;
  Presence presence = Presence::Always;
  double lifetime_hours = 0;  // mean of a connection before the link is lost
  double outage_minutes = 0;  // the server is away once a day for about this long
  double retry_s = 0;         // between attempts, ± 40 %
  double scans_per_hour = 0;  // a real Mirai sends a hundred a second; see lab-traffic.md
  bool attacks = false;
  Beat beat;  // period and jitter come from the crew
};

Habit habit_of(Family family) {
  switch (family) {
    case Family::Mirai:
      return {.signature = {{23, 666, 1312, 1791, 9506}, 60, 60, 0.01},
              .lifetime_hours = 6,
              .outage_minutes = 30,
              .retry_s = 20,
              .scans_per_hour = 60,
              .attacks = true,
              .beat = {.octets = 2, .reverse_octets = 2}};
    case Family::Irc:
      return {.signature = {{6667}, 120, 180, 0.01},
              .presence = Presence::Evening,
              .lifetime_hours = 10,
              .outage_minutes = 10,
              .retry_s = 60,
              .attacks = true,
              .beat = {.octets = 24, .reverse_octets = 22, .from_server = true}};
    case Family::Rat:
      return {.signature = {{1177, 5552, 4782, 2404}, 20, 40, 0.03},
              .presence = Presence::Evening,
              .lifetime_hours = 5,
              .outage_minutes = 300,
              .retry_s = 30,
              .beat = {.octets = 12, .reverse_octets = 8, .from_server = true}};
    default:
      NOROSHI_ASSERT(false && "a family that holds no connection");
      return {};
  }
}

Micros micros(double value) { return static_cast<Micros>(value); }

double whole_days(const Scenario& s) {
  return static_cast<double>(s.duration) / static_cast<double>(kDay);
}

}  // namespace

HeldBotnet::HeldBotnet(const World& world, const BotnetSpec& spec, std::uint32_t instance,
                       Ledger& ledger)
    : world_(world),
      family_(spec.family),
      crew_(world, spec, instance, habit_of(spec.family).signature, ledger),
      scan_(ledger.open(fmt::format("{}: scan", entry_of(spec.family).name))),
      attack_(ledger.open(fmt::format("{}: attack", entry_of(spec.family).name))) {
  for (std::uint32_t bot = 0; bot < crew_.bots().size(); ++bot) {
    Stream draw = crew_.stream(Domain::Bot, bot);
    const double lifetime = habit_of(family_).lifetime_hours * static_cast<double>(kHour);
    const Micros under_way = world.scenario.start - micros(draw.unit() * lifetime);
    sessions_.emplace_back().next = std::max(crew_.bots()[bot].infected, under_way);
  }
  plan_outages();
  plan_commands();
}

void HeldBotnet::plan_outages() {
  const Scenario& s = world_.scenario;
  for (std::uint32_t day = 0; day <= static_cast<std::uint32_t>(whole_days(s)); ++day) {
    Stream draw = crew_.stream(Domain::Botnet, 4, day);
    const Micros begin =
        s.start + day * kDay + micros(draw.between(0.1, 0.9) * static_cast<double>(kDay));
    const Micros length = micros(habit_of(family_).outage_minutes * draw.between(0.7, 1.3) * 60e6);
    outages_.push_back({begin, begin + length});
  }
}

void HeldBotnet::plan_commands() {
  if (!habit_of(family_).attacks) return;
  const Scenario& s = world_.scenario;
  Stream draw = crew_.stream(Domain::Botnet, 5);
  const auto count = static_cast<std::uint32_t>(s.attacks_per_day * whole_days(s) + draw.unit());
  for (std::uint32_t n = 0; n < count; ++n) {
    Command command;
    command.when = s.start + micros(draw.between(0.05, 0.98) * static_cast<double>(s.duration));
    command.server = crew_.in_service(draw.below(crew_.at_once()), command.when);
    const bool udp = draw.chance(0.5);
    const std::uint16_t port = udp ? static_cast<std::uint16_t>(1'024 + draw.below(60'000))
                                   : (draw.chance(0.5) ? 80 : 443);
    command.victim = {world_.plan.remote(draw.below(kRemoteWidth)), port,
                      udp ? model::kUdp : model::kTcp};
    commands_.push_back(command);
  }
  std::sort(commands_.begin(), commands_.end(),
            [](const Command& a, const Command& b) { return a.when < b.when; });
}

// Whether a command makes a record of its own: the router's cache has forgotten the connection
// between two keep-alives.  Otherwise it is counted within the held connection's record.
bool HeldBotnet::commands_stand_alone() const {
  const Export& rules = world_.scenario.exporter;
  return rules.router && crew_.period() > rules.inactive_timeout;
}

void HeldBotnet::run(const Slice& slice, Exporter& exporter) {
  for (std::uint32_t bot = 0; bot < sessions_.size(); ++bot) {
    while (sessions_[bot].next < slice.end) connect(bot, exporter);
    scan(bot, slice, exporter);
  }
  for (std::size_t n = 0; n < commands_.size(); ++n) {
    Command& command = commands_[n];
    if (command.when >= slice.begin && command.when < slice.end) carry_out(command, n, exporter);
  }
}

void HeldBotnet::connect(std::uint32_t bot, Exporter& exporter) {
  Session& session = sessions_[bot];
  const Scenario& s = world_.scenario;
  const Hours hours(s.seed, habit_of(family_).presence, crew_.bots()[bot].subscriber, s.utc_offset);
  const Hours::Span awake = hours.span_from(session.next);
  if (awake.begin > session.next) {
    session.next = awake.begin + kMinute;
    return;
  }
  Stream stream = crew_.stream(Domain::Bot, bot, 1 + session.tick++);
  Conversation c = crew_.towards(bot, server_of(bot, session.next), session.next, stream);
  Micros until = std::min(awake.end, crew_.given_up(c.start));
  for (const Span& outage : outages_) {
    if (outage.holds(c.start)) return retry(bot, c, stream, exporter);
    if (outage.begin > c.start) until = std::min(until, outage.begin);
  }
  hold(bot, c, until, stream, exporter);
}

void HeldBotnet::retry(std::uint32_t bot, Conversation& c, Stream& stream, Exporter& exporter) {
  unanswered_syn(c, 1);
  exporter.add(c, crew_.server_tag(server_of(bot, c.start)));
  sessions_[bot].next += micros(habit_of(family_).retry_s * stream.between(0.6e6, 1.4e6));
}

void HeldBotnet::hold(std::uint32_t bot, Conversation& c, Micros until, Stream& stream,
                      Exporter& exporter) {
  const Habit habit = habit_of(family_);
  tcp_opening(c, {40 + 8.0 * stream.below(4), 60, 400 * kMillisecond}, stream);
  c.beat = habit.beat;
  c.beat.period = crew_.period();
  c.beat.jitter = crew_.jitter();
  const double lifetime = stream.exponential(habit.lifetime_hours * static_cast<double>(kHour));
  c.end = std::min(until, c.start + kMinute + micros(lifetime));
  c.closes = stream.chance(0.4);
  if (!commands_stand_alone()) {
    for (const Command& command : commands_) {
      if (command.when < c.start || command.when >= c.end) continue;
      ++c.packets, c.octets += 52;
      ++c.reverse_packets, c.reverse_octets += 140;
    }
  }
  exporter.add(c, crew_.server_tag(server_of(bot, c.start)));
  Session& session = sessions_[bot];
  session.previous = session.current;
  session.current = {c.start, c.end, c.client_port};
  session.next = c.end + kSecond + micros(stream.unit() * 9e6);
}

// Telnet probes at random addresses, one in ten to 2323 (as in Mirai's published source).
void HeldBotnet::scan(std::uint32_t bot, const Slice& slice, Exporter& exporter) const {
  const double rate = habit_of(family_).scans_per_hour;
  const Micros begin = std::max(slice.begin, crew_.bots()[bot].infected);
  if (rate == 0 || begin >= slice.end) return;
  Stream stream = crew_.stream(Domain::BotScan, bot, slice.index);
  const double hours = static_cast<double>(slice.end - begin) / static_cast<double>(kHour);
  const std::uint32_t count = stream.poisson(rate * hours);
  for (std::uint32_t n = 0; n < count; ++n) {
    Conversation c;
    c.client = crew_.address(bot);
    c.server = world_.plan.anywhere(static_cast<std::uint32_t>(stream.next() >> 40));
    c.client_port = ephemeral_port(stream);
    c.server_port = stream.chance(0.1) ? 2'323 : 23;
    c.start = begin + micros(stream.unit() * static_cast<double>(slice.end - begin));
    if (stream.chance(0.95)) {
      unanswered_syn(c, 0);
    } else {
      refused_syn(c);
    }
    exporter.add(c, scan_);
  }
}

const HeldBotnet::Span* HeldBotnet::span_at(std::uint32_t bot, Micros at) const {
  const Session& session = sessions_[bot];
  if (session.current.holds(at)) return &session.current;
  return session.previous.holds(at) ? &session.previous : nullptr;
}

void HeldBotnet::carry_out(Command& command, std::uint64_t number, Exporter& exporter) const {
  for (std::uint32_t bot = 0; bot < sessions_.size(); ++bot) {
    const Span* span = span_at(bot, command.when);
    if (span == nullptr || server_of(bot, command.when) != command.server) continue;
    Stream stream = crew_.stream(Domain::BotAttack, bot, number);
    ++command.bots;
    Conversation c;  // the server speaks: it is the side that sends first
    c.client = crew_.server(command.server).ip;
    c.server = crew_.address(bot);
    c.client_port = crew_.server(command.server).port;
    c.server_port = span->client_port;
    c.flags = model::kAck | model::kPsh;
    c.reverse_flags = model::kAck;
    c.start = command.when + micros(stream.unit() * 0.3e6);
    c.end = c.start + round_trip(stream);
    c.packets = 1 + stream.below(2);
    c.octets = c.packets * (52 + 40 + stream.below(60));
    c.reverse_packets = 1;
    c.reverse_octets = 52;
    if (commands_stand_alone()) exporter.add(c, crew_.server_tag(command.server));
    add_flood(crew_.address(bot), command.victim, c.start, stream, exporter, attack_);
  }
}

void HeldBotnet::testify(Truth& truth) const {
  crew_.testify(truth, "c2");
  for (const Command& command : commands_) {
    if (command.bots == 0) continue;
    truth.attacks.push_back({command.when, std::string(crew_.name()), crew_.server(command.server),
                             command.victim, command.bots});
  }
}

}  // namespace noroshi::traffic
