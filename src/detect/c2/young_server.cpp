#include "detect/c2/young_server.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/occasions.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kLeastHistoryDays = 2;  // before the window ends; less says nothing of age
constexpr double kYoungDays = 7;         // blocklists and vendors call a week new
constexpr double kSettling = 4.0;        // occasions that make up 63 % of the strength
constexpr double kDoubt = 1.5;           // decimal orders by which chance is excluded to begin with
constexpr double kCertain = 4.0;         // and for full strength

constexpr base::Text kKnownStory{"first seen {0} before the end, in {1} of history",
                                 "観測終了の {0} 前に初めて出現(履歴 {1})"};
constexpr base::Text kInputStory{
    "first seen after {2} of {1} watched, then on {3} occasions; chance 10^-{4}",
    "観測 {1} のうち {2} 経過後に初めて出現、その後 {3} 回接触、偶然の確率 10^-{4}"};

double days(base::Micros duration) { return base::seconds(duration) / base::seconds(base::kDay); }

// What the store remembers tells the age itself.
std::optional<Signal> by_memory(const Case& the_case, base::Micros history) {
  const Surroundings& surroundings = the_case.surroundings;
  const Ages& ages = surroundings.ages();
  const base::Micros now = surroundings.last_seen();
  const base::Micros born =
      std::min(ages.first_seen(the_case.server.endpoint).value_or(the_case.server.first_seen()),
               the_case.server.first_seen());
  if (born - ages.since() < base::kDay) return std::nullopt;  // perhaps much older
  const Occasions occasions = occasions_of(the_case.server);
  const double known = 1.0 - std::exp(-static_cast<double>(occasions.hours) / kSettling);
  const double age = std::max(0.0, days(now - born));
  return Signal{.value = age,
                .unit = "d",
                .input = Input::YoungServer,
                .strength = std::exp(-age / kYoungDays) * known,
                .counts = {{"history", base::seconds(history)},
                           {"occasions", static_cast<double>(occasions.hours)}}};
}

// Without memory, a server that begins to be called late in the watch, by clients that would have
// called before had it been there.  Of independent occasions all lie after a share x of the traffic
// with probability (1 − x)ⁿ.
std::optional<Signal> by_beginning(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const base::Micros begin = surroundings.first_seen();
  const base::Micros first = the_case.server.first_seen();
  const double passed = surroundings.customary().passed(first);
  // Occasions of one client hang together; its first ones are each one's own.
  const auto clients = static_cast<double>(the_case.server.clients.size());
  if (passed <= 0 || clients < 2) return std::nullopt;
  const double orders = -clients * std::log10(std::max(1e-9, 1.0 - passed));
  const double strength = std::clamp((orders - kDoubt) / (kCertain - kDoubt), 0.0, 1.0);
  if (strength <= 0) return std::nullopt;
  return Signal{.value = days(surroundings.last_seen() - first),
                .unit = "d",
                .input = Input::YoungServer,
                .strength = strength,
                .counts = {{"watched", base::seconds(surroundings.last_seen() - begin)},
                           {"passed", base::seconds(first - begin)},
                           {"occasions", clients},
                           {"orders", orders}}};
}

}  // namespace

std::optional<Signal> young_server(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const Ages& ages = surroundings.ages();
  const base::Micros history = surroundings.last_seen() - ages.since();
  if (!ages.empty() && days(history) >= kLeastHistoryDays) return by_memory(the_case, history);
  return by_beginning(the_case);
}

std::string tell_young_server(const model::Evidence& evidence, base::Language language) {
  const auto humane = [](double seconds) {
    return base::humane(static_cast<base::Micros>(seconds * 1e6));
  };
  const double age = evidence.value * base::seconds(base::kDay);
  const bool remembered = count(evidence, "history") > 0;
  const double whole = count(evidence, remembered ? "history" : "watched");
  return (remembered ? kKnownStory : kInputStory)
      .in(language, humane(age), humane(whole), humane(count(evidence, "passed")),
          count(evidence, "occasions"), std::lround(count(evidence, "orders")));
}

}  // namespace noroshi::c2
