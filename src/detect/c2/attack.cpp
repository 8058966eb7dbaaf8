#include "detect/c2/attack.hpp"

#include <algorithm>

namespace noroshi::c2 {
namespace {

constexpr std::uint32_t kScanServers = 30;
constexpr std::uint32_t kScanServersSampled = 8;
constexpr double kScanFailed = 0.7;  // share of servers that never answered
constexpr std::size_t kFloodContacts = 100;
constexpr double kFloodRate = 3.0;  // contacts a second, kept up over all of them
constexpr std::size_t kOnslaughtContacts = 30;
constexpr double kOnslaughtRate = 0.8;   // contacts a second
constexpr double kOnslaughtSpan = 15.0;  // seconds at least: a page with many parts is over before
constexpr std::uint64_t kFloodPackets = 20'000;
constexpr double kFloodPacketRate = 200.0;  // packets a second
constexpr std::uint64_t kOneWay = 50;       // packets out for each that comes back

}  // namespace

bool is_scan(std::uint32_t servers, std::uint32_t failed_servers, bool sampled) {
  return failed_servers >= (sampled ? kScanServersSampled : kScanServers) &&
         failed_servers >= kScanFailed * servers;
}

bool is_flood(const FloodFigures& all) {
  const bool many_contacts = all.contacts >= kFloodContacts &&
                             static_cast<double>(all.contacts) > kFloodRate * all.seconds &&
                             all.unanswered * 10 > all.contacts * 9;
  const bool many_packets = all.packets_out >= kFloodPackets &&
                            static_cast<double>(all.packets_out) > kFloodPacketRate * all.seconds &&
                            all.packets_out > kOneWay * all.packets_in;
  return many_contacts || many_packets;
}

bool is_flood(ClientContacts contacts) {
  FloodFigures all{.contacts = contacts.size()};
  base::Micros last = contacts.front().end;
  for (const Contact& contact : contacts) {
    all.packets_out += contact.packets_out;
    all.packets_in += contact.packets_in;
    last = std::max(last, contact.end);
    if (failed(contact.outcome)) ++all.unanswered;
  }
  all.seconds = std::max(1.0, base::seconds(last - contacts.front().start));
  return is_flood(all);
}

bool is_onslaught(ClientContacts contacts) {
  if (is_flood(contacts)) return true;
  const double span = base::seconds(contacts.back().start - contacts.front().start);
  return contacts.size() >= kOnslaughtContacts && span >= kOnslaughtSpan &&
         static_cast<double>(contacts.size()) > kOnslaughtRate * span;
}

}  // namespace noroshi::c2
