// The search against an oracle that is too slow and too plain to be wrong: it writes down every set
// of observations that satisfies each part of a pattern.
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "intel/pattern/pattern.hpp"

namespace noroshi::pattern {
namespace {

using base::kSecond;

// One bit an observation; those seen several times have several.
using Used = std::uint32_t;

struct Seen {
  int value;
  int first;  // seconds
  int last;
  std::size_t index;  // of the Observation
};

// A random pattern, as text and as what it means.
struct Part {
  enum class Kind { Observation, And, Or, FollowedBy, Within, Repeats, StartStop };
  Kind kind = Kind::Observation;
  std::vector<Part> parts;
  int a = 0;  // Observation: least value; Within, Repeats: number; StartStop: start
  int b = 0;  // Observation: greatest value; StartStop: stop
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int limit) {
    return static_cast<int>(engine_() % static_cast<std::mt19937::result_type>(limit));
  }

 private:
  std::mt19937 engine_;
};

Part random_part(Random& random, int depth) {
  Part part;
  const int choice = depth == 0 ? 0 : random.below(9);
  part.kind = choice < 2 ? Part::Kind::Observation : static_cast<Part::Kind>((choice - 2) % 6 + 1);
  if (part.kind == Part::Kind::Observation) {
    part.a = random.below(3);
    part.b = part.a + random.below(2);
    return part;
  }
  const bool joins = part.kind <= Part::Kind::FollowedBy;
  const int count = joins ? 2 + random.below(2) : 1;
  for (int i = 0; i < count; ++i) part.parts.push_back(random_part(random, depth - 1));
  part.a = part.kind == Part::Kind::StartStop ? random.below(6) : 1 + random.below(3);
  part.b = part.a + 1 + random.below(4);
  return part;
}

std::string text(const Part& part) {
  const auto number = [](int value) { return std::to_string(value); };
  if (part.kind == Part::Kind::Observation)
    return "[o:v >= " + number(part.a) + " AND o:v <= " + number(part.b) + "]";
  if (part.kind <= Part::Kind::FollowedBy) {
    const std::string word = part.kind == Part::Kind::And  ? " AND "
                             : part.kind == Part::Kind::Or ? " OR "
                                                           : " FOLLOWEDBY ";
    std::string made = "(" + text(part.parts[0]);
    for (std::size_t i = 1; i < part.parts.size(); ++i) made += word + text(part.parts[i]);
    return made + ")";
  }
  const auto inner = "(" + text(part.parts[0]) + ")";
  if (part.kind == Part::Kind::Within) return inner + " WITHIN " + number(part.a) + " SECONDS";
  if (part.kind == Part::Kind::Repeats) {
    // Both ways in which REPEATS may stand: after brackets and after a group.
    const bool bare = part.parts[0].kind == Part::Kind::Observation;
    return (bare ? text(part.parts[0]) : inner) + " REPEATS " + number(part.a) + " TIMES";
  }
  return inner + " START t'1970-01-01T00:00:0" + number(part.a) + "Z' STOP t'1970-01-01T00:00:0" +
         number(std::min(part.b, 9)) + "Z'";
}

class Oracle {
 public:
  explicit Oracle(const std::vector<Seen>& seen) : seen_(seen) {}

  [[nodiscard]] std::set<Used> satisfying(const Part& part) const {
    switch (part.kind) {
      case Part::Kind::Observation:
        return alone(part);
      case Part::Kind::Or: {
        std::set<Used> made;
        for (const auto& below : part.parts) made.merge(satisfying(below));
        return made;
      }
      case Part::Kind::And:
      case Part::Kind::FollowedBy: {
        auto made = satisfying(part.parts[0]);
        for (std::size_t i = 1; i < part.parts.size(); ++i)
          made = joined(made, satisfying(part.parts[i]), part.kind == Part::Kind::FollowedBy);
        return made;
      }
      case Part::Kind::Repeats: {
        const auto once = satisfying(part.parts[0]);
        auto made = once;
        for (int i = 1; i < part.a; ++i) made = joined(made, once, false);
        return made;
      }
      case Part::Kind::Within:
      case Part::Kind::StartStop:
        break;
    }
    auto made = satisfying(part.parts[0]);
    std::erase_if(made, [&](Used used) {
      return part.kind == Part::Kind::Within ? !is_within(used, part.a)
                                             : !is_between(used, part.a, std::min(part.b, 9));
    });
    return made;
  }

