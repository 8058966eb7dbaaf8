#include "detect/c2/surroundings.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "detect/c2/attack.hpp"
#include "detect/c2/overview.hpp"
#include "detect/c2/ports.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kPortSlots = std::size_t{1} << 20;  // 4 MiB of shared counters
constexpr double kVantageShare = 0.8;   // of all contacts: the capture was taken there
constexpr double kVantageCalls = 0.03;  // of all contacts: it is not only called
constexpr int kVantageV4 = 16;          // prefix length of a campus or a small operator
constexpr int kVantageV6 = 32;
constexpr auto kRelaxed = std::memory_order_relaxed;  // sums only; read after the threads ended

void lower(std::atomic<base::Micros>& least, base::Micros value) {
  base::Micros seen = least.load(kRelaxed);
  while (value < seen && !least.compare_exchange_weak(seen, value, kRelaxed)) {
  }
}

void raise(std::atomic<base::Micros>& most, base::Micros value) {
  base::Micros seen = most.load(kRelaxed);
  while (value > seen && !most.compare_exchange_weak(seen, value, kRelaxed)) {
  }
}

net::Prefix vantage_of(const net::Address& address) {
  return net::Prefix::of(address, address.is_v4() ? kVantageV4 : kVantageV6);
}

bool never_answered(ClientContacts contacts) {
  return std::ranges::all_of(contacts, [](const Contact& contact) {
    return failed(contact.outcome) || contact.outcome == Outcome::Asked;
  });
}

}  // namespace

Surroundings::Surroundings(const HostIndex& hosts, Settings settings)
    : settings_(std::move(settings)),
      platforms_(settings_.platforms),
      ages_(std::move(settings_.ages)),
      hosts_(hosts),
      counters_(std::make_unique<Counters[]>(hosts.size())),
      port_counts_(std::make_unique<std::atomic<std::uint32_t>[]>(kPortSlots)),
      first_seen_(std::numeric_limits<base::Micros>::max()),
      last_seen_(std::numeric_limits<base::Micros>::min()) {}

std::size_t Surroundings::slot(std::uint32_t client, std::uint16_t port) const {
  return net::mix(static_cast<std::uint64_t>(client) << 16 | port) % kPortSlots;
}

void Surroundings::observe(const Server& server, std::uint32_t server_host) {
  servers_.fetch_add(1, kRelaxed);
  const bool alive = std::ranges::any_of(server.contacts, [](const Contact& contact) {
    return contact.outcome != Outcome::Silent && contact.outcome != Outcome::Refused;
  });
  const bool again = server.contacts.size() > server.clients.size();
  if ((alive || again) && !is_inside(server.endpoint.ip)) outside_servers_.fetch_add(1, kRelaxed);
  const auto total = static_cast<std::uint32_t>(server.contacts.size());
  contacts_.fetch_add(total, kRelaxed);
  counters_[server_host].contacts.fetch_add(total, kRelaxed);
  lower(first_seen_, server.first_seen());
  raise(last_seen_, server.last_seen());
  customary_.observe(occasions_of(server));
  observe_asked(server);
  const std::uint16_t port = server.endpoint.port;
  const bool odd = port_class(port) == PortClass::Other;
  for (const ClientContacts contacts : server.clients) {
    const std::uint32_t client = contacts.front().client;
    Counters& counters = counters_[client];
    counters.servers.fetch_add(1, kRelaxed);
    counters.contacts.fetch_add(static_cast<std::uint32_t>(contacts.size()), kRelaxed);
    counters.calls.fetch_add(static_cast<std::uint32_t>(contacts.size()), kRelaxed);
    if (odd) counters.odd_servers.fetch_add(1, kRelaxed);
    if (never_answered(contacts)) {
      counters.failed_servers.fetch_add(1, kRelaxed);
      port_counts_[slot(client, port)].fetch_add(1, kRelaxed);
    }
    if (is_flood(contacts)) counters.floods.store(true, kRelaxed);
  }
}

