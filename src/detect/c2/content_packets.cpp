#include "detect/c2/content_packets.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/packet_sizes.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kFewest = 2;
constexpr double kSettling = 4.0;  // packets that make up 63 % of the strength
constexpr double kOrdinary = 0.1;  // a certificate or a report now and then

constexpr base::Text kStory{"{1} % of {0} sampled packets with payload are full: content",
                            "ペイロードのあるサンプルパケット {0} 個のうち {1} % が満杯: "
                            "コンテンツ"};

double full(const std::vector<double>& sizes) {
  return static_cast<double>(sizes.end() - std::ranges::lower_bound(sizes, kFullPacket));
}

}  // namespace

std::optional<Signal> content_packets(const Case& the_case) {
  // Unsampled contacts show how much they carried (exchange_shape.hpp).
  if (the_case.surroundings.sampling() <= 1) return std::nullopt;
  const PacketSizes sizes = packet_sizes(the_case.server);
  const auto all = static_cast<double>(sizes.out.size() + sizes.in.size());
  const double filled = full(sizes.out) + full(sizes.in);
  if (filled < kFewest) return std::nullopt;
  const double share = filled / all;
  const double beyond = std::clamp((share - kOrdinary) / (1.0 - kOrdinary), 0.0, 1.0);
  if (beyond <= 0) return std::nullopt;
  return Signal{.value = share,
                .unit = "1",
                .input = Input::ContentPackets,
                .strength = beyond * (1.0 - std::exp(-filled / kSettling)),
                .counts = {{"packets", all}, {"full", filled}}};
}

std::string tell_content_packets(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, count(evidence, "packets"), std::lround(100 * evidence.value));
}

}  // namespace noroshi::c2
