// CaseState: all that leaves an operator about a case.
//
// By type: a random id, words of closed lists, and days.  No member of it can hold an address, a
// line, a name or a text of anybody's choosing; what does not fit its list becomes "other".  Times
// are whole days, so that they do not point to one packet in somebody's log.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/notify/case.hpp"
#include "base/result.hpp"

namespace noroshi::notify {

/// One of a closed list of words; another becomes "other".
class FamilyWord {
 public:
  FamilyWord() = default;
  explicit FamilyWord(std::string_view family);
  [[nodiscard]] std::string_view text() const;
  friend bool operator==(const FamilyWord&, const FamilyWord&) = default;

 private:
  std::uint8_t place_ = 0;  // in the list; 0: "other"
};

/// The channel of the first notice: "mail", "letter", "portal", "garden", another ("other"), none.
class ArmWord {
 public:
  ArmWord() = default;  ///< "none": no notice
  explicit ArmWord(std::string_view channel);
  [[nodiscard]] std::string_view text() const;
  friend bool operator==(const ArmWord&, const ArmWord&) = default;

 private:
  std::uint8_t place_ = 0;
};

using Day = std::int32_t;  ///< since 1970-01-01, UTC

struct CaseState {
  std::array<std::uint8_t, 16> id{};
  std::uint32_t revision = 0;
  FamilyWord family;
  State state = State::Accepted;
  ArmWord arm;
  Day opened = 0;
  std::optional<Day> notified;
  std::optional<Day> cleared;  ///< last seen, when it fell silent first after that
  std::optional<Day> ended;    ///< last seen, when it ended otherwise
  friend bool operator==(const CaseState&, const CaseState&) = default;
};

Day day_of(base::Micros instant);
std::string to_text(Day day);  ///< "2026-01-14"
std::optional<Day> parse_day(std::string_view text);

CaseState state_of(const Case& one);

/// {"id":"…","revision":3,"family":"mirai","state":"notified","channel":"mail","opened":"2026-01-14",…}
std::string to_json(const CaseState& state);

/// What an operator sends to its hub: {"operator":"…","until":"2026-01-20","cases":[…]}.  `until`:
/// who was not seen again by then has fallen silent.
std::string to_json(std::string_view operator_id, Day until, const std::vector<CaseState>& states);

}  // namespace noroshi::notify
