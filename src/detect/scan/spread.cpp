#include "detect/scan/spread.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::scan {
namespace {

// One target is a mistake or a forged source; three are neither for nor against; whoever tries ten
// looks for something.
constexpr double kOneTarget = -3;
constexpr double kTwoTargets = -1;
constexpr double kEachDoubling = 1.5;
constexpr double kFarReach = 2;

// Whoever reaches a tenth of the telescope in a day sends 5,000 packets a second all day long, if
// he treats all addresses alike: 2³² / 10 / 86,400.  No bot in a home does.  A tenth is also where
// Anand et al., "Aggressive Internet-Wide Scanners", 2023, draw the line.
constexpr double kMuch = 0.1;
constexpr double kMuchWeight = -4;
constexpr double kSome = 0.03;
constexpr double kSomeWeight = -2;
constexpr std::uint64_t kTelling = 256;  // dark addresses from which a share says something
constexpr std::uint64_t kFewest = 32;    // targets

// Of packets to the whole Internet.  Published scanners of bots send 160 (Mirai) to 2,840 (its
// variants) a second; ZMap fills a gigabit line with 1.4 million.
constexpr double kHome = 5'000;
constexpr double kHomeWeight = 0.5;
constexpr double kDataCentre = 20'000;
constexpr double kDataCentreWeight = -2.5;
constexpr double kInternet = 4'294'967'296.0;

// Bots know a few services, surveyors all of them.
constexpr std::size_t kMany = 30;
constexpr double kManyWeight = -2;
constexpr std::size_t kSweeping = 100;
constexpr double kSweepingWeight = -4;

// Published bots draw targets by chance: one after the other comes from a list in order.
constexpr double kInOrderWeight = -1.5;
constexpr std::uint64_t kFewestInOrder = 10;

// Hosts of unrelated networks that do the same with the same tool: an operator of servers has a few
// networks, malware has those of its victims.  Nothing below 5, then e-fold for e-fold; half as
// much again where the tool builds its packets by hand, which strangers do not do alike.
constexpr double kCompany = 5;
constexpr double kMostCrowd = 3;
constexpr double kByHand = 1.5;

// A bot scans while its device is on; who wants to know something has his answer after an hour or
// two.
constexpr base::Micros kLong = 6 * base::kHour;
constexpr double kLongWeight = 1;
constexpr base::Micros kShort = 3 * base::kHour;
constexpr double kShortWeight = -1;
constexpr std::uint64_t kFewestForLasting = 5;  // packets; fewer lie close together by chance

constexpr base::Text kReachStory{"{1} packets to {0} targets", "宛先 {0} 件に {1} パケット"};
constexpr base::Text kCoverageStory{"reached {0} % of the {1} addresses of the telescope",
                                    "観測アドレス {1} 件の {0} % に到達"};
constexpr base::Text kPaceStory{
    "{0} packets a second to the whole Internet, if it treats all addresses alike ({1} a second "
    "seen)",
    "全アドレスを一様に探索するとして、インターネット全体へ毎秒 {0} パケット(観測値は毎秒 {1})"};
constexpr base::Text kLastingStory{"goes on for {0}: {1} packets",
                                   "{0} にわたって継続({1} パケット)"};
constexpr base::Text kSweepStory{
    "asks for {0} services: a survey, not a bot's short list",
    "{0} 種のサービスを探索しており、ボットの短い一覧ではなく調査の形"};
constexpr base::Text kInOrderStory{"{0} % of {1} packets go to the address after the one before",
                                   "{1} パケットの {0} % が直前の次のアドレス宛て"};
constexpr base::Text kCrowdStory{
    "hosts in {0} networks (/24, /48) send the same with the same tool",
    "{0} のネットワーク(/24、/48)のホストが同じツールで同じ通信を送っている"};

double percent(double share) { return std::round(share * 1000) / 10; }

}  // namespace

// Distinct targets are known within each event only.  Where samples say that targets are drawn by
// chance, so many draws fall on so many addresses (occupancy); else what is certain must do.
double share_of_telescope(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  if (the_case.dark_addresses < kTelling || source.targets < kFewest || !source.address.is_v4()) {
    return 0;
  }
  const auto dark = static_cast<double>(the_case.dark_addresses);
  const double certain = static_cast<double>(source.reach) / dark;
  const double drawn = 1 - std::exp(-source.variety * static_cast<double>(source.targets) / dark);
  return std::min(1.0, std::max(certain, drawn));
}