  [[nodiscard]] std::set<std::size_t> indexes(Used used) const {
    std::set<std::size_t> made;
    each(used, [&](const Seen& seen) { made.insert(seen.index); });
    return made;
  }

 private:
  template <class Visit>
  void each(Used used, Visit visit) const {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if ((used >> i & 1U) != 0) visit(seen_[i]);
    }
  }

  [[nodiscard]] std::set<Used> alone(const Part& part) const {
    std::set<Used> made;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (seen_[i].value >= part.a && seen_[i].value <= part.b) made.insert(Used{1} << i);
    }
    return made;
  }

  [[nodiscard]] std::set<Used> joined(const std::set<Used>& left, const std::set<Used>& right,
                                      bool in_order) const {
    std::set<Used> made;
    for (const auto a : left) {
      for (const auto b : right) {
        if ((a & b) == 0 && (!in_order || can_follow(a, b))) made.insert(a | b);
      }
    }
    return made;
  }

  [[nodiscard]] bool can_follow(Used before, Used after) const {
    int latest = -1;
    int earliest = 1000;
    each(before, [&](const Seen& seen) { latest = std::max(latest, seen.first); });
    each(after, [&](const Seen& seen) { earliest = std::min(earliest, seen.last); });
    return latest <= earliest;
  }

  // Some span of `seconds` touches every observation; one that begins at an end is enough.
  [[nodiscard]] bool is_within(Used used, int seconds) const {
    bool some = false;
    each(used, [&](const Seen& begin) {
      bool all = true;
      each(used, [&](const Seen& seen) {
        all = all && seen.first <= begin.last + seconds && seen.last >= begin.last;
      });
      some = some || all;
    });
    return some;
  }

  [[nodiscard]] bool is_between(Used used, int start, int stop) const {
    bool all = true;
    each(used, [&](const Seen& seen) { all = all && seen.first < stop && seen.last >= start; });
    return all;
  }

  const std::vector<Seen>& seen_;
};

std::vector<Observation> random_observations(Random& random, std::vector<Seen>& seen) {
  std::vector<Observation> made;
  const int count = 1 + random.below(6);
  for (int i = 0; i < count; ++i) {
    const int value = random.below(4);
    const int first = random.below(8);
    const int last = first + (random.below(3) == 0 ? random.below(4) : 0);
    const int times = 1 + (random.below(4) == 0 ? 1 : 0);
    made.push_back({first * kSecond,
                    last * kSecond,
                    static_cast<std::uint64_t>(times),
                    {{"0", R"({"type":"o","v":)" + std::to_string(value) + "}"}}});
    for (int k = 0; k < times; ++k)
      seen.push_back({value, first, last, static_cast<std::size_t>(i)});
  }
  return made;
}

TEST(Oracle, AgreesOnRandomPatternsAndObservations) {
  Random random(20'240'501);
  int matched = 0;
  constexpr int kRounds = 30'000;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Seen> seen;
    const auto observations = random_observations(random, seen);
    const auto part = random_part(random, 3);
    const Oracle oracle(seen);
    const auto expected = oracle.satisfying(part);
    const auto pattern = Pattern::parse(text(part));
    ASSERT_TRUE(pattern.has_value()) << text(part) << pattern.error().message;
    const auto match = pattern->match(observations);
    ASSERT_TRUE(match.has_value()) << text(part) << match.error().message;
    ASSERT_EQ(match->has_value(), !expected.empty()) << text(part) << ", round " << round;
    if (!match->has_value()) continue;
    ++matched;
    const std::set<std::size_t> said((*match)->observations.begin(), (*match)->observations.end());
    ASSERT_TRUE(std::any_of(expected.begin(), expected.end(),
                            [&](Used used) { return oracle.indexes(used) == said; }))
        << text(part) << ", round " << round;
  }
  // Both answers are asked for often enough to mean something.
  EXPECT_GT(matched, kRounds / 10);
  EXPECT_LT(matched, kRounds * 9 / 10);
}

}  // namespace
}  // namespace noroshi::pattern
