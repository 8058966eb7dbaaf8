#include "detect/c2/pace.hpp"

#include <array>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr base::Text kQuick{"a pace of {0} is usual for malware and rare for software",
                            "{0} という間隔はマルウェアに多く、通常のソフトウェアには少ない"};
constexpr base::Text kSlow{"a pace of {0} is usual for updates, telemetry and feeds",
                           "{0} という間隔は更新確認・テレメトリ・フィードに多い"};

// How much more usual a period is for C2 (positive) or for ordinary software that calls on a
// schedule (negative).
// Sleep times in malware reports gather between ten seconds and two minutes (Cobalt Strike's
// default is 60 s, Mirai's keep-alive 60 s, LokiBot and Hancitor 60–120 s); NTP polls every
// 64–1024 s (RFC 5905), telemetry, mail and feed readers every 5 min to some hours.
struct Step {
  double below;  // seconds
  double quick;  // 0–1: more usual for malware; negative: for software
};
constexpr std::array kSteps{Step{5, 0.3},     Step{20, 0.6},    Step{150, 1.0},   Step{240, 0.3},
                            Step{600, -0.67}, Step{4000, -1.0}, Step{1e12, -0.33}};

double quickness(double period) {
  for (const Step& step : kSteps) {
    if (period < step.below) return step.quick;
  }
  return 0;
}

}  // namespace

std::optional<Signal> pace(const Case& the_case) {
  if (!the_case.schedule) return std::nullopt;
  const Schedule& schedule = *the_case.schedule;
  const double strength = (1.0 - std::exp(-schedule.likelihood / 12.0)) * schedule.certainty();
  const double quick = quickness(schedule.period) * strength;
  if (std::abs(quick) < 0.05) return std::nullopt;
  return Signal{.value = schedule.period,
                .unit = "s",
                .input = quick > 0 ? Input::QuickPace : Input::SlowPace,
                .strength = std::abs(quick),
                .counts = {}};
}

std::string tell_pace(const model::Evidence& evidence, base::Language language) {
  const auto period =
      base::humane(static_cast<base::Micros>(evidence.value * static_cast<double>(base::kSecond)));
  return (quickness(evidence.value) > 0 ? kQuick : kSlow).in(language, period);
}

}  // namespace noroshi::c2
