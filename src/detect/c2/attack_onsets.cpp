#include "detect/c2/attack_onsets.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "model/flow_batch.hpp"

namespace noroshi::c2 {
namespace {

// Packets of one host at one victim within a minute that make a burst.  Fifty are few for a flood
// and many for anything that gets no answer; under sampling fewer show more, but never one or two.
constexpr double kBurstPackets = 50;
constexpr double kLeastPackets = 3;
constexpr base::Micros kBurstLasts = base::kMinute;
constexpr base::Micros kQuiet = 10 * base::kMinute;  // before a host has another onset there
constexpr base::Micros kTogether = 15 * base::kSecond;
constexpr base::Micros kThickest = 3 * base::kSecond;  // of the onsets, where the attack begins
constexpr std::size_t kFewestAttackers = 4;

// Requests that are answered make a burst only if they go on for longer than a page takes to load.
constexpr base::Micros kLongerThanAPage = 15 * base::kSecond;

struct Blow {
  std::uint32_t victim = 0;
  std::uint32_t attacker = 0;
  bool in_vain = false;
  base::Micros start = 0;
  base::Micros lasting = 0;
  std::uint32_t packets = 0;
};

// Packets that a client sent in vain.  A handshake cannot go on without an answer, so a TCP
// contact of more than SYNs with nothing back was only watched in one direction.
std::uint32_t in_vain(const Contact& contact, std::uint8_t proto) {
  if (contact.packets_in > 0) return 0;
  const bool unanswered = failed(contact.outcome) || contact.outcome == Outcome::Asked;
  return unanswered || proto == model::kUdp ? contact.packets_out : 0;
}

// Whether somewhere so many contacts begin within a minute, and not all at once.
bool is_rush(ClientContacts contacts, std::size_t least) {
  for (std::size_t i = 0, end = 0; i < contacts.size(); ++i) {
    while (end < contacts.size() && contacts[end].start - contacts[i].start <= kBurstLasts) ++end;
    if (end - i >= least && contacts[end - 1].start - contacts[i].start >= kLongerThanAPage) {
      return true;
    }
  }
  return false;
}

// A flood from a watched host whose port looked like a service's, so that it was taken for the
// server: all packets come from it.
bool strikes_back(const Contact& contact, std::uint8_t proto) {
  return proto == model::kUdp && contact.packets_out == 0 && contact.packets_in > 0;
}

class Blows {
 public:
  Blows(const Surroundings& surroundings, double least)
      : surroundings_(surroundings), least_(static_cast<std::size_t>(least)) {}

  void gather(const CandidatePartition& partition) {
    for (const Candidate& candidate : partition.candidates) {
      const bool inside = surroundings_.is_inside_host(candidate.host);
      for (const ClientContacts contacts : partition.server(candidate).clients) {
        const std::uint32_t client = contacts.front().client;
        if (!inside && surroundings_.is_watched(client)) {
          by_client(contacts, candidate);
        } else if (inside && !surroundings_.is_inside_host(client)) {
          by_server(contacts, candidate);
        }
      }
    }
  }

  std::vector<Blow> all;

 private:
  void by_client(ClientContacts contacts, const Candidate& victim) {
    const bool rush = contacts.size() >= least_ && is_rush(contacts, least_);
    for (const Contact& contact : contacts) {
      const std::uint32_t vain = in_vain(contact, victim.endpoint.proto);
      if (vain > 0 || rush) {
        all.push_back({victim.host, contact.client, vain > 0, contact.start,
                       contact.end - contact.start, std::max(vain, 1U)});
      }
    }
  }

  void by_server(ClientContacts contacts, const Candidate& attacker) {
    for (const Contact& contact : contacts) {
      if (strikes_back(contact, attacker.endpoint.proto)) {
        all.push_back({contact.client, attacker.host, true, contact.start,
                       contact.end - contact.start, contact.packets_in});
      }
    }
  }

