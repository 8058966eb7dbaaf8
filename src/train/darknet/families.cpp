#include "train/darknet/families.hpp"

#include <algorithm>
#include <array>

namespace noroshi::darknet {
namespace {

constexpr std::array<std::uint16_t, 26> kThings{
    80,   81,   82,   83,   84,   85,   88,   443,   5555,  7547,  8000,  8080,  8081,
    8088, 8089, 8443, 8888, 9000, 9527, 9530, 34567, 37215, 37777, 49152, 52869, 60001};

std::vector<Habit> draw_habits(std::size_t least, std::size_t most, traffic::Stream& random) {
  const std::size_t count = least + random.below(static_cast<std::uint32_t>(most - least + 1));
  std::vector<Habit> habits;
  while (habits.size() < count) {
    const Asked asked{kThings[random.below(kThings.size())], 6};
    const bool known = std::any_of(habits.begin(), habits.end(),
                                   [&](const Habit& habit) { return habit.asked == asked; });
    if (!known) habits.push_back({asked, random.between(0.3, 1), 0, 0});
  }
  return habits;
}

std::vector<Habit> these(std::initializer_list<Habit> habits) { return habits; }

struct Outline {
  const char* name;
  Craft craft;
  double pace;  // what its source says, or what a weak device manages; ours where not published
  double sigma;
  double share;
  double hosting;
  double days;
};

// Mirai's scanner sends 160 SYNs a second at most (SCANNER_RAW_PPS in its published source);
// devices behind thin lines send fewer.  More infected hosts without its mark than with it: the
// institute's report on 2025 says so of Japan.
constexpr std::array<Outline, 10> kOutlines{{
    {"mirai-telnet", Craft::Mirai, 70, 0.8, 0.20, 0.02, 9},
    {"mirai-many", Craft::Mirai, 55, 0.8, 0.10, 0.02, 7},
    {"mirai-two", Craft::Mirai, 60, 0.9, 0.08, 0.02, 6},
    {"things-raw", Craft::Raw, 45, 0.9, 0.14, 0.02, 10},
    {"things-telnet", Craft::Linux, 20, 0.8, 0.14, 0.05, 14},
    {"things-once", Craft::Raw, 40, 0.9, 0.08, 0.02, 5},
    {"things-slow", Craft::Linux, 4, 0.8, 0.07, 0.03, 20},
    {"things-web", Craft::Linux, 25, 0.9, 0.09, 0.05, 8},
    {"worm-office", Craft::Windows, 30, 0.8, 0.06, 0.10, 25},
    {"worm-server", Craft::Linux, 50, 0.9, 0.04, 0.80, 6},
}};

std::vector<Habit> habits_of(std::string_view name, traffic::Stream& random) {
  if (name == "mirai-telnet") return these({{{23, 6}, 0.9, 0, 0}, {{2323, 6}, 0.1, 0, 0}});
  if (name == "mirai-many") return draw_habits(4, 8, random);
  if (name == "mirai-two") return draw_habits(2, 2, random);
  if (name == "things-raw") return draw_habits(2, 6, random);
  if (name == "things-once") return draw_habits(1, 2, random);
  if (name == "things-slow") return draw_habits(4, 10, random);
  if (name == "things-web") return draw_habits(3, 7, random);
  if (name == "things-telnet") {
    return these({{{23, 6}, random.between(0.4, 0.8), 0, 0},
                  {{2323, 6}, random.between(0.1, 0.3), 0, 0},
                  {{22, 6}, random.between(0.05, 0.3), 0, 0}});
  }
  if (name == "worm-office") {
    return these({{{445, 6}, 0.9, 0, 0}, {{1433, 6}, random.between(0, 0.15), 0, 0}});
  }
  return these({{{22, 6}, random.between(0.3, 0.6), 0, 0},
                {{6379, 6}, random.between(0.1, 0.4), 0, 0},
                {{2375, 6}, random.between(0.1, 0.3), 0, 0}});
}

}  // namespace

std::vector<Family> draw_families(const Scenario& scenario) {
  std::vector<Family> families;
  for (std::size_t i = 0; i < kOutlines.size(); ++i) {
    const Outline& outline = kOutlines[i];
    auto random = stream(scenario.seed, Part::Family, i);
    Family family;
    family.name = outline.name;
    family.marked = outline.craft == Craft::Mirai;
    family.worm = family.name.starts_with("worm");
    family.tool = draw_tool(outline.craft, random);
    family.habits = habits_of(outline.name, random);
    family.pace = outline.pace * random.between(0.6, 1.6);
    family.sigma = outline.sigma;
    family.share = outline.share * random.between(0.5, 1.5);
    family.hosting = outline.hosting;
    family.days = outline.days * random.between(0.6, 1.6);
    families.push_back(std::move(family));
  }
  return families;
}

}  // namespace noroshi::darknet
