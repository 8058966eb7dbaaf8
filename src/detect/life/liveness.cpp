#include "detect/life/liveness.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "detect/life/silence.hpp"

namespace noroshi::life {
namespace {

constexpr double kCertain = -2.9957322735539909;   // ln 0.05: an hour's state
constexpr double kDead = -6.9077552789821368;      // ln 0.001: a death
constexpr double kHalf = -0.69314718055994531;     // ln ½
constexpr std::uint64_t kFailuresSampled = 5;      // 2^−5 = 0.03
constexpr std::uint64_t kAnswersToKnowRatio = 10;  // reverse packets, earlier

enum class Sign : std::uint8_t { Nothing, Answer, Ask, Unclear };

struct Reading {
  Sign sign = Sign::Nothing;
  double log_p = 0;  // of an Ask: ln P(this | the server answers)
};

// Walks through the hours of one server, in order.
class Watch {
 public:
  Watch(Life& life, const LivenessOptions& options) : life_(life), options_(options) {}

  void step(const HourSeen* seen, base::Micros hour, double share);
  void finish();

 private:
  struct Quiet {  // consecutive hours without a packet
    std::vector<std::size_t> hours;
    std::vector<double> weights;
    std::vector<double> days;  // records promised, 24 hours each
  };

  [[nodiscard]] Reading read(const HourSeen& seen) const;
  [[nodiscard]] double unanswered(const HourSeen& seen) const;
  [[nodiscard]] std::uint64_t records(const HourSeen& seen) const;
  void note_sampling(const HourSeen& seen);
  void quiet(base::Micros hour, double share);
  void end_of_quiet(bool learn);
  void heard(const HourSeen& seen, base::Micros hour, double share);
  void asked(const Reading& reading, std::uint64_t packets);
  void alive(base::Micros first, base::Micros last);
  void consider_death(base::Micros hour);

  [[nodiscard]] bool tcp() const { return life_.server.proto == model::kTcp; }
  [[nodiscard]] double weight(double share) const {
    return share / static_cast<double>(std::max(sampling_, 1U));
  }
  [[nodiscard]] std::size_t here() const { return life_.strip.size() - 1; }