  const Surroundings& surroundings_;
  std::size_t least_;
};

std::vector<Blow> gather_blows(std::span<const CandidatePartition> partitions,
                               const Surroundings& surroundings, double least, unsigned threads) {
  std::vector<Blows> parts(partitions.size(), Blows(surroundings, least));
  in_parallel(partitions.size(), threads, [&](std::size_t i) { parts[i].gather(partitions[i]); });
  std::vector<Blow> all;
  for (Blows& part : parts) {
    all.insert(all.end(), part.all.begin(), part.all.end());
    part.all = {};
  }
  std::ranges::sort(all, {}, [](const Blow& one) {
    return std::tuple(one.victim, one.attacker, one.start, one.lasting, one.packets, one.in_vain);
  });
  return all;
}

// The packets of a blow that fall into a burst's length.
double within_burst(const Blow& blow) {
  const double share = blow.lasting <= kBurstLasts
                           ? 1.0
                           : static_cast<double>(kBurstLasts) / static_cast<double>(blow.lasting);
  return share * blow.packets;
}

struct Beginning {
  base::Micros at = 0;
  std::uint32_t attacker = 0;
  bool in_vain = false;
};

// Onsets of one attacker at one victim; `blows` by time.
void find_beginnings(std::span<const Blow> blows, double least, std::vector<Beginning>& found) {
  double sum = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < blows.size(); ++i) {
    for (; end < blows.size() && blows[end].start - blows[i].start <= kBurstLasts; ++end) {
      sum += within_burst(blows[end]);
    }
    const bool again = !found.empty() && found.back().attacker == blows[i].attacker &&
                       blows[i].start - found.back().at < kQuiet;
    if (sum >= least && !again)
      found.push_back({blows[i].start, blows[i].attacker, blows[i].in_vain});
    sum -= within_burst(blows[i]);
  }
}

// The attack that begins with beginnings[first], if enough take part; they are ordered by time.
Onset attack_from(std::span<const Beginning> beginnings) {
  Onset attack;
  for (const Beginning& one : beginnings) attack.attackers.push_back(one.attacker);
  std::ranges::sort(attack.attackers);
  attack.attackers.erase(std::unique(attack.attackers.begin(), attack.attackers.end()),
                         attack.attackers.end());
  const auto in_vain = std::ranges::count_if(beginnings, &Beginning::in_vain);
  attack.in_vain = 2 * static_cast<std::size_t>(in_vain) >= beginnings.size();
  std::size_t most = 0;
  for (std::size_t i = 0, end = 0; i < beginnings.size(); ++i) {
    while (end < beginnings.size() && beginnings[end].at - beginnings[i].at <= kThickest) ++end;
    if (end - i > most) attack.at = beginnings[i].at, most = end - i;
  }
  return attack;
}

void find_attacks(std::vector<Beginning>& beginnings, std::uint32_t victim,
                  std::vector<Onset>& found) {
  std::ranges::sort(beginnings, {}, &Beginning::at);
  for (std::size_t first = 0; first < beginnings.size();) {
    std::size_t end = first;
    while (end < beginnings.size() && beginnings[end].at - beginnings[first].at <= kTogether) ++end;
    Onset attack = attack_from(std::span(beginnings).subspan(first, end - first));
    attack.victim = victim;
    const bool enough = attack.attackers.size() >= kFewestAttackers;
    if (enough) found.push_back(std::move(attack));
    first = enough ? end : first + 1;
  }
}

}  // namespace

std::vector<Onset> attack_onsets(std::span<const CandidatePartition> partitions,
                                 const Surroundings& surroundings, const HostIndex& hosts,
                                 unsigned threads) {
  const double least =
      std::max(kLeastPackets, std::round(kBurstPackets / std::cbrt(surroundings.sampling())));
  const std::vector<Blow> blows = gather_blows(partitions, surroundings, least, threads);
  std::vector<Onset> found;
  for (std::size_t begin = 0; begin < blows.size();) {
    std::vector<Beginning> beginnings;
    std::size_t end = begin;
    while (end < blows.size() && blows[end].victim == blows[begin].victim) {
      const std::size_t first = end;
      while (end < blows.size() && blows[end].victim == blows[first].victim &&
             blows[end].attacker == blows[first].attacker) {
        ++end;
      }
      find_beginnings(std::span(blows).subspan(first, end - first), least, beginnings);
    }
    find_attacks(beginnings, blows[begin].victim, found);
    begin = end;
  }
  std::ranges::sort(found, {},
                    [&](const Onset& one) { return std::pair(one.at, hosts.address(one.victim)); });
  return found;
}

}  // namespace noroshi::c2
