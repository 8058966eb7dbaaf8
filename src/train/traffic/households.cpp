#include "train/traffic/households.hpp"

#include <algorithm>

#include "train/traffic/daily.hpp"

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kMillisecond;
using base::kMinute;
using base::kSecond;
using base::Micros;

constexpr double kVisitsPerDay = 20;       // of the mean household; a visit makes 5.5 records
constexpr std::uint32_t kFavourites = 12;  // sites of one household
constexpr std::uint32_t kResolvers = 4;
constexpr std::uint32_t kFirstResolver = 0;  // places in the infrastructure range
constexpr std::uint32_t kFirstGame = 64;
constexpr std::uint32_t kGameServers = 192;

Micros micros(double value) { return static_cast<Micros>(value); }

}  // namespace

Households::Households(const World& world, Ledger& ledger)
    : world_(world),
      web_(ledger.open("web")),
      dns_(ledger.open("dns")),
      video_(ledger.open("video")),
      games_(ledger.open("games")),
      chat_(ledger.open("chat")) {
  const Scenario& s = world.scenario;
  appetite_.reserve(s.subscribers);
  constexpr double kSpread = 0.8;
  for (std::uint32_t i = 0; i < s.subscribers; ++i) {
    Stream stream = Stream::of(s.seed, Domain::HouseholdTraits, i);
    const double mean_one = traffic::exp(-kSpread * kSpread / 2);
    appetite_.push_back(static_cast<float>(std::min(20.0, stream.lognormal(mean_one, kSpread))));
  }
}

void Households::run(const Slice& slice, Exporter& exporter) {
  const Scenario& s = world_.scenario;
  const double load = diurnal(slice.begin + slice.length() / 2 + s.utc_offset);
  const double visits = s.activity * kVisitsPerDay * load * static_cast<double>(slice.length()) /
                        static_cast<double>(kDay);
  for (std::uint32_t i = 0; i < s.subscribers; ++i) {
    Stream stream = Stream::of(s.seed, Domain::Household, i, slice.index);
    const std::uint32_t count = stream.poisson(visits * static_cast<double>(appetite_[i]));
    if (count == 0) continue;
    const bool ipv6 = Stream::of(s.seed, Domain::HouseholdTraits, i, 1).chance(s.ipv6_share);
    for (std::uint32_t n = 0; n < count; ++n) {
      visit({i, slice.instant(stream), ipv6}, stream, exporter);
    }
  }
}

void Households::visit(Visit v, Stream& stream, Exporter& exporter) const {
  const double what = stream.unit();
  if (stream.chance(0.75)) resolve(v, stream, exporter);
  v.start += 40 * kMillisecond;  // the name is known
  if (what < 0.90) return browse(v, stream, exporter);
  if (what < 0.96) return watch(v, stream, exporter);
  if (what < 0.99) return play(v, stream, exporter);
  chat(v, stream, exporter);
}

Conversation Households::towards(const Visit& v, const Site& site, Stream& stream) const {
  Conversation c;
  c.client = world_.plan.subscriber(v.subscriber);
  c.server = world_.sites.address(site, world_.plan, stream);
  if (v.ipv6 && site.ipv6) {
    c.client = world_.plan.subscriber_v6(v.subscriber);
    c.server = world_.plan.twin_v6(c.server);
  }
  c.client_port = ephemeral_port(stream);
  c.server_port = site.port;
  c.start = v.start;
  return c;
}

void Households::resolve(const Visit& v, Stream& stream, Exporter& exporter) const {
  Conversation c;
  c.protocol = model::kUdp;
  c.client = world_.plan.subscriber(v.subscriber);
  c.server = world_.plan.infrastructure(kFirstResolver + v.subscriber % kResolvers);
  c.client_port = ephemeral_port(stream);
  c.server_port = 53;
  c.start = v.start;
  udp_exchange(c, {stream.between(28, 60), stream.lognormal(130, 0.4), round_trip(stream) / 3},
               stream);
  exporter.add(c, dns_);
}

// People go back to where they have been: a favourite, or any site by its popularity.
Site Households::choose(const Visit& v, Stream& stream) const {
  if (stream.chance(0.5)) return world_.sites.at(world_.sites.draw_rank(stream));
  const std::uint32_t favourite = stream.below(kFavourites);
  Stream taste =
      Stream::of(world_.scenario.seed, Domain::HouseholdTraits, v.subscriber, 2, favourite);
  return world_.sites.at(world_.sites.draw_rank(taste));
}