  Life& life_;
  const LivenessOptions& options_;
  Silence silence_;
  Quiet quiet_;
  std::vector<std::size_t> asks_;  // hours with asks since the last sign of life
  double asks_log_p_ = 0;
  double without_answer_ = 0;  // exposed hours since the last sign of life
  std::optional<base::Micros> last_alive_;
  base::Micros held_until_ = 0;  // an answered conversation went on until then
  std::uint32_t sampling_ = 0;   // the last that was said
  // Of earlier hours, up to the last sign of life; and since then.
  std::uint64_t packets_ = 0, answers_ = 0, failed_ = 0, packets_since_ = 0;
};

void Watch::note_sampling(const HourSeen& seen) {
  const std::uint32_t said = seen.sampling != 0 ? seen.sampling : options_.sampling;
  if (said != 0) sampling_ = said;
  life_.sampling = std::max(life_.sampling, sampling_);
}

// Sampled packets of one conversation seldom share a record; unsampled, both directions of it are
// one event.
std::uint64_t Watch::records(const HourSeen& seen) const {
  return sampling_ > 1 ? seen.flows + seen.rev_flows : std::max(seen.flows, seen.rev_flows);
}

// (1 + ρ)^−P, with ρ at the lower end of what the answers so far allow (p = 0.05).  Packets of one
// record are not independent, so a record counts once.
double Watch::unanswered(const HourSeen& seen) const {
  if (answers_ < kAnswersToKnowRatio || packets_ == 0) return 0;
  const auto answers = static_cast<double>(answers_);
  const double ratio = (answers - 1.645 * std::sqrt(answers)) / static_cast<double>(packets_);
  return -static_cast<double>(std::min(seen.packets, seen.flows)) * std::log1p(ratio);
}

Reading Watch::read(const HourSeen& seen) const {
  const auto failures = static_cast<double>(seen.failed);
  if (tcp() && seen.flows > 0 && seen.failed >= seen.flows) {
    if (sampling_ == 1) return {Sign::Ask, kCertain * failures};
    // A reset comes back too: so many SYNs and not one ACK were no handshakes.
    if (seen.failed >= kFailuresSampled || seen.rev_packets == 0) {
      return {Sign::Ask, kHalf * failures};
    }
  }
  if (seen.rev_packets > 0) return {Sign::Answer};
  if (seen.packets == 0) return {Sign::Nothing};
  // Flags are exported, and some client sent an ACK: somebody had answered it.
  if (tcp() && failed_ + seen.failed > 0 && seen.failed < seen.flows) return {Sign::Unclear};
  return {Sign::Ask, unanswered(seen)};
}

void Watch::quiet(base::Micros hour, double share) {
  if (quiet_.hours.size() % 24 == 0) quiet_.days.push_back(0);
  quiet_.hours.push_back(here());
  quiet_.weights.push_back(weight(share));
  quiet_.days.back() += silence_.expected(hour_of_day(hour), weight(share));
}

void Watch::end_of_quiet(bool learn) {
  const bool silent = silence_.log_p(quiet_.days) <= kCertain;
  for (std::size_t i = 0; i < quiet_.hours.size(); ++i) {
    const std::size_t hour = quiet_.hours[i];
    if (silent && quiet_.weights[i] > 0) life_.strip[hour] = State::Silent;
  }
  // A quiet that ended belongs to how this server lives; one that was death does not.
  for (std::size_t i = 0; learn && i < quiet_.hours.size(); ++i) {
    const base::Micros at = life_.begin + static_cast<base::Micros>(quiet_.hours[i]) * base::kHour;
    silence_.learn(hour_of_day(at), 0, quiet_.weights[i]);
  }
  quiet_ = {};
}

void Watch::alive(base::Micros first, base::Micros last) {
  if (life_.dead()) {
    life_.deaths.back().revived = first;
    packets_since_ = 0;  // nobody could have answered those
  }
  last_alive_ = std::max(last_alive_.value_or(last), last);
  asks_.clear();
  asks_log_p_ = 0;
  packets_ += packets_since_;
  packets_since_ = 0;
  without_answer_ = 0;
}

void Watch::asked(const Reading& reading, std::uint64_t packets) {
  asks_.push_back(here());
  packets_since_ += packets;
  asks_log_p_ += reading.log_p;
  if (asks_log_p_ > kCertain) return;
  for (const std::size_t hour : asks_) life_.strip[hour] = State::AskedOnly;
}

void Watch::heard(const HourSeen& seen, base::Micros hour, double share) {
  end_of_quiet(!life_.dead());
  note_sampling(seen);
  const Reading reading = read(seen);
  life_.first_seen = life_.strip.size() == 1 ? seen.first : life_.first_seen;
  life_.last_seen = std::max(life_.last_seen, seen.last);
  if (reading.sign == Sign::Answer) {
    life_.strip.back() = State::Answering;
    const base::Micros answer = std::max(seen.last_answer, seen.first);
    if (!life_.first_answer) life_.first_answer = seen.first;
    life_.last_answer = std::max(life_.last_answer.value_or(answer), answer);
    held_until_ = std::max(held_until_, answer);
    alive(seen.first, answer);
    answers_ += seen.rev_packets;
    packets_ += seen.packets;
  } else if (hour < held_until_) {
    life_.strip.back() = State::Answering;
  } else if (reading.sign == Sign::Unclear) {
    alive(seen.first, seen.last);
  } else {
    asked(reading, seen.packets);
  }
  failed_ += seen.failed;
  silence_.learn(hour_of_day(hour), static_cast<double>(records(seen)), weight(share));
}

void Watch::consider_death(base::Micros hour) {
  if (!last_alive_ || life_.dead() || without_answer_ < options_.dead_after_hours) return;
  const double silent = silence_.log_p(quiet_.days);
  if (silent + asks_log_p_ > kDead) return;
  Death death;
  death.after = *last_alive_;
  death.before = hour + base::kHour;
  death.asked = asks_log_p_ < silent;
  death.log_p = silent + asks_log_p_;
  life_.deaths.push_back(death);
}

void Watch::step(const HourSeen* seen, base::Micros hour, double share) {
  life_.strip.push_back(State::CannotTell);
  const bool something = seen != nullptr && seen->packets + seen->rev_packets > 0;
  // What was seen was heard, whatever the exporters' own books say.
  const double exposed = something ? std::max(share, 1e-3) : share;
  life_.exposure.push_back(exposed);
  life_.records.push_back(something ? seen->flows + seen->rev_flows : 0);
  without_answer_ += exposed;
  if (something) {
    heard(*seen, hour, exposed);
  } else if (hour < held_until_) {
    end_of_quiet(true);
    life_.strip.back() = State::Answering;
    without_answer_ = 0;
  } else {
    quiet(hour, exposed);
  }
  if (life_.strip.back() != State::Answering) consider_death(hour);
}

void Watch::finish() {
  end_of_quiet(false);
  life_.rate = silence_.rate() / static_cast<double>(std::max(sampling_, 1U));
}

// The state that was last told, and between which instants it began.
void tell_now(Life& life) {
  const auto& strip = life.strip;
  const auto at = [&](std::size_t hour) {
    return life.begin + static_cast<base::Micros>(hour) * base::kHour;
  };
  std::size_t last = strip.size();
  while (last > 0 && strip[last - 1] == State::CannotTell) --last;
  life.untold = strip.size() - last;
  life.since_after = life.first_seen;
  life.since_before = life.first_seen;
  if (last == 0) return;
  life.now = strip[last - 1];
  std::size_t first = last - 1;
  for (std::size_t hour = last; hour-- > 0;) {
    if (strip[hour] == life.now) first = hour;
    if (strip[hour] == life.now || strip[hour] == State::CannotTell) continue;
    life.since_after = at(hour);
    break;
  }
  life.since_before = at(first) + base::kHour;
}

void merge(HourSeen& into, const model::ServerBatch& batch, std::size_t row) {
  const bool fresh = into.flows + into.rev_flows == 0;
  into.packets += batch.packets[row];
  into.rev_packets += batch.rev_packets[row];
  into.flows += batch.flows[row];
  into.rev_flows += batch.rev_flows[row];
  into.failed += batch.failed[row];
  into.sampling = std::max(into.sampling, batch.sampling[row]);
  into.first = fresh ? batch.first[row] : std::min(into.first, batch.first[row]);
  into.last = fresh ? batch.last[row] : std::max(into.last, batch.last[row]);
  if (batch.rev_packets[row] > 0) into.last_answer = std::max(into.last_answer, batch.last[row]);
}

}  // namespace

std::vector<ServerHours> by_hour(const model::ServerBatch& batch) {
  std::map<model::Endpoint, std::map<base::Micros, HourSeen>> servers;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    auto& hours = servers[{batch.server[row], batch.port[row], batch.proto[row]}];
    const base::Micros hour = hour_of(batch.pane[row]);
    auto& seen = hours[hour];
    seen.hour = hour;
    merge(seen, batch, row);
  }
  std::vector<ServerHours> all;
  for (auto& [server, hours] : servers) {
    auto& one = all.emplace_back(ServerHours{server, {}});
    for (auto& [hour, seen] : hours) one.hours.push_back(seen);
  }
  return all;
}

