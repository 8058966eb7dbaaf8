#include "detect/c2/direction.hpp"

#include <algorithm>
#include <vector>

namespace noroshi::c2 {
namespace {

// On labelled captures a ratio above 1.3 is three times as common at C2 as at other servers
// (46 % of 28 against 16 % of 1,147 TCP servers that answered).
constexpr double kEven = 1.1;
constexpr double kOneSided = 1.5;

constexpr base::Text kStory{"clients send {0:.1f} times what they receive, in the middle of {1}",
                            "端末は受信の {0:.1f} 倍を送信({1} 回の中央値)"};

}  // namespace

std::optional<Signal> direction(const Case& the_case) {
  // Of a sampled exchange only some packets were counted, so its shape says nothing.
  if (the_case.surroundings.sampling() > 1) return std::nullopt;
  if (the_case.server.endpoint.proto != model::kTcp) return std::nullopt;
  std::vector<double> ratios;
  for (const Contact& contact : the_case.server.contacts) {
    if (contact.outcome != Outcome::Answered || contact.octets_in == 0) continue;
    ratios.push_back(static_cast<double>(contact.octets_out) /
                     static_cast<double>(contact.octets_in));
  }
  if (ratios.empty()) return std::nullopt;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::ranges::nth_element(ratios, middle);
  const double strength = std::clamp((*middle - kEven) / (kOneSided - kEven), 0.0, 1.0);
  if (strength == 0) return std::nullopt;
  return Signal{.value = *middle,
                .unit = "1",
                .input = Input::Sending,
                .strength = strength,
                .counts = {{"exchanges", static_cast<double>(ratios.size())}}};
}

std::string tell_direction(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "exchanges"));
}

}  // namespace noroshi::c2
