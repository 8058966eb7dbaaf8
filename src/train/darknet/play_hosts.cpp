// Infected hosts: infection × presence × tenure of an address × service.
#include <algorithm>

#include "train/darknet/stage.hpp"

namespace noroshi::darknet {
namespace {

using base::Micros;

Span common(const Span& a, const Span& b) {
  return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

// When the device is on within `span`.
std::vector<Span> presence(const Cast& cast, const Host& host, std::uint64_t id, const Span& span) {
  if (host.presence == traffic::Presence::Always) return {span};
  const traffic::Hours hours(cast.scenario.seed, host.presence, id, cast.scenario.utc_offset);
  std::vector<Span> spans;
  for (Micros at = span.begin; at < span.end;) {
    const auto on = hours.span_from(at);
    if (on.begin == on.end) break;
    const Span within = common(span, {on.begin, on.end});
    if (within.end > within.begin) spans.push_back(within);
    at = std::max(on.end, at + base::kMinute);
  }
  return spans;
}

// One host of the cast on the stage's day.
class Infected {
 public:
  Infected(const Stage& stage, std::uint64_t id)
      : stage_(stage),
        id_(id),
        host_(stage.cast.hosts[id]),
        family_(stage.cast.families[host_.family]),
        tenures_(stage.cast.tenures[host_.network][host_.line]) {
    auto random = stream(stage.cast.scenario.seed, Part::Infection, id);
    for (const Habit& habit : family_.habits) {
      const auto delay = random.exponential(static_cast<double>(habit.spread));
      since_.push_back(habit.since + static_cast<Micros>(delay));
      weights_ += habit.weight;
    }
  }

  void play() {
    for (const Span& infection : host_.infections) {
      const Span today = common(infection, stage_.played.span);
      if (today.end <= today.begin) continue;
      for (const Span& on : presence(stage_.cast, host_, id_, today)) play_tenures(on);
    }
  }

 private:
  void play_tenures(const Span& on) {
    for (std::size_t i = 0; i < tenures_.size(); ++i) {
      const Micros end = i + 1 < tenures_.size() ? tenures_[i + 1].begin : on.end;
      const Span held = common(on, {tenures_[i].begin, end});
      if (held.end <= held.begin) continue;
      sender_ = sender_of(i);
      play_habits(held, tenures_[i].address);
    }
  }

  // With one change of address in three the device itself began anew, and the bot in it (its
  // window, source port and so on are drawn again); the others only lost their line.
  Sender sender_of(std::size_t tenure) {
    for (; tenure > 0; --tenure) {
      auto change = stream(stage_.cast.scenario.seed, Part::Infection, id_, 1, tenure);
      if (change.chance(1 / 3.0)) break;
    }
    auto random = stream(stage_.cast.scenario.seed, Part::Infection, id_, 2);
    auto process = stream(stage_.cast.scenario.seed, Part::Infection, id_, 3, tenure);
    const Sender device = at_source(family_.tool, random);
    Sender sender = at_source(family_.tool, process);
    sender.ttl = device.ttl;  // as far away as before, with the same stack
    sender.mss = device.mss;
    if (family_.tool.craft != Craft::Mirai) sender.window = device.window;
    return sender;
  }

  void play_habits(const Span& held, const net::Address& address) {
    for (std::size_t h = 0; h < family_.habits.size(); ++h) {
      const Span span = common(held, {since_[h], held.end});
      if (span.end > span.begin) play_habit(span, address, h);
    }
  }

  void play_habit(const Span& span, const net::Address& address, std::size_t habit) {
    const Habit& asks = family_.habits[habit];
    const std::uint64_t name = name_of({1, id_, static_cast<std::uint64_t>(span.begin), habit});
    auto random = stream(stage_.cast.scenario.seed, Part::Host, name);
    const double mean = host_.pace * dark_share(stage_.cast.scenario) * asks.weight / weights_ *
                        base::seconds(span.end - span.begin);
    const std::uint32_t packets = random.poisson(mean);
    if (packets == 0) return;
    if (!entered_) {
      actor_ = stage_.enter(
          {Role::Infected, family_.name, stage_.cast.networks[host_.network].name, id_ + 1, {}});
      entered_ = true;
    }
    stage_.add({.actor = actor_,
                .source = address,
                .port = asks.asked.port,
                .protocol = asks.asked.protocol,
                .kind = model::ProbeKind::TcpSyn,
                .sender = sender_,
                .begin = span.begin,
                .end = span.end,
                .packets = packets,
                .name = name,
                .payload = {}});
  }

  const Stage& stage_;
  std::uint64_t id_;
  const Host& host_;
  const Family& family_;
  const std::vector<Tenure>& tenures_;
  Sender sender_;
  std::vector<Micros> since_;
  double weights_ = 0;
  std::uint32_t actor_ = 0;
  bool entered_ = false;
};

}  // namespace

void play_hosts(const Stage& stage) {
  for (std::uint64_t id = 0; id < stage.cast.hosts.size(); ++id) {
    const Host& host = stage.cast.hosts[id];
    const bool today =
        std::any_of(host.infections.begin(), host.infections.end(), [&](const Span& s) {
          return s.begin < stage.played.span.end && s.end > stage.played.span.begin;
        });
    if (today) Infected(stage, id).play();
  }
}

}  // namespace noroshi::darknet
