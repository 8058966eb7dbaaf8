// Two values of two revisions, walked side by side (of changes.cpp).
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "trust/pades/changes.hpp"

namespace noroshi::pades {

class Comparison {
 public:
  Comparison(Pdf& before, Pdf& after) : before_(before), after_(after) {}

  /// `way`: how the report should name it; `skipped`: keys of these values that are passed over.
  void compare(const ObjectPtr& before, const ObjectPtr& after, const std::vector<std::string>& way,
               const std::vector<std::string_view>& skipped = {});
  void add(ChangeKind kind, std::string path) { found_.list.push_back({kind, std::move(path)}); }

  Changes& found() { return found_; }

 private:
  /// A way is kept as its last step and the way before it; 0 is none.
  struct Step {
    std::size_t before = 0;
    std::string key{};
  };
  struct Pair {
    ObjectPtr before;
    ObjectPtr after;
    std::size_t way = 0;
  };

  void visit(const Pair& pair, const std::vector<std::string_view>& skipped);
  void entries(const Pair& pair, const std::vector<std::string_view>& skipped);
  void items(const Pair& pair);
  void child(const Pair& pair, const Object* before, const Object* after, const std::string& key);
  void differ(const Pair& pair);
  [[nodiscard]] std::vector<std::string> steps(std::size_t way) const;

  Pdf& before_;
  Pdf& after_;
  Changes found_{};
  std::deque<Pair> waiting_{};
  std::vector<Step> steps_{Step{}};
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen_{};
  std::size_t visited_ = 0;
};

/// By the keys that lead to it and the two values (Null where there is none).
ChangeKind kind_of(const std::vector<std::string>& way, Pdf& after_pdf, const ObjectPtr& after);

}  // namespace noroshi::pades
