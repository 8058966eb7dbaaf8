// Backtracking, without recursion: goals that are still to be reached form a linked list, choices
// that may be taken back a stack, and a trail says what to undo.  All time constraints only get
// harder when more observations are used, so each is checked as soon as one is.
//
// An observation spans from first_observed to last_observed, and may have happened at any instant
// between.  WITHIN n holds if some n seconds touch all that it qualifies; a FOLLOWEDBY b if all of
// `a` can lie before or at all of `b`.
#include "intel/pattern/search.hpp"

#include <algorithm>
#include <limits>

namespace noroshi::pattern {
namespace {

using base::Micros;

constexpr auto kEarliest = std::numeric_limits<Micros>::min();
constexpr auto kLatest = std::numeric_limits<Micros>::max();
constexpr std::uint32_t kNone = ~std::uint32_t{0};

// Observations used below one WITHIN, FOLLOWEDBY or operand of FOLLOWEDBY.
struct Scope {
  std::uint32_t outer = kNone;
  std::optional<Micros> span;  // WITHIN
  Micros floor = kEarliest;    // operand of FOLLOWEDBY: none may end before
  Micros latest_first = kEarliest;
  Micros earliest_last = kLatest;

  [[nodiscard]] bool admits(const Group& group) const {
    if (group.last < floor) return false;
    if (!span) return true;
    const auto first = std::max(latest_first, group.first);
    const auto last = std::min(earliest_last, group.last);
    return first <= last || static_cast<std::uint64_t>(first) - static_cast<std::uint64_t>(last) <=
                                static_cast<std::uint64_t>(*span);
  }
};

struct Goal {
  enum class Kind : std::uint8_t { Reach, Pick, Repeat, Follow };
  Kind kind = Kind::Reach;
  std::uint32_t node = 0;
  std::uint32_t scope = kNone;
  std::uint64_t count = 0;     // Pick: observations wanted; Repeat: times left
  std::uint32_t from = 0;      // Pick: first candidate to try; Or: part; Follow: next part
  std::uint32_t then = kNone;  // the goal after this one
};

// A decision, and what to try instead when it leads nowhere.
struct Choice {
  std::uint32_t goal = 0;
  std::uint32_t option = 0;  // Pick: candidate; Or: part
  std::uint64_t amount = 0;  // Pick: taken from it
  std::size_t goals = 0;     // sizes to go back to
  std::size_t scopes = 0;
  std::size_t trail = 0;
};

// What to restore: how many were left of a group, or times of a scope.
struct Undo {
  bool is_group = false;
  std::uint32_t place = 0;
  std::uint64_t left = 0;
  Micros latest_first = 0;
  Micros earliest_last = 0;
};

class Search {
 public:
  Search(const Syntax& syntax, const Crowd& crowd, Budget& budget)
      : syntax_(syntax), crowd_(crowd), budget_(budget) {
    for (const auto& group : crowd.groups) left_.push_back(group.count);
  }

  Result<std::optional<std::vector<std::uint64_t>>> run();

 private:
  // What a step came to: go on with `goal_`, or take back the last choice.
  enum class Step : std::uint8_t { On, Back, OverBudget };

  void find_possible();
  [[nodiscard]] bool is_possible(const Node& node, std::uint32_t index) const;
  [[nodiscard]] std::uint64_t count_of(std::uint32_t observation) const;

  Step step(const Goal& goal);
  Step reach(const Goal& goal);
  Step choose_part(const Goal& goal, std::uint32_t from);
  Step repeat(const Goal& goal);
  Step follow(const Goal& goal);
  Step pick(const Goal& goal, std::uint32_t from, std::uint64_t most);
  Step back();

  [[nodiscard]] bool admitted(const Group& group, std::uint32_t scope, std::uint64_t& cost) const;
  void use(std::uint32_t group, std::uint64_t amount, std::uint32_t scope);
  void remember(std::uint32_t goal, std::uint32_t option, std::uint64_t amount);
  void undo_to(const Choice& choice);
  std::uint32_t add(const Goal& goal);
  std::uint32_t add(const Scope& scope);