std::optional<Signal> reach(const Case& the_case) {
  const auto targets = static_cast<double>(std::max<std::uint64_t>(1, the_case.source.reach));
  const double weight =
      targets < 2 ? kOneTarget
                  : std::min(kFarReach, kTwoTargets + kEachDoubling * std::log2(targets / 2));
  return Signal{.value = targets,
                .unit = "targets",
                .weight = weight,
                .counts = {{"packets", static_cast<double>(the_case.source.packets)}}};
}

std::string tell_reach(const model::Evidence& evidence, base::Language language) {
  return kReachStory.in(language, evidence.value, count(evidence, "packets"));
}

std::optional<Signal> coverage(const Case& the_case) {
  const double share = share_of_telescope(the_case);
  if (share < kSome) return std::nullopt;
  return Signal{.value = share,
                .unit = "1",
                .weight = share < kMuch ? kSomeWeight : kMuchWeight,
                .counts = {{"dark", static_cast<double>(the_case.dark_addresses)}}};
}

std::string tell_coverage(const model::Evidence& evidence, base::Language language) {
  return kCoverageStory.in(language, percent(evidence.value), count(evidence, "dark"));
}

std::optional<Signal> pace(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  if (source.pace <= 0 || the_case.dark_addresses < kTelling || !source.address.is_v4()) {
    return std::nullopt;
  }
  const double sent = source.pace * kInternet / static_cast<double>(the_case.dark_addresses);
  if (sent > kHome && sent < kDataCentre) return std::nullopt;
  return Signal{.value = sent,
                .unit = "packets/s",
                .weight = sent <= kHome ? kHomeWeight : kDataCentreWeight,
                .counts = {{"seen", source.pace}}};
}

std::string tell_pace(const model::Evidence& evidence, base::Language language) {
  return kPaceStory.in(language, fmt::format("{:.0f}", evidence.value),
                       fmt::format("{:.3g}", count(evidence, "seen")));
}

std::optional<Signal> lasting(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  const double duration = static_cast<double>(source.last) - static_cast<double>(source.first);
  if (source.packets < kFewestForLasting) return std::nullopt;
  if (duration >= kShort && duration < kLong) return std::nullopt;
  return Signal{.value = std::round(duration / 1e6),
                .unit = "s",
                .weight = duration < kShort ? kShortWeight : kLongWeight,
                .counts = {{"packets", static_cast<double>(source.packets)}}};
}

std::string tell_lasting(const model::Evidence& evidence, base::Language language) {
  constexpr double kLongest = 1e9;  // seconds; evidence may come from a file that anybody wrote
  const double duration = evidence.value > 0 ? std::min(evidence.value, kLongest) : 0;
  return kLastingStory.in(language, base::humane(static_cast<base::Micros>(duration * 1e6)),
                          count(evidence, "packets"));
}

std::optional<Signal> sweep(const Case& the_case) {
  const std::size_t services = the_case.services.size();
  if (services < kMany) return std::nullopt;
  return Signal{.value = static_cast<double>(services),
                .unit = "services",
                .weight = services < kSweeping ? kManyWeight : kSweepingWeight,
                .counts = {}};
}

std::string tell_sweep(const model::Evidence& evidence, base::Language language) {
  return kSweepStory.in(language, evidence.value);
}

std::optional<Signal> in_order(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  if (source.packets < kFewestInOrder || source.in_order < source.packets / 2) return std::nullopt;
  return Signal{.value = static_cast<double>(source.in_order) / static_cast<double>(source.packets),
                .unit = "1",
                .weight = kInOrderWeight,
                .counts = {{"packets", static_cast<double>(source.packets)}}};
}

std::string tell_in_order(const model::Evidence& evidence, base::Language language) {
  return kInOrderStory.in(language, percent(evidence.value), count(evidence, "packets"));
}

std::optional<Signal> crowd(const Case& the_case) {
  const auto networks = static_cast<double>(the_case.crowd);
  const SourceProfile& source = the_case.source;
  if (networks <= kCompany || source.reach < 2 || 2 * source.syns < source.packets) {
    return std::nullopt;
  }
  const bool by_hand = the_case.tool && the_case.tool->maker == Maker::Crafted;
  return Signal{
      .value = networks,
      .unit = "networks",
      .weight = std::min(kMostCrowd, std::log(networks / kCompany)) * (by_hand ? kByHand : 1),
      .counts = {}};
}

std::string tell_crowd(const model::Evidence& evidence, base::Language language) {
  return kCrowdStory.in(language, evidence.value);
}

}  // namespace noroshi::scan
