#include "act/notify/case_state.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "act/notify/digest.hpp"
#include "base/hex.hpp"
#include "base/json_string.hpp"

namespace noroshi::notify {
namespace {

// Families by the names that our own methods and the reports of others use most.  The first word is
// for all others: a name from outside might say anything.
constexpr std::array<std::string_view, 40> kFamilies{
    "other",         "mirai",     "mirai-like", "iot-unmarked", "worm",     "hajime",  "mozi",
    "gafgyt",        "bashlite",  "qbot",       "tsunami",      "xorddos",  "muhstik", "satori",
    "hide-and-seek", "vpnfilter", "dark-nexus", "meris",        "moobot",   "fbot",    "conficker",
    "zeroaccess",    "necurs",    "sality",     "virut",        "ramnit",   "emotet",  "trickbot",
    "gamarue",       "andromeda", "avalanche",  "nivdort",      "ranbyus",  "gozi",    "zeus",
    "dridex",        "sinkhole",  "unknown",    "smb-worm",     "adb-miner"};

constexpr std::array<std::string_view, 6> kArms{"none",   "mail",   "letter",
                                                "portal", "garden", "other"};
constexpr std::uint8_t kOtherArm = 5;

template <class Words>
std::optional<std::uint8_t> place_in(const Words& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - words.begin());
}

std::optional<Day> day_if(base::Micros instant) {
  if (instant == 0) return std::nullopt;
  return day_of(instant);
}

void add(std::string& json, std::string_view name, const std::optional<Day>& day) {
  if (day) json += fmt::format(",\"{}\":\"{}\"", name, to_text(*day));
}

}  // namespace

FamilyWord::FamilyWord(std::string_view family) : place_(place_in(kFamilies, family).value_or(0)) {}

std::string_view FamilyWord::text() const { return kFamilies[place_]; }

ArmWord::ArmWord(std::string_view channel)
    : place_(channel.empty() ? 0 : place_in(kArms, channel).value_or(kOtherArm)) {}

std::string_view ArmWord::text() const { return kArms[place_]; }

Day day_of(base::Micros instant) {
  const auto down = instant - (instant < 0 ? base::kDay - 1 : 0);
  return static_cast<Day>(down / base::kDay);
}

std::string to_text(Day day) {
  return base::to_rfc3339(static_cast<base::Micros>(day) * base::kDay).substr(0, 10);
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto instant = base::parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (!instant) return std::nullopt;
  return day_of(*instant);
}

CaseState state_of(const Case& one) {
  CaseState state;
  const std::string id = base::from_hex(one.id).value_or("");
  std::copy_n(id.begin(), std::min(id.size(), state.id.size()), state.id.begin());
  state.revision = static_cast<std::uint32_t>(one.revision);
  state.family = FamilyWord(one.family);
  state.state = one.course.state();
  state.arm = ArmWord(one.arm);
  state.opened = day_of(one.opened);
  state.notified = day_if(one.notified);
  state.cleared = day_if(one.cleared);
  state.ended = day_if(one.ended);
  return state;
}

std::string to_json(const CaseState& state) {
  const std::string_view id(reinterpret_cast<const char*>(state.id.data()), state.id.size());
  std::string json = fmt::format(
      R"({{"id":"{}","revision":{},"family":"{}","state":"{}","channel":"{}","opened":"{}")",
      base::to_hex(id), state.revision, state.family.text(), to_string(state.state),
      state.arm.text(), to_text(state.opened));
  add(json, "notified", state.notified);
  add(json, "cleared", state.cleared);
  add(json, "ended", state.ended);
  return json + "}";
}

std::string to_json(std::string_view operator_id, Day until, const std::vector<CaseState>& states) {
  std::string json = fmt::format(R"({{"operator":{},"until":"{}","cases":[)",
                                 base::json_string(operator_id), to_text(until));
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (i > 0) json += ',';
    json += to_json(states[i]);
  }
  return json + "]}";
}

}  // namespace noroshi::notify
