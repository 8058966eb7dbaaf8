#include "detect/scan/mistake.hpp"

#include <algorithm>

#include "detect/scan/families.hpp"

namespace noroshi::scan {
namespace {

// The same few addresses again and again: an old entry in a configuration or in somebody's DNS, a
// mapping that is kept open.  Bots move on.
constexpr std::uint64_t kFewTargets = 3;
constexpr std::uint64_t kPacketsATarget = 6;
constexpr double kRepeats = -3;

// Peers are told addresses of peers who are gone, each with a port of its own (Li, Goyal, Chen and
// Kuzmanovic, "Measurement and Diagnosis of Address Misconfigured P2P Traffic", 2011).
constexpr std::size_t kFewestPorts = 4;
constexpr std::uint16_t kHighPort = 1024;
constexpr double kPeers = -4;

// An unused address answers nothing, so nobody goes on after the SYN: what does has somebody to
// talk to, or answers somebody who forged the address.
constexpr double kConversation = -4;

constexpr double kNoHost = -8;

constexpr base::Text kRepeatsStory{"{0} packets to {1} targets: a mistake repeats, a bot moves on",
                                   "宛先 {1} 件に {0} パケット: ボットではなく設定誤りの形"};
constexpr base::Text kPeersStory{
    "{0} high ports at {1} targets, nearly one each: addresses of peers who are gone",
    "宛先 {1} 件に上位ポート {0} 種をほぼ 1 対 1 で送信: いなくなった P2P ピア宛ての形"};
constexpr base::Text kConversationStory{
    "{0} TCP packets are no SYN, {1} are: replies or parts of a conversation, no probes",
    "SYN 以外の TCP パケットが {0} 件(SYN は {1} 件): 探索ではなく応答や通信の一部"};
constexpr base::Text kNoHostStory{"the address stands for no host on the Internet",
                                  "インターネット上のホストを表さないアドレス"};

}  // namespace

std::optional<Signal> repeats(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  const std::uint64_t targets = std::max<std::uint64_t>(1, source.reach);
  if (targets > kFewTargets || source.packets / targets < kPacketsATarget) return std::nullopt;
  return Signal{.value = static_cast<double>(source.packets),
                .unit = "packets",
                .weight = kRepeats,
                .counts = {{"targets", static_cast<double>(targets)}}};
}

std::string tell_repeats(const model::Evidence& evidence, base::Language language) {
  return kRepeatsStory.in(language, evidence.value, count(evidence, "targets"));
}

std::optional<Signal> peers(const Case& the_case) {
  const auto high = static_cast<std::uint64_t>(std::count_if(
      the_case.services.begin(), the_case.services.end(),
      [](const ServiceUse& use) { return use.service.port >= kHighPort && use.targets <= 2; }));
  const SourceProfile& source = the_case.source;
  if (high < kFewestPorts || 4 * high < 3 * the_case.services.size() || 2 * high < source.reach) {
    return std::nullopt;
  }
  return Signal{.value = static_cast<double>(high),
                .unit = "services",
                .weight = kPeers,
                .counts = {{"targets", static_cast<double>(source.reach)}}};
}

std::string tell_peers(const model::Evidence& evidence, base::Language language) {
  return kPeersStory.in(language, evidence.value, count(evidence, "targets"));
}

std::optional<Signal> conversation(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  if (source.tcp_others == 0 || source.tcp_others < source.syns) return std::nullopt;
  return Signal{.value = static_cast<double>(source.tcp_others),
                .unit = "packets",
                .weight = kConversation,
                .counts = {{"syns", static_cast<double>(source.syns)}}};
}

std::string tell_conversation(const model::Evidence& evidence, base::Language language) {
  return kConversationStory.in(language, evidence.value, count(evidence, "syns"));
}

std::optional<Signal> no_host(const Case& the_case) {
  if (!the_case.source.address.is_special()) return std::nullopt;
  return Signal{.value = 1, .unit = "addresses", .weight = kNoHost, .counts = {}};
}

std::string tell_no_host(const model::Evidence& /*evidence*/, base::Language language) {
  return std::string(kNoHostStory.in(language));
}

}  // namespace noroshi::scan
