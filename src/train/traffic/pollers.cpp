#include "train/traffic/pollers.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

using base::kHour;
using base::kMillisecond;
using base::kSecond;
using base::Micros;

constexpr double kLifetimeHours = 14;        // mean of a held connection before a device reconnects
constexpr std::uint32_t kFirstPool = 1'024;  // place in the infrastructure range
constexpr std::uint32_t kPoolWidth = 256;    // a service
constexpr std::uint32_t kSmallServers = 256;  // a service, in the slots of small servers

constexpr std::uint16_t kRarePorts[] = {10050, 10051, 4505, 5666, 9100, 1514, 8125,  6556,
                                        12489, 5985,  2055, 9997, 8089, 7443, 10443, 3001};

bool is_small(const InnocentService& service) { return service.per_server > 0; }

Micros micros(double value) { return static_cast<Micros>(value); }

}  // namespace

Pollers::Pollers(const World& world, Ledger& ledger) : world_(world) {
  const auto services = innocent_services();
  const auto count = static_cast<std::uint16_t>(services.size());
  for (std::uint16_t service = 0; service < count; ++service) {
    tags_.push_back(ledger.open(std::string(services[service].name)));
    const double share = services[service].share * world.scenario.background;
    std::uint32_t ordinal = 0;
    for (std::uint32_t i = 0; i < world.scenario.subscribers; ++i) {
      Stream stream = Stream::of(world.scenario.seed, Domain::PollerMember, service, i);
      if (stream.chance(share)) enrol(service, i, ordinal++);
    }
  }
}

void Pollers::enrol(std::uint16_t index, std::uint32_t subscriber, std::uint32_t ordinal) {
  const InnocentService& service = innocent_services()[index];
  Stream stream = Stream::of(world_.scenario.seed, Domain::PollerMember, index, subscriber, 1);
  Device device;
  device.subscriber = subscriber;
  device.service = index;
  device.period = kSecond * micros(stream.between(service.shortest_s, service.longest_s + 0.5));
  device.server = is_small(service) ? ordinal / service.per_server : stream.below(service.servers);
  const double into = stream.unit();
  switch (service.style) {
    case Style::Held:  // under way when the day begins
      device.next =
          world_.scenario.start - micros(into * kLifetimeHours * static_cast<double>(kHour));
      break;
    case Style::Clocked:  // each device a few seconds after the full period, always the same
      device.next = world_.scenario.start / device.period * device.period + micros(into * 20e6);
      break;
    default:
      device.next = world_.scenario.start + micros(into * static_cast<double>(device.period));
  }
  devices_.push_back(device);
}

void Pollers::run(const Slice& slice, Exporter& exporter) {
  for (Device& device : devices_) {
    while (device.next < slice.end) {
      if (wait_until_on(device)) act(device, exporter);
    }
  }
}

// Moves `next` to the time when the device is switched on; false if it was off.
bool Pollers::wait_until_on(Device& device) const {
  if (device.next < device.on_until) return true;
  const Scenario& s = world_.scenario;
  const Presence presence = innocent_services()[device.service].presence;
  const auto span = Hours(s.seed, presence, device.subscriber, s.utc_offset).span_from(device.next);
  device.on_until = span.end;
  if (span.begin <= device.next) return true;
  // Programs start one after another in the first two minutes.
  const std::uint64_t place = net::mix(device.subscriber + device.service * 7919ULL) % 120;
  device.next = span.begin + static_cast<Micros>(place) * kSecond;
  return false;
}

void Pollers::act(Device& device, Exporter& exporter) const {
  const InnocentService& service = innocent_services()[device.service];
  Stream stream = Stream::of(world_.scenario.seed, Domain::PollerTick, device.service,
                             device.subscriber, device.tick);
  device.next = service.style == Style::Held ? hold(device, stream, exporter)
                                             : poll(device, stream, exporter);
  ++device.tick;
}

