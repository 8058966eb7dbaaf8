#include "generated_days.hpp"

#include "train/traffic/generator.hpp"

namespace noroshi::bench {
namespace {

// The subscribers (src/train/traffic/address_plan.hpp).
std::vector<net::Prefix> subscribers() {
  return {net::Prefix::parse("100.64.0.0/10").value(),
          net::Prefix::parse("2001:db8:8000::/33").value()};
}

}  // namespace

Result<Day> live_through(const traffic::Scenario& scenario) {
  Trial trial(subscribers());
  traffic::Truth truth;
  const auto watch = [&](const model::FlowBatch& batch) -> Status {
    trial.add(batch);
    return {};
  };
  NOROSHI_CHECK(traffic::generate(scenario, watch, truth));
  // By way of the truth file, so that what users score against is what is tested here.
  const auto key = NOROSHI_TRY(score::truth_from_json(traffic::truth_json(truth)));
  return Day{.subscribers = scenario.subscribers,
             .seed = scenario.seed,
             .sampling = scenario.sampling,
             .verdict = std::move(trial).judge(key.front())};
}

}  // namespace noroshi::bench
