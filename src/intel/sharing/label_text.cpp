// Labels and their parts as words: names of colours, regions and roles, and the line that is
// stored.
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "intel/sharing/label.hpp"
#include "intel/sharing/lower_case.hpp"

namespace noroshi::sharing {

namespace {

constexpr std::array<std::string_view, 5> kTlps = {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER",
                                                   "TLP:AMBER+STRICT", "TLP:RED"};
constexpr std::array<std::string_view, kRegionCount> kRegions = {
    "hokkaido", "tohoku",  "kanto",   "shinetsu", "hokuriku", "tokai",
    "kinki",    "chugoku", "shikoku", "kyushu",   "okinawa"};
constexpr std::array<std::string_view, kRegionCount> kRegionsInJapanese = {
    "北海道", "東北", "関東", "信越", "北陸", "東海", "近畿", "中国", "四国", "九州", "沖縄"};
constexpr std::array<std::string_view, 4> kRoles = {"reader", "contributor", "approver", "steward"};
constexpr std::array<std::string_view, 4> kStates = {"held", "released", "retracted", "refused"};
constexpr std::array<std::string_view, 2> kParts = {"technique", "damage"};

template <class Enum, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

template <class Enum, std::size_t N>
Result<Enum> find_in(const std::array<std::string_view, N>& names, std::string_view text,
                     std::string_view what) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  return Error{Errc::InvalidInput,
               fmt::format("'{}' is no {}; there are {}", text, what, fmt::join(names, ", "))};
}

/// "amber+strict", as the line and the TLP 2.0 extension write it.
std::string short_name(Tlp tlp) { return lower_case(name_of(tlp).substr(4)); }

std::string joined(const Regions& regions) {
  std::string text;
  for (std::size_t i = 0; i < kRegionCount; ++i) {
    if (regions.test(i)) text.append(text.empty() ? "" : ",").append(kRegions.at(i));
  }
  return text;
}

template <class Number>
Result<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc() && end == text.data() + text.size() && number >= 0) return number;
  return Error{Errc::InvalidInput, fmt::format("'{}' is no number that fits", text)};
}

/// Calls `take` with each part between separators; stops at the first failure.
template <class Take>
Status each_part(std::string_view text, char separator, Take take) {
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    NOROSHI_CHECK(take(text.substr(0, end)));
    if (end == text.size()) return {};
    text.remove_prefix(end + 1);
  }
}

Status take_regions(std::string_view value, Label& label) {
  return each_part(value, ',', [&](std::string_view name) -> Status {
    label.regions.set(static_cast<std::size_t>(NOROSHI_TRY(parse_region(name))));
    return {};
  });
}

Status take_recipients(std::string_view value, Label& label) {
  NOROSHI_CHECK(each_part(value, ',', [&](std::string_view number) -> Status {
    label.recipients.push_back(NOROSHI_TRY(parse_number<OrganisationId>(number)));
    return {};
  }));
  std::sort(label.recipients.begin(), label.recipients.end());
  const auto end = std::unique(label.recipients.begin(), label.recipients.end());
  label.recipients.erase(end, label.recipients.end());
  return {};
}

Status take_word(std::string_view word, Label& label) {
  const std::size_t equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  if (equals == std::string_view::npos) {
    if (key != "open") return Error{Errc::InvalidInput, fmt::format("unknown word '{}'", word)};
    label.open = true;
    return {};
  }
  const std::string_view value = word.substr(equals + 1);
  if (key == "community") {
    label.community = NOROSHI_TRY(parse_number<CommunityId>(value));
  } else if (key == "regions") {
    return take_regions(value, label);
  } else if (key == "hops") {
    label.hops = NOROSHI_TRY(parse_number<std::uint8_t>(value));
  } else if (key == "owner") {
    label.owner = NOROSHI_TRY(parse_number<OrganisationId>(value));
  } else if (key == "recipients") {
    return take_recipients(value, label);
  } else if (key == "state") {
    label.state = NOROSHI_TRY(find_in<State>(kStates, value, "state"));
  } else if (key == "part") {
    label.part = NOROSHI_TRY(find_in<Part>(kParts, value, "part"));
  } else {
    return Error{Errc::InvalidInput, fmt::format("unknown word '{}'", word)};
  }
  return {};
}

}  // namespace

std::string_view name_of(Tlp tlp) { return name_in(kTlps, tlp); }
std::string_view name_of(Region region) { return name_in(kRegions, region); }
std::string_view japanese_name_of(Region region) { return name_in(kRegionsInJapanese, region); }
std::string_view name_of(Role role) { return name_in(kRoles, role); }

Result<Tlp> parse_tlp(std::string_view text) {
  std::string name = lower_case(text);
  if (!name.starts_with("tlp:")) name.insert(0, "tlp:");
  if (name == "tlp:white") return Tlp::Clear;
  for (std::size_t i = 0; i < kTlps.size(); ++i) {
    if (name == lower_case(kTlps.at(i))) return static_cast<Tlp>(i);
  }
  return Error{Errc::InvalidInput,
               fmt::format("'{}' is no TLP colour; there are {}", text, fmt::join(kTlps, ", "))};
}

Result<Region> parse_region(std::string_view text) {
  if (auto found = find_in<Region>(kRegionsInJapanese, text, "region")) return found;
  return find_in<Region>(kRegions, lower_case(text), "region");
}

Result<Role> parse_role(std::string_view text) {
  return find_in<Role>(kRoles, lower_case(text), "role");
}

std::string to_text(const Label& label) {
  std::string text = short_name(label.tlp);
  const auto add = [&](std::string_view key, const auto& value) {
    text += fmt::format(" {}={}", key, value);
  };
  if (label.community != 0) add("community", label.community);
  if (label.regions.any()) add("regions", joined(label.regions));
  if (label.hops != 0) add("hops", label.hops);
  if (label.owner != 0) add("owner", label.owner);
  if (!label.recipients.empty())
    add("recipients", fmt::format("{}", fmt::join(label.recipients, ",")));
  add("state", name_in(kStates, label.state));
  add("part", name_in(kParts, label.part));
  if (label.open) text += " open";
  return text;
}

Result<Label> label_from_text(std::string_view text) {
  Label label;
  bool first = true;
  // A word that is left out would widen or narrow by accident, so these two must be there.
  bool has_state = false;
  bool has_part = false;
  const auto read = each_part(text, ' ', [&](std::string_view word) -> Status {
    if (first) {
      label.tlp = NOROSHI_TRY(parse_tlp(word));
      first = false;
      return {};
    }
    has_state = has_state || word.starts_with("state=");
    has_part = has_part || word.starts_with("part=");
    return take_word(word, label);
  });
  if (!read) return Error{read.error()}.within(fmt::format("label '{}'", text));
  if (has_state && has_part) return label;
  return Error{Errc::InvalidInput, fmt::format("label '{}': state or part is not said", text)};
}

}  // namespace noroshi::sharing
