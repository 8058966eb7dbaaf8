#include "check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

#include "source_tree.hpp"

namespace noroshi::layers {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kProbe = "probe";  // the leaf that sends packets to strangers

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// A way along the arrows from `from` to `to`: "net → io → base"; empty if there is none.
std::string way(const Rules& rules, const Leaf& from, const Leaf& to,
                std::set<std::string_view>& seen) {
  if (!seen.insert(from.name).second) return {};
  for (const std::string& name : from.may_use) {
    const Leaf* next = rules.find(name);
    if (next == nullptr) continue;
    if (next == &to) return fmt::format("{} → {}", from.name, to.name);
    const std::string rest = way(rules, *next, to, seen);
    if (!rest.empty()) return fmt::format("{} → {}", from.name, rest);
  }
  return {};
}

// What is wrong with one arrow of layers.toml; empty if nothing is.
std::string fault(const Rules& rules, const Leaf& leaf, std::string_view target) {
  if (target == kProbe && !contains(rules.may_probe, leaf.name)) {
    return fmt::format("{} may not use probe: [probe] may_include does not list it", leaf.name);
  }
  const Leaf* used = rules.find(target);
  if (used == nullptr) return fmt::format("{} uses {}, which is no leaf", leaf.name, target);
  if (used == &leaf) return fmt::format("{} names itself", leaf.name);
  if (used->line < leaf.line) return {};
  std::set<std::string_view> seen;
  const std::string back = way(rules, *used, leaf, seen);
  return fmt::format("the arrow {} → {} points up{}", leaf.name, target,
                     back.empty() ? "" : fmt::format(", in a circle: {} → {}", leaf.name, back));
}

// Checks one project; collects what it finds.
class TreeCheck {
 public:
  TreeCheck(const Rules& rules, fs::path root)
      : rules_(rules), root_(std::move(root)), source_(root_ / "src") {}

  Result<std::vector<Violation>> run() {
    NOROSHI_CHECK(check_leaves());
    for (const std::string& file : files_under(source_, {"CMakeLists.txt"})) {
      if (file != "CMakeLists.txt") NOROSHI_CHECK(check_links(file));
    }
    for (const std::string& file : files_under(source_, {".hpp", ".cpp", ".h", ".c", ".inc"})) {
      NOROSHI_CHECK(check_includes(file));
    }
    return std::move(violations_);
  }

 private:
  void report(std::string place, std::string text) {
    violations_.push_back({.place = std::move(place), .text = std::move(text)});
  }

  // Every named leaf is there and is built.
  Status check_leaves() {
    std::set<std::string> built;
    const std::string list = NOROSHI_TRY(read_text(source_ / "CMakeLists.txt"));
    for (const CmakeCall& call : cmake_calls_of(list)) {
      for (const CmakeWord& word : call.words) built.insert(word.text);
    }
    for (const Leaf& leaf : rules_.leaves) {
      const std::string place = fmt::format("layers.toml:{}", leaf.line);
      if (!fs::exists(source_ / leaf.name / "CMakeLists.txt")) {
        report(place, fmt::format("leaf {0} has no src/{0}/CMakeLists.txt", leaf.name));
      } else if (!built.contains(leaf.name)) {
        report(place, fmt::format("src/CMakeLists.txt does not build {}", leaf.name));
      }
    }
    return {};
  }

  // The leaf that holds `file`; reports a folder without one, once.
  const Leaf* holder(const std::string& file) {
    const std::string folder = fs::path(file).parent_path().generic_string();
    const Leaf* leaf = rules_.holder(folder);
    if (leaf == nullptr && homeless_.insert(folder).second) {
      report("src/" + file, "layers.toml names no leaf that holds this file");
    }
    return leaf;
  }

  // Every DEPENDS, and every other word that is one of our targets, has its arrow.
  Status check_links(const std::string& file) {
    const Leaf* leaf = holder(file);
    if (leaf == nullptr) return {};
    const std::string text = NOROSHI_TRY(read_text(source_ / file));
    links_.try_emplace(leaf->name);
    for (const CmakeCall& call : cmake_calls_of(text)) {
      if (call.command == "noroshi_library") check_library(*leaf, file, call);
      for (const CmakeWord& word : call.words) check_target(*leaf, file, word);
    }
    return {};
  }

  void check_library(const Leaf& leaf, const std::string& file, const CmakeCall& call) {
    const std::string expected = target_name(leaf.name);
    if (call.words.empty() || call.words.front().text != expected) {
      report("src/" + file,
             fmt::format("the library of {} must be called {}", leaf.name, expected));
    }
    bool depends = false;
    for (const CmakeWord& word : call.words) {
      if (word.text == "DEPENDS" || word.text == "LINK" || word.text == "TEST_LINK") {
        depends = word.text == "DEPENDS";
      } else if (depends) {
        check_link(leaf, file, word, word.text);
      }
    }
  }

