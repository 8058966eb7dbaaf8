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

bool is_flood(ClientContacts contacts) {
  std::uint64_t packets_out = 0;
  std::uint64_t packets_in = 0;
  base::Micros last = contacts.front().end;
  std::size_t unanswered = 0;
  for (const Contact& contact : contacts) {
    packets_out += contact.packets_out;
    packets_in += contact.packets_in;
    last = std::max(last, contact.end);
    if (failed(contact.outcome)) ++unanswered;
  }
  const double span = std::max(1.0, base::seconds(last - contacts.front().start));
  const auto count = static_cast<double>(contacts.size());
  const bool many_contacts = contacts.size() >= kFloodContacts && count > kFloodRate * span &&
                             unanswered * 10 > contacts.size() * 9;
  const bool many_packets = packets_out >= kFloodPackets &&
                            static_cast<double>(packets_out) > kFloodPacketRate * span &&
                            packets_out > kOneWay * packets_in;
  return many_contacts || many_packets;
}

bool is_onslaught(ClientContacts contacts) {
  if (is_flood(contacts)) return true;
  const double span = base::seconds(contacts.back().start - contacts.front().start);
  return contacts.size() >= kOnslaughtContacts && span >= kOnslaughtSpan &&
         static_cast<double>(contacts.size()) > kOnslaughtRate * span;
}

}  // namespace noroshi::c2
