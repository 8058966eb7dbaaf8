#include "train/traffic/crew.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace noroshi::traffic {
namespace {

using base::kHour;
using base::kSecond;
using base::Micros;

constexpr std::uint32_t kSlots = 64;      // for the servers of one botnet
constexpr std::uint32_t kInstances = 16;  // of one family

// A step through 0 … count−1 that meets each number once.
std::uint64_t coprime_step(Stream& stream, std::uint32_t count) {
  std::uint64_t step = 1 + stream.below(count);
  while (std::gcd<std::uint64_t>(step, count) != 1) ++step;
  return step;
}

}  // namespace

Crew::Crew(const World& world, const BotnetSpec& spec, std::uint32_t instance,
           const Signature& signature, Ledger& ledger)
    : world_(world),
      family_(spec.family),
      id_(static_cast<std::uint64_t>(spec.family) * kInstances + instance % kInstances) {
  Stream draw = stream(Domain::Botnet, 0);
  const double drawn = draw.between(signature.shortest_s, signature.longest_s);
  period_ = spec.period != 0 ? spec.period : static_cast<Micros>(drawn) * kSecond;
  jitter_ = spec.jitter >= 0 ? spec.jitter : signature.jitter;
  rotation_ = spec.rotation;
  infect(spec.bots == 0 ? entry_of(family_).bots : spec.bots);
  set_up_servers(spec, signature, ledger);
}

void Crew::infect(std::uint32_t count) {
  const Scenario& s = world_.scenario;
  Stream choice = stream(Domain::Botnet, 1);
  const std::uint64_t step = coprime_step(choice, s.subscribers);
  const std::uint64_t first = choice.below(s.subscribers);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double passed = (i + 0.5) / count;
    const double hours = s.spread_hours * ln(passed / (1.0 - passed));
    const Micros when =
        s.start + s.spread_midpoint + static_cast<Micros>(hours * static_cast<double>(kHour));
    if (when >= s.end()) break;
    bots_.push_back({static_cast<std::uint32_t>((first + step * i) % s.subscribers), when});
  }
}

void Crew::set_up_servers(const BotnetSpec& spec, const Signature& signature, Ledger& ledger) {
  const std::uint32_t own = entry_of(family_).servers;
  at_once_ = own == 0 || spec.servers == 0 ? own : spec.servers;
  if (at_once_ == 0) rotation_ = 0;  // no server of its own
  const std::uint32_t generations = rotation_ == 0 ? 1 : 1 + generation(world_.scenario.end() - 1);
  for (std::uint32_t i = 0; i < at_once_ * generations; ++i) {
    Stream draw = stream(Domain::Botnet, 2, i);
    const auto slot = kFirstC2Slot + static_cast<std::uint32_t>(id_) * kSlots + i;
    const auto port =
        signature.ports[draw.below(static_cast<std::uint32_t>(signature.ports.size()))];
    recruit(spec.shared_host ? shared_endpoint(draw)
                             : model::Endpoint{world_.plan.hosting(slot), port, signature.protocol},
            ledger);
  }
}

// An ordinary site's address, neither a giant's nor one that nobody visits, at the port of the Web.
model::Endpoint Crew::shared_endpoint(Stream& draw) const {
  const std::uint32_t tenth = world_.sites.count() / 10;
  const Site site = world_.sites.at(tenth + draw.below(tenth));
  return {world_.sites.address(site, world_.plan, draw), 443, model::kTcp};
}

std::uint32_t Crew::generation(Micros when) const {
  if (rotation_ == 0 || when < world_.scenario.start) return 0;
  return static_cast<std::uint32_t>((when - world_.scenario.start) / rotation_);
}

std::uint32_t Crew::in_service(std::uint32_t place, Micros when) const {
  return generation(when) * at_once_ + place;
}

Micros Crew::given_up(Micros when) const {
  if (rotation_ == 0) return std::numeric_limits<Micros>::max();
  return world_.scenario.start + (generation(when) + 1) * rotation_;
}

Stream Crew::stream(Domain domain, std::uint64_t a, std::uint64_t b) const {
  return Stream::of(world_.scenario.seed, domain, id_, a, b);
}

void Crew::recruit(const model::Endpoint& endpoint, Ledger& ledger) {
  servers_.push_back(endpoint);
  tags_.push_back(ledger.open(fmt::format("{}: c2", name())));
  contacted_.emplace_back(bots_.size(), false);
}

Conversation Crew::towards(std::uint32_t bot, std::uint32_t server, Micros start, Stream& stream) {
  contacted_[server][bot] = contacted_[server][bot] || start >= world_.scenario.start;
  Conversation c;
  c.protocol = servers_[server].proto;
  c.client = address(bot);
  c.server = servers_[server].ip;
  c.client_port = ephemeral_port(stream);
  c.server_port = servers_[server].port;
  c.start = start;
  return c;
}

Micros Crew::interval(Stream& stream) const {
  const double swing = 1.0 + stream.between(-jitter_, jitter_);
  return std::max<Micros>(kSecond / 10, static_cast<Micros>(static_cast<double>(period_) * swing));
}

void Crew::testify(Truth& truth, std::string_view kind) const {
  for (const Bot& bot : bots_) truth.infected.push_back(world_.plan.subscriber(bot.subscriber));
  for (std::uint32_t i = 0; i < servers(); ++i) {
    const Ledger::Account& account = world_.ledger.at(tags_[i]);
    TruthEndpoint entry;
    entry.endpoint = servers_[i];
    entry.kind = kind;
    entry.family = name();
    entry.clients =
        static_cast<std::uint32_t>(std::count(contacted_[i].begin(), contacted_[i].end(), true));
    entry.records = account.records;
    if (account.records > 0) entry.first_seen = account.first;
    if (account.records > 0) entry.last_seen = account.last;
    (kind == "c2" ? truth.c2 : truth.others).push_back(entry);
  }
}

}  // namespace noroshi::traffic