  const Syntax& syntax_;
  const Crowd& crowd_;
  Budget& budget_;
  std::vector<bool> possible_;
  std::vector<std::uint64_t> left_;
  std::vector<Goal> goals_;
  std::vector<Scope> scopes_;
  std::vector<Choice> choices_;
  std::vector<Undo> trail_;
  std::uint32_t goal_ = kNone;
};

std::uint32_t Search::add(const Goal& goal) {
  goals_.push_back(goal);
  return static_cast<std::uint32_t>(goals_.size() - 1);
}

std::uint32_t Search::add(const Scope& scope) {
  scopes_.push_back(scope);
  return static_cast<std::uint32_t>(scopes_.size() - 1);
}

std::uint64_t Search::count_of(std::uint32_t observation) const {
  std::uint64_t count = 0;
  for (const auto group : crowd_.candidates[observation]) {
    const auto more = crowd_.groups[group].count;
    count = more > std::numeric_limits<std::uint64_t>::max() - count
                ? std::numeric_limits<std::uint64_t>::max()
                : count + more;
  }
  return count;
}

// Whether a node could be reached were it alone: what cannot be is not tried.
bool Search::is_possible(const Node& node, std::uint32_t index) const {
  const auto part = [&](std::uint32_t below) { return static_cast<bool>(possible_[below]); };
  if (node.kind == Node::Kind::Observation) return !crowd_.candidates[index].empty();
  if (node.kind == Node::Kind::Or) return std::any_of(node.parts.begin(), node.parts.end(), part);
  if (!std::all_of(node.parts.begin(), node.parts.end(), part)) return false;
  const bool counts = node.kind == Node::Kind::Repeats &&
                      syntax_.nodes[node.parts.front()].kind == Node::Kind::Observation;
  return !counts || count_of(node.parts.front()) >= node.times;
}

void Search::find_possible() {
  for (std::uint32_t i = 0; i < syntax_.nodes.size(); ++i)  // parts before wholes
    possible_.push_back(is_possible(syntax_.nodes[i], i));
}

bool Search::admitted(const Group& group, std::uint32_t scope, std::uint64_t& cost) const {
  for (; scope != kNone; scope = scopes_[scope].outer) {
    ++cost;
    if (!scopes_[scope].admits(group)) return false;
  }
  return true;
}

void Search::use(std::uint32_t group, std::uint64_t amount, std::uint32_t scope) {
  trail_.push_back({true, group, left_[group], 0, 0});
  left_[group] -= amount;
  const auto& used = crowd_.groups[group];
  for (; scope != kNone; scope = scopes_[scope].outer) {
    auto& touched = scopes_[scope];
    trail_.push_back({false, scope, 0, touched.latest_first, touched.earliest_last});
    touched.latest_first = std::max(touched.latest_first, used.first);
    touched.earliest_last = std::min(touched.earliest_last, used.last);
  }
}

void Search::remember(std::uint32_t goal, std::uint32_t option, std::uint64_t amount) {
  choices_.push_back({goal, option, amount, goals_.size(), scopes_.size(), trail_.size()});
}

void Search::undo_to(const Choice& choice) {
  while (trail_.size() > choice.trail) {
    const auto& undo = trail_.back();
    if (undo.is_group) {
      left_[undo.place] = undo.left;
    } else if (undo.place < choice.scopes) {
      scopes_[undo.place].latest_first = undo.latest_first;
      scopes_[undo.place].earliest_last = undo.earliest_last;
    }
    trail_.pop_back();
  }
  goals_.resize(choice.goals);
  scopes_.resize(choice.scopes);
}

// Takes up to `most` from the first candidate at or after `from` that may be used, the rest of what
// is wanted from later ones: combinations, not permutations.
Search::Step Search::pick(const Goal& goal, std::uint32_t from, std::uint64_t most) {
  const auto& candidates = crowd_.candidates[goal.node];
  for (auto i = from; i < candidates.size(); ++i, most = goal.count) {
    const auto group = candidates[i];
    const auto amount = std::min({most, goal.count, left_[group]});
    std::uint64_t cost = 1;
    const bool fits = amount > 0 && admitted(crowd_.groups[group], goal.scope, cost);
    if (!budget_.spend(cost)) return Step::OverBudget;
    if (!fits) continue;
    remember(goal_, i, amount);
    use(group, amount, goal.scope);
    auto rest = goal;
    rest.count -= amount;
    rest.from = i + 1;
    goal_ = rest.count == 0 ? goal.then : add(rest);
    return Step::On;
  }
  return Step::Back;
}

Search::Step Search::choose_part(const Goal& goal, std::uint32_t from) {
  const auto& parts = syntax_.nodes[goal.node].parts;
  while (from < parts.size() && !possible_[parts[from]]) ++from;
  if (from == parts.size()) return Step::Back;
  remember(goal_, from, 0);
  goal_ = add({Goal::Kind::Reach, parts[from], goal.scope, 0, 0, goal.then});
  return Step::On;
}

Search::Step Search::repeat(const Goal& goal) {
  if (goal.count == 0) {
    goal_ = goal.then;
    return Step::On;
  }
  auto again = goal;
  --again.count;
  const auto rest = add(again);
  const auto part = syntax_.nodes[goal.node].parts.front();
  goal_ = add({Goal::Kind::Reach, part, goal.scope, 0, 0, rest});
  return Step::On;
}

// The scope of the goal is that of the whole chain: its latest beginning so far is what the next
// operand must reach.
Search::Step Search::follow(const Goal& goal) {
  const auto& parts = syntax_.nodes[goal.node].parts;
  if (goal.from == parts.size()) {
    goal_ = goal.then;
    return Step::On;
  }
  Scope operand;
  operand.outer = goal.scope;
  operand.floor = scopes_[goal.scope].latest_first;
  auto next = goal;
  ++next.from;
  const auto rest = add(next);
  goal_ = add({Goal::Kind::Reach, parts[goal.from], add(operand), 0, 0, rest});
  return Step::On;
}

Search::Step Search::reach(const Goal& goal) {
  const auto& node = syntax_.nodes[goal.node];
  auto scope = goal.scope;
  switch (node.kind) {
    case Node::Kind::Observation:
      goal_ = add({Goal::Kind::Pick, goal.node, scope, 1, 0, goal.then});
      return Step::On;
    case Node::Kind::Or:
      return choose_part(goal, 0);
    case Node::Kind::And:
      goal_ = goal.then;
      for (auto i = node.parts.size(); i-- > 0;)
        goal_ = add({Goal::Kind::Reach, node.parts[i], scope, 0, 0, goal_});
      return Step::On;
    case Node::Kind::Repeats: {
      const auto part = node.parts.front();
      const bool simple = syntax_.nodes[part].kind == Node::Kind::Observation;
      goal_ = simple ? add({Goal::Kind::Pick, part, scope, node.times, 0, goal.then})
                     : add({Goal::Kind::Repeat, goal.node, scope, node.times, 0, goal.then});
      return Step::On;
    }
    case Node::Kind::FollowedBy: {
      Scope chain;
      chain.outer = scope;
      goal_ = add({Goal::Kind::Follow, goal.node, add(chain), 0, 0, goal.then});
      return Step::On;
    }
    case Node::Kind::Within: {
      Scope inner;
      inner.outer = scope;
      inner.span = node.span;
      scope = add(inner);
      break;
    }
    case Node::Kind::StartStop:  // already in the candidates
      break;
  }
  goal_ = add({Goal::Kind::Reach, node.parts.front(), scope, 0, 0, goal.then});
  return Step::On;
}

Search::Step Search::step(const Goal& goal) {
  switch (goal.kind) {
    case Goal::Kind::Reach:
      return reach(goal);
    case Goal::Kind::Pick:
      return pick(goal, goal.from, goal.count);
    case Goal::Kind::Repeat:
      return repeat(goal);
    case Goal::Kind::Follow:
      break;
  }
  return follow(goal);
}

// The next option of the last choice: one observation fewer, the next candidate, the next part.
Search::Step Search::back() {
  const auto choice = choices_.back();
  choices_.pop_back();
  undo_to(choice);
  goal_ = choice.goal;
  const auto goal = goals_[goal_];
  if (goal.kind != Goal::Kind::Pick) return choose_part(goal, choice.option + 1);
  if (choice.amount > 1) return pick(goal, choice.option, choice.amount - 1);
  return pick(goal, choice.option + 1, goal.count);
}

Result<std::optional<std::vector<std::uint64_t>>> Search::run() {
  using Used = std::optional<std::vector<std::uint64_t>>;
  find_possible();
  if (!possible_[syntax_.root]) return Used{};
  goal_ = add({Goal::Kind::Reach, syntax_.root, kNone, 0, 0, kNone});
  while (goal_ != kNone) {
    if (!budget_.spend()) return Budget::exhausted();
    const auto goal = goals_[goal_];
    auto outcome = step(goal);
    while (outcome == Step::Back) {
      if (choices_.empty()) return Used{};
      if (!budget_.spend()) return Budget::exhausted();
      outcome = back();
    }
    if (outcome == Step::OverBudget) return Budget::exhausted();
  }
  std::vector<std::uint64_t> used;
  for (std::size_t i = 0; i < left_.size(); ++i) used.push_back(crowd_.groups[i].count - left_[i]);
  return Used{std::move(used)};
}

}  // namespace

Result<std::optional<std::vector<std::uint64_t>>> search(const Syntax& syntax, const Crowd& crowd,
                                                         Budget& budget) {
  return Search(syntax, crowd, budget).run();
}

}  // namespace noroshi::pattern