// The page, then what it embeds over the next seconds.
void Households::browse(const Visit& v, Stream& stream, Exporter& exporter) const {
  const Site page = choose(v, stream);
  const auto embedded =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(40, stream.failures(0.22)));
  Visit now = v;
  fetch(now, page, stream, exporter);
  for (std::uint32_t n = 0; n < embedded; ++n) {
    now.start += micros(stream.exponential(1.5e6));
    if (stream.chance(0.15)) resolve(now, stream, exporter);
    const bool own = stream.chance(0.35);
    fetch(now, own ? page : world_.sites.at(world_.sites.draw_rank(stream)), stream, exporter);
  }
}

void Households::fetch(const Visit& v, const Site& site, Stream& stream, Exporter& exporter) const {
  Conversation c = towards(v, site, stream);
  if (stream.chance(0.012)) {  // the server is gone, or the path is
    if (stream.chance(0.5)) {
      unanswered_syn(c, stream.below(4));
    } else {
      refused_syn(c);
    }
    return exporter.add(c, web_);
  }
  const double response = std::min(stream.lognormal(12'000, 1.7), 2e9);
  const double request = stream.lognormal(900, 0.7);
  const double rate = stream.lognormal(2.5, 0.8);  // octets each µs: median 20 Mbit/s
  const double idle = stream.chance(0.4) ? stream.exponential(6e6) : 0;  // kept for the next click
  const Exchange exchange{request, response,
                          3 * round_trip(stream) + micros(response / rate + idle)};
  if (site.quic && stream.chance(0.6)) {
    c.protocol = model::kUdp;
    udp_exchange(c, exchange, stream);
  } else {
    tcp_exchange(c, exchange, stream);
  }
  exporter.add(c, web_);
}

void Households::watch(const Visit& v, Stream& stream, Exporter& exporter) const {
  const Site site = world_.sites.at(stream.below(24));  // video comes from the giants
  Conversation c = towards(v, site, stream);
  const double length = std::min(stream.lognormal(8 * 60, 0.9), 3 * 3600.0);  // s
  const double rate = stream.lognormal(400'000, 0.6);                         // octets a second
  const Exchange exchange{2'000 + 40 * length, rate * length, micros(length * 1e6)};
  if (site.quic && stream.chance(0.7)) {
    c.protocol = model::kUdp;
    udp_exchange(c, exchange, stream);
  } else {
    tcp_exchange(c, exchange, stream);
  }
  exporter.add(c, video_);
}

void Households::play(const Visit& v, Stream& stream, Exporter& exporter) const {
  Conversation c;
  c.protocol = model::kUdp;
  c.client = world_.plan.subscriber(v.subscriber);
  const std::uint32_t server = stream.below(kGameServers);
  c.server = world_.plan.infrastructure(kFirstGame + server);
  c.server_port = static_cast<std::uint16_t>(7'000 + server * 37);
  c.client_port = ephemeral_port(stream);
  c.start = v.start;
  const double length = std::min(stream.lognormal(18 * 60, 0.6), 3 * 3600.0);  // s
  c.packets = static_cast<std::uint64_t>(length * stream.between(20, 40));
  c.reverse_packets = static_cast<std::uint64_t>(length * stream.between(25, 60));
  c.octets = c.packets * (68 + stream.below(60));
  c.reverse_octets = c.reverse_packets * (90 + stream.below(200));
  c.end = c.start + micros(length * 1e6);
  exporter.add(c, games_);
}

// A page that stays open on a WebSocket, with its pings.
void Households::chat(const Visit& v, Stream& stream, Exporter& exporter) const {
  const Site site = choose(v, stream);
  Conversation c = towards(v, site, stream);
  tcp_opening(c, {1'200, stream.lognormal(6'000, 0.6), 300 * kMillisecond}, stream);
  c.beat.period = (20 + stream.below(36)) * kSecond;
  c.beat.octets = 6;  // RFC 6455, section 5.5.2: an empty Ping is 2 octets, masked 6; plus TLS
  c.beat.reverse_octets = 2;
  c.beat.jitter = 0.02;
  c.end = c.start + std::min(micros(stream.exponential(20 * 60e6)) + kMinute, 3 * base::kHour);
  exporter.add(c, chat_);
}

}  // namespace noroshi::traffic
