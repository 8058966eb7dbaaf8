#include "detect/scan/families.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "model/flow_batch.hpp"

namespace noroshi::scan {
namespace {

constexpr std::string_view kTelnet = "telnet-bot";
constexpr std::string_view kAdb = "adb-bot";
constexpr std::string_view kRouter = "router-exploit-bot";
constexpr std::string_view kCamera = "camera-exploit-bot";
constexpr std::string_view kWeb = "web-exploit-bot";
constexpr std::string_view kSmb = "smb-worm";
constexpr std::string_view kServer = "server-worm";
constexpr std::string_view kSsh = "ssh-bot";
constexpr std::string_view kDesktop = "desktop-bot";

// What bots of things ask for; the rest spread over servers and office machines.
constexpr std::array kThings{kTelnet, kAdb, kRouter, kCamera, kWeb};

constexpr BotService tcp(std::uint16_t port, std::string_view family, double weight) {
  return {{port, model::kTcp}, family, weight};
}

// By port.  How much a service tells: nobody but a bot or a surveyor has a reason to try telnet, a
// router's maintenance port or a camera's at an unused address (3 and more); Windows shares and
// databases are tried by misguided office machines too (2 to 3); a lone SYN to a web server or to
// SSH is in everybody's life (1.5 and less).
//
// Telnet: 23 and 2323 from Mirai's published scanner; 5358 beside 23 and without Mirai's mark,
// and 32 and 3232 with it: National Police Agency of Japan, observations of February 2017; 2223:
// Satori.  5555: ADB.Miner (360 Netlab, February 2018).  7547 and 5555: Hajime's attack on TR-064
// (Kaspersky, April 2017).  37215 and 52869: Satori (360 Netlab, December 2017).  8291: Hajime
// (360 Netlab, March 2018).  8728: JPCERT/CC, TSUBAME, April to June 2025.  The web's ports: the
// lists of Mirai's variants.  60001: recorders attacked since September 2020 (Juniper Threat Labs).
// The other ports of recorders are those of their makers' protocols; no report of an attack was at
// hand, so they tell less.
constexpr std::array kServices{
    tcp(22, kSsh, 1),         tcp(23, kTelnet, 3.5),   tcp(26, kTelnet, 2.5),
    tcp(32, kTelnet, 2.5),    tcp(80, kWeb, 0.3),      tcp(81, kWeb, 1.5),
    tcp(82, kWeb, 1.5),       tcp(83, kWeb, 1.5),      tcp(84, kWeb, 1.5),
    tcp(85, kWeb, 1.5),       tcp(88, kWeb, 1),        tcp(135, kSmb, 2),
    tcp(139, kSmb, 2),        tcp(443, kWeb, 0),       tcp(445, kSmb, 3),
    tcp(1433, kServer, 2.5),  tcp(2222, kSsh, 1),      tcp(2223, kTelnet, 2.5),
    tcp(2323, kTelnet, 4),    tcp(2375, kServer, 2.5), tcp(2376, kServer, 2.5),
    tcp(3232, kTelnet, 2.5),  tcp(3306, kServer, 2),   tcp(3389, kDesktop, 1.5),
    tcp(5358, kTelnet, 3),    tcp(5432, kServer, 2),   tcp(5555, kAdb, 3.5),
    tcp(5900, kDesktop, 1.5), tcp(6379, kServer, 2.5), tcp(7547, kRouter, 3.5),
    tcp(8000, kWeb, 1),       tcp(8080, kWeb, 0.7),    tcp(8081, kWeb, 1.2),
    tcp(8088, kWeb, 1.2),     tcp(8089, kWeb, 1.2),    tcp(8181, kWeb, 1.2),
    tcp(8291, kRouter, 3),    tcp(8443, kWeb, 0.7),    tcp(8728, kRouter, 3),
    tcp(8888, kWeb, 1.2),     tcp(9000, kWeb, 1.2),    tcp(9527, kCamera, 2),
    tcp(9530, kCamera, 2),    tcp(23231, kTelnet, 3),  tcp(34567, kCamera, 2),
    tcp(37215, kRouter, 3.5), tcp(37777, kCamera, 2),  tcp(49152, kRouter, 2),
    tcp(52869, kRouter, 3.5), tcp(60001, kCamera, 3),  tcp(60023, kTelnet, 3),
};

static_assert(std::is_sorted(kServices.begin(), kServices.end(),
                             [](const BotService& a, const BotService& b) {
                               return a.service < b.service;
                             }));

// Of the packets to known services; below it a source has no one family.
constexpr double kMost = 0.6;

// Packets to these services that count for nothing in particular stay out of the sentence.
constexpr std::size_t kMostTold = 6;

constexpr base::Text kStory{"{0} of {1} packets ask for services through which bots spread: {2}",
                            "{1} パケット中 {0} が、ボットの感染に使われるサービス宛て: {2}"};

bool is_of_things(std::string_view family) {
  return std::find(kThings.begin(), kThings.end(), family) != kThings.end();
}

}  // namespace

const BotService* bot_service(const Service& service) {
  const auto* found = std::lower_bound(
      kServices.begin(), kServices.end(), service,
      [](const BotService& one, const Service& wanted) { return one.service < wanted; });
  return found == kServices.end() || found->service != service ? nullptr : found;
}

std::string family_of(const Case& the_case) {
  if (the_case.source.marks.mirai > 0) return "mirai";
  std::map<std::string_view, double> packets;
  double known = 0;
  double of_things = 0;
  for (const ServiceUse& use : the_case.services) {
    const BotService* about = bot_service(use.service);
    if (about == nullptr) continue;
    const auto count = static_cast<double>(use.packets);
    packets[about->family] += count;
    known += count;
    if (is_of_things(about->family)) of_things += count;
  }
  if (2 * known < static_cast<double>(the_case.source.packets) || known <= 0) return "unknown-bot";
  const auto most =
      std::max_element(packets.begin(), packets.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most->second >= kMost * known) return std::string(most->first);
  if (of_things >= kMost * known) return "iot-bot";
  return std::string(most->first);
}

std::optional<Signal> bot_services(const Case& the_case) {
  if (the_case.source.syns == 0 || the_case.source.packets == 0) return std::nullopt;
  double worth = 0;
  double packets = 0;
  std::vector<std::pair<std::string, double>> counts;
  for (const ServiceUse& use : the_case.services) {
    const BotService* about = bot_service(use.service);
    if (about == nullptr || about->weight <= 0) continue;
    const auto count = static_cast<double>(use.packets);
    worth += about->weight * count;
    packets += count;
    counts.emplace_back(to_string(use.service), count);
  }
  if (packets <= 0) return std::nullopt;
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (counts.size() > kMostTold) counts.resize(kMostTold);
  const auto all = static_cast<double>(the_case.source.packets);
  counts.emplace_back("packets", all);
  return Signal{.value = packets,
                .unit = "packets",
                .weight = std::min(4.0, worth / all),
                .counts = std::move(counts)};
}

std::string tell_bot_services(const model::Evidence& evidence, base::Language language) {
  std::string services;
  for (const auto& [name, value] : evidence.counts) {
    if (name == "packets") continue;
    if (!services.empty()) services += ", ";
    services += fmt::format("{} ({})", name, value);
  }
  return kStory.in(language, evidence.value, count(evidence, "packets"), services);
}

}  // namespace noroshi::scan
