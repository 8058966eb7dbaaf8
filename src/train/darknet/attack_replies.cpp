#include "train/darknet/attack_replies.hpp"

#include <algorithm>
#include <unordered_set>

namespace noroshi::darknet {
namespace {

using base::Micros;

// Most packets in any 60 s of windows that slide by 10 s.
std::uint64_t most_in_minute(const std::vector<Reply>& replies) {
  constexpr Micros kStep = 10 * base::kSecond;
  std::uint64_t most = 0;
  std::size_t low = 0;
  std::size_t high = 0;
  for (Micros at = replies.front().time / kStep * kStep - base::kMinute; at <= replies.back().time;
       at += kStep) {
    while (low < replies.size() && replies[low].time < at) ++low;
    while (high < replies.size() && replies[high].time < at + base::kMinute) ++high;
    most = std::max<std::uint64_t>(most, high - low);
  }
  return most;
}

}  // namespace

std::vector<Reply> replies_of(const Attack& attack, const Scenario& scenario) {
  auto random = stream(scenario.seed, Part::Victim, attack.name, 1, 1);
  std::vector<Reply> replies(attack.replies);
  const auto length = static_cast<double>(attack.span.end - attack.span.begin);
  for (Reply& reply : replies) {
    reply.time = attack.span.begin + static_cast<Micros>(random.unit() * length);
    reply.target = scenario.dark.address.v4_bits() + random.below(dark_addresses(scenario));
    reply.target_port = static_cast<std::uint16_t>(1024 + random.below(64512));
  }
  std::sort(replies.begin(), replies.end(),
            [](const Reply& a, const Reply& b) { return a.time < b.time; });
  return replies;
}

std::optional<model::DosVictim> victim_of(const Attack& attack, const std::vector<Reply>& replies) {
  if (replies.size() < 25) return std::nullopt;
  model::DosVictim victim;
  victim.victim = attack.victim;
  victim.first = replies.front().time;
  victim.last = replies.back().time;
  victim.packets = replies.size();
  victim.octets = replies.size() * kReplyOctets;
  victim.most_in_minute = most_in_minute(replies);
  if (victim.last - victim.first < base::kMinute || victim.most_in_minute < 30) return std::nullopt;
  std::unordered_set<std::uint32_t> targets;
  for (const Reply& reply : replies) targets.insert(reply.target);
  victim.targets = targets.size();
  victim.protocol = attack.protocol;
  victim.ports = {{attack.port, replies.size()}};
  victim.replies[attack.reply] = replies.size();
  return victim;
}

}  // namespace noroshi::darknet