  void check_target(const Leaf& leaf, const std::string& file, const CmakeWord& word) {
    constexpr std::string_view kPrefix = "noroshi_";
    if (!word.text.starts_with(kPrefix)) return;
    const std::string_view name = std::string_view(word.text).substr(kPrefix.size());
    const Leaf* target = rules_.find_target(name);
    if (target != nullptr && target != &leaf) check_link(leaf, file, word, name);
  }

  void check_link(const Leaf& leaf, const std::string& file, const CmakeWord& word,
                  std::string_view name) {
    const std::string place = fmt::format("src/{}:{}", file, word.line);
    const Leaf* target = rules_.find_target(name);
    if (target == nullptr) return report(place, fmt::format("{} is no leaf of layers.toml", name));
    links_[leaf.name].insert(target->name);
    check_arrow(leaf, *target, place, "link");
  }

  // False, and reported, if layers.toml does not allow it.
  bool check_arrow(const Leaf& leaf, const Leaf& target, const std::string& place,
                   std::string_view verb) {
    if (target.name == kProbe && !contains(rules_.may_probe, leaf.name)) {
      report(place, fmt::format("{} may not {} probe; only these may: {}", leaf.name, verb,
                                fmt::join(rules_.may_probe, ", ")));
      return false;
    }
    if (contains(leaf.may_use, target.name)) return true;
    report(place, fmt::format("{} may not {} {}; layers.toml allows it: {}", leaf.name, verb,
                              target.name, fmt::join(leaf.may_use, ", ")));
    return false;
  }

  Status check_includes(const std::string& file) {
    const Leaf* leaf = holder(file);
    if (leaf == nullptr) return {};
    const std::string text = NOROSHI_TRY(read_text(source_ / file));
    for (const Include& include : includes_of(text)) check_include(*leaf, file, include);
    return {};
  }

  void check_include(const Leaf& leaf, const std::string& file, const Include& include) {
    const std::string place = fmt::format("src/{}:{}", file, include.line);
    const std::string path = resolve(file, include);
    if (path.empty()) {
      // Angle brackets that lead nowhere here are a system header.
      if (include.quoted) report(place, fmt::format("\"{}\" lies in no leaf", include.path));
      return;
    }
    const Leaf* target = rules_.holder(fs::path(path).parent_path().generic_string());
    if (target == nullptr || target == &leaf) return;  // a folder without a leaf is reported once
    if (!check_arrow(leaf, *target, place, "include")) return;
    const auto links = links_.find(leaf.name);
    if (links == links_.end() || links->second.contains(target->name)) return;
    report(place, fmt::format("includes {}, but src/{}/CMakeLists.txt has no DEPENDS {}",
                              include.path, leaf.name, target_name(target->name)));
  }

  // The included file relative to src/, found as the compiler finds it; empty if it is not ours.
  [[nodiscard]] std::string resolve(const std::string& file, const Include& include) const {
    const fs::path beside = (fs::path(file).parent_path() / include.path).lexically_normal();
    if (include.quoted && ours(beside)) return beside.generic_string();
    const fs::path below = fs::path(include.path).lexically_normal();
    if (ours(below)) return below.generic_string();
    // A header that the build makes has no file under src/, but the folder of the leaf that makes
    // it.
    const bool made = include.quoted && rules_.holder(below.parent_path().generic_string());
    return made ? below.generic_string() : std::string();
  }

  [[nodiscard]] bool ours(const fs::path& path) const {
    return !path.is_absolute() && *path.begin() != ".." && fs::is_regular_file(source_ / path);
  }

  const Rules& rules_;
  fs::path root_;
  fs::path source_;
  std::vector<Violation> violations_;
  std::set<std::string> homeless_;                      // folders already reported
  std::map<std::string, std::set<std::string>> links_;  // leaf → leaves its CMake file links
};

}  // namespace

std::vector<Violation> check_rules(const Rules& rules) {
  std::vector<Violation> violations;
  for (const Leaf& leaf : rules.leaves) {
    for (const std::string& target : leaf.may_use) {
      std::string text = fault(rules, leaf, target);
      if (text.empty()) continue;
      violations.push_back(
          {.place = fmt::format("layers.toml:{}", leaf.line), .text = std::move(text)});
    }
  }
  return violations;
}

Result<std::vector<Violation>> check_tree(const Rules& rules, const fs::path& root) {
  return TreeCheck(rules, root).run();
}

}  // namespace noroshi::layers