net::Address Pollers::server_address(const Device& device) const {
  const InnocentService& service = innocent_services()[device.service];
  if (is_small(service)) {
    const std::uint32_t block = device.service * kSmallServers % (kFirstC2Slot - kFirstSmallSlot);
    return world_.plan.hosting(kFirstSmallSlot + block + device.server % kSmallServers);
  }
  // NTP clients ask four servers by turns (RFC 5905, section 11: several are needed to vote).
  const std::uint32_t turn = service.port == 123 ? device.tick % 4 : 0;
  return world_.plan.infrastructure(kFirstPool + device.service * kPoolWidth +
                                    (device.server + turn) % service.servers);
}

Conversation Pollers::towards(const Device& device, Stream& stream) const {
  const InnocentService& service = innocent_services()[device.service];
  Conversation c;
  c.protocol = service.protocol;
  c.client = world_.plan.subscriber(device.subscriber);
  c.server = server_address(device);
  c.server_port = service.port != 0 ? service.port : kRarePorts[net::hash(c.server) % 16];
  // NTP, SIP and VPN daemons send from their own port.
  const bool symmetric = service.protocol == model::kUdp && service.port != 32'100;
  c.client_port = symmetric ? service.port : ephemeral_port(stream);
  c.start = device.next;
  return c;
}

Micros Pollers::poll(const Device& device, Stream& stream, Exporter& exporter) const {
  const InnocentService& service = innocent_services()[device.service];
  Conversation c = towards(device, stream);
  // Most answers are the same each time; one in ten brings something new.
  const double news = stream.chance(0.1) ? stream.lognormal(1.5, 0.5) : 1.0;
  const Exchange exchange{service.request * stream.between(0.98, 1.02),
                          service.protocol == model::kTcp
                              ? service.response * news * stream.between(0.97, 1.03)
                              : service.response * 1.0,
                          (service.protocol == model::kTcp ? 4 : 1) * round_trip(stream)};
  if (service.style == Style::Dead) {
    unanswered_syn(c, 2);
  } else if (service.protocol == model::kTcp) {
    stream.chance(0.004) ? unanswered_syn(c, 1 + stream.below(3))
                         : tcp_exchange(c, exchange, stream);
  } else {
    udp_exchange(c, exchange, stream);
    if (stream.chance(0.005)) c.reverse_packets = c.reverse_octets = 0;  // lost on the way
  }
  exporter.add(c, tags_[device.service]);
  const double swing = stream.between(-service.jitter, service.jitter);
  return device.next + micros(static_cast<double>(device.period) * (1.0 + swing));
}

Micros Pollers::hold(const Device& device, Stream& stream, Exporter& exporter) const {
  const InnocentService& service = innocent_services()[device.service];
  Conversation c = towards(device, stream);
  const Exchange greeting{900, 4'200, 200 * kMillisecond};
  if (service.protocol == model::kTcp) {
    tcp_opening(c, greeting, stream);
  } else {
    udp_exchange(c, {1'100, 1'300, 0}, stream);
  }
  c.beat = {.period = device.period,
            .jitter = service.jitter,
            .octets = service.request,
            .reverse_octets = service.response,
            .answered = service.response > 0};
  const Micros lifetime = kSecond * 30 + micros(stream.exponential(kLifetimeHours * 3'600e6));
  c.end = std::min(c.start + lifetime, device.on_until);
  c.closes = stream.chance(0.6);  // the others lose the link without a word
  exporter.add(c, tags_[device.service]);
  return c.end + micros(stream.between(2e6, 40e6));
}

// Ordinary devices that retry to a server switched off long ago look like bots of a dead C2, to
// people too: such a report is neither right nor wrong.
void Pollers::testify(Truth& truth) const {
  const auto services = innocent_services();
  const auto count = static_cast<std::uint16_t>(services.size());
  for (std::uint16_t index = 0; index < count; ++index) {
    if (services[index].style != Style::Dead) continue;
    TruthEndpoint entry;
    entry.kind = kAbandonedService;
    for (const Device& device : devices_) {
      if (device.service != index) continue;
      ++entry.clients;
      entry.endpoint = {server_address(device), services[index].port, services[index].protocol};
    }
    const Ledger::Account& account = world_.ledger.at(tags_[index]);
    entry.records = account.records;
    if (account.records > 0) entry.first_seen = account.first;
    if (account.records > 0) entry.last_seen = account.last;
    if (entry.clients > 0) truth.others.push_back(entry);
  }
}

}  // namespace noroshi::traffic