void Surroundings::take(const Overview& overview) {
  servers_ = overview.servers().all;
  outside_servers_ = overview.servers().outside;
  first_seen_ = overview.servers().first_seen;
  last_seen_ = overview.servers().last_seen;
  for (std::uint32_t host = 0; host < hosts_.size(); ++host) {
    Counters& counters = counters_[host];
    counters.servers = counters.failed_servers = counters.odd_servers = 0;
    counters.floods = false;
  }
  for (std::uint32_t number = 0; number < overview.clients(); ++number) {
    const std::uint32_t host = hosts_.find(overview.client(number));
    if (host == HostIndex::kNone) continue;
    const ClientHistory history = overview.history(number);
    counters_[host].servers = history.servers;
    counters_[host].failed_servers = history.failed_servers;
    counters_[host].odd_servers = history.odd_servers;
    counters_[host].floods = history.attacks;
  }
}

void Surroundings::observe_asked(const Server& server) {
  if (server.endpoint.proto != model::kTcp) return;
  const auto having = [&](Outcome outcome) {
    return std::ranges::count(server.contacts, outcome, &Contact::outcome);
  };
  if (having(Outcome::Answered) + having(Outcome::Opened) == 0) return;
  answering_contacts_.fetch_add(server.contacts.size(), kRelaxed);
  answering_asked_.fetch_add(static_cast<std::uint64_t>(having(Outcome::Asked)), kRelaxed);
}

double Surroundings::usual_asked() const {
  const auto asked = static_cast<double>(answering_asked_.load(kRelaxed));
  const auto all = static_cast<double>(answering_contacts_.load(kRelaxed));
  return (asked + 1.0) / (all + 10.0);  // one in ten where nothing was seen
}

void Surroundings::conclude() {
  if (settings_.overview != nullptr) take(*settings_.overview);
  if (settings_.inside.empty()) find_vantage();
  count_clients(true);
  all_watched_ = clients_ == 0;
  if (all_watched_) count_clients(false);
  customary_.conclude(first_seen_.load(kRelaxed), last_seen_.load(kRelaxed));
  networks_.fill(hosts_, [this](std::uint32_t host) {
    return counters_[host].servers.load(kRelaxed) > 0 && is_watched(host);
  });
}

void Surroundings::find_vantage() {
  struct Presence {
    double contacts = 0;
    double calls = 0;
  };
  std::map<net::Address, Presence> networks;  // by their first address
  double with_private = 0;
  for (std::uint32_t host = 0; host < hosts_.size(); ++host) {
    const net::Address& address = hosts_.address(host);
    const double contacts = counters_[host].contacts.load(kRelaxed);
    if (address.is_private()) {
      with_private += contacts;
      continue;
    }
    Presence& network = networks[vantage_of(address).address];
    network.contacts += contacts;
    network.calls += counters_[host].calls.load(kRelaxed);
  }
  const auto all = static_cast<double>(contacts_.load(kRelaxed));
  if (networks.empty() || 2 * with_private > all) return;
  const auto& [address, most] =
      *std::ranges::max_element(networks, {}, [](const auto& one) { return one.second.contacts; });
  if (most.contacts >= kVantageShare * all && most.calls >= kVantageCalls * all) {
    vantage_ = vantage_of(address);
  }
}

void Surroundings::count_clients(bool only_inside) {
  for (std::uint32_t host = 0; host < hosts_.size(); ++host) {
    const ClientHistory history = this->history(host);
    if (history.servers == 0 || (only_inside && !is_inside_host(host))) continue;
    ++clients_;
    if (history.attacks) ++attackers_;
  }
}

ClientHistory Surroundings::history(std::uint32_t client) const {
  const Counters& counters = counters_[client];
  ClientHistory history{.servers = counters.servers.load(kRelaxed),
                        .failed_servers = counters.failed_servers.load(kRelaxed),
                        .odd_servers = counters.odd_servers.load(kRelaxed)};
  history.attacks = counters.floods.load(kRelaxed) ||
                    is_scan(history.servers, history.failed_servers, settings_.sampling > 1);
  return history;
}

std::uint32_t Surroundings::failed_on_port(std::uint32_t client, std::uint16_t port) const {
  if (settings_.overview != nullptr) {
    return settings_.overview->failed_on_port(hosts_.address(client), port);
  }
  return port_counts_[slot(client, port)].load(kRelaxed);
}

bool Surroundings::is_inside(const net::Address& address) const {
  if (!settings_.inside.empty()) return settings_.inside.contains(address);
  return address.is_private() || (vantage_ && vantage_->contains(address));
}

bool Surroundings::is_inside_host(std::uint32_t host) const {
  return is_inside(hosts_.address(host));
}

const Platform* Surroundings::platform_of(const net::Address& address) const {
  return platforms_.find(address);
}

}  // namespace noroshi::c2
