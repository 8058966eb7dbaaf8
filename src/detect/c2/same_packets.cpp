#include "detect/c2/same_packets.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/packet_sizes.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewest = 4;
constexpr double kSettling = 8.0;   // further packets that make up 63 % of the strength
constexpr double kByChance = 0.15;  // likeness of a web server's requests

constexpr base::Text kStory{
    "{0} sampled packets with payload, and two of one direction are alike in {1} % of cases "
    "(to the server {2} %, from it {3} %)",
    "ペイロードのあるサンプルパケット {0} 個、同方向の 2 個が同じ大きさである割合 {1} %"
    "(送信 {2} %、受信 {3} %)"};

// Full packets are alike everywhere.
void drop_full(std::vector<double>& sizes) {
  sizes.erase(std::ranges::lower_bound(sizes, kFullPacket), sizes.end());
}

}  // namespace

std::optional<Signal> same_packets(const Case& the_case) {
  // Unsampled contacts have sizes of their own, which same_size.hpp compares.
  if (the_case.surroundings.sampling() <= 1) return std::nullopt;
  PacketSizes sizes = packet_sizes(the_case.server);
  const auto all = static_cast<double>(sizes.out.size() + sizes.in.size());
  drop_full(sizes.out);
  drop_full(sizes.in);
  const auto out = static_cast<double>(sizes.out.size());
  const auto in = static_cast<double>(sizes.in.size());
  if (out + in < static_cast<double>(kFewest)) return std::nullopt;
  const double sent = likeness(sizes.out);
  const double got = likeness(sizes.in);
  const double alike = (out * sent + in * got) / (out + in);
  const double many = 1.0 - std::exp(-(out + in - 2.0) / kSettling);
  const double beyond = std::clamp((alike - kByChance) / (1.0 - kByChance), 0.0, 1.0);
  if (beyond <= 0) return std::nullopt;
  return Signal{.value = alike,
                .unit = "1",
                .input = Input::SamePackets,
                .strength = beyond * many * (out + in) / all,
                .counts = {{"packets", out + in}, {"sent", sent}, {"received", got}}};
}

std::string tell_same_packets(const model::Evidence& evidence, base::Language language) {
  const auto percent = [](double share) { return std::lround(100 * share); };
  return kStory.in(language, count(evidence, "packets"), percent(evidence.value),
                   percent(count(evidence, "sent")), percent(count(evidence, "received")));
}

}  // namespace noroshi::c2