std::optional<Life> life_of(const ServerHours& server, const Hours& hours, const Exposure& exposure,
                            const LivenessOptions& options) {
  auto next = std::find_if(server.hours.begin(), server.hours.end(), [&](const HourSeen& seen) {
    return hours.index_of(seen.hour) && seen.packets + seen.rev_packets > 0;
  });
  if (next == server.hours.end()) return std::nullopt;
  Life life;
  life.server = server.server;
  life.begin = next->hour;
  Watch watch(life, options);
  for (auto index = *hours.index_of(next->hour); index < hours.count; ++index) {
    const bool seen = next != server.hours.end() && next->hour == hours.at(index);
    watch.step(seen ? &*next : nullptr, hours.at(index), exposure.share(index));
    if (seen) ++next;
  }
  watch.finish();
  tell_now(life);
  return life;
}

std::vector<Span> spans(const Life& life) {
  std::vector<Span> merged;
  base::Micros hour = life.begin;
  for (const State state : life.strip) {
    if (merged.empty() || merged.back().state != state) merged.push_back({state, hour, hour});
    hour += base::kHour;
    merged.back().end = hour;
  }
  return merged;
}

std::optional<Lifetime> lifetime_of(const Life& life, const Hours& hours) {
  if (!life.last_answer) return std::nullopt;
  const base::Micros born = *life.first_answer;
  const base::Micros last = life.dead() ? life.deaths.back().after : *life.last_answer;
  Lifetime lifetime;
  lifetime.shortest = std::max<base::Micros>(last - born, 0);
  lifetime.longest = life.dead() ? life.deaths.back().before - born : lifetime.shortest;
  lifetime.censored = !life.dead();
  lifetime.older = born < hours.begin + base::kHour || life.first_seen < hours.begin;
  return lifetime;
}

}  // namespace noroshi::life
